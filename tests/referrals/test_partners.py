"""Organisations: whom they reach, what they do and were taught, with whom they work; and the special unit's terms."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from panah.core.errors import Forbidden, NotHere
from panah.core.functions import rows
from panah.core.ids import new_id
from panah.referrals.actions import cooperating, outreach, partners, signalling
from panah.referrals.actions.cooperating import NoPartner, TogetherAlready
from panah.referrals.actions.memoranda import NoMemorandum
from panah.referrals.actions.outreach import Told
from panah.referrals.actions.partners import Profile
from panah.referrals.models import Cooperation, Outreach, Partner, PartnerTraining
from panah.vault.fields import SealedText
from tests.referrals.test_memoranda import ended
from tests.referrals.test_signals import sent
from tests.world import World, acting, signed_in

TODAY = timezone.localdate()
YESTERDAY = TODAY - dt.timedelta(days=1)


def told(**changes: Any) -> Told:
    usual: dict[str, Any] = {
        "held_on": YESTERDAY, "persons": 7, "place": "workplace", "language": "ru",
        "measures": ("hotline", "help_unconditional"), "signalled": True,
    }  # fmt: skip
    return Told(**(usual | changes))


@pytest.mark.rule("NRM-13")
def test_an_organisation_records_whom_it_reached_and_what_it_explained(world: World) -> None:
    with acting(world.malika) as actor:
        row = outreach.record(actor=actor, told=told())
        kept = Outreach.of(actor).get()
        assert kept.id == row.id
        assert (kept.persons, kept.measures, kept.signalled) == (7, ["hotline", "help_unconditional"], True)
        with pytest.raises(DatabaseError), transaction.atomic():
            Outreach.objects.update(persons=70)
    for other in (world.sevinc, world.nigar, world.vefa):
        with acting(other):
            assert not Outreach.objects.exists()


@pytest.mark.rule("NRM-13")
def test_nobody_in_it_can_be_recognised_and_nothing_says_they_were_pressed() -> None:
    """Numbers, days, yes or no, and codes of the country's lists: there is no place for a word or a name."""
    free = {"CharField": 40, "TextField": 0}
    for field in Outreach._meta.local_concrete_fields:
        assert not isinstance(field, SealedText), field.name
        assert (field.max_length or 0) <= free.get(field.get_internal_type(), 40), field.name
    names = {field.name for field in Outreach._meta.local_concrete_fields}
    assert not {name for name in names if "press" in name or "person_id" in name or "name" in name}
    assert "person_id" not in names


@pytest.mark.parametrize(
    "changes",
    [{"persons": 0}, {"measures": ()}, {"measures": ("magic",)}, {"place": "Mrs M.'s house"}, {"language": "xx"},
     {"held_on": TODAY + dt.timedelta(days=2)}, {"region": "nowhere"}],
)  # fmt: skip
def test_what_cannot_be_right_is_not_recorded(world: World, changes: dict[str, Any]) -> None:
    with acting(world.malika) as actor, pytest.raises(outreach.NotSo):
        outreach.record(actor=actor, told=told(**changes))


