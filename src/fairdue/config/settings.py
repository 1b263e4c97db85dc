"""Django's settings, all of them readable from the environment.

FAIRDUE_VAR     where data lives (default: var/ beside the project)
DATABASE_URL    a PostgreSQL server of your own (default: the embedded one)
FAIRDUE_DEBUG   1 shows tracebacks in the browser
FAIRDUE_HOSTS   names the site is reached by, separated by commas
FAIRDUE_HTTPS   1 when served behind TLS: cookies are then sent over TLS only
FAIRDUE_ENGINE  polars, duckdb or spark: what the night's columns run on (default: polars)
FAIRDUE_SPARK_MASTER  where Spark runs, such as spark://host:7077 (default: local[*])
FAIRDUE_SMTP_URL  the mail server: smtp://user:password@host:587?starttls, or smtps://…
FAIRDUE_MAIL_FROM who mail is from, such as The Bank <help@example.org>
FAIRDUE_SMS_URL the gateway for texts: smpps://user:password@host?signature=… for SMPP 3.4, or
                kannel+https://user:password@host:port/cgi-bin/sendsms (docs/operating/sms.md)
FAIRDUE_MAIL_BOUNCES  where bounces go, such as bounces@example.org; each message adds its key
FAIRDUE_MAIL_REPLIES  where answers go (default: to FAIRDUE_MAIL_FROM)
FAIRDUE_MAIL_LISTEN   where your mail server hands both to us, such as lmtp://127.0.0.1:2424
FAIRDUE_MAIL_FOLDER   a maildir it puts both into, instead
FAIRDUE_OUTBOX  1 puts what can't be mailed into outbox/ under FAIRDUE_VAR; demonstrations only
FAIRDUE_PHONE_URL how to telephone: baresip:?proxy=…, ari+http://… or esl://… (default: by hand)
FAIRDUE_OSRM_URL a road server of your own with OSRM's table service, such as http://127.0.0.1:5000
                 (default: straight lines with a detour)
FAIRDUE_TRANSCRIBER what writes recordings down: the dotted path of a class of your own that is a
                quality.transcribing.Transcriber (default: nothing does)
FAIRDUE_URL     the address cardholders reach the site at, printed in messages and letters
FAIRDUE_PROXIES how many proxies of yours stand before the site and name the client (default: 0)
FAIRDUE_WEBHOOKS_PRIVATE  1 lets webhooks go to addresses of one's own network, by http too
FAIRDUE_GATEWAY where cardholders pay: `test`, or the dotted path of a class of your own that
                is a portal.gateways.Gateway (default: nowhere, they are told how else to pay)
FAIRDUE_GATEWAY_URL     the gateway's address
FAIRDUE_GATEWAY_SECRET  the secret shared with it, whsec_ and base64
FAIRDUE_ANNOUNCEMENT a sound file played to customers as they answer (default: two short tones)
FAIRDUE_CLOCK   an ISO moment to start the clock at, for demonstrations and tests
"""

from __future__ import annotations

import gc
import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from fairdue.config import database, environment, secret

gc.disable()  # until everything is loaded: `config.apps` starts it again

ROOT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("FAIRDUE_VAR", ROOT / "var")).resolve()
VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
RULEPACKS = Path(os.environ.get("FAIRDUE_RULEPACKS", ROOT / "rulepacks")).resolve()
ENGINE = os.environ.get("FAIRDUE_ENGINE") or "polars"
SPARK_MASTER = os.environ.get("FAIRDUE_SPARK_MASTER") or "local[*]"
CLOCK = os.environ.get("FAIRDUE_CLOCK", "")
SMTP_URL = os.environ.get("FAIRDUE_SMTP_URL", "")
MAIL_FROM = os.environ.get("FAIRDUE_MAIL_FROM", "")
MAIL_BOUNCES = os.environ.get("FAIRDUE_MAIL_BOUNCES", "")
MAIL_REPLIES = os.environ.get("FAIRDUE_MAIL_REPLIES", "")
MAIL_LISTEN = os.environ.get("FAIRDUE_MAIL_LISTEN", "")
MAIL_FOLDER = os.environ.get("FAIRDUE_MAIL_FOLDER", "")
PHONE_URL = os.environ.get("FAIRDUE_PHONE_URL", "")
OSRM_URL = os.environ.get("FAIRDUE_OSRM_URL", "")
TRANSCRIBER = os.environ.get("FAIRDUE_TRANSCRIBER", "")
ANNOUNCEMENT = os.environ.get("FAIRDUE_ANNOUNCEMENT", "")
SMS_URL = os.environ.get("FAIRDUE_SMS_URL", "")
OUTBOX = os.environ.get("FAIRDUE_OUTBOX", "") == "1"
PUBLIC_URL = os.environ.get("FAIRDUE_URL", "http://127.0.0.1:8000").rstrip("/")
PROXIES = environment.whole_number("FAIRDUE_PROXIES", 0)
WEBHOOKS_PRIVATE = os.environ.get("FAIRDUE_WEBHOOKS_PRIVATE") == "1"

DEBUG = os.environ.get("FAIRDUE_DEBUG") == "1"
SECRET_KEY = secret.signing_key(VAR)
GATEWAY = os.environ.get("FAIRDUE_GATEWAY", "")
GATEWAY_URL = os.environ.get("FAIRDUE_GATEWAY_URL", "http://127.0.0.1:8001").rstrip("/")
GATEWAY_SECRET = os.environ.get("FAIRDUE_GATEWAY_SECRET") or secret.gateway_secret(SECRET_KEY)
ALLOWED_HOSTS = os.environ.get("FAIRDUE_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "ninja",
    "procrastinate.contrib.django",
    "fairdue.people",
    "fairdue.journal",
    "fairdue.training",
    "fairdue.integration",
    "fairdue.portfolio",
    "fairdue.identity",
    "fairdue.delinquency",
    "fairdue.compliance",
    "fairdue.strategy",
    "fairdue.work",
    "fairdue.contact",
    "fairdue.care",
    "fairdue.messaging",
    "fairdue.calls",
    "fairdue.quality",
    "fairdue.negotiation",
    "fairdue.visits",
    "fairdue.credit_record",
    "fairdue.legal",
    "fairdue.reporting",
    "fairdue.nightly",
    "fairdue.desk",
    "fairdue.portal",
    "fairdue.field",
    "fairdue.api",
    "fairdue.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fairdue.config.middleware.stamp_now",
    "fairdue.config.middleware.content_security_policy",
]

ROOT_URLCONF = "fairdue.config.urls"
WSGI_APPLICATION = "fairdue.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fairdue.desk.context.staff_names",
                "fairdue.desk.navigation.navigation",
            ],
        },
    },
]

DATABASES = {"default": database.settings_for(os.environ.get("DATABASE_URL"), VAR)}

AUTH_USER_MODEL = "people.Staff"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("FAIRDUE_HTTPS") == "1"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"jobs": {"()": "fairdue.config.job_lines.JobLines"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["jobs"]}
    },
    "loggers": {"procrastinate.worker": {"level": "INFO"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
