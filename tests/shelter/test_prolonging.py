"""Staying longer: who may ask, whose word it takes each time, how the clocks go on, and what nobody outside learns."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import IntegrityError, transaction
from django.utils import timezone

from config.env import DatabaseRole
from panah.cases.actions.consents import ChildAlone
from panah.core.country import country
from panah.core.errors import Forbidden
from panah.core.ids import new_id
from panah.duties.models import Duty, Notice
from panah.duties.tasks import watch
from panah.people.actions.best_interest import OpinionMissing
from panah.shelter.actions import admitting, moving, prolonging
from panah.shelter.actions.prolonging import Asking, NobodyAsked, NoLength, NotForChild, NotTheirs
from panah.shelter.actions.stays import agreed
from panah.shelter.models import Answer, Bed, Prolongation, ProlongationAsk, Requester, Stay, ZoneKind
from tests.roles import connected_as
from tests.shelter.making import FOR_HER, GIRL, SAYS, arrival, make_house, moved_in, prepared
from tests.world import Person as Member
from tests.world import World, acting, signed_in


def resident(by: Member) -> Stay:
    with acting(by) as actor:
        house = make_house(actor, name=str(new_id()))
        return moved_in(actor, house, Bed.objects.filter(house=house)[0])


def girl(by: Member) -> Stay:
    with acting(by) as actor:
        house = make_house(actor, name=str(new_id()), zone=ZoneKind.GIRLS)
        stay = prepared(actor, arrival(actor, house, GIRL))
        moving.hold_bed(actor=actor, stay_id=stay.id, bed_id=Bed.objects.filter(house=house)[0].id)
        return admitting.admit(actor=actor, stay_id=stay.id)


def prolonged(by: Member, stay: Stay, *, requested_by: str = "victim", days: int = 30) -> Prolongation:
    with acting(by) as actor:
        asking = Asking(by=requested_by, reason="not_safe", letter="" if requested_by == "victim" else "A letter.")
        return prolonging.prolong(actor=actor, stay_id=stay.id, asking=asking, days=days, said=SAYS)


def clocks(by: Member, stay: Stay) -> list[tuple[str, dt.datetime, bool]]:
    with acting(by):
        rows = Duty.objects.filter(matter_id=stay.id, rule__in=("SH-01", "CH-05")).order_by("opened_at", "id")
        return [(row.step, row.due_at, row.is_open) for row in rows]


@pytest.mark.rule("SH-01")
@pytest.mark.rule("SH-05")
def test_each_prolongation_ends_one_clock_and_starts_another(world: World) -> None:
    stay = resident(world.sevinc)
    ends = [stay.ends_at]
    for days in (30, 45, 200):
        row = prolonged(world.sevinc, stay, days=days)
        assert timezone.localdate(row.until_at) - timezone.localdate(row.from_at) == dt.timedelta(days=days)
        ends.append(row.until_at)
    assert clocks(world.sevinc, stay) == [
        ("stay_end", ends[0], False),
        ("next_end", ends[1], False),
        ("next_end", ends[2], False),
        ("next_end", ends[3], True),
    ]
    with acting(world.sevinc):
        stay.refresh_from_db()
        assert stay.ends_at == ends[-1]
        assert prolonging.days_here(stay) == 1


@pytest.mark.rule("SH-01")
@pytest.mark.django_db(transaction=True)
def test_a_time_that_ends_without_a_decision_goes_to_the_coordinator_and_puts_nobody_out(world: World) -> None:
    stay = resident(world.sevinc)
    assert stay.ends_at is not None
    with connected_as(DatabaseRole.WORKER):
        watch(stay.ends_at + dt.timedelta(minutes=1))
    with acting(world.arzu) as actor:
        told = {notice.kind for notice in Notice.standing(actor) if notice.rule == "SH-01"}
    assert told == {"escalation"}
    with acting(world.sevinc):
        stay.refresh_from_db()
        assert stay.is_resident
        use = moving.slept_in(stay)
        assert use is not None
        assert use.until_at is None


@pytest.mark.rule("SH-03")
@pytest.mark.parametrize("body", ["guardianship", "children_commission", "hotline", ""])
def test_of_an_adult_only_they_or_the_special_unit_ask(world: World, body: str) -> None:
    stay = resident(world.sevinc)
    assert prolonging.may_ask(is_child=False) == (Requester.VICTIM, Requester.SPECIAL_UNIT)
    with pytest.raises(NotTheirs) as refusal:
        prolonged(world.sevinc, stay, requested_by=body)
    assert refusal.value.rule == "SH-03"
    assert prolonged(world.sevinc, stay, requested_by="special_unit").requested_by == "special_unit"


@pytest.mark.rule("CH-06")
@pytest.mark.rule("CH-07")
@pytest.mark.rule("CH-15")
def test_of_a_child_three_bodies_ask_and_the_child_is_asked_each_time(world: World) -> None:
    stay = girl(world.sevinc)
    assert [each.value for each in prolonging.may_ask(is_child=True)] == list(country().settings.child_prolongation_by)
    with acting(world.sevinc) as actor:
        step: dict[str, Any] = {
            "actor": actor,
            "stay_id": stay.id,
            "asking": Asking(by="guardianship", reason="guardian", letter="A call of this morning."),
            "days": 30,
            "said": FOR_HER,
        }
        with pytest.raises(NotForChild):
            prolonging.prolong(**(step | {"asking": Asking(by="victim", reason="wish")}))
        with pytest.raises(OpinionMissing):
            prolonging.prolong(**step, opinion="not_asked", words="Still safe here.")
        with pytest.raises(ChildAlone):
            prolonging.prolong(**(step | {"said": SAYS}), opinion="agrees", words="Still safe here.")
        first = prolonging.prolong(**step, opinion="agrees", words="Still safe here.")
        second = prolonging.prolong(**step, opinion="disagrees", words="Nobody found yet to care for her.")
        assert first.note_id != second.note_id
        assert [each.is_open for each in Duty.objects.filter(rule="CH-05", matter_id=stay.id).order_by("id")] == [
            False, False, True]  # fmt: skip


@pytest.mark.rule("SH-03")
@pytest.mark.rule("SH-04")
@pytest.mark.rule("CH-06")
def test_the_database_holds_to_it_whoever_writes(world: World) -> None:
    stay, child = resident(world.sevinc), girl(world.sevinc)
    row = prolonged(world.sevinc, stay)

    def again(of: Stay, **changes: object) -> None:
        fields = {each.attname: getattr(row, each.attname) for each in Prolongation._meta.concrete_fields}
        fields |= {"id": new_id(), "stay_id": of.id, "folder_id": of.folder_id, "is_child": of.is_child}
        fields["until_at"] = row.until_at + dt.timedelta(days=90)
        Prolongation(**(fields | changes)).save(force_insert=True)

    with acting(world.sevinc) as actor:
        fresh = agreed(actor, stay, SAYS).id
        refused: list[tuple[str, Stay, dict[str, object]]] = [
            ("given anew", stay, {}),
            ("given anew", stay, {"consent_id": stay.consent_id}),
            ("given anew", child, {}),
            ("prolongs no stay", stay, {"is_child": True}),
            ("prolongs no stay", stay, {"until_at": row.from_at}),
            ("asked_by_whom_law_names", stay, {"requested_by": "guardianship", "consent_id": fresh}),
        ]
        for words, of, changes in refused:
            with pytest.raises(IntegrityError, match=words), transaction.atomic():
                again(of, **changes)


def test_a_length_is_a_number_of_days(world: World) -> None:
    stay = resident(world.sevinc)
    with pytest.raises(NoLength):
        prolonged(world.sevinc, stay, days=0)


def asked(by: Member, name: str) -> tuple[int, str, str]:
    """What somebody outside gets to see who asks for a longer stay: status, where it leads, and the words."""
    answer = signed_in(by).post("/shelter/prolongations/ask/", {"pseudonym": name, "reason": "not_safe"})
    return answer.status_code, answer.headers["Location"], "; ".join(map(str, get_messages(answer.wsgi_request)))


@pytest.mark.rule("CON-14")
@pytest.mark.rule("SH-03")
@pytest.mark.rule("CH-06")
def test_who_asks_from_outside_gets_the_same_answer_whatever_is_true(world: World) -> None:
    stay, child = resident(world.sevinc), girl(world.sevinc)
    names = [stay.pseudonym, child.pseudonym, "Nobodyo 1234", "no false name at all"]
    answers = {asked(member, name) for member in (world.nigar, world.gunel, world.fidan) for name in names}
    assert len(answers) == 1
    with acting(world.nigar) as actor:
        assert list(ProlongationAsk.objects.all()) == []
        assert list(Stay.objects.all()) == []
        assert not actor.may("shelter:stay:view")
    with acting(world.sevinc) as actor:
        found = {(row.stay_id, row.requested_by) for row in ProlongationAsk.waiting(actor)}
    assert found == {
        (stay.id, "special_unit"),
        (child.id, "special_unit"),
        (child.id, "guardianship"),
        (child.id, "children_commission"),
    }


@pytest.mark.rule("SH-04")
def test_a_request_from_outside_is_answered_by_the_person(world: World) -> None:
    stay = resident(world.sevinc)
    asked(world.nigar, stay.pseudonym)
    asked(world.nigar, stay.pseudonym)
    with acting(world.sevinc) as actor:
        (ask,) = ProlongationAsk.waiting(actor)
        prolonging.not_wanted(actor=actor, ask_id=ask.id)
        assert ProlongationAsk.of(actor, stay)[0].answer == Answer.NOT_WANTED
        stay.refresh_from_db()
    assert [is_open for _step, _due, is_open in clocks(world.sevinc, stay)] == [True]
    asked(world.nigar, stay.pseudonym)
    with acting(world.sevinc) as actor:
        (ask,) = ProlongationAsk.waiting(actor)
        asking = Asking(by="special_unit", reason="", ask_id=ask.id)
        row = prolonging.prolong(actor=actor, stay_id=stay.id, asking=asking, days=10, said=SAYS)
        assert row.reason == "not_safe"
        assert ProlongationAsk.of(actor, stay)[0].answer == Answer.PROLONGED


@pytest.mark.rule("SH-03", "CH-06")
def test_nobody_prolongs_in_the_name_of_a_body_that_did_not_ask(world: World) -> None:
    stay, child, other = resident(world.sevinc), girl(world.sevinc), resident(world.sevinc)
    asked(world.nigar, other.pseudonym)
    with acting(world.sevinc) as actor:
        (ask,) = ProlongationAsk.waiting(actor)
        made_up = [
            (stay, Asking(by="special_unit", reason="not_safe")),
            (stay, Asking(by="special_unit", reason="not_safe", letter="  ")),
            (stay, Asking(by="special_unit", reason="not_safe", ask_id=ask.id)),
            (other, Asking(by="victim", reason="not_safe", ask_id=ask.id)),
            (child, Asking(by="guardianship", reason="guardian")),
        ]
        for whose, asking in made_up:
            said = FOR_HER if whose.is_child else SAYS
            step = {"opinion": "agrees", "words": "Safe here."}
            with pytest.raises(NobodyAsked):
                prolonging.prolong(actor=actor, stay_id=whose.id, asking=asking, days=10, said=said, **step)
        letter = Asking(by="special_unit", reason="health", letter="A letter of the third of May.")
        row = prolonging.prolong(actor=actor, stay_id=stay.id, asking=letter, days=10, said=SAYS)
        assert (row.reason, row.letter) == ("health", "A letter of the third of May.")
    sent = {"requested_by": "special_unit", "reason": "health", "days": "9", "language": "az", "given_how": "oral"}
    answer = signed_in(world.sevinc).post(f"/shelter/stays/{stay.id}/prolong/", sent | {"evidence": "She said so."})
    assert answer.status_code == 422
    assert "She said so." in answer.content.decode()


def test_nobody_else_asks(world: World) -> None:
    with acting(world.malika) as actor, pytest.raises(Forbidden):
        prolonging.ask_from_outside(actor=actor, pseudonym="Nobodyo 1234", reason="not_safe")
