"""The part of the story about who may know what: a request is decided, a suspicion and a complaint are reported."""

from panah.cases.actions import concerns, disclosing
from panah.cases.models import ConcernKind
from tests.attack.secrets_said import Said
from tests.cases.test_disclosure import asked, wanted
from tests.cases.test_sights import a_case
from tests.world import World, acting


def tell(world: World, said: Said) -> None:
    """The reason of a decision, and what was reported."""
    _person, case = a_case(world.nigar)
    row = asked(world.nigar, case, wanted(world.elxan))
    with acting(world.orxan) as actor:
        disclosing.decide(actor=actor, disclosure_id=row.id, fields=("sex",), reason=said.sentence("decision"))
    with acting(world.nigar) as actor:
        for kind in ConcernKind:
            concerns.report(actor=actor, kind=kind, words=said.sentence(kind.value))
