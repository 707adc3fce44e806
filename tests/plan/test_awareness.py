"""Campaigns, materials and where they went, carriers and studies."""

import re
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.utils import timezone

from panah.core.country import country
from panah.core.errors import Forbidden
from panah.plan.actions import awareness, trainings
from panah.plan.actions.awareness import (
    EndsBefore,
    Found,
    NotEnough,
    NotYours,
    PartMissing,
    Printed,
    ThereAlready,
    Told,
)
from panah.plan.actions.telling import NotOnTheList
from panah.plan.actions.trainings import Occasion, Outline
from panah.plan.models import Campaign, Carrier, CarrierStep, Distribution, Material, Measure, Study
from tests.plan.reporting import live_plan
from tests.plan.test_country_plans import NAP_2009, NAP_2014
from tests.world import Person, World, acting, signed_in

PARTS = ["danger", "protection", "institutions", "legal"]


def told(**changes: object) -> Told:
    usual = {
        "title": "Think before you go",
        "channels": ["advertisement", "print"],
        "audiences": ["public"],
        "topics": ["trafficking", "illegal_migration"],
        "begins_on": date(2026, 1, 1),
        "ends_on": date(2026, 3, 31),
    }
    return Told(**(usual | changes))  # type: ignore[arg-type]


def leaflet(by: Person, **changes: object) -> Material:
    usual = {"name": "Your rights", "kind": "rights_leaflet", "language": "az", "stock": 100, "tells": PARTS}
    with acting(by) as actor:
        return awareness.material(actor=actor, printed=Printed(**(usual | changes)))  # type: ignore[arg-type]


@pytest.mark.rule("AW-01")
def test_every_participant_records_its_own_campaigns_and_all_see_them(world: World) -> None:
    measure = Measure.objects.get(plan__code=NAP_2009, code="11.a")
    for person in (world.polad, world.tarana, world.director, world.vefa):
        with acting(person) as actor:
            awareness.campaign(actor=actor, told=told(measure_id=measure.id))
    words = signed_in(world.leyla).get("/plan/campaigns/").content.decode()
    assert words.count("Think before you go") == 4
    with acting(world.nigar) as actor, pytest.raises(Forbidden):
        awareness.campaign(actor=actor, told=told())
    with acting(world.polad) as actor:
        for wrong in ({"topics": ["weather"]}, {"channels": ["rumour"]}, {"audiences": ["nobody"]}):
            with pytest.raises(NotOnTheList):
                awareness.campaign(actor=actor, told=told(**wrong))
        with pytest.raises(EndsBefore):
            awareness.campaign(actor=actor, told=told(ends_on=date(2025, 1, 1)))
        with pytest.raises(DatabaseError), transaction.atomic():
            Campaign.objects.update(unit_id=world.tarana.unit_id)


@pytest.mark.rule("AW-02")
def test_materials_go_from_stock_to_places_and_never_more_than_there_are(world: World) -> None:
    named = {"border", "customs", "consulate", "tourism", "school", "carrier"}
    assert named <= set(country().codes("distribution_place").ids)
    assert {"advertisement", "print", "curriculum", "carrier"} <= set(country().codes("awareness_channel").ids)
    row = leaflet(world.polad)
    with acting(world.polad) as actor:
        awareness.give_out(actor=actor, material_id=row.id, place="border", region="baku", pieces=60)
        with pytest.raises(NotEnough):
            awareness.give_out(actor=actor, material_id=row.id, place="consulate", region="", pieces=41)
        awareness.give_out(actor=actor, material_id=row.id, place="consulate", region="", pieces=40)
        assert Material.objects.get(id=row.id).stock == 0
        assert sum(Distribution.objects.values_list("pieces", flat=True)) == 100


@pytest.mark.rule("AW-03")
def test_a_leaflet_on_rights_tells_all_four_and_has_versions_by_language(world: World) -> None:
    for part in PARTS:
        with pytest.raises(PartMissing):
            leaflet(world.polad, tells=[each for each in PARTS if each != part])
    first, russian, second = leaflet(world.polad), leaflet(world.polad, language="ru"), leaflet(world.polad)
    assert (first.version, second.version, russian.version) == (1, 2, 1)
    with acting(world.leyla) as actor:
        assert {(row.language, row.version) for row in Material.listed(actor)} == {("az", 2), ("ru", 1)}
    assert leaflet(world.tarana).version == 1


@pytest.mark.rule("TRN-01")
def test_a_carriers_steps_are_looked_at_again_and_the_latest_counts(world: World) -> None:
    with acting(world.tarana) as actor:
        row = awareness.carrier(actor=actor, name="Caspian Lines", kind="sea", routes="Baku – Aktau")
        with pytest.raises(ThereAlready):
            awareness.carrier(actor=actor, name="Caspian Lines", kind="sea", routes="")
        awareness.look_at(actor=actor, carrier_id=row.id, steps={"informs_passengers": False, "shows_material": True})
        awareness.look_at(actor=actor, carrier_id=row.id, steps={"informs_passengers": True})
        latest = awareness.latest_steps([row])[row.id]
        assert {step: look.done for step, look in latest.items()} == {
            "informs_passengers": True,
            "shows_material": True,
        }
        assert CarrierStep.objects.count() == 3
    assert "Caspian Lines" in signed_in(world.leyla).get("/plan/carriers/").content.decode()


