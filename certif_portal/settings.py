"""One settings file for every place the portal runs.

Everything that changes from one place to another is read from the environment in the block
below, and what is missing or wrong is told at once, all together. `DEMO=1` is the demonstration centre: SQLite, no
broker, a clock that can be moved, mails shown on screen.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from environ import Env

from certif_portal.commun import environnement, traces
from certif_portal.commun.veille import ConnexionVeillee
from certif_portal.rythmes import CELERY_BEAT_SCHEDULE  # noqa: F401  # a setting of its own file

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The environment ---------------------------------------------------------------------------
env = environnement.Environnement(os.environ)
DEMO = env.lire("DEMO", environnement.oui_non, defaut=False)
TESTS = env.lire("TESTS", environnement.oui_non, defaut=False)
env.locale = LOCAL = DEMO or TESTS
DEBUG = env.lire("DEBUG", environnement.oui_non, defaut=False)
if DEBUG and not LOCAL:
    env.refuser("DEBUG", "0 hors de la démonstration : les pages d’erreur montreraient ce que le portail sait")
VAR_DIR = env.lire("VAR_DIR", environnement.dossier, defaut=BASE_DIR / "var")
if LOCAL:
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
    except OSError:
        env.refuser("VAR_DIR", "un dossier que le portail peut écrire")
SECRET_KEY = env.lire(
    "SECRET_KEY",
    environnement.texte if LOCAL else environnement.cle,
    local="cle-de-demonstration-sans-valeur-jamais-en-production",
)
# Keys of before, which still open what they sealed: waiting mails, links, emergency files of tablets.
SECRET_KEY_FALLBACKS = env.lire("SECRET_KEY_FALLBACKS", environnement.liste if LOCAL else environnement.cles, defaut=[])
DATABASE_URL = env.lire("DATABASE_URL", environnement.base, local=f"sqlite:///{VAR_DIR / 'demo.sqlite3'}")
# Read by `accorder_droits` alone: the role under which web, worker and beat work, when the owner is another.
DATABASE_APPLICATION_URL = env.lire("DATABASE_APPLICATION_URL", environnement.role_de_base, defaut="")
# The role that alone empties sealed rows: given to `accorder_droits` and to the worker, never to web.
DATABASE_PURGE_URL = env.lire("DATABASE_PURGE_URL", environnement.role_de_base, defaut="")
REDIS_URL = env.lire("REDIS_URL", environnement.redis, local="")
ALLOWED_HOSTS = env.lire("ALLOWED_HOSTS", environnement.hotes, local=["127.0.0.1", "localhost", "testserver"])
ADRESSE_PUBLIQUE = env.lire(
    "ADRESSE_PUBLIQUE",
    environnement.adresse_publique(ALLOWED_HOSTS or [], locale=LOCAL),
    local="http://127.0.0.1:8000",
)
EMAIL_URL = env.lire(
    "EMAIL_URL",
    environnement.courriel_local if LOCAL else environnement.courriel,
    local="memorymail://" if TESTS else "consolemail://",
)
EXPEDITEUR = env.lire("EXPEDITEUR", environnement.adresse, local="certifications@centre.example")
# Who maintains the portal: written to at once, past the outbox, when something stops holding or fails (0369).
ADMINS = [("", adresse) for adresse in env.lire("ADMINS", environnement.adresses, defaut=[])]
SENTRY_DSN = env.lire("SENTRY_DSN", environnement.sentry, defaut="")
BOITE_RETOURS = env.lire("BOITE_RETOURS", environnement.boite, defaut="")  # where bounces arrive
DERRIERE_PROXY_HTTPS = env.lire("DERRIERE_PROXY_HTTPS", environnement.oui_non, defaut=False)
NOMBRE_DE_PROXYS = env.lire("NOMBRE_DE_PROXYS", environnement.entier(0, 9), defaut=0)
NIVEAU_JOURNAL = env.lire("NIVEAU_JOURNAL", environnement.parmi(environnement.NIVEAUX), defaut="INFO")
ANTIVIRUS = env.lire("ANTIVIRUS", environnement.antivirus, defaut="")  # asked of each file that comes in
FORMAT_JOURNAL = env.lire("FORMAT_JOURNAL", environnement.parmi(("LIGNE", "JSON")), defaut="LIGNE")
# What a monitor says to read /metriques; without it nobody does.
JETON_METRIQUES = env.lire("JETON_METRIQUES", environnement.jeton, defaut="")
# Asked of the centre, presidents and who keeps the accesses of an OF; the accounts of the demonstration have none.
SECOND_FACTEUR = env.lire("SECOND_FACTEUR", environnement.oui_non, defaut=not DEMO)
if not SECOND_FACTEUR and not LOCAL:
    env.refuser("SECOND_FACTEUR", "1 hors de la démonstration : des personnes réelles sont derrière ces comptes")
SECOND_FACTEUR_ORGANISMES = env.lire("SECOND_FACTEUR_ORGANISMES", environnement.oui_non, defaut=True)
# The centre's own directory, by which its team may come in (decision 0415).
OIDC_EMETTEUR = env.lire("OIDC_EMETTEUR", environnement.emetteur(locale=LOCAL), defaut="")
OIDC_CLIENT = env.lire("OIDC_CLIENT", environnement.texte, defaut="")
OIDC_SECRET = env.lire("OIDC_SECRET", environnement.texte, defaut="")
OIDC_NOM = env.lire("OIDC_NOM", environnement.texte, defaut="")
# What it must say that it saw (`amr` or `acr`) to stand for the portal's second factor; nothing: it never does.
OIDC_SECOND_FACTEUR = env.lire("OIDC_SECOND_FACTEUR", environnement.liste, defaut=[])
# Other sites that its sign-in goes through, for the policy of forms.
OIDC_ORIGINES = env.lire("OIDC_ORIGINES", environnement.origines(locale=LOCAL), defaut=[])
for _nom, _valeur in (("OIDC_CLIENT", OIDC_CLIENT), ("OIDC_SECRET", OIDC_SECRET)):
    if bool(_valeur) != bool(OIDC_EMETTEUR):
        env.refuser(_nom, "avec OIDC_EMETTEUR, ce que l’annuaire a donné au portail ; sans lui, rien")
for _nom, _valeur in (("OIDC_NOM", OIDC_NOM), ("OIDC_SECOND_FACTEUR", OIDC_SECOND_FACTEUR)):
    if _valeur and not OIDC_EMETTEUR:
        env.refuser(_nom, "rien tant que OIDC_EMETTEUR ne nomme aucun annuaire")
OIDC_NOM = OIDC_NOM or "le compte de votre centre"
# Closes the backups; the private key that opens them is kept away from the portal.
SAUVEGARDE_CLE = env.lire("SAUVEGARDE_CLE", environnement.cle_publique, defaut=b"")
# Without a seal certificates are signed by hand, and it is said.
SCEAU_PKCS12 = env.lire("SCEAU_PKCS12", environnement.fichier, defaut="")
SCEAU_MOT_DE_PASSE = env.lire("SCEAU_MOT_DE_PASSE", environnement.texte, defaut="")
if SCEAU_MOT_DE_PASSE and not SCEAU_PKCS12:
    env.refuser("SCEAU_MOT_DE_PASSE", "rien tant que SCEAU_PKCS12 ne nomme aucun fichier")
if SCEAU_PKCS12 and not LOCAL and not environnement.sceau_ouvert(SCEAU_PKCS12, SCEAU_MOT_DE_PASSE):
    env.refuser("SCEAU_MOT_DE_PASSE", "le mot de passe qui ouvre SCEAU_PKCS12, un fichier PKCS#12")
env.conclure()

# --- The portal --------------------------------------------------------------------------------
HORLOGE_MOBILE = DEMO or TESTS
HORLOGE_FICHIER = VAR_DIR / "horloge.json"
BOITE_DEMO = DEMO
TAILLE_MAXIMALE_FICHIER = 10 * 1024 * 1024  # bytes, one uploaded file
TAILLE_MAXIMALE_PHOTO = 25 * 1024 * 1024  # bytes, a telephone's photo of a paper, reduced at the door

INSTALLED_APPS = [
    "certif_portal",
    "certif_portal.comptes",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "simple_history",
    "certif_portal.commun",
    "certif_portal.centre",
    "referentiels",
    "habilitations",
    "candidats",
    "evaluations",
    "jurys",
    "certif_portal.portail",
]
MIDDLEWARE = [
    "certif_portal.commun.traces.requete_suivie",
    "certif_portal.commun.veille.borner_les_pages",
    "csp.middleware.CSPMiddleware",  # first: an answer made by any other has it too
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "certif_portal.commun.compression.PagesComprimees",
    "certif_portal.commun.sante.sante_d_abord",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "certif_portal.commun.middleware.textes_propres",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "certif_portal.comptes.middleware.ConnexionRequise",
    "jurys.middleware.roles_du_jour",
    "certif_portal.comptes.middleware.sessions_a_l_heure",
    "jurys.middleware.SecondFacteur",
    "certif_portal.comptes.middleware.pages_privees",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "certif_portal.commun.middleware.AdresseQuiNeSOuvrePas",
    "certif_portal.commun.middleware.UneSeuleFois",
    "certif_portal.commun.pannes.Reessayer",
    "certif_portal.commun.middleware.consigner_les_lectures",
    "certif_portal.portail.middleware.second_mur",  # last: the page alone is read behind it
]
ROOT_URLCONF = "certif_portal.urls"
WSGI_APPLICATION = "certif_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "certif_portal.portail.contexte.portail",
            ],
            "builtins": ["certif_portal.commun.templatetags.page", "certif_portal.portail.templatetags.phrases"],
        },
    }
]

# Of each session, and of the application's role for a pooler that drops them (decision 0399). jit: pages are wide
# queries of few rows; compiling them took four fifths of the time of the home page.
# random_page_cost: that of a disk without a head. At 4, a queue of a thousand files read every registration (0409).
LIMITES_SQL = {"lock_timeout": "5000", "statement_timeout": "60000", "jit": "off", "random_page_cost": "1.1"}
DATABASES = {"default": Env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    # A file: the browser tests write from the server's thread, which an in-memory database would refuse.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "tests.sqlite3"}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0 if TESTS else 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "options": " ".join(f"-c {nom}={valeur}" for nom, valeur in LIMITES_SQL.items()),
        "connect_timeout": 5,  # seconds: a server that is away is a page that says so, not a browser that turns
        "connection_factory": ConnexionVeillee,  # one that hangs, too
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL and not TESTS:
    CACHES = {"default": {"BACKEND": "certif_portal.commun.courtier.CacheSansFaille", "LOCATION": REDIS_URL}}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Accounts ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTS:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "certif_portal.comptes.mots_de_passe.MotsDuPortail"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accueil"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_RESET_TIMEOUT = 3600  # seconds
ACCOUNT_ADAPTER = "certif_portal.comptes.adaptateur.AdaptateurCompte"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # sign-up is closed; without password1 the login form has no password
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# One address is often a whole room (an evaluation centre, an OF): far above what one person fails in a minute.
LIMITES_DE_CONNEXION = {
    "login_failed": "100/m/ip",  # by account: `comptes/essais.py`
    "login": "300/m/ip",
    "request_login_code": "100/m/ip,3/m/key",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
}
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = False if TESTS else LIMITES_DE_CONNEXION
_FORMS = "certif_portal.comptes.adaptateur"
ACCOUNT_FORMS = {"confirm_login_code": f"{_FORMS}.CodeDeConnexionForm", "change_password": f"{_FORMS}.MotDePasseForm"}
MFA_ADAPTER = "certif_portal.comptes.adaptateur.AdaptateurFacteur"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": f"{_FORMS}.FacteurForm",
    "reauthenticate": f"{_FORMS}.FacteurEncoreForm",
    "activate_totp": f"{_FORMS}.ApplicationForm",
    "add_webauthn": f"{_FORMS}.CleForm",
    "edit_webauthn": f"{_FORMS}.NomDeCleForm",
}
MFA_PASSKEY_LOGIN_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: telephones are seldom on time
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL
MFA_RATE_LIMITS = {"webauthn_login": "100/m/ip"}  # a whole room is behind one address
SESSION_ENGINE = "certif_portal.comptes.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # seconds, whatever is done meanwhile
# Seconds without a page, the shortest of one's roles: an office, an OF, a deliberation, a day in a workshop.
INACTIVITE_DE_SESSION = dict.fromkeys(("agent", "responsable", "auditeur", "admin"), 30 * 60)
INACTIVITE_DE_SESSION |= {"organisme": 2 * 3600, "jure": 4 * 3600, "evaluateur": 10 * 3600}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "certif_portal.commun.views.page_expiree"

# --- Headers -----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, *environnement.origine(OIDC_EMETTEUR), *OIDC_ORIGINES],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    nom: [] for nom in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture")
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if not LOCAL:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # No other site of the same domain can write them: a browser takes that prefix from this host alone, encrypted.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^vivant$", r"^pret$"]
    CSRF_TRUSTED_ORIGINS = [ADRESSE_PUBLIQUE]
# The address that limits logins and public requests: what the last of our proxies wrote, never what the caller claims.
ALLAUTH_TRUSTED_PROXY_COUNT = NOMBRE_DE_PROXYS
if DERRIERE_PROXY_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Language, files, mail ---------------------------------------------------------------------
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["certif_portal.formats"]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static", ("guide", BASE_DIR / "docs" / "guide" / "images")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "certif_portal.commun.statiques.FichiersStatiques"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = LOCAL
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = TAILLE_MAXIMALE_FICHIER + 1
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
vars().update(Env.email_url_config(EMAIL_URL))
if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":  # read from the address above
    EMAIL_BACKEND = "certif_portal.commun.remise.Remise"  # what the server answers is kept
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = EXPEDITEUR
EMAIL_SUBJECT_PREFIX = "[Portail] "  # of what is written to ADMINS
SIMPLE_HISTORY_REVERT_DISABLED = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Tasks -------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL or TESTS  # no broker: the same code runs at once
CELERY_TASK_EAGER_PROPAGATES = TESTS
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "celery"  # its length tells whether somebody takes them
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
LIRE_ECHEANCES = "certif_portal.portail.services.deplacement.lire_echeances"  # what an act would move, before it does
CONCLURE_ACTE = "jurys.tasks.conclure_acte"  # who remakes what is kept of a file when an act ends
PREFERENCE_COURRIEL = "certif_portal.portail.queries.notification.preference_de"  # how somebody chose to be told
AU_LARGE = "certif_portal.portail.mur.au_large"  # out from behind the second wall, for the time of an act
ROLES_OUVERTS = "jurys.queries.siege.roles_et_siege"  # those of the day, for what is done away from a request
SECOND_MUR = "certif_portal.portail.mur.poser_le_mur"  # laid with the rights of the application's role
SUITE_DES_FILES = "certif_portal.portail.queries.attente.suite_de_la_file"  # which row of a work queue comes next

CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines are ours: one format, no secret
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 5,
    "socket_timeout": 15,
    "visibility_timeout": 900,
}  # seconds

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"ligne": {"()": f"certif_portal.commun.traces.{traces.FORMATS[FORMAT_JOURNAL.lower()].__name__}"}},
    "filters": {"sans_secret": {"()": "certif_portal.commun.traces.SansSecret"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "ligne", "filters": ["sans_secret"]},
        "alertes": {"class": "certif_portal.commun.alertes.Alertes", "level": "ERROR", "filters": ["sans_secret"]},
    },
    "root": {"handlers": ["console", *(["alertes"] if ADMINS or SENTRY_DSN else [])], "level": NIVEAU_JOURNAL},
    "loggers": {nom: {"level": "WARNING"} for nom in ("celery.app.trace", "pikepdf", "fontTools", "pdfminer")}
    # What anybody may send (a host that is not ours, too many fields) is refused, and is no fault to be told of.
    | {nom: {"handlers": ["console"], "propagate": False} for nom in ("django.server", "django.security")},
}
