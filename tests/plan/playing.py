"""A little of everything that the coordinator's office and the bodies of the plan do, for those who look at pages."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from panah.plan.actions import awareness, budgets, findings, liaison, meetings, reporting, resources, ties, writing
from panah.plan.actions.awareness import Found
from panah.plan.actions.budgets import Wish
from panah.plan.actions.liaison import Appointment
from panah.plan.actions.reporting import Said
from panah.plan.exchange import files
from panah.plan.exchange.stored import content_of
from panah.plan.models import Participant, Plan, Slot
from tests.plan.test_awareness import leaflet, told
from tests.plan.test_dealings import asked
from tests.plan.test_meetings import called
from tests.plan.test_resources import given
from tests.plan.test_resources import told as needed
from tests.plan.test_trainings import attended, course
from tests.world import World, acting


def play(world: World) -> None:
    """Reports, proposals, people, meetings, needs, problems, dealings abroad, trainings, materials and carriers."""
    _reports(world)
    _office(world)
    _gifts(world)
    _awareness(world)
    attended(world.orxan, world.nigar, course(world.orxan))
    asked(world)
    with acting(world.tarana) as actor:
        findings.pass_on(actor=actor, participant="MOH", area="medical", words="Gecə tərcüməçi yoxdur")
    with acting(world.director) as actor:
        ties.propose(actor=actor, kind="international", name="Liniya 116", about="Axtarış")


def _reports(world: World) -> None:
    with acting(world.tarana) as actor:
        slot = Slot.objects.filter(unit_id=actor.unit, plan__code="LIVE").order_by("id")[0]
        said = Said(done="İki seminar keçirilib", progress=60, obstacles="", evidence="Əmr 12")
        reporting.hand_in(actor=actor, slot_id=slot.id, said=said)
        body = Participant.objects.get(code="MOE")
        wish = Wish(year=timezone.localdate().year + 1, amount=Decimal(25_000), funding="state_budget")
        budgets.propose(actor=actor, participant_id=body.id, wish=wish)


def _office(world: World) -> None:
    plan = Plan.objects.get(code="LIVE")
    said = {"branch": "police", "name": "R. Əliyeva", "post": "", "reach": "102", "order_number": "7"}
    with acting(world.vefa) as actor:
        writing.bring_in(actor=actor, name="plan.json", data=files.as_json(content_of(plan)))
        appointment = Appointment(**said, appointed_on=date(2026, 1, 5), in_group=True)
        liaison.appoint(actor=actor, participant="MIA", appointment=appointment)
    met = called(world, hours=-1)
    with acting(world.vefa) as actor:
        due = timezone.localdate() + timedelta(days=9)
        meetings.decide(actor=actor, gathering_id=met.id, participant="MOE", words="Siyahı yenilənsin", due_on=due)


def _gifts(world: World) -> None:
    need = needed(world.tarana)
    with acting(world.vefa) as actor:
        resources.show(actor=actor, need_id=need.id)
    with acting(world.malika) as actor:
        resources.offer(actor=actor, given=given(), need_id=need.id)


def _awareness(world: World) -> None:
    leaflet(world.tarana)
    with acting(world.tarana) as actor:
        awareness.campaign(actor=actor, told=told())
        row = awareness.carrier(actor=actor, name="Xəzər", kind="sea", routes="Bakı – Aktau")
        awareness.look_at(actor=actor, carrier_id=row.id, steps={"informs_passengers": False})
        found = Found(title="Cənub kəndləri", region="lankaran_astara", begun_on=timezone.localdate())
        awareness.study(actor=actor, found=found)
