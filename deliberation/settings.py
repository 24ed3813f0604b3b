"""All settings, from the environment; docs/operations.md describes each one.

A value that makes no sense is refused by deliberation.environment, at start, with a sentence that says what to set.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from deliberation.environment import (
    allowed_hosts,
    base_url,
    database,
    env,
    log_format,
    log_level,
    mail,
    mail_sender,
    mailbox,
    oidc,
    redis_url,
    second_factor,
    secret_key,
    switch,
    whole,
)

ROOT = Path(__file__).resolve().parent.parent

DEBUG = switch("ANSWERABLE_DEBUG", False)
SECRET_KEY = secret_key(DEBUG)
STATE = Path(env.str("ANSWERABLE_STATE", str(ROOT / "var")))
SNAPSHOTS = Path(env.str("ANSWERABLE_SNAPSHOTS", str(STATE / "snapshots")))
# Files that staff attach; nothing but deliberation/web/downloads.py serves them.
MEDIA_ROOT = Path(env.str("ANSWERABLE_FILES", str(STATE / "files")))
FILE_MEGABYTES = whole("ANSWERABLE_FILE_MEGABYTES", 10, 1, 100)
FILES_EACH = whole("ANSWERABLE_FILES_EACH", 10, 0, 100)
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o640, 0o750
LARGE_VOTES = whole("ANSWERABLE_LARGE_VOTES", 2_000_000, 1, 10**12)
SHARDS = whole("ANSWERABLE_SHARDS", 4, 1, 1000)
BASE_URL = base_url()
HTTPS = BASE_URL.startswith("https://")
HOST_ONLY = "__Host-"  # before the names of cookies then (web/host_cookies.py)
COOKIE_PREFIX = HOST_ONLY if HTTPS else ""
ALLOWED_HOSTS = allowed_hosts(BASE_URL)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SITE_NAME = env.str("ANSWERABLE_SITE_NAME", "Answerable")

# What strangers may see, and when (docs/operations.md; the pages print these very numbers).
RELEASE_PEOPLE = whole("ANSWERABLE_RELEASE_PEOPLE", 5, 1, 1000)
RELEASE_MINUTES = whole("ANSWERABLE_RELEASE_MINUTES", 10, 0, 10_000)
SUPPRESS_BELOW = whole("ANSWERABLE_SUPPRESS_BELOW", 10, 1, 1000)
ROUND_TO = whole("ANSWERABLE_ROUND_TO", 5, 1, 100)
# What one participant may send; real voters stay below (one in 800 sends more than 60 in some minute, and waits).
VOTES_A_MINUTE = whole("ANSWERABLE_VOTES_A_MINUTE", 60, 1, 100_000)
VOTES_AN_HOUR = whole("ANSWERABLE_VOTES_AN_HOUR", 300, 1, 100_000)
# How many requests each web process works on at once; the server has three times as many threads (overload.py).
PLACES = whole("ANSWERABLE_PLACES", 16, 1, 200)
# Whoever sends it to /health/ready is told the age of the oldest vote that no analysis has read; empty: nobody is.
HEALTH_TOKEN = env.str("ANSWERABLE_HEALTH_TOKEN", "")
# Whoever sends it to /metrics is told what is counted; empty: there is nothing.
METRICS_TOKEN = env.str("ANSWERABLE_METRICS_TOKEN", "")
# Where citizens may sign in, by OpenID Connect; empty: nowhere. None of them gets an account here.
OIDC = oidc()
# Sign-in forms of demonstration accounts are shown only where an operator asked for a demo world.
DEMO = switch("ANSWERABLE_DEMO", False)
SECOND_FACTOR = second_factor(DEMO)

INSTALLED_APPS = [
    "deliberation.record",
    "deliberation.people",
    "deliberation.consultations",
    "deliberation.statements",
    "deliberation.votes",
    "deliberation.results",
    "deliberation.obligations",
    "deliberation.search",
    "deliberation.notices",
    "deliberation.status",
    "deliberation.web",
    "deliberation.api",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "csp",
    # Second factors of staff (people/second_factor.py); none of its pages.
    "allauth.mfa",
    # Only the protocol of OpenID Connect is used (web/oidc.py); the tables of these three stay empty.
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "deliberation.web.surface.Policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "deliberation.web.host_cookies.HostCookies",
    "deliberation.web.framing.Framing",
    "deliberation.web.surface.Surface",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "deliberation.web.lane.Lane",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "deliberation.web.languages.AddressLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "deliberation.web.sessions.StaffSessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "deliberation.web.refusals.RefusalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
MFA_ADAPTER = "deliberation.people.second_factor.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODE_DIGITS = 12
SOCIALACCOUNT_ADAPTER = "deliberation.web.oidc.Flow"
ROOT_URLCONF = "deliberation.urls"
WSGI_APPLICATION = "deliberation.wsgi.application"
AUTH_USER_MODEL = "people.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "web:sign-in"
LOGIN_REDIRECT_URL = "web:desk"
LOGOUT_REDIRECT_URL = "web:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "deliberation.people.passwords.NotOurNames"},
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "deliberation.web.context.site",
            ],
        },
    }
]

DATABASES = {"default": database(STATE)}

LANGUAGE_CODE = "en"
# Every language that has message files. One is offered only when all its messages are translated: then it is SHIPPED.
TRANSLATED = {"en": "English", "zh-hant": "Traditional Chinese", "es": "Spanish", "fr": "French", "ar": "Arabic"}
SHIPPED = ("en", "zh-hant", "es", "fr", "ar")
LANGUAGES = [(code, TRANSLATED[code]) for code in SHIPPED]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = "deliberation.formats"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [ROOT / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "deliberation.web.assets.NeededFiles",
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Source maps are fetched by developers' tools only; compressing them costs more than it ever saves.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "jpg", "jpeg", "png", "gif", "webp", "zip", "gz", "br", "woff2")
# Without debugging, names carry hashes; compressed copies are worth their while where more than one person reads.
HASHED = "CompressedStorage" if switch("ANSWERABLE_COMPRESS_STATIC", True) else "HashedStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else f"deliberation.web.assets.{HASHED}"
    },
}

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # scripts find the token in the forms
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # seconds, from signing in; web/sessions.py sees to it
SESSION_IDLE = 30 * 60  # seconds, from the last thing that was asked
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Whether a name goes into the lists that browsers ship is for its owner to say, not for a program.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
# Health and figures are asked from inside, by machines that know no certificate; the API refuses, so that whoever sent
# something in the clear notices (api/endpoint.py).
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$", r"^api/v1/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if switch("ANSWERABLE_BEHIND_PROXY", False) else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        # Text becomes elements by one policy only, static/js/trusted.js.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}

# Kept in each process (deliberation/kept.py): answers that are the same for everybody, at most 1 MB each.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 64},
    }
}

CELERY_BROKER_URL = redis_url()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "global_keyprefix": env.str("ANSWERABLE_REDIS_PREFIX", ""),
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 360
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 1_500_000
CELERY_TASK_DEFAULT_QUEUE = "work"
# Very large analyses have a queue of their own, so that they never keep the others waiting.
CELERY_TASK_ROUTES = {
    f"deliberation.results.tasks.{name}": {"queue": "large"} for name in ("analyse_large", "go_on", "answer")
}
# Only to know when all shards have answered: nothing that counts is kept there.
CELERY_RESULT_BACKEND = CELERY_BROKER_URL.replace("unix://", "redis+socket://", 1)
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"global_keyprefix": env.str("ANSWERABLE_REDIS_PREFIX", "")}
CELERY_RESULT_EXPIRES = 3600
CELERY_TIMEZONE = "UTC"

# Without a mail server nobody is offered notices by e-mail.
MAIL = mail()
EMAIL_ON = bool(MAIL)
EMAIL_BACKEND = MAIL.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST = MAIL.get("EMAIL_HOST") or ""
EMAIL_PORT = MAIL.get("EMAIL_PORT")
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = mail_sender(EMAIL_ON)
EMAIL_BOUNCES = mailbox("ANSWERABLE_EMAIL_BOUNCES")  # NAME@HOST: mails are sent from NAME+TOKEN@HOST
OPERATOR_EMAIL = mailbox("ANSWERABLE_OPERATOR_EMAIL")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["deliberation.api.sign_in.BrowserSession"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "deliberation.api.lists.InPages",
    "EXCEPTION_HANDLER": "deliberation.api.problems.handle",
    "DEFAULT_PAGINATION_CLASS": "deliberation.api.pages.Pages",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Answerable API",
    "DESCRIPTION": "Everything a page of Answerable can do, as JSON. Errors are RFC 9457 problem documents.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["deliberation.api.description.finish"],
}
LOG_FORMAT = log_format()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"text": {"()": "deliberation.logs.Discreet"}, "json": {"()": "deliberation.logs.DiscreetJson"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": log_level()},
}
