"""What holds in every installation. Accounts, sessions and administration are Panah's own, so Django's are absent."""

from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from config.bucket import bucket
from config.postgres import embedded_url

ROOT = env.ROOT
VAR = env.VAR.read()

DEBUG = False
ALLOWED_HOSTS = env.HOSTS.read()
CSRF_TRUSTED_ORIGINS = env.ORIGINS.read()

PANAH_COUNTRY = env.COUNTRY.read()
PANAH_DEMO = env.DEMO.read()
PANAH_IDLE = timedelta(minutes=env.IDLE_MINUTES.read())
PANAH_STEP_UP_MINUTES = 15
# So many wrong passwords or codes for one login within the time, and it waits.
PANAH_SIGN_IN_FAILURES = (8, timedelta(minutes=15))
# Argon2id (passes, bytes of memory): libsodium's moderate setting. Kept with each member, so it can be raised later.
# Invented people keep no secrets, and their password is told on the page.
PANAH_PASSWORD_COST = (2, 32 * 1024 * 1024) if PANAH_DEMO else (3, 256 * 1024 * 1024)
# The same for codes on paper. Never changed, or the codes that people carry would be known no more.
PANAH_CODE_COST = (2, 64 * 1024 * 1024)
AUDIT_KEY = env.AUDIT_KEY.read()
AUDIT_PUBLIC_KEYS = env.AUDIT_PUBLIC_KEYS.read()
AUDIT_ANCHOR = env.AUDIT_ANCHOR.read()

# Sealed documents of cases: where they lie, how large one may be, and what looks for viruses in them.
PANAH_DOCUMENTS = VAR / "documents" if env.DOCUMENTS.is_unset() else env.DOCUMENTS.read()
PANAH_BUCKET = bucket()
PANAH_DOCUMENT_BYTES = env.DOCUMENT_MEGABYTES.read() * 1024 * 1024
PANAH_VIRUS_SCAN = env.VIRUS_SCAN.read()

PANAH_DATABASE_ROLE = env.DB_ROLE.read()
PANAH_DATABASE_URL = env.DATABASE_URL.read() or embedded_url(VAR / "postgres")

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
APPEND_SLASH = True

# From the lowest room to the highest: policies and rights are made in this order after every migrate.
ROOMS = [
    "core",
    "audit",
    "vault",
    "accounts",
    "duties",
    "people",
    "cases",
    "referrals",
    "hotline",
    "shelter",
    "plan",
    "web",
]
INSTALLED_APPS = [
    *(f"panah.{room}" for room in ROOMS),
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.static.StaticFilesMiddleware",
    "config.policy.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "panah.accounts.middleware.ActingMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.static",
                "django.contrib.messages.context_processors.messages",
                "panah.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "panah.web.forms.PanahRenderer"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CONN_MAX_AGE = 0

LANGUAGE_CODE = "az"
LANGUAGES = [("az", _("Azerbaijani")), ("en", _("English")), ("ru", _("Russian"))]
FORMAT_MODULE_PATH = "panah.core.formats"
LOCALE_PATHS = [ROOT / "panah" / "locale"]
LANGUAGE_COOKIE_NAME = "panah_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "Asia/Baku"

STATIC_URL = "/static/"
STATICFILES_DIRS = [("vendor", VAR / "assets")]
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Scripts and styles come from our own files only; Tabler draws its small marks as data: images inside its style sheet.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_NAME = "panah_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "panah.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
# Files that are sent never touch the disk in the clear.
FILE_UPLOAD_HANDLERS = ["panah.vault.uploads.SealedUpload"]

# Only ids and event names are ever logged; what a request carried stays out of the log by not being formatted into it.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.Line", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Of what was refused the address says nothing that helps, and that of a letter outside opens half of it.
    "loggers": {
        "panah": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
    },
}
