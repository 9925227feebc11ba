"""Django's settings: one file, everything that differs between installations read from `environment`."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

from threshold.config import embedded_postgres, environment
from threshold.config.environment import MODE, PRODUCTION, ROOT, VAR

SECRET_KEY = environment.secret_key()
DEBUG = False  # a stack trace on a page may hold a child's data: there is no debug mode
ALLOWED_HOSTS = environment.words("THRESHOLD_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "testserver"])
CSRF_TRUSTED_ORIGINS = environment.words("THRESHOLD_ORIGINS", [])
#: Where partners' links and letters point, without a closing slash.
PUBLIC_URL = environment.text("THRESHOLD_PUBLIC_URL", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "threshold.core",
    "threshold.ui",
    "threshold.access",
    "threshold.people",
    "threshold.pathway",
    "threshold.frontdoor",
    "threshold.quality",
    "threshold.insight",
    "threshold.improvement",
    "threshold.portal",
    "threshold.demo",
    "threshold.reference",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "threshold.ui.request_size.RequestSizeMiddleware",  # nothing before it reads what was sent
    "allauth.account.middleware.AccountMiddleware",
    "threshold.access.middleware.AccessMiddleware",
]

ROOT_URLCONF = "threshold.config.urls"
WSGI_APPLICATION = "threshold.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "src" / "threshold" / "ui" / "templates"],
        # Each app keeps its pages in `<app>/jinja2/<app>/`.
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "threshold.ui.jinja.environment",
            "context_processors": ["django.contrib.messages.context_processors.messages"],
        },
    },
    # allauth looks up a few of its own templates (e-mail subjects) in Django's language.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]


def _database() -> dict[str, object]:
    """DATABASE_URL as Django's dictionary, or the private server's socket where it is unset."""
    parts = urlsplit(environment.text("DATABASE_URL") or embedded_postgres.url())
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit(f"DATABASE_URL begins with {parts.scheme!r}. Threshold works on PostgreSQL only.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,  # the server may have been restarted between two requests
        # Two test runs at once need a database each.
        "TEST": {"NAME": environment.text("THRESHOLD_TEST_DB", "threshold_test")},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Time and language: instants are UTC in the database and Europe/London on the page.
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en-gb"
USE_I18N = True

# --- Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "files"  # outside the web root: files are served by a view that asks who is reading
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
#: Most that may be typed into one form, bytes: somewhat more than a draft may hold, so that a form can say what is
#: too long and give it back.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # fifty children on one contact
#: Largest single attachment, bytes.
ATTACHMENT_MAX_BYTES = environment.number("THRESHOLD_ATTACHMENT_MAX_BYTES", 10 * 1024 * 1024)
#: Most that one request may bring, bytes. With room above one file, so that a file that is a little too large is
#: told so at its field.
REQUEST_MAX_BYTES = environment.number(
    "THRESHOLD_REQUEST_MAX_BYTES", 2 * ATTACHMENT_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE
)
if REQUEST_MAX_BYTES < ATTACHMENT_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE:
    raise SystemExit(
        f"THRESHOLD_REQUEST_MAX_BYTES is {REQUEST_MAX_BYTES}. One file and one form must fit: give it at least "
        f"{ATTACHMENT_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE}, or make THRESHOLD_ATTACHMENT_MAX_BYTES smaller."
    )
FILE_UPLOAD_MAX_MEMORY_SIZE = REQUEST_MAX_BYTES  # never in a temporary file, which a killed process would leave behind
#: host:port of a ClamAV daemon; empty means that attachments are not scanned, and say so.
CLAMAV_ADDRESS = environment.text("THRESHOLD_CLAMAV")

# --- Who may come in
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
if MODE == "test":  # hashing slowly on purpose would be most of the tests' time
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if MODE == "demo":  # everybody's password is on the screen; slow hashes would be most of the seeding
    PASSWORD_HASHERS = ["threshold.demo.hashing.QuickHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the authority, not by signing up
ACCOUNT_ADAPTER = "threshold.access.sign_in.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Five wrong passwords for one account, or a hundred from one address, in fifteen minutes: then wait. A whole council
# may come from one address, and all of it signs in at nine o'clock: allauth's thirty a minute would keep people out.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "100/15m/ip,5/15m/key"}
if MODE == "test":
    ACCOUNT_RATE_LIMITS |= {"login_failed": "1000/m/ip,5/15m/key"}
SOCIALACCOUNT_ADAPTER = "threshold.access.sign_in.DirectoryAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "directory",
                "name": environment.text("THRESHOLD_OIDC_NAME", "your council account"),
                "client_id": environment.text("THRESHOLD_OIDC_CLIENT_ID"),
                "secret": environment.text("THRESHOLD_OIDC_SECRET"),
                "settings": {"server_url": environment.text("THRESHOLD_OIDC_SERVER")},
            }
        ]
        if environment.text("THRESHOLD_OIDC_SERVER")
        else []
    }
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Threshold"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
#: In production a second factor is asked of everyone; the demo lets a visitor in with a password.
SECOND_FACTOR_REQUIRED = PRODUCTION

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # Who is locked out stands here. A full cache throws entries away; Django's 300 are full on a busy morning.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = environment.number("THRESHOLD_SESSION_SECONDS", 60 * 60)
SESSION_SAVE_EVERY_REQUEST = False  # AccessMiddleware renews it at most once a minute
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # ends with the browser: the public form leaves nothing behind on a shared computer
CSRF_FAILURE_VIEW = "threshold.ui.failures.csrf_failure"

# --- The browser's own defences
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
#: Behind proxies of ours, what they say about the client is believed; elsewhere anybody could say it.
PROXIES_IN_FRONT = environment.proxies_in_front()
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES_IN_FRONT else None
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_server = urlsplit(environment.text("THRESHOLD_OIDC_SERVER"))
_DIRECTORY = [f"{_server.scheme}://{_server.netloc}"] if _server.netloc else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the sign-in code's picture is a data URL
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *_DIRECTORY],  # a form's answer may lead on to the council's directory
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Messages out
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if environment.text("THRESHOLD_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
if MODE == "test":
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"  # without a mail server, letters lie here as files
EMAIL_HOST = environment.text("THRESHOLD_SMTP_HOST")
EMAIL_PORT = environment.number("THRESHOLD_SMTP_PORT", 587)
EMAIL_HOST_USER = environment.text("THRESHOLD_SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("THRESHOLD_SMTP_PASSWORD")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.text("THRESHOLD_MAIL_FROM", "family-front-door@severnshire.example")
NOTIFY_API_KEY = environment.text("THRESHOLD_NOTIFY_API_KEY")
NOTIFY_TEMPLATE_ID = environment.text("THRESHOLD_NOTIFY_TEMPLATE_ID")

#: The folder of the configuration pack that is in force.
PACK_FOLDER = environment.text("THRESHOLD_PACK", str(ROOT / "packs" / "severnshire"))

# --- Logs: what happened and where, never what a person wrote or who they are.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "nowhere": {"class": "logging.NullHandler"},  # without any handler Python would print it all the same
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "threshold": {"level": "INFO"},
        # Django's own handler of a failed request prints the exception's text, which may quote what was typed.
        "django.request": {"handlers": ["nowhere"], "propagate": False},
        # These name the address, and that of a partner's link is a key. `ui.failures` says what happened without it.
        "django.security": {"handlers": ["nowhere"], "propagate": False},
    },
}
