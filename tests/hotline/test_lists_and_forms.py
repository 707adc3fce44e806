"""The list, the wrap-up, reading and correcting, recording, screening, directory and situations, by their pages."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from panah.core.country import country
from panah.hotline.actions import contacts, drafts, situations
from panah.hotline.models import Contact, JournalEntry, Screening, Service, Situation, StatCard
from panah.hotline.states import ContactState, DraftForm
from panah.vault.models import Compartment, Folder
from tests.hotline.given import FACTS, WORDS, a_closed_contact, an_ended_contact, an_open_contact, seen_by
from tests.world import World, acting, signed_in

ADULT = "ilo-adult-labour"


def at(name: str, *more: Any) -> str:
    return reverse(f"hotline:{name}", args=[getattr(each, "id", each) for each in more])


def read(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content[:2000]
    return answer.content.decode()


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_is_narrowed_by_codes(world: World) -> None:
    mine, ours, closed = an_open_contact(world.leyla), an_open_contact(world.kamran), a_closed_contact(world.leyla)
    with acting(world.leyla) as actor:
        contacts.flag(actor=actor, contact_id=mine.id, flag="child", raised=True)
    client, page = signed_in(world.leyla), reverse("hotline:contacts")
    expected = {
        "": {mine, ours, closed},
        "?whose=mine": {mine, closed},
        "?state=closed": {closed},
        "?motive=unpaid_work": {closed},
        "?flag=child": {mine},
        "?flag=clever&state=x": {mine, ours, closed},
    }
    for query, wanted in expected.items():
        shown = read(client, page + query)
        assert {each.number for each in (mine, ours, closed) if each.number in shown} == {c.number for c in wanted}
    assert mine.number not in read(signed_in(world.samira), page)


def test_the_list_costs_the_same_however_long_it_is(world: World) -> None:
    client, page = signed_in(world.leyla), reverse("hotline:contacts")
    counted = []
    for more in (1, 12):
        for _turn in range(more):
            an_open_contact(world.leyla)
        with CaptureQueriesContext(connection) as asked:
            read(client, page)
        counted.append(len(asked))
    assert counted[0] == counted[1]
    assert counted[1] <= 8


def test_the_list_pages_by_place(world: World) -> None:
    made = [an_open_contact(world.leyla).number for _turn in range(32)]
    client = signed_in(world.leyla)
    first = read(client, reverse("hotline:contacts"))
    assert (made[-1] in first, made[0] in first) == (True, False)
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert made[0] in read(client, older)


# ── The wrap-up ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.rule("HL-08")
@pytest.mark.rule("HL-09")
def test_card_and_journal_in_one_step(world: World) -> None:
    contact, client = an_ended_contact(world.leyla), signed_in(world.leyla)
    form = {**FACTS, "topic": "counselling", "flags": ["child"], "journal": WORDS, "form_token": str(uuid4())}
    answers = [client.post(at("finish", contact), form) for _turn in range(2)]
    assert [answer["Location"] for answer in answers] == [reverse("hotline:desk")] * 2
    assert seen_by(world.leyla, contact).state == ContactState.CLOSED
    with acting(world.leyla):
        card = StatCard.objects.get(contact=contact)
        assert (card.topic, card.is_child) == ("counselling", True)
        assert JournalEntry.objects.filter(contact=contact).count() == 1


def test_one_after_the_other_and_the_other_half_is_kept(world: World) -> None:
    contact, client = an_ended_contact(world.leyla), signed_in(world.leyla)
    client.post(at("card", contact), {**FACTS, "journal": "half a sen"})
    shown = read(client, at("contact", contact))
    assert "The card is complete." in shown
    assert "half a sen" in shown
    assert f'action="{at("journal", contact)}"' in shown
    client.post(at("journal", contact), {"journal": WORDS})
    assert seen_by(world.leyla, contact).state == ContactState.CLOSED


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"motive": ""}, "required"),
        ({"motive": "curiosity"}, "not one of the available choices"),
        ({"journal": " ... "}, "at least one sentence"),
        ({"minutes": "5000"}, "1440"),
        ({"flags": ["clever"]}, "not one of the available choices"),
    ],
)
def test_a_wrap_up_that_does_not_fit_writes_neither(world: World, wrong: dict[str, Any], sentence: str) -> None:
    contact, client = an_ended_contact(world.leyla), signed_in(world.leyla)
    answer = client.post(at("finish", contact), {**FACTS, "journal": WORDS, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with acting(world.leyla):
        assert not StatCard.objects.filter(contact=contact).exists()
        assert not JournalEntry.objects.filter(contact=contact).exists()


def test_a_draft_of_the_wrap_up_comes_back(world: World) -> None:
    contact, client = an_ended_contact(world.leyla), signed_in(world.leyla)
    client.post(at("draft", contact, "wrap_up"), {"journal": "She has", "outcome": "advice", "flags": ["pregnant"]})
    shown = read(client, at("contact", contact))
    assert "She has" in shown
    assert '<option value="advice" selected>' in shown
    assert 'value="pregnant"' in shown


# ── Reading and correcting ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.rule("CON-04")
def test_a_colleague_reads_after_saying_what_for(world: World) -> None:
    contact = a_closed_contact(world.leyla)
    assert WORDS in read(signed_in(world.leyla), at("contact", contact))
    client = signed_in(world.kamran)
    assert WORDS not in read(client, at("contact", contact))
    refused = client.post(at("open_words", contact), {"purpose": "curiosity"})
    assert (refused.status_code, WORDS in refused.content.decode()) == (422, False)
    opened = client.post(at("open_words", contact), {"purpose": "call_back"})
    assert WORDS in opened.content.decode()
    assert signed_in(world.samira).post(at("open_words", contact), {"purpose": "call_back"}).status_code == 404


@pytest.mark.rule("HL-09")
def test_a_correction_stands_beside_what_it_corrects(world: World) -> None:
    contact, client = a_closed_contact(world.leyla), signed_in(world.leyla)
    assert client.post(at("correct", contact), {"journal": "Her sister."}).status_code == 422
    client.post(at("draft", contact, "journal"), {"journal": "Her sis"})
    assert "Her sis" in read(client, at("contact", contact))
    client.post(at("correct", contact), {"journal": "Her sister.", "reason": "misheard"})
    shown = read(client, at("contact", contact))
    assert WORDS in shown
    assert "Her sister." in shown
    with acting(world.leyla) as actor:
        assert drafts.read(actor, contact, DraftForm.JOURNAL) == drafts.NOTHING


def test_the_director_takes_over_by_the_page(world: World) -> None:
    contact = an_ended_contact(world.leyla)
    assert "Take over" not in read(signed_in(world.kamran), at("contact", contact))
    client = signed_in(world.director)
    assert "Take over" in read(client, at("contact", contact))
    client.post(at("take_contact", contact))
    assert "Wrap-up of" in read(client, at("contact", contact))


# ── Recording what is over ───────────────────────────────────────────────────────────────────────────────────────────


def a_record(**more: Any) -> dict[str, Any]:
    now = timezone.localtime()
    times = {
        "started_at": f"{now - timedelta(minutes=30):%Y-%m-%dT%H:%M}",
        "ended_at": f"{now:%Y-%m-%dT%H:%M}",
    }
    form = {"channel": "letter", "direction": "incoming", "journal": WORDS, "form_token": str(uuid4())}
    return {**form, **times, **FACTS, **more}


def test_a_letter_is_recorded_whole_and_once(world: World) -> None:
    client, form = signed_in(world.leyla), a_record(caller_number="+994501234567")
    read(client, reverse("hotline:record"))
    first, again = (client.post(reverse("hotline:record"), form) for _turn in range(2))
    assert first["Location"] == again["Location"]
    with acting(world.leyla):
        assert Contact.objects.filter(form_token=form["form_token"], state="closed").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"ended_at": "2020-01-01T10:00"},
        {"started_at": "soon"},
        {"motive": "x"},
        {"caller_name": "\u200b"},
        {"journal": ""},
    ],
)
def test_a_letter_that_does_not_fit_is_not_recorded(world: World, wrong: dict[str, str]) -> None:
    answer = signed_in(world.leyla).post(reverse("hotline:record"), a_record(**wrong))
    assert answer.status_code == 422
    with acting(world.leyla):
        assert not Contact.objects.exists()
        assert not Folder.objects.filter(compartment=Compartment.HOTLINE).exists()


# ── Screening ────────────────────────────────────────────────────────────────────────────────────────────────────────


def all_yes(set_id: str = ADULT) -> dict[str, str]:
    return {f"q.{one.id}": "yes" for one in country().indicator_set(set_id).indicators()}


@pytest.mark.rule("HL-17")
def test_questions_are_asked_weighed_and_kept(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    shown = read(client, at("screening", contact, ADULT))
    assert shown.count("data-question>") == sum(1 for _one in country().indicator_set(ADULT).indicators())
    assert "no finding about the person" in shown
    so_far = client.post(at("screening_result", contact, ADULT), all_yes(), headers={"HX-Request": "true"})
    assert "Coercion at destination: " in so_far.content.decode()
    with acting(world.leyla):
        assert not Screening.objects.exists()
    kept = client.post(at("screening_done", contact, ADULT), all_yes())
    done = read(client, kept["Location"])
    assert "What can be done now" in done
    assert reverse("hotline:refer", args=[contact.id]) in done


def test_answers_half_given_come_back(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    name = next(iter(all_yes()))
    client.post(at("draft", contact, "screening"), {"set": ADULT, name: "no"})
    shown = read(client, at("screening", contact, ADULT))
    assert f'name="{name}" value="no" data-answer="N" checked' in shown
    assert "checked" not in read(client, at("screening", contact, "az-national"))


def test_questions_in_the_language_of_the_page(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    one = next(country().indicator_set(ADULT).indicators())
    for language in ("az", "ru"):
        client.cookies["panah_language"] = language
        assert one.ask.words[language] in read(client, at("screening", contact, ADULT))


@pytest.mark.parametrize("wrong", [{"q.horoscope": "yes"}, {"form_token": "no token"}])
def test_answers_that_fit_nothing_are_refused(world: World, wrong: dict[str, str]) -> None:
    contact = an_open_contact(world.leyla)
    assert signed_in(world.leyla).post(at("screening_done", contact, ADULT), wrong).status_code == 422
    read(signed_in(world.leyla), at("screening", contact, "tarot"), 404)


# ── Directory ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.rule("HL-07")
def test_a_service_is_found_and_noted_beside_the_talk(world: World, services: int) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    found = client.post(at("services", contact), {"words": "psi"}, headers={"HX-Request": "true"}).content.decode()
    with acting(world.leyla):
        service = Service.objects.filter(type="psychologist").order_by("code")[0]
    assert service.phone in found
    assert at("advise", contact, service) in found
    assert service.phone in client.post(at("services", contact), {"words": "psi"}).content.decode()
    told = client.post(at("advise", contact, service), headers={"HX-Request": "true"})
    assert service.phone in told.content.decode()
    assert "Told in this talk" in read(client, at("contact", contact))


def test_no_word_of_the_search_stands_in_an_address(world: World, services: int) -> None:
    client, page = signed_in(world.leyla), reverse("hotline:directory")
    assert "No service is like that" in client.post(page, {"words": "zzzz"}).content.decode()
    assert "No service is like that" not in read(client, page + "?words=zzzz")
    form = read(client, page).split('hx-target="#services"')[0].rsplit("<form", 1)[1]
    assert 'method="post"' in form


def test_the_director_keeps_the_directory(world: World) -> None:
    client, new = signed_in(world.director), reverse("hotline:service_new")
    read(client, new)
    form = {"type": "lawyer", "region": "baku", "phone": "+994 12 000 00 77", "hours": "always", "languages": ["az"]}
    names = {"names_az": "Hüquq klinikası", "names_en": "Law clinic", "names_ru": "Юридическая клиника"}
    assert client.post(new, form | names | {"hours": "sometimes"}).status_code == 422
    assert client.post(new, form | names)["Location"] == reverse("hotline:directory")
    with acting(world.director):
        service = Service.objects.get()
    assert "Law clinic" in read(client, at("service_edit", service))
    client.post(at("service_retire", service), {"retired": "yes"})
    assert "Law clinic" not in read(client, reverse("hotline:directory"))
    assert "Put it back" in read(client, at("service_edit", service))
    assert signed_in(world.leyla).get(new).status_code == 403


# ── Situations ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_situation_gathers_contacts(world: World) -> None:
    one, two, client = an_open_contact(world.leyla), a_closed_contact(world.kamran), signed_in(world.leyla)
    page = client.post(at("situation_new", one))["Location"]
    with acting(world.leyla):
        situation = Situation.objects.get()
    assert client.post(at("situation_link", two), {"number": "SIT-1999-00001"}).status_code == 422
    client.post(at("situation_link", two), {"number": situation.number.lower()})
    shown = read(client, page)
    assert one.number in shown
    assert two.number in shown
    assert situation.number in read(client, reverse("hotline:situations"))
    client.post(at("situation_unlink", two))
    assert two.number not in read(client, page)
    read(signed_in(world.samira), page, 404)


def test_its_summary_is_sealed_and_it_closes(world: World) -> None:
    contact, client = an_open_contact(world.leyla), signed_in(world.leyla)
    page = client.post(at("situation_new", contact))["Location"]
    with acting(world.leyla) as actor:
        situation = Situation.visible(actor).get()
    client.post(at("situation_summary", situation), {"summary": WORDS})
    assert WORDS in read(client, page)
    assert client.post(at("situation_person", situation), {"pseudonym": "Nobody-1"}).status_code == 422
    assert client.post(at("situation_register", situation), {"sex": "tall"}).status_code == 422
    client.post(at("situation_register", situation), {"sex": "female", "age_band": "18_20", "age_basis": "declared"})
    with acting(world.leyla):
        person = situation.people.select_related("person").get().person
    assert person.pseudonym in read(client, page)
    client.post(at("situation_person_remove", situation, person))
    assert "Nobody yet" in read(client, page)
    client.post(at("situation_close", situation))
    assert client.post(at("situation_summary", situation), {"summary": "more"}).status_code == 409
    with acting(world.leyla) as actor, pytest.raises(situations.SituationOver):
        situations.link(actor=actor, contact_id=contact.id, number=situation.number)