@pytest.mark.rule("TRN-02")
def test_carriers_are_told_to_check_papers_and_no_passenger_is_ever_written_down(world: World) -> None:
    words = signed_in(world.polad).get("/plan/carriers/").content.decode()
    assert "does not carry somebody without them" in words
    fields = {field.name for model in (Carrier, CarrierStep) for field in model._meta.get_fields()}
    allowed = {"id", "unit_id", "name", "kind", "routes", "since", "ended_on", "steps", "carrier", "step", "done", "on"}
    assert fields == allowed | {"by_id"}
    tables = {model._meta.model_name for model in apps.get_app_config("plan").get_models()}
    assert not {name for name in tables if "passenger" in (name or "")}


@pytest.mark.rule("STU-01")
def test_a_study_names_causes_of_a_region_beside_numbers_that_name_nobody(world: World) -> None:
    measure = Measure.objects.get(plan__code=NAP_2014, code="13.4.2")
    found = Found(
        title="Villages of the south",
        region="lankaran_astara",
        begun_on=timezone.localdate(),
        causes=["poverty", "no_schooling"],
        proposals="School buses",
        measure_id=measure.id,
    )
    with acting(world.tarana) as actor:
        awareness.study(actor=actor, found=found)
        with pytest.raises(NotOnTheList):
            awareness.study(actor=actor, found=Found(title="x", region="atlantis", begun_on=timezone.localdate()))
    words = signed_in(world.ilham).get("/plan/studies/").content.decode()
    assert "School buses" in words
    assert "Broken-off schooling" in words


def test_the_forms_say_what_does_not_fit_and_keep_it(world: World) -> None:
    client = signed_in(world.polad)
    assert client.post("/plan/campaigns/", {"title": "Kept"}).status_code == 422
    rights = {"name": "Rights", "kind": "rights_leaflet", "language": "az", "stock": "5", "tells": ["danger"]}
    answer = client.post("/plan/materials/", rights)
    assert answer.status_code == 422
    assert "all four" in answer.content.decode()
    assert client.post("/plan/materials/", rights | {"tells": PARTS}).status_code == 302
    row = Material.objects.get()
    for pieces, why in (("6", "There are not so many pieces"), ("0", "greater than or equal to 1")):
        answer = client.post(f"/plan/materials/{row.id}/", {"step": "out", "place": "school", "pieces": pieces})
        assert answer.status_code == 422
        page = answer.content.decode()
        assert why in page
        assert '<option value="school" selected' in page
    assert client.post("/plan/carriers/", {"name": "Sky", "kind": "air"}).status_code == 302
    carrier = Carrier.objects.get()
    looked = {"step": "look", "steps": ["trains_staff"]}
    assert client.post(f"/plan/carriers/{carrier.id}/", looked).status_code == 302
    assert client.post("/plan/studies/", {"title": "x", "region": "nowhere"}).status_code == 422
    assert signed_in(world.leyla).post("/plan/campaigns/", {}).status_code == 200


@pytest.mark.rule("AW-02")
def test_where_materials_went_is_read_by_place(world: World) -> None:
    row = leaflet(world.polad)
    client = signed_in(world.polad)
    for place, pieces in (("border", 20), ("school", 30), ("border", 25)):
        given = {"step": "out", "place": place, "region": "baku", "pieces": str(pieces)}
        assert client.post(f"/plan/materials/{row.id}/", given).status_code == 302
    assert client.post(f"/plan/materials/{row.id}/", {"step": "in", "pieces": "50"}).status_code == 302
    assert Material.objects.get(id=row.id).stock == 75
    with acting(world.leyla) as actor:
        assert Distribution.by_place(actor, row) == [("border", 45), ("school", 30)]
    place = country().codes("distribution_place")["border"].label
    for address in ("/plan/materials/", f"/plan/materials/{row.id}/"):
        page = signed_in(world.leyla).get(address).content.decode()
        assert place in page
        assert "45" in page
        assert 'name="step"' not in page
    leaflet(world.polad)
    assert "There is a later version" in client.get(f"/plan/materials/{row.id}/").content.decode()
    assert client.post(f"/plan/materials/{row.id}/", {"step": "in", "pieces": "5"}).status_code == 409


@pytest.mark.rule("AW-01")
def test_how_many_a_campaign_reached_is_recorded_when_it_is_known(world: World) -> None:
    with acting(world.polad) as actor:
        row = awareness.campaign(actor=actor, told=told())
    address = f"/plan/campaigns/{row.id}/"
    client = signed_in(world.polad)
    assert "not known yet" in client.get(address).content.decode()
    assert client.post(address, {"step": "reach", "reached": "-1"}).status_code == 422
    assert client.post(address, {"step": "reach", "reached": "3000000000"}).status_code == 422
    assert client.post(address, {"step": "reach", "reached": "3200"}).status_code == 302
    assert Campaign.objects.get(id=row.id).reached == 3200
    assert client.post("/plan/campaigns/", {"title": "x", "reached": "3000000000"}).status_code == 422
    with acting(world.tarana) as actor, pytest.raises(NotYours):
        awareness.reach(actor=actor, campaign_id=row.id, reached=1)


