"""Problems passed to the body they concern, and dealings with police abroad."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Duty
from panah.plan.actions import findings, foreign
from panah.plan.models import Finding, ForeignRequest
from tests.world import World, acting, signed_in


@pytest.mark.rule("NC-05")
def test_a_problem_is_the_duty_of_the_body_until_it_answers(world: World) -> None:
    with acting(world.tarana) as actor:
        row = findings.pass_on(actor=actor, participant="MOH", area="medical", words="No interpreter at night")
    with acting(world.habil) as actor:
        assert [(duty.rule, duty.step) for duty in Duty.mine(actor)] == [("NC-05", "finding")]
    client = signed_in(world.habil)
    address = f"/plan/findings/{row.id}/"
    assert "No interpreter" in client.get("/plan/findings/").content.decode()
    assert client.post(address, {"step": "settle"}).status_code == 409
    assert client.post(address, {"step": "answer", "words": ""}).status_code == 422
    assert client.post(address, {"step": "answer", "words": "From May on"}).status_code == 302
    with acting(world.habil) as actor:
        assert not Duty.mine(actor)
        with pytest.raises(findings.AnsweredAlready):
            findings.answer(actor=actor, finding_id=row.id, words="Otherwise")
        with pytest.raises(findings.NotYours):
            findings.settle(actor=actor, finding_id=row.id)
        with pytest.raises(DatabaseError, match="settled by who found it"), transaction.atomic():
            Finding.objects.filter(id=row.id).update(settled_at=timezone.now())
    assert signed_in(world.tarana).post(address, {"step": "settle"}).status_code == 302
    assert "Settled" in signed_in(world.vefa).get("/plan/findings/").content.decode()


@pytest.mark.rule("NC-05")
def test_others_neither_read_nor_answer_a_problem(world: World) -> None:
    with acting(world.tarana) as actor:
        row = findings.pass_on(actor=actor, participant="MOH", area="medical", words="Something")
        with pytest.raises(findings.NotYours):
            findings.answer(actor=actor, finding_id=row.id, words="For them")
        with pytest.raises(DatabaseError, match="the body it concerns"), transaction.atomic():
            Finding.objects.filter(id=row.id).update(answer="For them", answered_at=timezone.now())
    with acting(world.polad) as actor, pytest.raises(NotHere):
        Finding.gate(actor, row.id)
    assert signed_in(world.malika).get("/plan/findings/").status_code == 403


def test_a_problem_of_a_body_without_a_focal_point_is_the_offices(world: World) -> None:
    client = signed_in(world.tarana)
    said = {"participant": "MUNI", "area": "shelter", "words": "No place at night"}
    assert client.post("/plan/findings/", {**said, "area": "weather"}).status_code == 422
    assert client.post("/plan/findings/", said).status_code == 302
    with acting(world.vefa) as actor:
        assert [(duty.rule, duty.step) for duty in Duty.mine(actor)] == [("NC-05", "finding_office")]
    row = Finding.objects.get()
    assert (
        signed_in(world.vefa).post(f"/plan/findings/{row.id}/", {"step": "answer", "words": "Soon"}).status_code == 302
    )


def asked(world: World) -> ForeignRequest:
    """The special unit wants to ask a neighbour."""
    with acting(world.orxan) as actor:
        wish = foreign.Wish(country="TUR", kind="information", paper_number="12/7", words="About a route")
        return foreign.ask(actor=actor, wish=wish)


@pytest.mark.rule("POL-04")
def test_nothing_goes_abroad_without_the_coordinators_yes(world: World) -> None:
    row = asked(world)
    with acting(world.orxan) as actor:
        with pytest.raises(foreign.NotApproved):
            foreign.send(actor=actor, request_id=row.id)
        with pytest.raises(Forbidden):
            foreign.approve(actor=actor, request_id=row.id)
        with pytest.raises(IntegrityError, match="foreign_sent_with_approval"), transaction.atomic():
            ForeignRequest.objects.filter(id=row.id).update(sent_at=timezone.now())
        now = timezone.now()
        with pytest.raises(DatabaseError, match="office alone"), transaction.atomic():
            ForeignRequest.objects.filter(id=row.id).update(approved=True, decided_at=now, sent_at=now)
    with acting(world.vefa) as actor:
        assert [(duty.rule, duty.step) for duty in Duty.mine(actor)] == [("POL-04", "foreign")]
        foreign.approve(actor=actor, request_id=row.id)
        assert not Duty.mine(actor)
        with pytest.raises(foreign.Decided):
            foreign.refuse(actor=actor, request_id=row.id, words="No")
        with pytest.raises(foreign.NotYours):
            foreign.send(actor=actor, request_id=row.id)
    with acting(world.orxan) as actor:
        with pytest.raises(foreign.NotApproved):
            foreign.answered(actor=actor, request_id=row.id)
        foreign.send(actor=actor, request_id=row.id)
        with pytest.raises(foreign.Recorded):
            foreign.send(actor=actor, request_id=row.id)
        foreign.answered(actor=actor, request_id=row.id)


@pytest.mark.rule("POL-04")
def test_a_no_has_its_reason_and_stays(world: World) -> None:
    row = asked(world)
    address = f"/plan/foreign/{row.id}/"
    office, unit = signed_in(world.vefa), signed_in(world.orxan)
    assert office.post(address, {"step": "refuse", "words": ""}).status_code == 422
    assert office.post(address, {"step": "refuse", "words": "Ask the embassy first"}).status_code == 302
    words = unit.get(address).content.decode()
    assert "Ask the embassy first" in words
    assert "It was sent" not in words
    assert unit.post(address, {"step": "send"}).status_code == 409
    with acting(world.orxan) as actor, pytest.raises(foreign.NotApproved):
        foreign.send(actor=actor, request_id=row.id)


def test_dealings_abroad_on_the_pages(world: World) -> None:
    unit = signed_in(world.orxan)
    said = {"country": "TUR", "kind": "return", "paper_number": "1", "words": "The way home"}
    assert unit.post("/plan/foreign/", {**said, "country": "nowhere"}).status_code == 422
    address = unit.post("/plan/foreign/", said)["Location"]
    assert signed_in(world.vefa).post(address, {"step": "approve", "words": ""}).status_code == 302
    assert unit.post(address, {"step": "send"}).status_code == 302
    assert unit.post(address, {"step": "answered"}).status_code == 302
    assert "Answered" in signed_in(world.vefa).get("/plan/foreign/").content.decode()
    for login in ("nigar", "polad", "malika", "leyla"):
        assert signed_in(getattr(world, login)).get("/plan/foreign/").status_code == 403
