"""Assistance: asked by prosecution, court or the special unit, answered within a term, and never about a person."""

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from panah.accounts.permissions import ROLE_PERMISSIONS, Permission, roles_in
from panah.core.country import country
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.duties.models import Duty, Event
from panah.duties.rulebook import rulebook
from panah.referrals.actions import assisting
from panah.referrals.actions.assisting import AboutAPerson, AnsweredAlready, NobodyThere, NoWords, UnknownAnswer, Wanted
from panah.referrals.models import Assistance, AssistanceLetter
from panah.vault.fields import SEALED
from tests.people.making import registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in

WORDS = "A quiet room on Tuesday at ten, and somebody who speaks Turkish"
DONE = "The small room on the second floor is yours; Mrs M. interprets"


def wanted(to: Member, **changes: Any) -> Wanted:
    usual: dict[str, Any] = {
        "unit_id": to.unit_id, "authority": "court", "kind": "room", "words": WORDS, "form_token": new_id(),
    }  # fmt: skip
    return Wanted(**(usual | changes))


def asked(by: Member, to: Member, **changes: Any) -> Assistance:
    with acting(by) as actor:
        return assisting.ask(actor=actor, wanted=wanted(to, **changes))


def words_of(by: Member, request: Assistance) -> dict[str, str]:
    with acting(by) as actor:
        return {step: str(letter.words) for step, letter in AssistanceLetter.of(actor, request).items()}


@pytest.mark.rule("NRM-08")
def test_a_court_asks_a_centre_which_helps_and_the_answer_is_on_record(world: World) -> None:
    request = asked(world.elxan, world.tural)
    with acting(world.tural) as actor:
        duty = Duty.objects.get(subject_id=request.id)
        assert (duty.rule, duty.role, duty.unit_id) == ("NRM-08", "centre_staff", world.tural.unit_id)
        assert abs((duty.due_at - request.answer_due_at).total_seconds()) < 5
        assert [row.id for row in Assistance.waiting(actor)] == [request.id]
        assisting.answer(actor=actor, request_id=request.id, words=DONE)
        assert Duty.objects.get(id=duty.id).done_at
        assert not Assistance.waiting(actor)
    assert words_of(world.elxan, request) == words_of(world.tural, request) == {"ask": WORDS, "answer": DONE}
    with acting(world.elxan) as actor:
        assert Assistance.gate(actor, request.id).state == "answered"
        assert {event.code for event in Event.timeline(request.id)} == {"assistance.requested"}


@pytest.mark.rule("NRM-09")
@pytest.mark.parametrize(
    ("name", "role"),
    [("ramin", "migration_officer"), ("lale", "first_line_officer"), ("farid", "health_worker"),
     ("gunel", "guardianship_worker"), ("fidan", "commission_member"), ("kenul", "state_committee")],
)  # fmt: skip
def test_state_officials_assist_those_who_investigate_and_a_clock_runs(world: World, name: str, role: str) -> None:
    official = getattr(world, name)
    request = asked(world.nigar, official, authority="investigation")
    with acting(official) as actor:
        duty = Duty.objects.get(subject_id=request.id)
        assert (duty.rule, duty.role) == ("NRM-09", role)
        assisting.decline(actor=actor, request_id=request.id, reason="no_capacity", words="Not before Friday")
        assert Duty.objects.get(id=duty.id).done_at
    with acting(world.murad) as actor:
        told = Assistance.gate(actor, request.id)
        assert (told.state, told.reason) == ("declined", "no_capacity")