@pytest.mark.rule("STU-01")
def test_a_study_is_finished_once_and_never_before_it_was_begun(world: World) -> None:
    begun = {"title": "South", "region": "lankaran_astara", "begun_on": "2026-05-06"}
    client = signed_in(world.tarana)
    assert client.post("/plan/studies/", {**begun, "finished_on": "2026-05-01"}).status_code == 422
    assert client.post("/plan/studies/", begun).status_code == 302
    address = f"/plan/studies/{Study.objects.get().id}/"
    finished = {"step": "finish", "finished_on": "2026-05-01", "causes": ["poverty"], "proposals": "School buses"}
    assert client.post(address, finished).status_code == 422
    assert signed_in(world.polad).post(address, {**finished, "finished_on": "2026-09-01"}).status_code == 409
    assert client.post(address, {**finished, "finished_on": "2026-09-01"}).status_code == 302
    assert Study.objects.get().causes == ["poverty"]
    assert client.post(address, {**finished, "finished_on": "2026-09-02"}).status_code == 409


@pytest.mark.rule("TRN-01")
def test_a_look_begins_with_what_was_seen_last_and_a_carrier_may_leave(world: World) -> None:
    with acting(world.tarana) as actor:
        row = awareness.carrier(actor=actor, name="Sky", kind="air", routes="")
        awareness.look_at(actor=actor, carrier_id=row.id, steps={"informs_passengers": True, "trains_staff": False})
    page = signed_in(world.polad).get(f"/plan/carriers/{row.id}/").content.decode()
    assert re.search(r'value="informs_passengers"[^>]*checked', page)
    assert not re.search(r'value="trains_staff"[^>]*checked', page)
    assert "It carries nobody any more" not in page
    assert signed_in(world.tarana).post(f"/plan/carriers/{row.id}/", {"step": "leave"}).status_code == 302
    assert signed_in(world.polad).get(f"/plan/carriers/{row.id}/").status_code == 404


@pytest.mark.rule("TR-01", "AW-01", "STU-01")
def test_a_measure_shows_what_is_done_for_it(world: World) -> None:
    measure = Measure.objects.get(plan__code=NAP_2009, code="11.a")
    outline = Outline(title={"en": "For teachers"}, topics=["referral"], audiences=["schools"], measure_id=measure.id)
    with acting(world.tarana) as actor:
        awareness.campaign(actor=actor, told=told(measure_id=measure.id))
        day = timezone.localdate()
        awareness.study(
            actor=actor, found=Found(title="Villages", region="lankaran_astara", begun_on=day, measure_id=measure.id)
        )
        course = trainings.offer(actor=actor, outline=outline)
        held, off = (
            trainings.plan(actor=actor, course_id=course.id, occasion=Occasion(begins_on=day, ends_on=day))
            for _time in range(2)
        )
        trainings.cancel(actor=actor, training_id=off.id)
    page = signed_in(world.leyla).get(f"/plan/measures/{measure.id}/").content.decode()
    served = re.findall(r'href="/plan/(trainings|campaigns|studies)/([0-9a-f-]{36})/"', page)
    assert sorted(kind for kind, _id in served) == ["campaigns", "studies", "trainings"]
    assert ("trainings", str(held.id)) in served


def test_a_need_may_serve_a_measure(world: World) -> None:
    client = signed_in(world.vefa)
    choices = re.findall(r'<option value="([0-9a-f-]{36})"', client.get("/plan/needs/new/").content.decode())
    said = {"participant": "MOE", "area": "child", "kind": "advice", "title": "A course", "wanted": "200"}
    assert choices == []
    measure = live_plan().measures.get(code="1.a")
    need = client.post("/plan/needs/new/", {**said, "measure_id": str(measure.id)})["Location"]
    assert f"/plan/measures/{measure.id}/" in client.get(need).content.decode()
    assert client.post("/plan/needs/new/", said).status_code == 302


@pytest.mark.rule("AW-01")
def test_the_office_sees_which_bodies_tell_the_public_nothing(world: World) -> None:
    today = timezone.localdate()
    with acting(world.tarana) as actor:
        awareness.campaign(actor=actor, told=told(begins_on=today - timedelta(days=30), ends_on=today))
    with acting(world.polad) as actor:
        long_ago = told(begins_on=today - timedelta(days=500), ends_on=today - timedelta(days=400))
        awareness.campaign(actor=actor, told=long_ago)
    page = signed_in(world.vefa).get("/plan/campaigns/").content.decode()
    silent = page.split("No campaign within a year")[1].split("</ul>")[0]
    assert "<li>Ministry of Internal Affairs</li>" in silent
    assert "Ministry of Education" not in silent
    assert "No campaign within a year" not in signed_in(world.tarana).get("/plan/campaigns/").content.decode()
