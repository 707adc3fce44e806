"""The owner's commands for the desk: an exchange is switched off, the directory is filled from the country pack."""

import io
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from config.env import DatabaseRole
from panah.core.country import country
from panah.hotline.models import Service
from panah.hotline.telephony import DeviceSecret
from tests.database import Owner
from tests.roles import connected_as
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


def run(command: str, **options: Any) -> str:
    said = io.StringIO()
    with connected_as(DatabaseRole.OWNER):
        call_command(command, stdout=said, **options)
    return said.getvalue()


def rings(secret: DeviceSecret) -> int:
    now = datetime.now(UTC)
    event = {"event_id": f"e{now}", "call_id": f"c{now}", "kind": "ringing", "at": now.isoformat(), "number": ""}
    raw = json.dumps(event).encode()
    headers = secret.headers(raw, at=now)
    answer = Client().post("/api/telephony/events", raw, content_type="application/json", headers=headers)
    return answer.status_code


def test_an_exchange_reports_until_it_is_switched_off(world: World, owner: Owner) -> None:
    said = run("telephony", label="Baku")
    found = re.search(r"^  ([0-9a-f]{64})$", said, re.MULTILINE)
    assert found
    secret = DeviceSecret(bytes.fromhex(found[1]))
    assert rings(secret) == 200
    assert "is switched off" in run("telephony", label="Baku", off=True)
    assert rings(secret) == 401
    rows = owner.execute("SELECT code, service, unit_id FROM audit_entry WHERE kind = 'device' ORDER BY id").fetchall()
    unit = world.leyla.unit_id
    assert rows == [("device.added", "setup", unit), ("device.switched_off", "setup", unit)]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"label": "nowhere"}, "No exchange of this name"),
        ({"label": "exchange", "unit": "hotline2"}, "No exchange of this name"),
        ({"label": "exchange", "unit": "shelter"}, "no hotline with this code"),
    ],
)
def test_what_cannot_be_switched_off_is_said(world: World, options: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("telephony", off=True, **options)


def test_the_directory_begins_with_the_real_services_of_the_pack(world: World, settings: Settings) -> None:
    settings.PANAH_DEMO = False
    real = {each.id for each in country().services if each.public}
    said = run("directory")
    assert f"{len(real)} services are new" in said
    assert f"{len(country().services) - len(real)} of the pack were left out" in said
    assert set(Service.objects.values_list("code", flat=True)) == real
    with connected_as(DatabaseRole.OWNER):
        Service.objects.filter(code="police-102").update(phone="102 1")
    assert "0 services are new" in run("directory")
    assert Service.objects.get(code="police-102").phone == "102 1"


def test_a_demonstration_gets_the_invented_ones_too(world: World) -> None:
    assert run("directory") == f"{len(country().services)} services are new in the directory.\n"
