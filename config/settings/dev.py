"""For a machine of one's own: a kept secret, plain HTTP, files served where they lie."""

from config import env
from config.settings.base import *  # noqa: F403
from config.settings.base import INSTALLED_APPS, PANAH_DATABASE_ROLE, PANAH_DATABASE_URL
from config.settings.pool import pooled

DEBUG = env.DEBUG.read()
SECRET_KEY = env.secret_key(required=False)
DATABASE_ROLE_PASSWORDS = env.role_passwords(SECRET_KEY)
DATABASES = {"default": pooled(env.database(PANAH_DATABASE_URL, PANAH_DATABASE_ROLE, SECRET_KEY), PANAH_DATABASE_ROLE)}
INSTALLED_APPS = ["whitenoise.runserver_nostatic", *INSTALLED_APPS]
WHITENOISE_USE_FINDERS = True
