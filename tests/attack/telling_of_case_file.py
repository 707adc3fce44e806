"""The part of the story that a case file is told: notes, a draft, a task, a document, risk, protection, the end."""

import io
from uuid import uuid4

from panah.cases.actions import closing, documents, notes, safety, tasks
from tests.attack.secrets_said import Said
from tests.cases.filing import opened
from tests.cases.test_safety import tomorrow
from tests.world import World, acting


def tell(world: World, said: Said) -> None:
    """Everything that is written on a case in words, and a file whose content and name are secrets."""
    case = opened(world.nigar)
    content = io.BytesIO(f"{said.name}, {said.document}\n{said.sentence('letter')}".encode())
    with acting(world.nigar) as actor:
        notes.write(actor=actor, case_id=case.id, words=said.sentence("note"), form_token=uuid4())
        notes.keep_draft(actor=actor, case_id=case.id, words=said.sentence("draft"))
        title = f"Ring {said.name}"
        tasks.add(actor=actor, case_id=case.id, title=title, due_on=tomorrow(), assignee_id=actor.member)
        documents.add(actor=actor, case_id=case.id, kind="letter", name=f"Letter of {said.name}", content=content)
        risk = said.sentence("risk")
        safety.assess(actor=actor, case_id=case.id, level="high", areas=[], words=risk, review_on=tomorrow())
        measure = safety.begin(actor=actor, case_id=case.id, kind="escort", words=said.sentence("measure"))
    with acting(world.orxan) as actor:
        safety.review(
            actor=actor, case_id=case.id, measure_id=measure.id, finding="eliminated", words=said.sentence("review")
        )
    with acting(world.nigar) as actor:
        closing.propose(actor=actor, case_id=case.id, reason="returned", words=said.sentence("closure"))
