"""The pages of the way in and of a stay, as a browser without scripts asks for them."""

from dataclasses import replace

import pytest
from django.test import Client

from panah.shelter.actions import beds, moving
from panah.shelter.actions.admitting import Weighed
from panah.shelter.forms.admission import NeedsForm
from panah.shelter.models import Bed, House, ProlongationAsk, Stay, StayState, ZoneKind
from tests.shelter.making import GIRL, WOMAN, add_zone, arrival, make_house, moved_in, prepared
from tests.world import World, acting, signed_in

DOOR = {"category": "victim", "sex": "female", "age_band": "24_26", "age_basis": "declared", "language": "az"}
CHILD = {"child0-sex": "female", "child0-age_band": "9_13"}
TOGETHER = Weighed(opinion="agrees", words="Safe here.", company_words="She sleeps only beside her mother.")


def house_for_families(world: World) -> House:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        add_zone(actor, house, ZoneKind.FAMILY, beds=2)
        return house


def go(client: Client, url: str, data: dict[str, str]) -> str:
    """Send a step and give where it leads; redirects on the way are followed."""
    answer = client.post(url, data, follow=True)
    assert answer.redirect_chain, answer.content.decode()[:4000]
    assert answer.status_code == 200
    return str(answer.redirect_chain[-1][0])


@pytest.mark.rule("SH-02")
def test_a_mother_and_her_child_are_shown_in_step_by_step(world: World) -> None:
    house = house_for_families(world)
    client = signed_in(world.sevinc)
    url = go(client, "/shelter/request/door/", {**DOOR, **CHILD, "house": str(house.id)})
    assert url.endswith("/consent/")
    url = go(client, url, {"language": "az", "given_how": "oral", "given_by_1": "guardian"})
    assert url.endswith("/child/")
    asked = {"opinion_1": "agrees", "words_1": "Safe here.", "company_1": "She sleeps only beside her mother."}
    url = go(client, url, asked)
    assert url.endswith("/dangers/")
    url = go(client, url, {})
    assert url.endswith("/bed/")
    form = client.get(url).context["form"]
    url = go(client, url, {"place_0": form.fields["place_0"].initial})
    assert url.endswith("/rules/")
    url = go(client, url, {"language": "az"})
    assert url.endswith("/belongings/")
    url = go(client, url, {"things": "A ring\nA passport"})
    assert url.endswith("/needs/")
    url = go(client, url, {"needs_1": "baby"})
    assert url.endswith("/arrive/")
    url = go(client, url, {})
    assert "/admission/" not in url
    with acting(world.sevinc) as actor:
        rows = list(Stay.visible(actor).order_by("is_child"))
        assert [(row.state, row.is_child) for row in rows] == [("resident", False), ("resident", True)]
        zones = {use.bed.room.zone.kind for row in rows if (use := moving.slept_in(row))}
        assert zones == {"family"}
    page = client.get(url).content.decode()
    assert "A passport" in page
    assert client.get("/shelter/stays/").status_code == 200
    for part in ("leaving", "prolong", "bed"):
        assert client.get(f"{url}{part}/").status_code == 200, part


@pytest.mark.rule("SH-02")
def test_a_refusal_for_silence_is_refused_with_its_rule(world: World) -> None:
    with acting(world.sevinc) as actor:
        stay = arrival(actor, make_house(actor))
    client = signed_in(world.sevinc)
    url = f"/shelter/stays/{stay.id}/admission/turned-away/"
    answer = client.post(url, {"reason": "no_cooperation"})
    assert answer.status_code == 409
    assert "SH-02" in answer.content.decode()
    assert client.post(url, {"reason": "person_declined"}).status_code == 302
    with acting(world.sevinc) as actor:
        assert Stay.gate(actor, stay.id).state == StayState.NOT_ADMITTED


@pytest.mark.rule("SH-14")
def test_who_is_too_late_for_a_bed_gets_a_sentence(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, beds=1)
        first, late = (prepared(actor, arrival(actor, house)) for _each in range(2))
    client = signed_in(world.sevinc)
    url = f"/shelter/stays/{late.id}/admission/bed/"
    place = client.get(url).context["form"].fields["place_0"].initial
    with acting(world.sevinc) as actor:
        moving.hold_bed(actor=actor, stay_id=first.id, bed_id=Bed.objects.get(house=house).id)
    answer = client.post(url, {"place_0": place})
    assert answer.status_code in (409, 422)
    assert "no bed that fits is free" in answer.content.decode()


