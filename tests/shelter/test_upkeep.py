"""What a house must be like, the papers it works under, and what inspections found."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from panah.core.country import country
from panah.core.errors import Forbidden, NotHere
from panah.shelter.actions import upkeep
from panah.shelter.actions.upkeep import Found, Looked, Paper
from panah.shelter.models import ConditionCheck, House, Inspection, Licence
from tests.shelter.making import make_house
from tests.world import World, acting, signed_in

DAY = timedelta(days=1)


def looked(
    condition: str = "interpreter", *, met: bool = True, ago: int = 0, after: int = 100, shows: str = "x"
) -> Looked:
    day = timezone.localdate() - ago * DAY
    return Looked(condition="interpreter", met=met, evidence=shows, checked_on=day, again_on=day + after * DAY)


@pytest.fixture
def house(world: World) -> House:
    with acting(world.arzu) as actor:
        return make_house(actor)


@pytest.mark.rule("SH-09")
def test_seven_conditions_are_checked_each_with_evidence_and_a_day(world: World, house: House) -> None:
    assert len(country().codes("house_condition").offered) == 7
    with acting(world.arzu) as actor:
        upkeep.check_condition(actor=actor, house_id=house.id, looked=looked(met=False, ago=9, shows="Nobody came."))
        upkeep.check_condition(actor=actor, house_id=house.id, looked=looked(shows="A contract with two interpreters"))
        latest = ConditionCheck.latest(house)
        assert list(latest) == ["interpreter"]
        assert (latest["interpreter"].met, latest["interpreter"].evidence) == (True, "A contract with two interpreters")
        assert len(ConditionCheck.of(house)) == 2
        with pytest.raises(DatabaseError), transaction.atomic():
            ConditionCheck.objects.filter(id=latest["interpreter"].id).update(met=False)
    page = signed_in(world.arzu).get(f"/shelter/houses/{house.id}/conditions/").content.decode()
    assert "1 of 7" in page
    assert page.count("Nobody has looked") == 6
    assert "A contract with two interpreters" in page


@pytest.mark.rule("SH-09")
def test_a_check_without_evidence_or_with_impossible_days_is_none(world: World, house: House) -> None:
    late = country().settings.house_check_every.days + 1
    with acting(world.arzu) as actor:
        for wrong, refusal in (
            (looked(shows="  "), upkeep.NoEvidence),
            (looked(ago=-1), upkeep.WrongDay),
            (looked(after=0), upkeep.WrongDay),
            (looked(after=late), upkeep.TooLate),
        ):
            with pytest.raises(refusal):
                upkeep.check_condition(actor=actor, house_id=house.id, looked=wrong)
        assert not ConditionCheck.of(house)
    with acting(world.sevinc) as actor, pytest.raises(Forbidden):
        upkeep.check_condition(actor=actor, house_id=house.id, looked=looked())
    with acting(world.tural) as actor, pytest.raises(NotHere):
        upkeep.check_condition(actor=actor, house_id=house.id, looked=looked())


@pytest.mark.rule("SH-20")
def test_papers_and_inspections_are_on_record(world: World, house: House) -> None:
    today = timezone.localdate()
    paper = Paper(kind="licence", body="labour", number="L-1", issued_on=today - 9 * DAY, valid_until=today - DAY)
    found = Found(body="fire_service", inspected_on=today - DAY, result="to_put_right", put_right_until=today + DAY)
    with acting(world.arzu) as actor:
        upkeep.add_licence(actor=actor, house_id=house.id, paper=paper)
        with pytest.raises(upkeep.PaperKnown):
            upkeep.add_licence(actor=actor, house_id=house.id, paper=paper)
        row = upkeep.note_inspection(actor=actor, house_id=house.id, found=found)
        assert row.is_open
        upkeep.put_right(actor=actor, inspection_id=row.id)
        assert not Inspection.of(house)[0].is_open
        with pytest.raises(upkeep.NothingToPutRight):
            upkeep.put_right(actor=actor, inspection_id=row.id)
        with pytest.raises(DatabaseError), transaction.atomic():
            Inspection.objects.filter(id=row.id).update(result="fit")
        assert [each.number for each in Licence.of(house)] == ["L-1"]
    with acting(world.tural) as actor, pytest.raises(NotHere):
        upkeep.put_right(actor=actor, inspection_id=row.id)


@pytest.mark.rule("SH-20")
def test_an_inspection_is_not_of_the_future_and_what_is_wrong_has_a_day(world: World, house: House) -> None:
    today = timezone.localdate()
    with acting(world.arzu) as actor:
        for wrong in (
            Found(body="health", inspected_on=today + DAY, result="fit"),
            Found(body="health", inspected_on=today, result="unfit"),
            Found(body="health", inspected_on=today, result="unfit", put_right_until=date(2020, 1, 1)),
        ):
            with pytest.raises(upkeep.WrongDay):
                upkeep.note_inspection(actor=actor, house_id=house.id, found=wrong)
        backwards = Paper(kind="licence", body="labour", number="2", issued_on=today, valid_until=today - DAY)
        with pytest.raises(upkeep.WrongDay):
            upkeep.add_licence(actor=actor, house_id=house.id, paper=backwards)


def test_the_pages_of_control_work(world: World, house: House) -> None:
    client, today = signed_in(world.arzu), timezone.localdate().isoformat()
    where = f"/shelter/houses/{house.id}/control/"
    paper = {"kind": "founding", "body": "cabinet", "number": "203", "issued_on": today}
    assert client.post(f"{where}papers/", paper).status_code == 302
    assert client.post(f"{where}papers/", paper).status_code == 422
    found = {"body": "health", "inspected_on": today, "result": "to_put_right", "words": "The back stairs"}
    assert client.post(f"{where}inspections/", found).status_code == 422
    assert client.post(f"{where}inspections/", found | {"put_right_until": today}).status_code == 302
    html = client.get(where).content.decode()
    assert "The back stairs" in html
    assert "Cabinet of Ministers" in html
    with acting(world.arzu):
        row = Inspection.of(house)[0]
    assert client.post(f"/shelter/inspections/{row.id}/put-right/").status_code == 302
    assert "Put right on" in client.get(where).content.decode()
    check = {"condition": "interpreter", "met": "yes", "evidence": "A list", "checked_on": today, "again_on": today}
    conditions = f"/shelter/houses/{house.id}/conditions/"
    assert client.post(conditions, check).status_code == 422
    later = (timezone.localdate() + 30 * DAY).isoformat()
    assert client.post(conditions, check | {"again_on": later}).status_code == 302
