"""For the tests: a throw-away database server, and nothing that is not defined passes silently."""

from typing import Any

from config import env
from config.postgres import embedded_url
from config.settings.base import *  # noqa: F403
from config.settings.base import PANAH_DATABASE_ROLE, TEMPLATES, VAR
from config.settings.pool import pooled


class Undefined(str):
    """What Django inserts for a template variable nobody defined: an error that names it."""

    def __contains__(self, _part: object) -> bool:
        """Django asks for a place to insert the variable's name; saying yes makes it call the next method."""
        return True

    def __mod__(self, variable: Any) -> str:
        """Refuse, naming the variable."""
        raise NameError(f"Undefined template variable: {variable}")


SECRET_KEY = "a secret for tests alone, known to everybody who reads this"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PANAH_DEMO = True
# The cheapest stretching there is: the tests sign in hundreds of times.
PANAH_PASSWORD_COST = PANAH_CODE_COST = (1, 8 * 1024)
AUDIT_KEY = VAR / "test-audit" / "key"
AUDIT_PUBLIC_KEYS = VAR / "test-audit" / "public-keys"
AUDIT_ANCHOR = VAR / "test-audit" / "anchor"
PANAH_DOCUMENTS, PANAH_BUCKET = VAR / "test-documents", None

# A server that the tests start is the web role, as it is for real; tests/database.py acts as the owner to begin with.
PANAH_DATABASE_URL = env.DATABASE_URL.read() or embedded_url(VAR / "postgres-test")
DATABASE_ROLE_PASSWORDS = env.role_passwords(SECRET_KEY)
DATABASES = {"default": pooled(env.database(PANAH_DATABASE_URL, PANAH_DATABASE_ROLE, SECRET_KEY), PANAH_DATABASE_ROLE)}

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
