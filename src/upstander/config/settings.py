"""Settings of an installation. Everything an operator may change comes from the environment.

`docs/operate/settings.md` lists the variables. Nothing here reads the database or the network.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from . import env, testing
from .logs import logging_config
from .navigation import DOORS, HOME_VIEW, PUBLIC_MENU, STAFF_MENU  # noqa: F401  settings of web.menu, web.views

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
BUILD = Path(env.text("UPSTANDER_BUILD", str(ROOT / "build"))).resolve()
TESTING = "pytest" in sys.modules
DATA = testing.folder() if TESTING else Path(env.text("UPSTANDER_DATA", str(ROOT / "var"))).resolve()

# --- the installation -------------------------------------------------------------------------------------
DEMO = env.flag("UPSTANDER_DEMO")
"""An installation with example data: says so on every page and shows its demo accounts."""
SITE_NAME = env.text("UPSTANDER_SITE_NAME", "Upstander")
SITE_URL = env.text("UPSTANDER_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = SITE_URL.startswith("https://")
EXIT_URL = env.text("UPSTANDER_EXIT_URL", "https://worldweather.wmo.int/")
"""Where quick exit leads: the weather, as any other page (World Weather Information Service of the WMO)."""

SOURCE_URL = env.text("UPSTANDER_SOURCE_URL")
"""Where the source of this very installation can be had (AGPL, section 13); required once it was changed."""
CONTACT = env.text("UPSTANDER_CONTACT")
"""Whom to tell about barriers and faults (address or telephone number); shown on the accessibility page."""

HEALTH_TOKEN = env.text("UPSTANDER_HEALTH_TOKEN")
"""Who sends it as bearer token is told by /health/ready what does not work; others learn only whether."""

SECRET_KEY = env.text("SECRET_KEY") or env.kept_secret(DATA / "secret-key")
DEBUG = False
ALLOWED_HOSTS = env.words("UPSTANDER_HOSTS", "127.0.0.1,localhost,[::1]" + (",testserver" if TESTING else ""))
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

# --- rooms ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "upstander.foundation.accounts",
    "upstander.foundation.entities",
    "upstander.foundation.access",
    "upstander.foundation.trail",
    "upstander.foundation.vault",
    "upstander.foundation.notices",
    "upstander.foundation.web",
    "upstander.foundation.search",
    "upstander.features.reporting",
    "upstander.features.hub",
    "upstander.features.hub.submissions",
    "upstander.config.installation",
    "django_cotton",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    # Wagtail: the pages of the hub and the desk of its editors.
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "upstander.features.hub.desk.apps.DeskConfig",  # wagtail.admin
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "upstander.config.logs.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "upstander.foundation.web.middleware.PrivacyHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "upstander.foundation.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "upstander.foundation.web.middleware.SameOriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "upstander.foundation.accounts.middleware.StaffSignInMiddleware",
]

ROOT_URLCONF = "upstander.config.urls"
WSGI_APPLICATION = "upstander.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "upstander.foundation.web.context.page",
            ],
        },
    }
]
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- state ------------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        testing.database_url(DATA)
        if TESTING
        else env.text("DATABASE_URL", f"sqlite:///{DATA / 'upstander.sqlite3'}"),
        conn_max_age=600,
        conn_health_checks=False,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # WAL with FULL: a commit that was acknowledged survives a power cut (docs/adr/0002).
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
    }
    # A real file: in memory all threads share one cache, in which writers fail instead of waiting.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if env.text("REDIS_URL"):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": env.text("REDIS_URL"),
        }
    }

VAULT_STORE = env.text("UPSTANDER_VAULT_STORE", f"file://{DATA / 'vault'}")
"""Where ciphertext of files lies: `file:///folder` or `s3://bucket/prefix` (and UPSTANDER_S3_ENDPOINT)."""
S3_ENDPOINT = env.text("UPSTANDER_S3_ENDPOINT")

SEARCH_FOLDER = DATA / "search"
"""Where this machine's search index lies. Derived from the database; it may be deleted."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- people -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = testing.PASSWORD_HASHERS
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "upstander.foundation.accounts.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "upstander.foundation.accounts.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Counted in the database by accounts.throttle: allauth counts in a cache that each process has for itself.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reset_password": None,
    "reauthenticate": "30/m/user",
}
ACCOUNT_FORMS = {
    "login": "upstander.foundation.accounts.forms.SignInForm",
    "reset_password": "upstander.foundation.accounts.forms.AskForResetForm",
    "reset_password_from_key": "upstander.foundation.accounts.forms.PasswordFromLinkForm",
    "change_password": "upstander.foundation.accounts.forms.ChangeMyPasswordForm",
    "reauthenticate": "upstander.foundation.accounts.forms.ProvePasswordForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("UPSTANDER_BEHIND_PROXY") else 0
PASSWORD_RESET_TIMEOUT = 3600
MFA_ADAPTER = "upstander.foundation.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "upstander.foundation.accounts.forms.FactorCodeForm",
    "reauthenticate": "upstander.foundation.accounts.forms.StepUpCodeForm",
    "activate_totp": "upstander.foundation.accounts.forms.EnrolAppForm",
    "add_webauthn": "upstander.foundation.accounts.forms.AddPasskeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# A link, not a form: `form-action` of the content policy would stop a form that ends at the provider.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_MATCH_VERIFIED_MAIL = env.flag("UPSTANDER_OIDC_MATCH_VERIFIED_MAIL")
"""Sign an account in by the provider's verified address, without an identity that the person linked."""
OIDC_FACTOR_AMR = env.words("UPSTANDER_OIDC_FACTOR_AMR")
OIDC_FACTOR_ACR = env.words("UPSTANDER_OIDC_FACTOR_ACR")
"""Values of the claims `amr` and `acr` that prove a second factor; empty: ours is always asked for."""
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, list[dict[str, object]]]] = {"openid_connect": {"APPS": []}}
if env.text("UPSTANDER_OIDC_ISSUER"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "organisation",
            "name": env.text("UPSTANDER_OIDC_NAME", "Your organisation"),
            "client_id": env.text("UPSTANDER_OIDC_CLIENT_ID"),
            "secret": env.text("UPSTANDER_OIDC_CLIENT_SECRET"),
            "settings": {"server_url": env.text("UPSTANDER_OIDC_ISSUER"), "oauth_pkce_enabled": True},
        }
    ]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Short sessions: half an hour without a request, nine hours in any case (accounts.middleware).
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = int(timedelta(minutes=30).total_seconds())
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ABSOLUTE_AGE = timedelta(hours=9)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "upstander.foundation.web.errors.csrf_failure"

