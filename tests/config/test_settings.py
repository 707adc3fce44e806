"""What the production settings refuse, and what no settings hold."""

import subprocess
import sys

import pytest
from django.conf import settings

from config import env

GOOD = {
    env.SETTINGS.name: "config.settings.prod",
    env.SECRET_KEY.name: "a secret of production, long enough to be taken for one",
    env.HOSTS.name: "desk.example.org",
    env.ORIGINS.name: "https://desk.example.org",
    env.DEBUG.name: "",
    env.DEMO.name: "",
}


def production(*words: str, **told: str) -> "subprocess.CompletedProcess[str]":
    """Run Python with the production settings."""
    command = [sys.executable, "-c", f"import django; django.setup(); {'; '.join(words)}"]
    return subprocess.run(
        command, cwd=env.ROOT, env=env.for_child(GOOD | told), capture_output=True, text=True, check=False
    )


@pytest.mark.system
@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"PANAH_SECRET_KEY": ""}, "PANAH_SECRET_KEY is not set"),
        ({"PANAH_DEBUG": "1"}, "never debug"),
        ({"PANAH_HOSTS": ""}, "PANAH_HOSTS is not set"),
        ({"PANAH_DB_POOL": "x"}, "PANAH_DB_POOL is not understood"),
    ],
)
def test_production_refuses_with_a_sentence(told: dict[str, str], sentence: str) -> None:
    done = production(**told)
    assert done.returncode == 1
    assert done.stderr.startswith("panah: ")
    assert sentence in done.stderr


@pytest.mark.system
def test_production_passes_djangos_own_deployment_check() -> None:
    check = "from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING')"
    # The name of the setting is Django's, the cookie is Panah's own, and Django's check does not know of it.
    done = production(check, "from django.conf import settings", "assert settings.SESSION_COOKIE_SECURE")
    assert done.returncode == 0, done.stderr


def test_there_is_no_second_way_in() -> None:
    assert not {"django.contrib.admin", "django.contrib.auth", "django.contrib.sessions"} & set(settings.INSTALLED_APPS)
    assert "'unsafe-inline'" not in str(settings.CONTENT_SECURITY_POLICY)
