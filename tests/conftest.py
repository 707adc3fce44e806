"""Everything the tests share: the database as the web role, the small country, the server."""

import gc
from collections.abc import Iterator

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

# A busy machine is not a broken rule: how long one example takes says nothing here.
settings.register_profile("panah", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("panah")

# The thousands of modules and tests that stay to the end need not be looked through for garbage again and again.
GARBAGE_THRESHOLD = (20_000, 20, 50)

pytest_plugins = ["tests.world", "tests.database", "tests.server", "tests.object_store", "tests.rule_coverage"]


def pytest_collection_finish() -> None:
    """Leave out of the search for garbage what every test needs, and search less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLD)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Every test begins in English, whatever language a request of an earlier one left behind."""
    with translation.override("en"):
        yield