# --- what leaves the server ---------------------------------------------------------------------------------
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_SSL_REDIRECT = env.flag("UPSTANDER_SSL_REDIRECT")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("UPSTANDER_BEHIND_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
# Other sites learn nothing. With "no-referrer" browsers would send forms with `Origin: null`, as a cross-site
# write looks (Fetch standard, "append a request Origin header"), and every form would be refused.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
if env.text("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.text("EMAIL_HOST")
    EMAIL_PORT = env.number("EMAIL_PORT", 587)
    EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
    EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_TIMEOUT = 20
"""Seconds; a mail server that hangs must not hold up the worker."""
DEFAULT_FROM_EMAIL = env.text("UPSTANDER_MAIL_FROM", "upstander@localhost")

# --- sizes and floods ---------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
"""A long page of the hub is a form with some thousand fields, eight a block."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# No form writes what came to a temporary file, in clear and of any size: larger uploads are read and dropped.
# The two doors that take more bring their own handlers (reporting.arriving_files, reporting.views_offline).
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FLOOD_PER_MINUTE = env.number("UPSTANDER_FLOOD_PER_MINUTE", 30)
"""Submissions a minute from one address above which proof of work is asked; 0 switches that off."""
FILES_PER_REPORT = env.number("UPSTANDER_FILES_PER_REPORT_MB", 2_200) * 1_000_000
"""Bytes of sealed files that one report may take on each side: ten of the largest, with their padding."""
FILES_TOTAL = env.number("UPSTANDER_FILES_TOTAL_GB", 0) * 1_000_000_000
"""Bytes of sealed files in the whole installation; 0: as much as the disk has, less the reserve for words."""

# --- languages ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = env.text("UPSTANDER_LANGUAGE", "en")
LANGUAGES = [
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("en", "English"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("es", "Español"),
]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# --- the hub (Wagtail) --------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
"""No page fetches anything from other sites, and neither does the server for it."""
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        # No images, embeds or raw HTML in running text: each has a block of its own, or none.
        "OPTIONS": {"features": ["bold", "italic", "ol", "ul", "link", "document-link"]},
    }
}
WAGTAIL_FINISH_WORKFLOW_ACTION = "upstander.features.hub.desk.finishing.finish"
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILIMAGES_IMAGE_MODEL = "hub.HubImage"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
"""No SVG: it can carry scripts."""
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "upstander.features.hub.desk.files.ImageForm"
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "docx",
    "mp4",
    "odp",
    "ods",
    "odt",
    "pdf",
    "pptx",
    "txt",
    "vtt",
    "webm",
    "xlsx",
]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "upstander.features.hub.desk.files.DocumentForm"
WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE = "synced"
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
HUB_KEEPER = env.text("UPSTANDER_HUB_KEEPER", "UN")
"""Code of the organisation whose editors, reviewers and moderators look after the knowledge hub for all."""
HUB_CHECK_LINKS = env.flag("UPSTANDER_HUB_CHECK_LINKS")
"""Whether the worker may visit other sites to see whether the hub's links still lead somewhere."""
HUB_LARGEST_FILE = env.number("UPSTANDER_HUB_LARGEST_FILE_MB", 200) * 1024 * 1024
"""Bytes of the largest film or document that an editor may send."""
ANY_PAGE = "wagtail_serve"
"""The pattern that fits any address (web.middleware.LanguageMiddleware)."""
MEDIA_ROOT = DATA / "media"
MEDIA_URL = "/media/"

HUB_LICENCE = env.text("UPSTANDER_HUB_LICENCE", "AGPL-3.0-or-later")
"""Terms of the catalogue's descriptions, named in exports and the API; what the software ships with has its
own.
"""

# --- static files -------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BUILD / "collected"
STATICFILES_DIRS = [BUILD / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What focal points send in for the hub: at no address, handed out by a view that asks who is there.
    "submissions": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA / "submissions",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False

LOGGING_CONFIG = None
logging_config(json=env.flag("UPSTANDER_LOG_JSON", default=not sys.stderr.isatty()))

SILENCED_SYSTEM_CHECKS = ["models.W047"]
"""SQLite ignores `nulls_distinct`; there the services keep that rule under the one writer's lock."""
