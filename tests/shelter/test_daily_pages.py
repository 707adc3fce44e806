"""The pages of daily life: what is written on them is on record, and whom they let in."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panah.shelter.models import (
    Acquaintance,
    Diet,
    Dose,
    Encounter,
    Enrolment,
    HealthEntry,
    Medicine,
    ServiceRecord,
    Stay,
)
from tests.shelter.living import assigned, girl_moved_in, moved_in, trained
from tests.world import World, acting, signed_in


def moment(hours: float) -> str:
    return timezone.localtime(timezone.now() + dt.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def sent(client: Client, stay: Stay, part: str, **words: Any) -> None:
    """A form of the stay's pages that is taken."""
    answer = client.post(f"/shelter/stays/{stay.id}/{part}", words)
    assert answer.status_code == 302, (part, answer.status_code, answer.content.decode()[:3000])


def shown(client: Client, address: str, *words: str) -> str:
    """A page that says these words."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = answer.content.decode()
    assert not [word for word in words if word not in text], address
    return text


def of(world: World, stay: Stay, model: Any) -> Any:
    """The one row of this kind that the stay has."""
    with acting(world.sevinc):
        return model.objects.get(stay=stay)


def test_a_day_of_a_resident_is_written_down(world: World) -> None:
    stay, client = moved_in(world.sevinc, needs=("interpreter",)), signed_in(world.sevinc)
    care = f"/shelter/stays/{stay.id}/care/"
    shown(client, care, "Not offered yet", "First medical aid", "In the house")
    sent(client, stay, "services/", service="clothes", state="given")
    sent(client, stay, "services/", service="psychological", state="given", minutes=45, note="She slept at last")
    sent(client, stay, "services/", service="legal", state="planned", at=moment(0.05))
    sent(client, stay, "diet/", codes=["no_pork", "pregnancy"], words="No nuts")
    sent(client, stay, "interpreter/")
    sent(client, stay, "out/", expected_at=moment(2), words="At the market")
    shown(client, care, "She slept at last", "45 min", "No nuts", "At the market", "Is back", "In confidence")
    assert "She slept" not in shown(signed_in(world.arzu), care, "Clothes and shoes")
    today = shown(client, "/shelter/today/", stay.pseudonym, "Legal help", "No pork", "During pregnancy")
    assert "Everybody is in the house" not in today
    with acting(world.sevinc):
        planned = ServiceRecord.objects.get(state="planned")
    sent(client, stay, f"services/{planned.id}/done/", state="given", back="today")
    sent(client, stay, "back/", back="today")
    shown(client, "/shelter/today/", "Everybody is in the house", "Nothing is planned for today")
    with acting(world.sevinc):
        assert Diet.objects.get().codes == ["no_pork", "pregnancy"]


def test_what_does_not_fit_is_said_and_nothing_is_lost(world: World) -> None:
    stay, client = moved_in(world.sevinc), signed_in(world.sevinc)
    yesterday = {"service": "legal", "state": "planned", "at": moment(-30), "words": "About the passport"}
    answer = client.post(f"/shelter/stays/{stay.id}/services/", yesterday)
    assert (answer.status_code, "About the passport" in answer.content.decode()) == (422, True)
    answer = client.post(f"/shelter/stays/{stay.id}/health/record/", {"kind": "examination", "words": "x"})
    assert answer.status_code == 409
    assert "against their will" in answer.content.decode()


def test_medicine_is_offered_by_the_plan_and_each_dose_written_once(world: World) -> None:
    stay, client = moved_in(world.sevinc), signed_in(world.sevinc)
    now = timezone.localtime()
    today = now.date()
    plan = {"name": "Iron", "dose": "one", "times": f"{now:%H:%M}", "since": today.isoformat(), "agreed": "on"}
    sent(client, stay, "medicines/", **plan)
    sent(client, stay, "health/record/", kind="first_look", words="A bruise on the arm", agreed="on")
    page = f"/shelter/stays/{stay.id}/health/"
    shown(client, page, "Iron", "A bruise on the arm", "Not written down yet")
    shown(client, "/shelter/today/", "Iron", stay.pseudonym)
    medicine = of(world, stay, Medicine)
    due = now.replace(second=0, microsecond=0)
    dose = {"due_at": due.isoformat(), "state": "given"}
    sent(client, stay, f"medicines/{medicine.id}/dose/", **dose)
    assert client.post(f"/shelter/stays/{stay.id}/medicines/{medicine.id}/dose/", dose).status_code == 409
    wrong = {"due_at": (due + dt.timedelta(minutes=3)).isoformat(), "state": "given"}
    assert client.post(f"/shelter/stays/{stay.id}/medicines/{medicine.id}/dose/", wrong).status_code == 422
    sent(client, stay, f"medicines/{medicine.id}/stop/")
    shown(client, page, "Ended", "Taken")
    with acting(world.sevinc):
        assert (Dose.objects.count(), HealthEntry.objects.count()) == (1, 1)
        assert {"medicine", "first_aid"} <= set(ServiceRecord.objects.values_list("service", flat=True))


def test_a_childs_contact_is_approved_on_the_page_and_comes(world: World) -> None:
    stay, client, lead = girl_moved_in(world.sevinc), signed_in(world.sevinc), signed_in(world.arzu)
    page = f"/shelter/stays/{stay.id}/family/"
    told = {"name": "Nərgiz", "relation": "parent", "ways": ["call", "visit"], "wished": "on"}
    sent(client, stay, "family/new/", **told)
    row = of(world, stay, Acquaintance)
    assert "Approve" not in shown(client, page, "Nərgiz", "To be decided")
    answer = lead.post(f"/shelter/stays/{stay.id}/family/{row.id}/approve/", {"ways": ["call"]})
    assert answer.status_code == 422
    why = {"ways": ["call", "visit"], "opinion": "agrees", "words": "She misses her"}
    sent(lead, stay, f"family/{row.id}/approve/", **why)
    prefix = row.id.hex[-8:]
    meet = {f"{prefix}-way": "visit", f"{prefix}-at": moment(0.05), f"{prefix}-state": "expected"}
    sent(client, stay, f"family/{row.id}/meet/", **meet)
    shown(client, page, "Expected")
    shown(client, "/shelter/today/", "Nərgiz")
    visit = of(world, stay, Encounter)
    sent(client, stay, f"encounters/{visit.id}/", state="held", back="today")
    sent(client, stay, f"family/{row.id}/keep-away/", reason="threat")
    shown(client, page, "Threatened somebody", "Took place")


@pytest.mark.rule("CH-10")
def test_a_childs_schooling_is_arranged_on_the_page(world: World) -> None:
    stay, client = girl_moved_in(world.sevinc), signed_in(world.sevinc)
    page = f"/shelter/stays/{stay.id}/learning/"
    shown(client, page, "A child goes on learning")
    place = {"code": "school", "provider": "School 12", "level": "7", "since": timezone.localdate().isoformat()}
    refused = client.post(f"{page}enrol/", place)
    assert (refused.status_code, "against their will" in refused.content.decode()) == (409, True)
    sent(client, stay, "learning/enrol/", **place, agreed="on")
    assert "A child goes on learning" not in shown(client, page, "School 12", "Letter to the school")
    row = of(world, stay, Enrolment)
    sent(client, stay, f"learning/{row.id}/end/", result="own_wish")
    shown(client, page, "own wish")


def test_whom_the_pages_let_in(world: World) -> None:
    stay = moved_in(world.sevinc)
    parts = ("care", "learning", "family", "health")
    for stranger in (world.nigar, world.vusal, world.tural):
        answers = {signed_in(stranger).get(f"/shelter/stays/{stay.id}/{part}/").status_code for part in parts}
        assert answers <= {403, 404}, stranger.login
    diana = signed_in(world.diana)
    assert [diana.get(f"/shelter/stays/{stay.id}/{part}/").status_code for part in parts] == [404, 404, 404, 403]
    trained(world)
    assigned(world, stay)
    assert [diana.get(f"/shelter/stays/{stay.id}/{part}/").status_code for part in parts] == [200, 200, 200, 403]
    for address in ("today/", "stays/", f"stays/{stay.id}/"):
        page = shown(diana, f"/shelter/{address}")
        assert str(stay.person_id) not in page


def test_the_coordinator_assigns_on_the_page(world: World) -> None:
    stay, lead = moved_in(world.sevinc), signed_in(world.arzu)
    member = {"member_id": str(world.diana.member_id)}
    assert lead.post(f"/shelter/stays/{stay.id}/specialists/", member).status_code == 409
    trained(world)
    sent(lead, stay, "specialists/", **member)
    shown(lead, f"/shelter/stays/{stay.id}/care/", "Diana")
    assert signed_in(world.sevinc).post(f"/shelter/stays/{stay.id}/specialists/", member).status_code == 403


def test_the_day_asks_as_much_for_many_as_for_one(world: World) -> None:
    client = signed_in(world.sevinc)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(client, "/shelter/today/")
        return len(queries)

    first = moved_in(world.sevinc)
    sent(client, first, "out/")
    one = asked()
    for _each in range(3):
        sent(client, moved_in(world.sevinc), "out/")
    assert asked() <= one + 1
