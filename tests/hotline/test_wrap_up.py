"""After the talk the card and the journal are due at once; when both are there the contact closes by itself."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection

from panah.core.errors import NeedsPurpose, NotHere
from panah.hotline.actions import calls, contacts, danger, drafts, steps, wrap_up
from panah.hotline.facts import NotOnTheList, StillMissing
from panah.hotline.models import Contact, JournalEntry, StatCard
from panah.hotline.states import ContactState, DraftForm
from panah.vault.fields import SEALED, SealedText
from tests.database import Owner
from tests.hotline.given import (
    CARD,
    FACTS,
    WORDS,
    a_closed_contact,
    an_ended_contact,
    an_open_contact,
    duties,
    seen_by,
    told,
)
from tests.world import Person, World, acting


def is_free(person: Person) -> bool:
    with acting(person) as actor:
        return calls.is_free(actor)


@pytest.mark.rule("HL-08")
@pytest.mark.rule("HL-09")
def test_card_and_journal_are_due_when_the_talk_ends_and_done_when_they_are_there(world: World) -> None:
    contact = an_ended_contact(world.leyla)
    assert duties(world.leyla, contact.id) == {"HL-08": "open", "HL-09": "open"}
    with acting(world.leyla) as actor:
        wrap_up.complete_card(actor=actor, contact_id=contact.id, card=CARD)
    assert duties(world.leyla, contact.id) == {"HL-08": "done", "HL-09": "open"}
    with acting(world.leyla) as actor:
        wrap_up.write_journal(actor=actor, contact_id=contact.id, words=WORDS)
    assert duties(world.leyla, contact.id) == {"HL-08": "done", "HL-09": "done"}
    closed = seen_by(world.leyla, contact)
    assert closed.state == ContactState.CLOSED
    assert closed.closed_at


@pytest.mark.rule("HL-08")
def test_the_operator_is_not_free_until_both_are_there(world: World) -> None:
    contact = an_ended_contact(world.leyla)
    assert not is_free(world.leyla)
    assert is_free(world.kamran)
    with acting(world.leyla) as actor:
        wrap_up.write_journal(actor=actor, contact_id=contact.id, words=WORDS)
    assert not is_free(world.leyla)
    with acting(world.leyla) as actor:
        wrap_up.complete_card(actor=actor, contact_id=contact.id, card=CARD)
    assert is_free(world.leyla)


@pytest.mark.rule("HL-08")
def test_the_card_holds_codes_and_no_words(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        talk = contacts.Talk(notes=WORDS, caller_name="Aysel", caller_number="+994501234567")
        contacts.end(actor=actor, contact_id=contact.id, talk=talk)
        wrap_up.complete_card(actor=actor, contact_id=contact.id, card=CARD)
        card = StatCard.objects.filter(contact=contact).values().get()
    assert not [field for field in StatCard._meta.get_fields() if isinstance(field, SealedText)]
    said = " ".join(str(value) for value in card.values())
    assert not [word for word in (*WORDS.split(), "Aysel", "994501234567") if len(word) > 4 and word in said]
    assert (card["motive"], card["outcome"], card["minutes"]) == ("unpaid_work", "advice", 1)


def test_the_card_counts_what_was_done_and_keeps_the_danger(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        danger.declare(actor=actor, contact_id=contact.id)
        contacts.end(actor=actor, contact_id=contact.id)
        card = wrap_up.Card(FACTS, flags=("child",))
        made = wrap_up.complete_card(actor=actor, contact_id=contact.id, card=card)
    assert (made.in_danger, made.is_child, made.is_repeated) == (True, True, False)
    assert (made.screened, made.advice_count, made.referral_count) == (False, 0, 0)


@pytest.mark.rule("HL-05")
@pytest.mark.parametrize("missing", ["motive", "caller_category", "outcome"])
def test_a_card_without_motive_caller_or_outcome_is_refused(world: World, missing: str) -> None:
    contact = an_ended_contact(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(StillMissing):
        wrap_up.complete_card(actor=actor, contact_id=contact.id, card=wrap_up.Card({**FACTS, missing: ""}))
    assert duties(world.leyla, contact.id)["HL-08"] == "open"


@pytest.mark.rule("HL-05")
def test_the_database_closes_no_contact_without_its_motive(world: World) -> None:
    contact = an_ended_contact(world.leyla)
    with pytest.raises(IntegrityError, match="contact_closed_with_motive"), acting(world.leyla):
        Contact.objects.filter(id=contact.id).update(state="closed", closed_at=contact.ended_at)


def test_a_card_with_an_unknown_code_or_an_impossible_length_is_refused(world: World) -> None:
    contact = an_ended_contact(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(NotOnTheList):
        wrap_up.complete_card(actor=actor, contact_id=contact.id, card=wrap_up.Card({**FACTS, "topic": "gossip"}))
    with acting(world.leyla) as actor, pytest.raises(wrap_up.ImpossibleLength):
        wrap_up.complete_card(actor=actor, contact_id=contact.id, card=wrap_up.Card(FACTS, minutes=5000))


def test_neither_is_written_while_the_talk_lasts_nor_twice_nor_by_a_colleague(world: World) -> None:
    talking = an_open_contact(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(steps.MovedOn):
        wrap_up.complete_card(actor=actor, contact_id=talking.id, card=CARD)
    ended = an_ended_contact(world.leyla)
    with acting(world.kamran) as actor, pytest.raises(steps.NotYours):
        wrap_up.write_journal(actor=actor, contact_id=ended.id, words=WORDS)
    with acting(world.leyla) as actor:
        wrap_up.write_journal(actor=actor, contact_id=ended.id, words=WORDS)
    with acting(world.leyla) as actor, pytest.raises(wrap_up.JournalThere):
        wrap_up.write_journal(actor=actor, contact_id=ended.id, words="Again.")


def test_a_journal_sent_twice_is_one_entry(world: World) -> None:
    contact, token = an_ended_contact(world.leyla), uuid4()
    for _turn in range(2):
        with acting(world.leyla) as actor:
            wrap_up.write_journal(actor=actor, contact_id=contact.id, words=WORDS, form_token=token)
    with acting(world.leyla):
        assert JournalEntry.objects.filter(contact=contact).count() == 1


@pytest.mark.parametrize("words", ["", "   ", "\u200b\u200b", "..."])
def test_an_empty_journal_is_none(world: World, words: str) -> None:
    contact = an_ended_contact(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(wrap_up.NoWords):
        wrap_up.write_journal(actor=actor, contact_id=contact.id, words=words)


@pytest.mark.rule("HL-09")
def test_a_correction_is_a_new_entry_with_its_reason(world: World) -> None:
    contact = a_closed_contact(world.leyla)
    with acting(world.leyla) as actor:
        wrap_up.correct_journal(actor=actor, contact_id=contact.id, words="It was her sister.", reason="misheard")
        first, second = wrap_up.own_journal(actor, contact)
        assert (first.words, second.words) == (WORDS, "It was her sister.")
        assert (second.corrects_id, second.correction_reason) == (first.id, "misheard")
    with acting(world.leyla) as actor, pytest.raises(NotOnTheList):
        wrap_up.correct_journal(actor=actor, contact_id=contact.id, words="Once more.", reason="")
    assert told(world.leyla, contact.id)[-1] == "journal.corrected"


def test_there_is_nothing_to_correct_before_the_first_entry(world: World) -> None:
    contact = an_ended_contact(world.leyla)
    with acting(world.leyla) as actor, pytest.raises(NotHere):
        wrap_up.correct_journal(actor=actor, contact_id=contact.id, words="Hm.", reason="typing")


@pytest.mark.rule("HL-09")
@pytest.mark.parametrize(
    "statement", ["UPDATE hotline_journalentry SET words = 'x'", "DELETE FROM hotline_journalentry"]
)
def test_the_database_lets_nobody_change_the_journal(world: World, statement: str) -> None:
    a_closed_contact(world.leyla)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(world.leyla), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.rule("CON-04")
def test_the_author_reads_at_once_and_a_colleague_says_what_for(world: World) -> None:
    contact = a_closed_contact(world.leyla)
    with acting(world.leyla) as actor:
        assert [entry.words for entry in wrap_up.own_journal(actor, contact)] == [WORDS]
    with acting(world.kamran) as actor:
        assert wrap_up.own_journal(actor, contact) == []
        for purpose in ("", "curiosity"):
            with pytest.raises(NeedsPurpose):
                wrap_up.open_words(actor=actor, contact_id=contact.id, purpose=purpose)
        _contact, entries = wrap_up.open_words(actor=actor, contact_id=contact.id, purpose="call_back")
        assert [entry.words for entry in entries] == [WORDS]


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("CON-04")
def test_every_opening_stands_in_the_trail_with_its_purpose(world: World, owner: Owner) -> None:
    contact = a_closed_contact(world.leyla)
    with acting(world.kamran) as actor:
        wrap_up.open_words(actor=actor, contact_id=contact.id, purpose="supervision")
    rows = owner.execute(
        "SELECT member_id, purpose, record_unit_id FROM audit_entry WHERE code = 'journal.opened' AND subject_id = %s",
        [contact.id],
    ).fetchall()
    assert rows == [(world.kamran.member_id, "supervision", world.leyla.unit_id)]


@pytest.mark.rule("HL-10")
def test_both_papers_stay_within_the_hotline(world: World) -> None:
    """The card is the unit's, the journal lies in the hotline's folder: no other body sees either."""
    contact = a_closed_contact(world.leyla)
    for stranger in (world.nigar, world.sevinc, world.samira, world.rauf, world.aygun):
        with acting(stranger):
            assert not JournalEntry.objects.filter(contact_id=contact.id).exists()
            assert not StatCard.objects.filter(contact_id=contact.id).exists()
    with acting(world.leyla):
        journal = JournalEntry.objects.get(contact=contact)
    assert journal.folder_id == contact.folder_id
    assert str(journal.words) == str(SEALED)


def test_the_wrap_up_in_one_step_ends_the_talk_too(world: World) -> None:
    contact, token = an_open_contact(world.leyla), uuid4()
    with acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact.id, form=DraftForm.WRAP_UP, words={"journal": "half"})
    for _turn in range(2):
        with acting(world.leyla) as actor:
            wrap_up.finish(actor=actor, contact_id=contact.id, card=CARD, words=WORDS, form_token=token)
    with acting(world.leyla) as actor:
        assert drafts.read(actor, contact, DraftForm.WRAP_UP) == drafts.NOTHING
    assert told(world.leyla, contact.id) == [
        "contact.opened",
        "contact.ended",
        "card.completed",
        "journal.written",
        "contact.closed",
    ]
    with acting(world.leyla) as actor, pytest.raises(steps.MovedOn):
        wrap_up.finish(actor=actor, contact_id=contact.id, card=CARD, words="again")
