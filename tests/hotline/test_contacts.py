"""A contact begins with nothing known, is written down while it lasts, and ends."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from panah.core.country import country
from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Event
from panah.hotline.actions import contacts, steps, wrap_up
from panah.hotline.actions.contacts import Talk
from panah.hotline.facts import ImpossibleTime, NotOnTheList
from panah.hotline.models import Contact, StatCard
from panah.hotline.states import ContactState
from panah.vault import index
from panah.vault.fields import TooLong
from panah.vault.models import Compartment, Folder
from tests.hotline.given import CARD, FACTS, WORDS, a_closed_contact, an_ended_contact, an_open_contact, seen_by, told
from tests.world import World, acting


def test_a_contact_has_a_number_of_its_own(world: World) -> None:
    one, two = an_open_contact(world.leyla), an_open_contact(world.leyla)
    year = timezone.localtime().year
    assert one.number.startswith(f"HL-{year}-")
    assert len(one.number) == len(f"HL-{year}-000001")
    assert int(two.number[-6:]) > int(one.number[-6:])


@pytest.mark.rule("HL-03")
@pytest.mark.rule("CON-09")
def test_nobody_need_say_who_they_are(world: World) -> None:
    """From the first word to the closed card no name, number, age, citizenship or place is asked for."""
    contact = an_ended_contact(world.leyla)
    with acting(world.leyla) as actor:
        unknown = wrap_up.Card({"caller_category": "unknown", "motive": "silent", "outcome": "none"})
        wrap_up.finish(actor=actor, contact_id=contact.id, card=unknown, words="Nobody spoke.")
    closed = seen_by(world.leyla, contact)
    assert closed.state == ContactState.CLOSED
    assert (closed.caller_name, closed.caller_number, closed.language, closed.region, closed.country) == ("",) * 5


@pytest.mark.rule("HL-04")
@pytest.mark.parametrize("motive", ["marry_abroad", "study_abroad", "rest_abroad", "work_abroad"])
def test_the_four_journeys_are_motives_of_their_own(world: World, motive: str) -> None:
    contact = an_ended_contact(world.leyla)
    with acting(world.leyla) as actor:
        card = wrap_up.Card({**FACTS, "motive": motive})
        wrap_up.complete_card(actor=actor, contact_id=contact.id, card=card)
        assert StatCard.objects.get(contact=contact).motive == motive
    assert motive in country().codes("motive").in_group("travel")


@pytest.mark.rule("CON-11")
def test_a_contact_lies_in_a_hotline_folder_of_its_own(world: World) -> None:
    one, two = an_open_contact(world.leyla), an_open_contact(world.leyla)
    assert one.folder_id != two.folder_id
    with acting(world.leyla):
        assert Folder.objects.get(id=one.folder_id).compartment == Compartment.HOTLINE


@pytest.mark.rule("CON-09")
def test_another_hotline_and_the_department_do_not_see_it(world: World) -> None:
    contact = a_closed_contact(world.leyla)
    with acting(world.samira) as actor, pytest.raises(NotHere):
        Contact.gate(actor, contact.id)
    with acting(world.nigar) as actor:
        assert not Contact.objects.filter(id=contact.id).exists()
        assert not Event.timeline(contact.id).exists()
        with pytest.raises(Forbidden):
            Contact.gate(actor, contact.id)


def test_a_form_sent_twice_begins_one_contact(world: World) -> None:
    token = uuid4()
    with acting(world.leyla) as actor:
        first = contacts.start(actor=actor, channel="letter", form_token=token)
    with acting(world.leyla) as actor:
        again = contacts.start(actor=actor, channel="letter", form_token=token)
    assert again.id == first.id
    assert told(world.leyla, first.id) == ["contact.opened"]


def test_an_unknown_channel_is_refused(world: World) -> None:
    with acting(world.leyla) as actor, pytest.raises(NotOnTheList):
        contacts.start(actor=actor, channel="pigeon")


@pytest.mark.parametrize("ago", [timedelta(hours=-2), timedelta(days=4000)])
def test_a_beginning_that_cannot_be_is_refused(world: World, ago: timedelta) -> None:
    with acting(world.leyla) as actor, pytest.raises(ImpossibleTime):
        contacts.start(actor=actor, channel="letter", started_at=timezone.now() - ago)


def test_what_is_said_is_written_down_sealed(world: World) -> None:
    contact = an_open_contact(world.leyla)
    talk = Talk({"motive": "unpaid_work", "language": "ru"}, notes=WORDS, caller_name="Məlahət")
    with acting(world.leyla) as actor:
        contacts.write(actor=actor, contact_id=contact.id, talk=talk)
    seen = seen_by(world.leyla, contact)
    assert (seen.motive, seen.language, seen.notes, seen.caller_name) == ("unpaid_work", "ru", WORDS, "Məlahət")
    with acting(world.leyla):
        stored = bytes(Contact.objects.filter(id=contact.id).values_list("notes", flat=True).get())
    assert WORDS.encode() not in stored


def test_a_caller_is_found_again_by_name_and_number(world: World) -> None:
    contact = an_open_contact(world.leyla)
    talk = Talk(caller_name="Aysel Məmmədova", caller_number="+994 50 123 45 67")
    with acting(world.leyla) as actor:
        contacts.write(actor=actor, contact_id=contact.id, talk=talk)
        assert [hit.subject_id for hit in index.find_name(actor, "Айсель Мамедова")] == [contact.id]
        assert [hit.subject_id for hit in index.find_phone(actor, "050 123-45-67")] == [contact.id]
    with acting(world.samira) as actor:
        assert index.find_phone(actor, "050 123-45-67") == []


@pytest.mark.parametrize("name", ["\u200b\u200b", "\u2060", "…"])
def test_a_name_nobody_can_see_is_refused_and_nothing_is_written(world: World, name: str) -> None:
    contact = an_open_contact(world.leyla)
    with pytest.raises(index.NoName), acting(world.leyla) as actor:
        contacts.write(actor=actor, contact_id=contact.id, talk=Talk(notes=WORDS, caller_name=name))
    assert seen_by(world.leyla, contact).notes == ""


def test_a_number_that_is_no_number_is_refused(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with pytest.raises(index.NoNumber), acting(world.leyla) as actor:
        contacts.write(actor=actor, contact_id=contact.id, talk=Talk(caller_number="call me"))


def test_five_megabytes_of_notes_are_refused_with_a_sentence(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with pytest.raises(TooLong) as refused, acting(world.leyla) as actor:
        contacts.write(actor=actor, contact_id=contact.id, talk=Talk(notes="x" * 5_000_000))
    assert "20,000" in str(refused.value)


def test_an_unknown_code_is_refused_and_not_repeated(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with pytest.raises(NotOnTheList) as refused, acting(world.leyla) as actor:
        contacts.write(actor=actor, contact_id=contact.id, talk=Talk({"motive": "curiosity"}))
    assert "curiosity" not in str(refused.value)


def test_a_colleague_does_not_write_into_it(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.kamran) as actor, pytest.raises(steps.NotYours):
        contacts.write(actor=actor, contact_id=contact.id, talk=Talk(notes="mine now"))


def test_flags_go_up_and_down(world: World) -> None:
    contact = an_open_contact(world.leyla)
    for flag, raised in (("child", True), ("pregnant", True), ("child", False)):
        with acting(world.leyla) as actor:
            contacts.flag(actor=actor, contact_id=contact.id, flag=flag, raised=raised)
    assert seen_by(world.leyla, contact).flags == ("pregnant",)
    with acting(world.leyla) as actor, pytest.raises(NotOnTheList):
        contacts.flag(actor=actor, contact_id=contact.id, flag="clever", raised=True)


def test_the_end_keeps_what_was_typed(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        contacts.end(actor=actor, contact_id=contact.id, reason="caller_hung_up", talk=Talk(notes=WORDS))
    ended = seen_by(world.leyla, contact)
    assert (ended.state, ended.end_reason, ended.notes) == (ContactState.WRAP_UP, "caller_hung_up", WORDS)
    assert ended.ended_at


def test_a_talk_ends_once(world: World) -> None:
    contact = an_ended_contact(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(steps.MovedOn):
        contacts.end(actor=actor, contact_id=contact.id)


def test_the_director_takes_over_what_nobody_finishes(world: World) -> None:
    contact = an_ended_contact(world.leyla)
    with acting(world.kamran) as actor, pytest.raises(Forbidden):
        contacts.take_over(actor=actor, contact_id=contact.id)
    with acting(world.director) as actor:
        contacts.take_over(actor=actor, contact_id=contact.id)
        wrap_up.finish(actor=actor, contact_id=contact.id, card=CARD, words=WORDS)
    assert seen_by(world.leyla, contact).state == ContactState.CLOSED
    assert "contact.taken_over" in told(world.director, contact.id)
