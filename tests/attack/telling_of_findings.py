"""The part of the story about what is found out in a case: signs, interviews, decisions, and the days to reflect."""

from panah.cases.actions import interviews, reflection
from panah.cases.models import Case, CloseReason
from panah.cases.states import DecisionStep
from tests.attack.secrets_said import Said
from tests.cases.deciding import asked, case_of, course, granted, screened, took
from tests.world import World, acting


def tell(world: World, said: Said) -> None:
    """A finding with its reasons, an interview by the person's own wish, and the end of their days by it."""
    case = case_of(world.nigar)
    _the_finding(world, said, case)
    granted(world.nigar, case)
    _the_interview(world, said, case)
    _the_days_to_reflect(world, said, case)


def _the_finding(world: World, said: Said, case: Case) -> None:
    screened(world.nigar, case, {"gain.money_taken": "yes", "papers.held_by_other": "yes", "place.locked": "no"})
    took(world.nigar, case, DecisionStep.PRESUME, reasons=said.sentence("presumption"))
    took(world.nigar, case, DecisionStep.PROPOSE_VICTIM, reasons=said.sentence("proposal"))
    took(world.orxan, case, DecisionStep.IDENTIFY, reasons=said.sentence("finding"))


def _the_interview(world: World, said: Said, case: Case) -> None:
    interview = asked(world.nigar, case, wish=said.sentence("wish"), interpreter=f"{said.name}, {said.phone(0)}")
    held = course(present=f"{said.name}, {said.name_in_cyrillic}", notes=said.sentence("interview"))
    with acting(world.nigar) as actor:
        interviews.record(actor=actor, case_id=case.id, interview_id=interview.id, course=held)


def _the_days_to_reflect(world: World, said: Said, case: Case) -> None:
    with acting(world.nigar) as actor:
        reflection.choose(actor=actor, case_id=case.id, choice="undecided", words=said.sentence("choice"))
        reflection.certify(actor=actor, case_id=case.id)
        words = said.sentence("end of the days")
        reflection.close(actor=actor, case_id=case.id, reason=CloseReason.OWN_WISH, words=words)
