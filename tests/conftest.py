"""Everything the tests share: the database as the web role, the small country, the server."""

from hypothesis import HealthCheck, settings

# A busy machine is not a broken rule: how long one example takes says nothing here.
settings.register_profile("panah", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("panah")

pytest_plugins = ["tests.world", "tests.database", "tests.server", "tests.rule_coverage"]
