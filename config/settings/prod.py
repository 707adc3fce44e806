"""For real people: no default secret, no debugging, HTTPS only, files with fingerprints."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import PANAH_DATABASE_ROLE, PANAH_DATABASE_URL, VAR
from config.settings.pool import pooled

if env.DEBUG.read():
    raise env.EnvironmentProblem("PANAH_DEBUG is set; the production settings never debug.")

if env.HOSTS.is_unset():
    raise env.EnvironmentProblem("PANAH_HOSTS is not set; say under which names the server is reached.")

DEBUG = False
SECRET_KEY = env.secret_key(required=True)
DATABASE_ROLE_PASSWORDS = env.role_passwords(SECRET_KEY)
DATABASES = {"default": pooled(env.database(PANAH_DATABASE_URL, PANAH_DATABASE_ROLE, SECRET_KEY), PANAH_DATABASE_ROLE)}

STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# The name is Django's; Panah's own session cookie follows it.
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
