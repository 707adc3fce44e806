"""The same Django, server and database, with one plain application and nothing around it."""

from config.settings.dev import *  # noqa: F403

ROOT_URLCONF = "bench.plain.urls"
INSTALLED_APPS = ["bench.plain"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
]
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
