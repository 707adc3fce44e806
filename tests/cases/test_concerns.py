"""A suspected breach goes to the auditor, a complaint to the lead and the auditor, sealed to those who read it."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from panah.cases.actions import concerns
from panah.cases.actions.concerns import NoWords, OwnReport, Reviewed
from panah.cases.models import Concern, ConcernKind
from panah.core.errors import NotHere
from tests.world import World, acting, signed_in

WORDS = "Somebody read a list aloud in the corridor"


@pytest.mark.rule("CON-03")
def test_a_suspected_breach_is_read_by_the_auditor_alone(world: World) -> None:
    with acting(world.nigar) as actor:
        (row,) = concerns.report(actor=actor, kind=ConcernKind.BREACH, words=WORDS)
    with acting(world.aygun) as actor:
        assert Concern.gate(actor, row.id).words == WORDS
    for member in (world.nigar, world.orxan, world.vefa, world.rauf):
        with acting(member) as actor:
            assert not Concern.objects.filter(id=row.id).exists(), member.login


@pytest.mark.rule("PRI-06")
def test_a_complaint_is_heard_by_the_lead_and_the_auditor(world: World) -> None:
    with acting(world.nigar) as actor:
        rows = concerns.report(actor=actor, kind=ConcernKind.COMPLAINT, words=WORDS, label="tarivo4821")
    assert {row.label for row in rows} == {"Tarivo 4821"}
    for reader in (world.aygun, world.orxan):
        with acting(reader) as actor:
            (row,) = Concern.visible(actor)
            assert row.words == WORDS
            assert concerns.review(actor=actor, concern_id=row.id, result="put_right").reviewed_at
            with pytest.raises(Reviewed):
                concerns.review(actor=actor, concern_id=row.id, result="put_right")
    with acting(world.nigar):
        assert not Concern.objects.exists()


@pytest.mark.rule("HL-13")
def test_a_threat_against_the_hotlines_people_reaches_the_special_unit(world: World) -> None:
    client = signed_in(world.leyla)
    typed = {"kind": "threat", "words": "A man rang Kamran by name and said where he lives"}
    assert client.post("/cases/reports/new/", typed).status_code == 302
    with acting(world.orxan) as actor:
        (row,) = Concern.visible(actor)
        assert (row.kind, row.words, row.of_unit_id) == ("threat", typed["words"], world.leyla.unit_id)
        assert concerns.review(actor=actor, concern_id=row.id, result="put_right").reviewed_at
    for member in (world.leyla, world.kamran, world.director, world.aygun, world.nigar):
        with acting(member):
            assert not Concern.objects.exists(), member.login


def test_nobody_looks_into_what_they_reported(world: World) -> None:
    with acting(world.orxan) as actor:
        rows = concerns.report(actor=actor, kind=ConcernKind.COMPLAINT, words=WORDS)
        own = next(row for row in rows if row.unit_id == world.orxan.unit_id)
        with pytest.raises(OwnReport):
            concerns.review(actor=actor, concern_id=own.id, result="put_right")


def test_it_says_something_and_stays_what_it_was(world: World) -> None:
    with acting(world.nigar) as actor, pytest.raises(NoWords):
        concerns.report(actor=actor, kind=ConcernKind.BREACH, words="  ")
    with acting(world.orxan) as actor:
        (row,) = concerns.report(actor=actor, kind=ConcernKind.BREACH, words=WORDS)
        with pytest.raises(NotHere):
            Concern.gate(actor, row.id)
    with acting(world.aygun), pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
        Concern.objects.filter(id=row.id).update(kind="complaint")


def test_the_pages_take_and_list_it(world: World) -> None:
    client = signed_in(world.leyla)
    assert client.get("/cases/reports/new/").status_code == 200
    assert client.post("/cases/reports/new/", {"kind": "complaint", "words": WORDS, "label": ""}).status_code == 302
    page = signed_in(world.director).get("/cases/reports/").content.decode()
    assert WORDS in page
    assert signed_in(world.leyla).get("/cases/reports/").status_code == 403