@pytest.mark.rule("NGO-01")
def test_without_a_memorandum_no_outreach_is_recorded(world: World) -> None:
    ended(world)
    with acting(world.malika) as actor, pytest.raises(NoMemorandum):
        outreach.record(actor=actor, told=told())
    with acting(world.malika) as actor, pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Outreach(
            unit_id=actor.unit, held_on=TODAY, persons=1, place="street", language="az", measures=["hotline"],
            by_id=actor.member, recorded_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip


def profile(**changes: Any) -> Profile:
    usual: dict[str, Any] = {
        "activities": ("outreach", "legal"), "sectors": ("construction",), "regions": ("baku",),
        "identified_on": YESTERDAY,
    }  # fmt: skip
    return Profile(**(usual | changes))


@pytest.mark.rule("NGO-02")
def test_an_organisation_is_identified_drawn_in_and_trained(world: World) -> None:
    ngo = world.malika.unit_id
    with acting(world.orxan) as actor:
        assert "Not trained yet" in signed_in(world.orxan).get("/referrals/partners/").content.decode()
        partners.describe(actor=actor, unit_id=ngo, profile=profile())
        partners.describe(actor=actor, unit_id=ngo, profile=profile(sectors=("construction", "agriculture")))
        partners.train(actor=actor, unit_id=ngo, held_on=YESTERDAY, topic="identification", persons=12)
    with acting(world.vefa) as actor:
        entry = next(each for each in partners.register(actor) if each.unit.id == ngo)
        assert entry.profile is not None
        assert entry.profile.sectors == ["construction", "agriculture"]
        assert [(each.topic, each.persons) for each in entry.trainings] == [("identification", 12)]
        assert entry.is_drawn_in
    ended(world)
    with acting(world.malika) as actor:
        (own,) = partners.register(actor)
        assert not own.is_drawn_in
    page = signed_in(world.malika).get("/referrals/partners/").content.decode()
    assert "Recognising a victim" in page
    assert "Write down" not in page


@pytest.mark.rule("NGO-02")
def test_only_who_keeps_the_register_writes_it(world: World) -> None:
    for who in (world.malika, world.nigar, world.tural):
        with acting(who) as actor, pytest.raises(Forbidden):
            partners.describe(actor=actor, unit_id=world.malika.unit_id, profile=profile())
        with acting(who) as actor, pytest.raises(DatabaseError), transaction.atomic():
            PartnerTraining(
                unit_id=world.malika.unit_id, held_on=TODAY, topic="safety", persons=3, recorded_by_id=actor.member
            ).save(force_insert=True)
    with acting(world.orxan) as actor, pytest.raises(NotHere):
        partners.describe(actor=actor, unit_id=world.sevinc.unit_id, profile=profile())
    for changes in ({"activities": ()}, {"sectors": ("magic",)}, {"identified_on": TODAY + dt.timedelta(days=2)}):
        with acting(world.orxan) as actor, pytest.raises(partners.NotSo):
            partners.describe(actor=actor, unit_id=world.malika.unit_id, profile=profile(**changes))
    with acting(world.orxan) as actor, pytest.raises(IntegrityError), transaction.atomic():
        Partner(
            unit_id=world.malika.unit_id, activities=[], sectors=[], identified_on=TODAY, recorded_by_id=actor.member,
            recorded_at=timezone.now(),
        ).save(force_insert=True)  # fmt: skip


@pytest.mark.rule("AC-04")
def test_a_centre_works_together_with_an_organisation_under_a_memorandum(world: World) -> None:
    with acting(world.tural) as actor:
        row = cooperating.begin(actor=actor, partner_id=world.malika.unit_id, field="legal")
        assert cooperating.live(actor) == [(row, True)]
        with pytest.raises(TogetherAlready):
            cooperating.begin(actor=actor, partner_id=world.malika.unit_id, field="legal")
        with pytest.raises(NoPartner):
            cooperating.begin(actor=actor, partner_id=world.nigar.unit_id, field="legal")
    with acting(world.malika):
        assert Cooperation.objects.get().unit_id == world.tural.unit_id
    with acting(world.sevinc):
        assert not Cooperation.objects.exists()
    ended(world)
    with acting(world.tural) as actor:
        assert cooperating.live(actor) == [(row, False)]
        cooperating.end(actor=actor, cooperation_id=row.id)
        assert cooperating.live(actor) == []
        with pytest.raises(NotHere):
            cooperating.end(actor=actor, cooperation_id=row.id)


@pytest.mark.rule("AC-04", "NGO-01")
def test_without_a_memorandum_it_does_not_begin(world: World) -> None:
    ended(world)
    with acting(world.tural) as actor:
        assert cooperating.partners() == []
        with pytest.raises(NoMemorandum):
            cooperating.begin(actor=actor, partner_id=world.malika.unit_id, field="legal")
        by_hand = Cooperation(
            unit_id=actor.unit, partner_id=world.malika.unit_id, field="legal", began_at=timezone.now(),
            began_by_id=actor.member,
        )  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            by_hand.save(force_insert=True)


@pytest.mark.rule("POL-01")
def test_the_coordinator_sees_how_the_special_unit_keeps_its_terms(world: World) -> None:
    first, second = sent(world.ramin), sent(world.ramin)
    with acting(world.nigar) as actor:
        signalling.take(actor=actor, signal_id=first.id)
    since = timezone.now() - dt.timedelta(days=1)
    with acting(world.vefa):
        counted = {row[1]: row for row in rows("panah_supervised", since)}
    unit_id, _rule, _step, begun, in_time, late, still_open, overdue = counted["NRM-06"]
    assert unit_id == world.nigar.unit_id
    assert (begun, in_time, late, still_open, overdue) == (2, 1, 0, 1, 0)
    page = signed_in(world.vefa).get("/referrals/supervision/?days=30").content.decode()
    assert page.index("Unit coordination") < page.index("Unit department")
    assert "NRM-06" in page
    assert second.number not in page


@pytest.mark.rule("POL-01")
def test_nobody_else_supervises_it_and_its_lead_sees_the_same(world: World) -> None:
    sent(world.ramin)
    since = timezone.now() - dt.timedelta(days=1)
    with acting(world.orxan):
        assert {row[0] for row in rows("panah_supervised", since)} == {world.orxan.unit_id}
    for who in (world.nigar, world.tural, world.elxan, world.rauf, world.aygun):
        assert signed_in(who).get("/referrals/supervision/").status_code == 403
        with acting(who), pytest.raises(DatabaseError, match="not permitted"), transaction.atomic():
            rows("panah_supervised", since)


def test_the_pages_record_and_show(world: World) -> None:
    ngo, lead, centre = signed_in(world.malika), signed_in(world.orxan), signed_in(world.tural)
    form = {
        "held_on": YESTERDAY.isoformat(), "persons": "4", "place": "street", "region": "", "language": "ru",
        "measures": ["hotline"], "signalled": "",
    }  # fmt: skip
    assert ngo.post("/referrals/outreach/", form | {"persons": "0"}).status_code == 422
    assert "No outreach is recorded yet" in ngo.get("/referrals/outreach/").content.decode()
    assert ngo.post("/referrals/outreach/", form).status_code == 302
    assert "Street or square" in ngo.get("/referrals/outreach/").content.decode()
    place = f"/referrals/partners/{world.malika.unit_id}/"
    described = {
        "activities": ["legal"], "sectors": ["domestic"], "regions": ["baku"], "identified_on": YESTERDAY.isoformat()
    }  # fmt: skip
    assert lead.post(place, described | {"sectors": []}).status_code == 422
    assert lead.post(place, described).status_code == 302
    training = {"held_on": YESTERDAY.isoformat(), "topic": "safety", "persons": "5"}
    assert lead.post(f"{place}training/", training | {"persons": "0"}).status_code == 422
    assert lead.post(f"{place}training/", training).status_code == 302
    assert "Own safety at work" in lead.get(place).content.decode()
    assert lead.get(f"/referrals/partners/{new_id()}/").status_code == 404
    chosen = {"partner": str(world.malika.unit_id), "field": "legal"}
    assert centre.post("/referrals/together/", chosen).status_code == 302
    assert centre.post("/referrals/together/", chosen).status_code == 422
    with acting(world.tural) as actor:
        (row,) = Cooperation.of(actor)
    assert "In force" in centre.get("/referrals/together/").content.decode()
    assert centre.post(f"/referrals/together/{row.id}/end/").status_code == 302
    assert "You work together with nobody yet" in centre.get("/referrals/together/").content.decode()
