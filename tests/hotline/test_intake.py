"""A contact that is over already comes in whole: contact, card and journal in one step, or nothing at all."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panah.accounts.entering import entered
from panah.core.errors import Forbidden
from panah.hotline.actions import calls, intake, wrap_up
from panah.hotline.facts import ImpossibleTime, NotOnTheList, StillMissing
from panah.hotline.models import Contact, JournalEntry, StatCard
from panah.hotline.states import ContactState
from panah.vault import index
from tests.hotline.given import FACTS, WORDS, a_report, duties, told
from tests.world import World, acting

MOST_STATEMENTS = 15


def test_it_comes_in_closed_with_card_and_journal(world: World) -> None:
    report = a_report(caller_number="+994501234567", notes="short")
    with acting(world.leyla) as actor:
        contact, fresh = intake.record(actor=actor, finished=report)
    assert fresh
    with acting(world.leyla) as actor:
        kept = Contact.gate(actor, contact.id)
        assert (kept.state, kept.motive, kept.notes) == (ContactState.CLOSED, FACTS["motive"], "short")
        card, entry = StatCard.objects.get(contact=kept), JournalEntry.objects.get(contact=kept)
        assert (card.minutes, entry.words) == (10, WORDS)
        assert [hit.subject_id for hit in index.find_phone(actor, "0501234567")] == [contact.id]
        assert calls.is_free(actor)


@pytest.mark.rule("HL-08")
@pytest.mark.rule("HL-09")
def test_its_clocks_ran_from_the_end_of_the_talk(world: World) -> None:
    with acting(world.leyla) as actor:
        contact, _fresh = intake.record(actor=actor, finished=a_report())
    assert duties(world.leyla, contact.id) == {"HL-08": "done", "HL-09": "done"}
    assert told(world.leyla, contact.id) == [
        "contact.opened",
        "contact.ended",
        "card.completed",
        "journal.written",
        "contact.closed",
    ]


def test_sent_again_it_is_the_same_contact(world: World) -> None:
    report = a_report()
    with acting(world.leyla) as actor:
        first, _fresh = intake.record(actor=actor, finished=report)
    with acting(world.leyla) as actor:
        again, fresh = intake.record(actor=actor, finished=report)
        assert (again.id, fresh) == (first.id, False)
        assert Contact.objects.filter(form_token=report.token).count() == 1


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"channel": "pigeon"}, NotOnTheList),
        ({"channel": ""}, NotOnTheList),
        ({"direction": "sideways"}, NotOnTheList),
        ({"end_reason": "bored"}, NotOnTheList),
        ({"card": wrap_up.Card({**FACTS, "motive": "curiosity"})}, NotOnTheList),
        ({"card": wrap_up.Card({**FACTS, "shoe_size": "41"})}, NotOnTheList),
        ({"card": wrap_up.Card(FACTS, flags=("clever",))}, NotOnTheList),
        ({"card": wrap_up.Card({"motive": "other"})}, StillMissing),
        ({"journal": " "}, wrap_up.NoWords),
        ({"caller_name": "\u200b"}, index.NoName),
        ({"caller_number": "none"}, index.NoNumber),
        ({"ended_at": timezone.now() - timedelta(hours=2)}, ImpossibleTime),
        ({"ended_at": timezone.now() + timedelta(hours=2)}, ImpossibleTime),
        ({"started_at": timezone.now() - timedelta(days=4000)}, ImpossibleTime),
        ({"started_at": timezone.now() - timedelta(days=3)}, ImpossibleTime),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    world: World, wrong: dict[str, object], refusal: type[Exception]
) -> None:
    report = a_report(**wrong)
    with pytest.raises(refusal), acting(world.leyla) as actor:
        intake.record(actor=actor, finished=report)
    with acting(world.leyla):
        assert not Contact.objects.filter(form_token=report.token).exists()
        assert not JournalEntry.objects.exists()


def test_others_record_nothing_here(world: World) -> None:
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        intake.record(actor=actor, finished=a_report())


def test_it_is_cheap(world: World) -> None:
    """Entering, folder, grant, contact, card, journal, events, trail and duties: no more than so many statements."""
    with acting(world.leyla) as actor:
        intake.record(actor=actor, finished=a_report(token=uuid4()))
    with CaptureQueriesContext(connection) as asked, entered(world.leyla.token) as inside:
        intake.record(actor=inside.actor, finished=a_report())
    statements = [one["sql"] or "prepared" for one in asked.captured_queries if "SAVEPOINT" not in (one["sql"] or "")]
    assert len(statements) <= MOST_STATEMENTS, "\n".join(sql[:90] for sql in statements)
