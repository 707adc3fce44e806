"""Needs and offers: told, shown to donors, offered for, agreed on, received and used."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from panah.core import functions
from panah.core.errors import Forbidden, NotHere
from panah.plan.actions import resources
from panah.plan.actions.resources import Given, Wanted
from panah.plan.models import Need, Offer
from tests.world import Person, World, acting, signed_in

ADDRESS = "/plan/needs/"


def told(person: Person, participant: str = "MOE", **changes: Any) -> Need:
    """A ministry needs projectors."""
    said: dict[str, Any] = {
        "area": "training",
        "kind": "technical",
        "title": "Projectors",
        "wanted": Decimal(1000),
        **changes,
    }
    with acting(person) as actor:
        return resources.ask(actor=actor, participant=participant, wanted=Wanted(**said))


def given(**changes: Any) -> Given:
    """Half of it."""
    said: dict[str, Any] = {
        "area": "training",
        "kind": "technical",
        "source": "donor",
        "giver": "A fund",
        "offered": Decimal(500),
    }
    return Given(**{**said, **changes})


@pytest.mark.rule("NC-07")
def test_a_need_is_met_step_by_step(world: World) -> None:
    need = told(world.tarana)
    with acting(world.malika) as actor, pytest.raises(NotHere):
        resources.offer(actor=actor, given=given(), need_id=need.id)
    with acting(world.vefa) as actor:
        resources.show(actor=actor, need_id=need.id)
    with acting(world.malika) as actor:
        row = resources.offer(actor=actor, given=given(), need_id=need.id)
        with pytest.raises(Forbidden):
            resources.agree(actor=actor, offer_id=row.id, amount=Decimal(500))
    with acting(world.vefa) as actor:
        resources.agree(actor=actor, offer_id=row.id, amount=Decimal(400))
        with pytest.raises(resources.Moved):
            resources.agree(actor=actor, offer_id=row.id, amount=Decimal(300))
        assert Offer.agreed_for(need) == 400
    with acting(world.tarana) as actor:
        resources.receive(actor=actor, offer_id=row.id, amount=Decimal(400))
        with pytest.raises(resources.MoreThanCame):
            resources.use(actor=actor, offer_id=row.id, amount=Decimal(401))
        resources.use(actor=actor, offer_id=row.id, amount=Decimal(350))
        resources.close(actor=actor, need_id=need.id, closing="met")
        with pytest.raises(resources.Closed):
            resources.close(actor=actor, need_id=need.id, closing="met")
    with acting(world.malika) as actor:
        assert functions.rows("panah_resources") == [("training", "technical", 0, 500, 400, 400, 350)]
        with pytest.raises(resources.Moved):
            resources.withdraw(actor=actor, offer_id=row.id)


@pytest.mark.rule("NC-07")
def test_donors_see_needs_once_they_are_shown_and_sums_of_gifts(world: World) -> None:
    hidden, shown = told(world.tarana, title="Hidden thing"), told(world.polad, "MIA", title="Shown thing")
    with acting(world.vefa) as actor:
        resources.show(actor=actor, need_id=shown.id)
        resources.offer(actor=actor, given=given(giver="Another fund"), need_id=shown.id)
    client = signed_in(world.malika)
    words = client.get("/plan/donors/").content.decode()
    assert "Shown thing" in words
    assert "Hidden thing" not in words
    assert "Another fund" not in words
    assert client.get(f"{ADDRESS}{hidden.id}/").status_code == 404
    page = client.get(f"{ADDRESS}{shown.id}/").content.decode()
    assert "Another fund" not in page
    assert "Offer help" in page
    with acting(world.malika):
        assert not Need.objects.filter(id=hidden.id).exists()
        assert not Offer.objects.exists()
    with acting(world.tarana):
        assert functions.rows("panah_resources") == []
        assert not Need.objects.filter(id=shown.id).exists()
    for login in ("polad", "leyla", "ilham"):
        assert signed_in(getattr(world, login)).get("/plan/donors/").status_code == 403


@pytest.mark.rule("NC-07")
def test_what_the_office_alone_does_the_database_keeps(world: World) -> None:
    need = told(world.tarana)
    with acting(world.tarana):
        with pytest.raises(DatabaseError, match="office alone"), transaction.atomic():
            Need.objects.filter(id=need.id).update(published_at=timezone.now())
        with pytest.raises(DatabaseError, match="only published_at"), transaction.atomic():
            Need.objects.filter(id=need.id).update(title="Something else")
    with acting(world.malika) as actor:
        row = resources.offer(actor=actor, given=given())
        with pytest.raises(DatabaseError, match="office alone"), transaction.atomic():
            Offer.objects.filter(id=row.id).update(agreed=5)
    with acting(world.vefa):
        with pytest.raises(IntegrityError, match="offer_received_after_agreed"), transaction.atomic():
            Offer.objects.filter(id=row.id).update(received=5)
        with pytest.raises(IntegrityError, match="offer_used_of_received"), transaction.atomic():
            Offer.objects.filter(id=row.id).update(agreed=5, received=5, used=6)


@pytest.mark.rule("NC-07")
def test_the_office_puts_an_offer_for_an_area_to_a_need(world: World) -> None:
    with acting(world.malika) as actor:
        fitting = resources.offer(actor=actor, given=given())
        other = resources.offer(actor=actor, given=given(kind="financial"))
    need = told(world.tarana)
    client = signed_in(world.vefa)
    assert "A fund: 500.00" in client.get(f"{ADDRESS}{need.id}/").content.decode()
    assert client.post(f"{ADDRESS}{need.id}/", {"step": "match", "offer_id": other.id}).status_code == 422
    assert client.post(f"{ADDRESS}{need.id}/", {"step": "match", "offer_id": fitting.id}).status_code == 302
    with acting(world.tarana):
        assert [row.id for row in Offer.of(need)] == [fitting.id]
    with acting(world.vefa) as actor, pytest.raises(resources.DoesNotFit):
        resources.match(actor=actor, offer_id=other.id, need_id=need.id)


def test_a_body_tells_its_own_needs_and_the_office_everybodys(world: World) -> None:
    with acting(world.tarana) as actor, pytest.raises(resources.AnotherBody):
        resources.ask(
            actor=actor,
            participant="MIA",
            wanted=Wanted(area="training", kind="technical", title="x", wanted=Decimal(1)),
        )
    own, groups = told(world.vefa), told(world.vefa, "MUNI")
    assert (own.unit_id, groups.unit_id) == (world.tarana.unit_id, world.vefa.unit_id)


def test_the_whole_way_on_the_pages(world: World) -> None:
    body, office, donor = signed_in(world.tarana), signed_in(world.vefa), signed_in(world.malika)
    said = {"participant": "MOE", "area": "child", "kind": "advice", "title": "A course", "wanted": "200"}
    assert body.post(f"{ADDRESS}new/", {**said, "wanted": "0"}).status_code == 422
    assert body.post(f"{ADDRESS}new/", {**said, "participant": "MIA"}).status_code == 403
    need = body.post(f"{ADDRESS}new/", said)["Location"]
    assert body.post(need, {"step": "show"}).status_code == 409
    assert office.post(need, {"step": "show"}).status_code == 302
    gift = {"giver": "Fund", "source": "donor", "offered": "150"}
    assert donor.post(need, {"step": "offer", **gift}).status_code == 302
    row = Offer.objects.get()
    offer = f"/plan/offers/{row.id}/"
    assert "Fund" in donor.get("/plan/offers/").content.decode()
    assert "Agree" in office.get(offer).content.decode()
    assert donor.post(offer, {"step": "agree", "amount": "150"}).status_code == 409
    assert office.post(offer, {"step": "agree", "amount": "0"}).status_code == 422
    assert (
        "No more can be agreed than was offered"
        in office.post(offer, {"step": "agree", "amount": "150.01"}).content.decode()
    )
    assert office.post(offer, {"step": "agree", "amount": "150"}).status_code == 302
    assert body.post(offer, {"step": "receive", "amount": "100"}).status_code == 302
    assert body.post(offer, {"step": "use", "amount": "101"}).status_code == 422
    assert "No more can be used" in body.post(offer, {"step": "use", "amount": "101"}).content.decode()
    assert body.post(need, {"step": "close", "closing": "met"}).status_code == 302
    assert "Closed" in body.get(ADDRESS).content.decode()
    area = donor.post("/plan/donors/", {**gift, "area": "child", "kind": "advice"})["Location"]
    assert donor.post(area, {"step": "withdraw"}).status_code == 302
    assert "150.00" in donor.get("/plan/donors/").content.decode()


def test_the_office_sees_who_can_meet_a_need_and_nobody_else_does(world: World) -> None:
    need = told(world.tarana)
    assert "Nobody has offered anything for this area yet." in (
        signed_in(world.vefa).get(f"/plan/needs/{need.id}/").content.decode()
    )
    with acting(world.vefa) as actor:
        resources.show(actor=actor, need_id=need.id)
    with acting(world.malika) as actor:
        resources.offer(actor=actor, given=given(giver="Light"))
        resources.offer(actor=actor, given=given(giver="Elsewhere", area="shelter"))
    words = signed_in(world.vefa).get(f"/plan/needs/{need.id}/").content.decode()
    assert "Who offered for this area before:" in words
    assert "<li>Light, 500.00</li>" in words
    assert "Elsewhere" not in words
    for person in (world.tarana, world.malika):
        assert "Who can meet it" not in signed_in(person).get(f"/plan/needs/{need.id}/").content.decode()


@pytest.mark.rule("NC-07")
@pytest.mark.parametrize("agreed", [Decimal("500.01"), Decimal(0), Decimal(-1)])
def test_no_more_is_agreed_than_was_offered_by_sql_either(world: World, agreed: Decimal) -> None:
    with acting(world.malika) as actor:
        row = resources.offer(actor=actor, given=given())
    with acting(world.vefa):
        standing = Offer.objects.filter(id=row.id)
        with pytest.raises(IntegrityError, match="offer_agreed_of_offered"), transaction.atomic():
            standing.update(agreed=agreed, agreed_at=timezone.now())
        assert standing.update(agreed=row.offered, agreed_at=timezone.now())
