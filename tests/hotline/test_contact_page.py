"""The page of a contact: everything by form and by key, nothing typed is lost, bad input gets a sentence."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from panah.hotline.actions import contacts, danger, drafts
from panah.hotline.models import Contact
from panah.hotline.states import ContactState, DraftForm
from tests.database import Owner
from tests.hotline.given import FACTS, WORDS, a_closed_contact, an_ended_contact, an_open_contact, seen_by
from tests.world import World, acting, signed_in

MOST_QUERIES = 20


def at(name: str, contact: Contact, *more: Any) -> str:
    return reverse(f"hotline:{name}", args=[contact.id, *more])


def read(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content[:2000]
    return answer.content.decode()


def test_begun_by_hand(world: World) -> None:
    client = signed_in(world.leyla)
    read(client, reverse("hotline:start"))
    form = {"channel": "letter", "direction": "incoming", "form_token": str(uuid4())}
    first, again = (client.post(reverse("hotline:start"), form) for _turn in range(2))
    assert first.status_code == 302
    assert again["Location"] == first["Location"]
    assert "Talk HL-" in read(client, first["Location"])


@pytest.mark.parametrize(
    "wrong", [{"channel": "pigeon"}, {"channel": ""}, {"started_at": "2031-01-01T10:00"}, {"started_at": "yesterday"}]
)
def test_a_beginning_that_does_not_fit_is_said(world: World, wrong: dict[str, str]) -> None:
    form = {"channel": "letter", "direction": "incoming", **wrong}
    answer = signed_in(world.leyla).post(reverse("hotline:start"), form)
    assert answer.status_code == 422
    assert b"field-error" in answer.content or b"form-errors" in answer.content


def test_the_talk_shows_the_guide_and_its_keys(world: World, services: int) -> None:
    contact = an_open_contact(world.leyla)
    shown = read(signed_in(world.leyla), at("contact", contact))
    assert "Hello, this is the hotline." in shown
    for key in ("Alt+1", "Alt+C", "Alt+D", "Alt+E", "Alt+F", "Alt+Q", "Alt+S"):
        assert f'data-key="{key}"' in shown
    assert contact.started_at.isoformat()[:16] in shown or "data-timer" in shown


def test_enter_in_a_field_saves_and_does_nothing_else(world: World) -> None:
    """The first button that belongs to the form is what Enter presses."""
    contact = an_open_contact(world.leyla)
    shown = read(signed_in(world.leyla), at("contact", contact))
    first = min(shown.index('<button form="talk"'), shown.index('form="talk" formaction'))
    assert shown[first:].startswith('<button form="talk" class="visually-hidden"')


@pytest.mark.rule("HL-05")
def test_an_answer_goes_on_with_and_without_script(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    plain = client.post(at("script", contact), {"answer": "greeting.talks", "notes": WORDS})
    assert plain["Location"] == at("contact", contact)
    shown = read(client, at("contact", contact))
    assert "Safe to talk?" in shown
    assert WORDS in shown
    part = client.post(at("script", contact), {"answer": "safe.free"}, headers={"HX-Request": "true"})
    assert b"In danger now?" in part.content
    assert b"<html" not in part.content
    back = client.post(at("script", contact), {"answer": "back"}, headers={"HX-Request": "true"})
    assert b"Safe to talk?" in back.content


def test_the_motive_in_its_field_goes_along_with_the_answer(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    for answer in ("greeting.talks", "safe.free", "danger.no"):
        client.post(at("script", contact), {"answer": answer})
    client.post(at("script", contact), {"answer": "motive.own_trouble", "motive": "unpaid_work"})
    assert seen_by(world.leyla, contact).motive == "unpaid_work"


def test_danger_in_an_answer_brings_the_whole_page(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    for answer in ("greeting.talks", "safe.free"):
        client.post(at("script", contact), {"answer": answer})
    part = client.post(at("script", contact), {"answer": "danger.yes"}, headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
    assert "Somebody is in danger now" in read(client, at("contact", contact))


@pytest.mark.rule("NRM-04")
def test_one_key_opens_the_protocol_with_its_clock(world: World, services: int) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    client.post(at("danger", contact), {"notes": WORDS})
    client.post(at("danger", contact), {"kind": "medical"})
    shown = read(client, at("contact", contact))
    assert 'href="tel:103"' in shown
    assert "data-due=" in shown
    assert WORDS in shown
    client.post(at("danger_step", contact), {"step": "ambulance"})
    client.post(at("danger_over", contact), {"danger_words": "An ambulance, to save her life."})
    with acting(world.leyla):
        assert danger.open_danger(contact) is None
    assert "Somebody is in danger now" not in read(client, at("contact", contact))


def test_flags_are_pressed_and_pressed_again(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    part = client.post(at("flags", contact), {"flag": "child.up"}, headers={"HX-Request": "true"})
    assert b'value="child.down" aria-pressed="true"' in part.content
    client.post(at("flags", contact), {"flag": "child.down"})
    assert not seen_by(world.leyla, contact).is_child
    assert client.post(at("flags", contact), {"flag": "clever.up"}).status_code == 422


def test_a_pause_in_typing_keeps_the_words_and_a_reload_brings_them_back(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    kept = client.post(at("draft", contact, "notes"), {"notes": WORDS, "motive": "unpaid_work", "caller_name": "A."})
    assert kept.status_code == 204
    shown = read(client, at("contact", contact))
    assert WORDS in shown
    assert '<option value="unpaid_work" selected>' in shown
    assert seen_by(world.leyla, contact).notes == ""
    assert client.post(at("draft", contact, "diary"), {"notes": "x"}).status_code == 422


def test_a_session_that_ends_in_the_middle_of_a_note_loses_nothing(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    cookie = client.cookies.pop("panah_session")
    ended = client.post(at("draft", contact, "notes"), {"notes": WORDS}, headers={"HX-Request": "true"})
    assert ended.status_code == 401
    assert ended["Panah-Sign-In"] == reverse("accounts:sign_in")
    client.cookies["panah_session"] = cookie.value
    assert (
        client.post(at("draft", contact, "notes"), {"notes": WORDS}, headers={"HX-Request": "true"}).status_code == 204
    )
    with acting(world.leyla) as actor:
        assert drafts.read(actor, contact, DraftForm.NOTES).words == {"notes": WORDS}


def test_saving_writes_down_and_puts_the_draft_away(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    client.post(at("draft", contact, "notes"), {"notes": "She"})
    saved = client.post(at("write", contact), {"notes": WORDS, "language": "ru", "caller_number": "+994501234567"})
    assert saved["Location"] == at("contact", contact)
    seen = seen_by(world.leyla, contact)
    assert (seen.notes, seen.language, seen.caller_number) == (WORDS, "ru", "+994501234567")
    with acting(world.leyla) as actor:
        assert drafts.read(actor, contact, DraftForm.NOTES) == drafts.NOTHING


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"caller_name": "\u200b\u200b"}, "no letters"),
        ({"caller_number": "none"}, "cannot be a telephone number"),
        ({"motive": "curiosity"}, "not one of the available choices"),
        ({"notes": "x" * 20_001}, "20000"),
    ],
)
def test_what_does_not_fit_is_said_and_the_rest_stays_typed(world: World, wrong: dict[str, str], sentence: str) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    for name in ("write", "end"):
        answer = client.post(at(name, contact), {"notes": WORDS, **wrong})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert wrong.get("notes", WORDS) in answer.content.decode()
    assert seen_by(world.leyla, contact).state == ContactState.OPEN


def test_five_megabytes_of_notes_get_a_sentence(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    for name, more in (("write", []), ("draft", ["notes"])):
        answer = client.post(at(name, contact, *more), {"notes": "x" * 5_000_000})
        assert answer.status_code == 422
        assert "20,000" in answer.content.decode()


def test_the_end_leads_to_the_wrap_up_filled_in_with_what_is_known(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    client.post(at("flags", contact), {"flag": "child.up"})
    client.post(at("end", contact), {"notes": WORDS, "motive": "unpaid_work", "caller_category": "presumed_victim"})
    shown = read(client, at("contact", contact))
    assert "Wrap-up of HL-" in shown
    assert WORDS in shown
    assert '<option value="unpaid_work" selected>' in shown
    assert 'name="flags" value="child"' in shown


def test_a_colleague_sees_what_it_was_about_and_no_word(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        talk = contacts.Talk({"motive": "unpaid_work"}, notes=WORDS, caller_name="Aysel")
        contacts.write(actor=actor, contact_id=contact.id, talk=talk)
    shown = read(signed_in(world.kamran), at("contact", contact))
    assert "Forced or unpaid work" in shown
    assert WORDS not in shown
    assert "Aysel" not in shown


def test_others_find_nothing_and_wrong_roles_are_refused(world: World) -> None:
    contact = an_open_contact(world.leyla)
    read(signed_in(world.samira), at("contact", contact), 404)
    for stranger in (world.nigar, world.sevinc, world.rauf, world.aygun):
        read(signed_in(stranger), at("contact", contact), 403)


def test_a_stale_click_gets_a_sentence(world: World) -> None:
    contact = an_ended_contact(world.leyla)
    answer = signed_in(world.leyla).post(at("end", contact), {"notes": "late"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "moved on" in page
    assert "What you typed was not sent" in page
    assert "late" in page.split("What you typed was not sent")[1]


def test_a_journal_that_comes_too_late_is_given_back(world: World) -> None:
    contact = a_closed_contact(world.leyla)
    answer = signed_in(world.leyla).post(
        at("finish", contact), {**FACTS, "journal": "later words", "form_token": uuid4()}
    )
    assert answer.status_code == 409
    assert "later words" in answer.content.decode().split("What you typed was not sent")[1]


@pytest.mark.django_db(transaction=True)
def test_a_key_that_cannot_open_shows_a_lock(world: World, owner: Owner) -> None:
    """Leyla is still of the unit, but her share of its key is gone: codes are there, words are locked."""
    contact, closed = an_open_contact(world.leyla), a_closed_contact(world.leyla)
    client = signed_in(world.leyla)
    owner.execute("DELETE FROM vault_unitkeyshare WHERE member_id = %s", [world.leyla.member_id])
    shown = read(client, at("contact", contact))
    assert "your key does not open them" in shown
    assert 'name="notes"' not in shown
    assert "#lock" in read(client, at("contact", closed))
    refused = client.post(at("draft", contact, "notes"), {"notes": WORDS})
    assert (refused.status_code, "no key" in refused.content.decode()) == (403, True)


def test_the_page_asks_the_database_a_bounded_number_of_times(
    world: World, services: int, django_assert_max_num_queries: Any
) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    client.post(at("write", contact), {"notes": WORDS, "caller_number": "+994501234567"})
    client.post(at("danger", contact))
    with django_assert_max_num_queries(MOST_QUERIES + 2):
        read(client, at("contact", contact))
