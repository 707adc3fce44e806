"""The book of a house: incidents, and what one shift tells the next, sealed for those who work there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from panah.core.country.codes import UnknownCode
from panah.core.errors import Forbidden, NotHere
from panah.duties.models import Event
from panah.shelter.actions import incidents, shift_notes
from panah.shelter.models import Incident, IncidentStep, ShiftNote, StepKind
from tests.shelter.guarded import house_of, now
from tests.world import World, acting, signed_in

WORDS = "Two people shouted in the kitchen"


def reported(world: World) -> Incident:
    """Something happened an hour ago."""
    house = house_of(world)
    with acting(world.sevinc) as actor:
        before = now() - timedelta(hours=1)
        return incidents.report(actor=actor, house_id=house.id, kind="quarrel", words=WORDS, happened_at=before)


def test_an_incident_is_told_acted_on_and_over_step_by_step(world: World) -> None:
    row = reported(world)
    with acting(world.arzu) as actor:
        incidents.tell(actor=actor, incident_id=row.id, code="special_unit", words="They come tomorrow")
        incidents.act(actor=actor, incident_id=row.id, words="One moved to another room")
        incidents.close(actor=actor, incident_id=row.id)
        with pytest.raises(incidents.Over):
            incidents.act(actor=actor, incident_id=row.id, words="More")
        steps = [(step.kind, step.code, step.words) for step in IncidentStep.of(row)]
        codes = list(Event.timeline(row.id).values_list("code", flat=True))
    assert steps == [
        (StepKind.TOLD, "special_unit", "They come tomorrow"),
        (StepKind.MEASURE, "", "One moved to another room"),
        (StepKind.CLOSED, "", ""),
    ]
    assert codes == ["incident.reported", "incident.told", "incident.measure", "incident.closed"]


def test_what_is_written_stays_and_lies_behind_us(world: World) -> None:
    row = reported(world)
    with acting(world.sevinc) as actor:
        said: dict[str, Any] = {"actor": actor, "house_id": row.house_id, "kind": "quarrel"}
        with pytest.raises(incidents.NotYet):
            incidents.report(**said, words=WORDS, happened_at=now() + timedelta(hours=1))
        with pytest.raises(incidents.NoWords):
            incidents.report(**said, words=" ", happened_at=now())
        with pytest.raises(UnknownCode):
            incidents.report(**(said | {"kind": "x"}), words=WORDS, happened_at=now())
        with pytest.raises(IntegrityError, match="only"), transaction.atomic():
            Incident.objects.filter(id=row.id).update(kind="theft")


def test_who_comes_in_from_a_partner_reads_nothing_of_it(world: World) -> None:
    """Diana belongs to the unit and holds its key: the database keeps the rows from her all the same."""
    row = reported(world)
    with acting(world.diana) as actor:
        assert not Incident.objects.exists()
        with pytest.raises(Forbidden):
            Incident.gate(actor, row.id)
    assert signed_in(world.diana).get(reverse("shelter:incident", args=(row.id,))).status_code == 403
    with acting(world.tural) as actor, pytest.raises((Forbidden, NotHere)):
        incidents.tell(actor=actor, incident_id=row.id, code="guard")


def test_the_pages_of_an_incident(world: World) -> None:
    house, client = house_of(world), signed_in(world.sevinc)
    assert "Nothing has happened" in client.get(reverse("shelter:incidents")).content.decode()
    said = {"kind": "illness", "words": "She fell", "happened_at": now().strftime("%Y-%m-%dT%H:%M")}
    wrong = client.post(reverse("shelter:incident_new"), said | {"words": ""})
    assert wrong.status_code == 422
    made = client.post(reverse("shelter:incident_new") + f"?house={house.id}", said)
    assert made.status_code == 302
    told = client.post(made["Location"] + "told/", {"code": "ambulance"})
    assert told.status_code == 302
    assert client.post(made["Location"] + "told/", {}).status_code == 422
    assert client.post(made["Location"] + "done/", {"words": "The doctor came"}).status_code == 302
    assert client.post(made["Location"] + "over/").status_code == 302
    words = client.get(made["Location"]).content.decode()
    for seen in ("She fell", "Ambulance", "The doctor came", "Over"):
        assert seen in words
    assert "Sudden illness" in client.get(reverse("shelter:incidents")).content.decode()


def test_the_next_shift_reads_the_note_and_says_so(world: World) -> None:
    house = house_of(world)
    client = signed_in(world.sevinc)
    sent = client.post(reverse("shelter:book"), {"shift": "night", "words": "All slept well"})
    assert sent.status_code == 302
    assert client.post(reverse("shelter:book"), {"shift": "night", "words": ""}).status_code == 422
    with acting(world.sevinc) as actor:
        (note,) = ShiftNote.visible(actor)
        with pytest.raises(NotHere):
            shift_notes.take_over(actor=actor, note_id=note.id)
    assert signed_in(world.arzu).post(reverse("shelter:note_take", args=(note.id,))).status_code == 302
    words = signed_in(world.arzu).get(reverse("shelter:book") + f"?house={house.id}").content.decode()
    assert "All slept well" in words
    assert "Read by" in words


def test_a_house_of_others_is_not_there(world: World) -> None:
    house_of(world)
    assert signed_in(world.sevinc).get(reverse("shelter:book") + f"?house={world.units['ngo']}").status_code == 404
