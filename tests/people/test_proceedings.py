"""The standing in criminal proceedings is a record apart (DEF-05); coercion is noted for the defence (NP-01)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from panah.core.errors import Forbidden, NeedsPurpose, NotHere
from panah.duties.models import Duty
from panah.people.actions import notices, proceedings
from panah.people.actions.proceedings import NobodyToTell, NotAnAccusation, NotOnTheList
from panah.people.models import CoercedAct, Notice, Person, ProceduralStatus, StandingRecord
from panah.people.states import NoticeSubject
from panah.vault import grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind, Folder
from tests.people.making import ADULT, registered
from tests.world import Person as Member
from tests.world import World, acting

INJURED: dict[str, Any] = {
    "status": "injured", "decided_by": "investigator", "decided_on": date(2026, 1, 20), "criminal_case": "2026-17"
}  # fmt: skip
BORDER: dict[str, Any] = {"act": "border", "basis": "person_said", "words": "He held her passport and her child"}


def recorded(by: Member, person: Person, **changes: Any) -> ProceduralStatus:
    with acting(by) as actor:
        return proceedings.record_status(actor=actor, person_id=person.id, **(INJURED | changes))


def noted(by: Member, person: Person, **changes: Any) -> CoercedAct:
    with acting(by) as actor:
        return proceedings.note_coercion(actor=actor, person_id=person.id, **(BORDER | changes))


@pytest.mark.rule("DEF-05")
def test_the_standing_in_proceedings_leaves_the_status_of_protection_alone(world: World) -> None:
    person = registered(world.nigar, ADULT)
    recorded(world.nigar, person)
    recorded(world.nigar, person, status="none", decided_by="court", decided_on=date(2026, 2, 1))
    with acting(world.nigar) as actor:
        newest, first = ProceduralStatus.of(actor, person)
        assert (first.status, first.decided_on, first.criminal_case) == ("injured", date(2026, 1, 20), "2026-17")
        assert newest.folder_id == first.folder_id != person.folder_id
        assert Folder.objects.get(id=first.folder_id).compartment == "investigation"
        assert [row.standing for row in StandingRecord.history(person)] == ["potential"]
        assert Person.objects.get(id=person.id).standing == "potential"


@pytest.mark.rule("DEF-05")
def test_who_was_let_into_the_case_does_not_see_the_proceedings(world: World) -> None:
    person = registered(world.nigar, ADULT)
    recorded(world.nigar, person)
    with acting(world.nigar) as actor:
        basis = Basis(BasisKind.DECISION, "test")
        grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.sevinc.unit_id, basis=basis)
    with acting(world.sevinc):
        assert Person.objects.filter(id=person.id).exists()
        assert not ProceduralStatus.objects.exists()
    with pytest.raises(Forbidden):
        recorded(world.sevinc, person)


def test_the_standing_is_from_the_lists_and_not_of_tomorrow(world: World) -> None:
    person = registered(world.nigar, ADULT)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for wrong in ({"status": "accused"}, {"decided_by": "me"}, {"decided_on": tomorrow}):
        with pytest.raises(NotOnTheList):
            recorded(world.nigar, person, **wrong)
    with pytest.raises(NotHere):
        recorded(world.nigar, registered(world.tural, ADULT))


@pytest.mark.rule("NP-01")
def test_what_was_coerced_is_noted_and_the_prosecution_reviews_the_exemption_by_a_clock(world: World) -> None:
    person = registered(world.nigar, ADULT)
    row = noted(world.nigar, person)
    assert (row.told_unit_id, row.noted_on) == (world.elxan.unit_id, timezone.localdate())
    with acting(world.elxan) as actor:
        notice = Notice.received(actor).get(person_id=person.id)
        told = notices.read(notice)
        assert told == {"pseudonym": person.pseudonym, "act": "border", "basis": "person_said", "asks": ["exemption"]}
        duty = Duty.objects.get(rule="NP-01", subject_id=notice.id)
        assert (duty.unit_id, duty.role, duty.is_open) == (world.elxan.unit_id, "prosecutor", True)
        notices.receive(actor=actor, notice_id=notice.id)
        notices.respond(actor=actor, notice_id=notice.id, response="exempt")
        assert not Duty.objects.get(id=duty.id).is_open
    with acting(world.nigar) as actor:
        assert Notice.sent_about(actor, person.id, NoticeSubject.COERCION).get().response == "exempt"


@pytest.mark.rule("NP-01")
def test_it_is_opened_to_plead_and_never_to_accuse(world: World) -> None:
    row = noted(world.nigar, registered(world.nigar, ADULT))
    with acting(world.orxan) as actor:
        with pytest.raises(NotAnAccusation) as refusal:
            proceedings.open_coercion(actor=actor, act_id=row.id, purpose="investigation")
        assert refusal.value.rule == "NP-01"
        with pytest.raises(NeedsPurpose):
            proceedings.open_coercion(actor=actor, act_id=row.id, purpose="")
        opened = proceedings.open_coercion(actor=actor, act_id=row.id, purpose="person_asked")
        assert opened.words == BORDER["words"]


@pytest.mark.rule("NP-01")
def test_the_words_lie_in_legal_help_and_there_is_no_answer_that_accuses(world: World) -> None:
    person = registered(world.nigar, ADULT)
    row = noted(world.nigar, person)
    with acting(world.nigar), connection.cursor() as cursor:
        assert Folder.objects.get(id=row.folder_id).compartment == "legal"
        assert row.folder_id != person.folder_id
        cursor.execute("SELECT to_jsonb(c)::text FROM people_coercedact c WHERE id = %s", [row.id])
        (stored,) = cursor.fetchone() or ("",)
        assert "passport" not in stored
    with acting(world.elxan) as actor:
        assert not CoercedAct.objects.exists()
        with pytest.raises(Forbidden):
            proceedings.open_coercion(actor=actor, act_id=row.id, purpose="investigation")


def test_it_may_be_noted_without_telling_anybody_and_needs_somebody_to_tell(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = registered(world.nigar, ADULT)
    assert noted(world.nigar, person, tell_prosecution=False).told_unit_id is None
    for wrong in ({"act": "murder"}, {"basis": "gossip"}, {"words": " "}):
        with pytest.raises(NotOnTheList):
            noted(world.nigar, person, **wrong)
    monkeypatch.setattr(proceedings, "PROSECUTION", "nobody")
    with pytest.raises(NobodyToTell):
        noted(world.nigar, person)
