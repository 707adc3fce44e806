"""A trail of its own for each test: key, list of public keys and anchor in a folder that goes away."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from panah.audit import keys


@pytest.fixture(autouse=True)
def trail_files(tmp_path: Path, settings: Settings) -> Path:
    """The folder with the key and the anchor of this test."""
    settings.AUDIT_KEY = tmp_path / "secrets" / "key"
    settings.AUDIT_PUBLIC_KEYS = tmp_path / "public-keys"
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    keys.ensure()
    return tmp_path