@pytest.mark.rule("NRM-08", "NRM-09")
def test_every_kind_of_unit_that_may_be_asked_has_a_clock_of_a_role_it_has() -> None:
    clocks = [(duty.when.wanted["receiver_kind"], duty.role) for _r, duty in rulebook().opening["assistance.requested"]]
    for kind in assisting.answering_kinds():
        roles = [role for kinds, role in clocks if kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
        assert len(roles) == 1, kind
        assert roles[0] in roles_in(kind), kind
        assert Permission.ASSISTANCE_ANSWER in ROLE_PERMISSIONS[roles[0]], kind


@pytest.mark.rule("PRI-04", "NRM-08")
def test_what_asks_about_a_person_is_refused_and_led_to_a_disclosure(world: World) -> None:
    person = registered(world.nigar)
    for changes in ({"kind": "person_information"}, {"words": f"Where is {person.pseudonym}?"}):
        with acting(world.elxan) as actor, pytest.raises(AboutAPerson) as refusal:
            assisting.ask(actor=actor, wanted=wanted(world.tural, **changes))
        assert refusal.value.rule == "PRI-04"
        assert "disclosure" in str(refusal.value.allow)
    request = asked(world.elxan, world.tural)
    with acting(world.tural) as actor, pytest.raises(AboutAPerson):
        assisting.answer(actor=actor, request_id=request.id, words=f"{person.pseudonym} is with us")
    with acting(world.tural) as actor:
        assert Assistance.gate(actor, request.id).state == "asked"


def test_who_may_ask_asks_in_a_name_that_is_theirs(world: World) -> None:
    for by, authority in ((world.nigar, "court"), (world.elxan, "investigation"), (world.elxan, "magic")):
        with acting(by) as actor, pytest.raises(UnknownAnswer):
            assisting.ask(actor=actor, wanted=wanted(world.tural, authority=authority))
    for by in (world.tural, world.leyla, world.vefa, world.rauf, world.malika):
        with acting(by) as actor, pytest.raises(Forbidden):
            assisting.ask(actor=actor, wanted=wanted(world.ramin))


def test_an_organisation_or_nobody_is_not_asked(world: World) -> None:
    for unit_id in (world.malika.unit_id, world.leyla.unit_id, world.elxan.unit_id, new_id()):
        with acting(world.elxan) as actor, pytest.raises(NobodyThere):
            assisting.ask(actor=actor, wanted=wanted(world.tural, unit_id=unit_id))
    with acting(world.elxan) as actor, pytest.raises(NoWords):
        assisting.ask(actor=actor, wanted=wanted(world.tural, words=" "))


def test_the_same_form_asks_once(world: World) -> None:
    token = new_id()
    assert asked(world.elxan, world.tural, form_token=token) == asked(world.elxan, world.tural, form_token=token)


def test_it_is_answered_once_and_by_who_was_asked(world: World) -> None:
    request = asked(world.elxan, world.tural)
    with acting(world.ramin) as actor, pytest.raises(NotHere):
        assisting.answer(actor=actor, request_id=request.id, words=DONE)
    with acting(world.elxan) as actor, pytest.raises(Forbidden):
        assisting.answer(actor=actor, request_id=request.id, words=DONE)
    with acting(world.tural) as actor, pytest.raises(UnknownAnswer):
        assisting.decline(actor=actor, request_id=request.id, reason="", words="No")
    with acting(world.tural) as actor:
        assisting.answer(actor=actor, request_id=request.id, words=DONE)
        with pytest.raises(AnsweredAlready):
            assisting.decline(actor=actor, request_id=request.id, reason="unclear", words="No")


@pytest.mark.rule("NRM-08", "PRI-01")
def test_nobody_else_sees_the_request_or_reads_a_letter(world: World) -> None:
    request = asked(world.elxan, world.tural)
    for name in ("nigar", "sevinc", "ramin", "vefa", "rauf", "aygun", "malika"):
        with acting(getattr(world, name)):
            assert not Assistance.objects.filter(id=request.id).exists(), name
            assert not AssistanceLetter.objects.filter(request_id=request.id).exists(), name
    with acting(world.tural):
        (own,) = AssistanceLetter.objects.filter(request_id=request.id)
        theirs = AssistanceLetter(id=own.id, unit_id=world.elxan.unit_id)
        field = AssistanceLetter._meta.get_field("words")
        assert field.open_for(theirs, bytes(own.__dict__["words"])) is None
        assert SEALED not in str(own.words)


def a_row(by: Member, to: UUID, **changes: Any) -> Assistance:
    """A request as somebody would write it past the action."""
    usual: dict[str, Any] = {
        "unit_id": to, "number": f"REQ-{new_id().hex[-8:]}", "asked_by_unit_id": by.unit_id,
        "asked_by_id": by.member_id, "form_token": new_id(), "authority": "court", "kind": "room",
        "asked_at": timezone.now(), "answer_due_at": timezone.now(),
    }  # fmt: skip
    return Assistance(**(usual | changes))


@pytest.mark.rule("NRM-08")
def test_the_database_keeps_the_two_sides_apart(world: World) -> None:
    request = asked(world.elxan, world.tural)
    for by, row in (
        (world.leyla, a_row(world.leyla, world.tural.unit_id)),
        (world.tural, a_row(world.elxan, world.tural.unit_id)),
        (world.nigar, a_row(world.elxan, world.tural.unit_id)),
    ):
        with acting(by), pytest.raises(DatabaseError), transaction.atomic():
            row.save(force_insert=True)
    answered = {"state": "answered", "answered_at": timezone.now(), "answered_by_id": world.elxan.member_id}
    with acting(world.elxan), pytest.raises(DatabaseError), transaction.atomic():
        Assistance.objects.filter(id=request.id).update(**answered)
    with acting(world.tural) as actor:
        for change in ({"kind": "other"}, {"asked_by_unit_id": world.nigar.unit_id}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Assistance.objects.filter(id=request.id).update(**change)
        with pytest.raises(IntegrityError, match="declined_with_reason"), transaction.atomic():
            Assistance.objects.filter(id=request.id).update(**(answered | {"state": "declined"}))
        assisting.answer(actor=actor, request_id=request.id, words=DONE)
        with pytest.raises(IntegrityError, match="answered already"), transaction.atomic():
            Assistance.objects.filter(id=request.id).update(answered_at=timezone.now())


def test_a_letter_goes_between_the_two_and_in_ones_own_name(world: World) -> None:
    request = asked(world.elxan, world.tural)
    for by, reader, sender, step in (
        (world.tural, world.nigar, world.tural, "answer"),
        (world.nigar, world.tural, world.nigar, "ask"),
        (world.tural, world.elxan, world.tural, "ask"),
        (world.nigar, world.tural, world.elxan, "ask"),
    ):
        letter = AssistanceLetter(
            unit_id=reader.unit_id, request=request, from_unit_id=sender.unit_id, step=step, words="x",
            at=timezone.now(),
        )  # fmt: skip
        with acting(by), pytest.raises(DatabaseError), transaction.atomic():
            letter.save(force_insert=True)


def test_the_pages_lead_from_the_request_to_the_answer(world: World) -> None:
    prosecutor, centre = signed_in(world.elxan), signed_in(world.tural)
    page = prosecutor.get("/referrals/assistance/new/").content.decode()
    assert "not for information about a person" in page
    form = {
        "unit": str(world.tural.unit_id), "authority": "prosecution", "kind": "room", "words": WORDS,
        "form_token": str(new_id()),
    }  # fmt: skip
    refused = prosecutor.post("/referrals/assistance/new/", form | {"kind": "person_information"})
    assert refused.status_code == 409
    assert "PRI-04" in refused.content.decode()
    assert prosecutor.post("/referrals/assistance/new/", form | {"words": ""}).status_code == 422
    address = prosecutor.post("/referrals/assistance/new/", form)["Location"]
    assert WORDS in prosecutor.get(address).content.decode()
    assert "REQ-" in centre.get("/referrals/assistance/").content.decode()
    assert "Answer the request for assistance" in centre.get("/").content.decode()
    seen = centre.get(address).content.decode()
    assert WORDS in seen
    assert "Nothing about a person" in seen
    declined = {"outcome": "declined", "reason": "", "words": "No"}
    assert centre.post(f"{address}answer/", declined).status_code == 422
    assert centre.post(f"{address}answer/", declined | {"words": "Tarivo 1234", "reason": "unclear"}).status_code == 409
    assert centre.post(f"{address}answer/", {"outcome": "done", "reason": "", "words": DONE}).status_code == 302
    assert DONE in prosecutor.get(address).content.decode()
    assert "Answered" in prosecutor.get("/referrals/assistance/sent/").content.decode()
    assert "Nothing is asked of your unit" in centre.get("/referrals/assistance/").content.decode()
    assert "REQ-" in centre.get("/referrals/assistance/?show=all").content.decode()
    assert signed_in(world.ramin).get(address).status_code == 404
    assert signed_in(world.leyla).get(address).status_code == 403


def test_the_country_names_an_authority_for_each_kind_that_may_ask() -> None:
    listed = country().codes("assistance_authority")
    may = Permission.ASSISTANCE_ASK
    asking = {k for k in country().codes("unit_kind").ids if any(may in ROLE_PERMISSIONS[r] for r in roles_in(k))}
    assert {code.group for code in listed} == asking