def test_papers_bear_no_name(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        stay = moved_in(actor, house, Bed.objects.filter(house=house)[0])
        receipt = stay.belongings.get()
    client = signed_in(world.sevinc)
    for url in (f"/shelter/stays/{stay.id}/belongings/{receipt.id}/", "/shelter/rights/ru.pdf"):
        answer = client.get(url)
        assert answer.content.startswith(b"%PDF")
        assert stay.pseudonym not in answer.headers["Content-Disposition"]


def test_a_stay_is_prolonged_ended_and_visited_from_its_pages(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor)
        stay = moved_in(actor, house, Bed.objects.filter(house=house)[0])
    signed_in(world.nigar).post("/shelter/prolongations/ask/", {"pseudonym": stay.pseudonym, "reason": "health"})
    client = signed_in(world.sevinc)
    base = f"/shelter/stays/{stay.id}/"
    with acting(world.sevinc) as actor:
        (ask,) = ProlongationAsk.waiting(actor)
    assert stay.pseudonym in client.get("/shelter/stays/").content.decode()
    said = {"requested_by": "special_unit", "days": "30", "language": "az", "given_how": "oral"}
    assert client.get(f"{base}prolong/?ask={ask.id}").status_code == 200
    go(client, f"{base}prolong/?ask={ask.id}", said)
    go(client, f"{base}leaving/plan/", {"plan": "Home.", "address_after": "", "leaving_on": ""})
    bed = client.get(f"{base}bed/").context["form"].fields["bed"].choices[0][0]
    go(client, f"{base}bed/", {"bed": str(bed)})
    assert client.post(f"{base}leaving/left/", {"reason": "behaviour"}).status_code == 409
    go(client, f"{base}leaving/left/", {"reason": "own_home"})
    go(client, f"{base}leaving/said/", {"feedback_code": "good", "feedback": ""})
    go(client, f"{base}leaving/visits/", {"visit_on": "2099-01-01"})
    (visit,) = client.get(f"{base}leaving/").context["visits"]
    go(client, f"/shelter/visits-after/{visit.id}/", {"result": "well", "words": ""})


def test_a_stay_of_another_house_is_not_here(world: World) -> None:
    with acting(world.sevinc) as actor:
        stay = arrival(actor, make_house(actor))
    for member, status in ((world.nigar, 403), (world.tural, 403)):
        assert signed_in(member).get(f"/shelter/stays/{stay.id}/").status_code == status


@pytest.mark.rule("CH-04", "SH-07")
def test_what_nobody_said_of_somebody_at_the_door_is_not_known(world: World) -> None:
    """Neither an age nor a language is chosen for them; another language than the house's asks for an interpreter."""
    house_for_families(world)
    client = signed_in(world.sevinc)
    form = client.get("/shelter/request/door/").context["form"]
    assert form["age_band"].value() == "unknown"
    assert form.fields["language"].choices[0][0] == ""
    with acting(world.sevinc) as actor:
        house = House.visible(actor)[0]
        stays = [arrival(actor, house, replace(WOMAN, language=language)) for language in ("tr", "az")]
    forms = [NeedsForm(group=[stay]) for stay in stays]
    assert [form.fields["needs_0"].initial for form in forms] == [["interpreter"], []]


@pytest.mark.rule("SH-14", "CH-08")
def test_where_no_bed_fits_the_page_says_what_can_be_done_tonight(world: World) -> None:
    with acting(world.sevinc) as actor:
        house = make_house(actor, zone=ZoneKind.FAMILY)
        mine, *rest = Bed.objects.filter(house=house).order_by("name")
        moved_in(actor, house, mine)
        beds.begin_cleaning(actor=actor, bed_id=rest[0].id)
        mother = arrival(actor, house)
        child = prepared(actor, arrival(actor, house, GIRL, with_stay=mother), TOGETHER)
        prepared(actor, mother)
    page = signed_in(world.sevinc).get(f"/shelter/stays/{mother.id}/admission/bed/").content.decode()
    assert child.pseudonym in page
    for told in ("no bed that fits is free", "Rooms of their own", "Being cleaned: 1", "state=cleaning", "/child/"):
        assert told in page, told
    assert "Keep it for them" not in page
