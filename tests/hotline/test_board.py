"""The director's board: figures, the report that backs a proposal, and the sign-off of accesses."""

import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from config.env import DatabaseRole
from panah.core.country import country
from panah.core.errors import Forbidden
from panah.duties.models import Duty
from panah.hotline import board as figures
from panah.hotline import tasks
from panah.hotline.actions import board, wrap_up
from panah.hotline.models import Contact, SignOff
from panah.people.actions import matching
from panah.vault import index
from tests.hotline.given import CARD, WORDS, a_closed_contact, an_ended_contact
from tests.roles import connected_as
from tests.world import World, acting, signed_in

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def opened_by_kamran(world: World) -> Contact:
    """A contact of Leyla's whose words her colleague has opened."""
    contact = a_closed_contact(world.leyla)
    with acting(world.kamran) as actor:
        wrap_up.open_words(actor=actor, contact_id=contact.id, purpose="supervision")
    return contact


def owed(world: World) -> list[Duty]:
    with acting(world.director) as actor:
        return [duty for duty in Duty.mine(actor) if duty.rule == "CON-10"]


def test_the_board_shows_the_desk_now_and_is_the_directors(world: World) -> None:
    an_ended_contact(world.leyla)
    an_ended_contact(world.kamran)
    a_closed_contact(world.kamran)
    with acting(world.director) as actor:
        assert figures.live(actor).wrap_up == 2
    pages = ("board", "board_live", "sign_off")
    assert [signed_in(world.director).get(reverse(f"hotline:{page}")).status_code for page in pages] == [200] * 3
    assert [signed_in(world.leyla).get(reverse(f"hotline:{page}")).status_code for page in pages] == [403] * 3


@pytest.mark.django_db(transaction=True)
def test_the_board_says_lengths_of_time_in_minutes_and_seconds(world: World) -> None:
    a_closed_contact(world.leyla)
    with connected_as(DatabaseRole.WORKER):
        tasks.count_hours(timezone.now() - DAY)
    page = signed_in(world.director).get(reverse("hotline:board")).content.decode()
    row = re.search(r"<td>Leyla</td><td>1</td><td>\d+</td><td>(.*?)</td>", page)
    assert row
    assert re.fullmatch(r"\d+:\d\d", row[1])


@pytest.mark.rule("HL-15")
@pytest.mark.django_db(transaction=True)
def test_the_report_tells_the_work_of_each_and_no_word_of_anybody(world: World) -> None:
    for _talk in range(2):
        a_closed_contact(world.leyla)
    a_closed_contact(world.kamran)
    with connected_as(DatabaseRole.WORKER):
        tasks.count_hours(timezone.now() - DAY)
    client = signed_in(world.director)
    sheets = load_workbook(io.BytesIO(client.get(reverse("hotline:workload", args=["xlsx"])).content))
    rows = [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]
    work = {row[0]: row[1] for row in rows if row[0] in {"Leyla", "Kamran"}}
    assert work == {"Leyla": 2, "Kamran": 1}
    assert not [cell for row in rows for cell in row if WORDS in str(cell) or "HL-" in str(cell)]
    printed = client.get(reverse("hotline:workload", args=["pdf"]))
    assert printed.content.startswith(b"%PDF")
    assert printed["Content-Disposition"].endswith(f'"workload-{timezone.localdate():%Y-%m-%d}.pdf"')
    assert signed_in(world.leyla).get(reverse("hotline:workload", args=["pdf"])).status_code == 403


@pytest.mark.rule("CON-10")
@pytest.mark.django_db(transaction=True)
def test_the_director_sees_who_opened_what_and_signs(world: World) -> None:
    contact = opened_by_kamran(world)
    client, page = signed_in(world.director), reverse("hotline:sign_off")
    shown = client.get(page).content.decode()
    assert "The journal was opened" in shown
    assert "Kamran" in shown
    assert WORDS not in shown
    until = timezone.now()
    assert client.post(page, {"until": until.isoformat(), "remark": "Asked Kamran."}).status_code == 302
    with acting(world.director) as actor:
        signed = SignOff.objects.get()
        assert (signed.signed_by_id, signed.remark) == (actor.member, "Asked Kamran.")
        assert signed.accesses >= 1
        with pytest.raises(board.SignedAlready):
            board.sign_off(actor=actor, until=until)
    assert str(contact.id) not in client.get(page).content.decode()


def test_a_comparison_stands_in_the_list_in_words(world: World) -> None:
    with acting(world.leyla) as actor:
        matching.require_new(actor=actor, words=index.Known(names=["Aynur Qasimova"]))
    page = signed_in(world.director).get(reverse("hotline:sign_off")).content.decode()
    assert "A name or number was compared" in page
    assert "people.compared" not in page


def test_only_the_director_signs_and_never_for_the_future(world: World) -> None:
    with acting(world.leyla) as actor, pytest.raises(Forbidden):
        board.sign_off(actor=actor, until=timezone.now())
    with acting(world.director) as actor, pytest.raises(board.SignedAlready):
        board.sign_off(actor=actor, until=timezone.now() + MINUTE)


@pytest.mark.rule("CON-10")
@pytest.mark.django_db(transaction=True)
def test_the_worker_asks_for_it_each_week_until_it_is_done(world: World) -> None:
    def ask(days: int) -> bool:
        with connected_as(DatabaseRole.WORKER):
            return world.director.unit_id in tasks.ask_for_sign_off(timezone.now() + days * DAY)

    assert ask(0)
    assert not ask(0)
    assert [duty.subject_id for duty in owed(world)] == [world.director.unit_id]
    with acting(world.director) as actor:
        board.sign_off(actor=actor, until=timezone.now())
    assert owed(world) == []
    assert not ask(6)
    assert ask(8)


@pytest.mark.rule("HL-20")
def test_the_board_tells_how_people_heard_of_the_hotline(world: World) -> None:
    for channel, times in (("television", 2), ("friends", 1), ("", 1)):
        for _time in range(times):
            contact = an_ended_contact(world.leyla)
            with acting(world.leyla) as actor:
                card = wrap_up.Card({**CARD.facts, "heard_from": channel})
                wrap_up.finish(actor=actor, contact_id=contact.id, card=card, words=WORDS)
    now = timezone.now()
    with acting(world.director) as actor:
        told = figures.by_heard_from(actor, now - DAY, now)
    labels = [str(country().label("heard_from", code)) for code in ("television", "friends")]
    assert told == [(labels[0], 2), (labels[1], 1)]
    assert labels[0] in signed_in(world.director).get(reverse("hotline:board")).content.decode()
    with acting(world.samira) as actor:
        assert figures.by_heard_from(actor, now - DAY, now) == []
