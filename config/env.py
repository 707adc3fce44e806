"""Every environment variable Panah reads, in one table, each with its type, default and meaning.

Nothing else in the project reads the environment for its settings, and docs/environment.md is checked against
this table by a test. A variable that cannot be understood stops the process with one sentence.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 50
LONGEST_IDLE = 120
LOOPBACK = ("127.0.0.1", "::1", "localhost")
LOGINS = ("panah_web", "panah_worker", "panah_stats")

T = TypeVar("T")


class EnvironmentProblem(SystemExit):
    """A variable is missing or cannot be understood; the process ends with the sentence it carries."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"panah: {sentence}")


class DatabaseRole(StrEnum):
    """Which of the database's login roles a process uses; the rights of each are made after every migrate."""

    OWNER = "owner"
    WEB = "web"
    WORKER = "worker"


class DocumentStore(StrEnum):
    """Where the sealed documents lie."""

    FOLDER = "folder"
    S3 = "s3"


def text(raw: str) -> str:
    """The value as it stands, without surrounding spaces."""
    return raw.strip()


def flag(raw: str) -> bool:
    """One of 1/0, true/false, yes/no, on/off; anything else is refused, for a misread switch is worse than none."""
    lowered = raw.strip().lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("it must be 1 or 0")


def count(raw: str) -> int:
    """A whole number above zero."""
    if not raw.strip().isdigit() or int(raw) < 1:
        raise ValueError("it must be a whole number above zero")
    return int(raw)


def idle_minutes(raw: str) -> int:
    """A whole number of minutes, at most two hours: after that the database lets nobody in whatever was said here."""
    if count(raw) > LONGEST_IDLE:
        raise ValueError(f"it must be at most {LONGEST_IDLE}")
    return count(raw)


def port(raw: str) -> int:
    """A TCP port; 0 lets the system choose a free one."""
    if not raw.strip().isdigit() or int(raw) > 65535:
        raise ValueError("it must be a port between 0 and 65535")
    return int(raw)


def endpoint(raw: str) -> str:
    """The address of a server: over TLS, unless it runs on this machine; empty for none."""
    parts = urlsplit(raw.strip())
    if not raw.strip():
        return ""
    if parts.username or parts.query or parts.fragment or parts.path.strip("/") or not parts.hostname:
        raise ValueError("it must be an address like https://objects.example.org")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ValueError("it must begin with https://, for what travels must not be changed on its way")
    return raw.strip().rstrip("/")


def names(raw: str) -> list[str]:
    """Values separated by commas or spaces."""
    return raw.replace(",", " ").split()


def place(raw: str) -> Path:
    """A file or folder; a relative one is taken from the top of the project."""
    return (ROOT / raw.strip()).resolve()


def role(raw: str) -> DatabaseRole:
    """The database login role of this process."""
    try:
        return DatabaseRole(raw.strip())
    except ValueError:
        raise ValueError(f"it must be one of {', '.join(DatabaseRole)}") from None


def document_store(raw: str) -> DocumentStore:
    """Where sealed documents lie."""
    try:
        return DocumentStore(raw.strip())
    except ValueError:
        raise ValueError(f"it must be one of {', '.join(DocumentStore)}") from None


@dataclass(frozen=True)
class Variable(Generic[T]):
    """One environment variable: its name, how it is understood, what holds when it is unset, and what it is for."""

    name: str
    parse: Callable[[str], T]
    default: str
    meaning: str
    # The default is a file or folder inside PANAH_VAR.
    in_var: bool = False

    def read(self, environ: Mapping[str, str] | None = None) -> T:
        """The typed value, or EnvironmentProblem with a sentence that names the variable and never its value."""
        raw = (os.environ if environ is None else environ).get(self.name, "")
        default = str(VAR.read(environ) / self.default) if self.in_var else self.default
        try:
            return self.parse(raw if raw.strip() else default)
        except ValueError as problem:
            raise EnvironmentProblem(f"{self.name} is not understood: {problem}.") from None

    def is_unset(self) -> bool:
        """Whether the default holds because nobody said otherwise."""
        return not os.environ.get(self.name, "").strip()


SETTINGS = Variable(
    "DJANGO_SETTINGS_MODULE",
    text,
    "config.settings.dev",
    "Which settings the process uses: `config.settings.dev`, `config.settings.prod` or `config.settings.test`.",
)
DATABASE_URL = Variable(
    "DATABASE_URL",
    text,
    "",
    "Login of the database owner on a PostgreSQL 15+ server, `postgresql://user:password@host:port/name`. "
    "Empty: the embedded PostgreSQL under `PANAH_VAR`.",
)
DB_ROLE = Variable(
    "PANAH_DB_ROLE",
    role,
    "web",
    "Database role of the process: `owner`, `web` or `worker`. The `panah` command chooses it for itself.",
)
DB_POOL = Variable("PANAH_DB_POOL", count, "8", "Most database connections one web process holds open.")
SECRET_KEY = Variable(
    "PANAH_SECRET_KEY",
    text,
    "",
    "Secret of the installation, at least 50 characters; required by the production settings, otherwise made once and "
    "kept in `PANAH_VAR`. It signs cookies and makes the passwords of the database roles; it opens no folder.",
)
COUNTRY = Variable("PANAH_COUNTRY", text, "az", "Country pack: a folder under `countries/`.")
DEMO = Variable(
    "PANAH_DEMO",
    flag,
    "0",
    "1 turns the installation into the fictional demo country with one-click sign-in. Never set it where real people "
    "are registered.",
)
DEBUG = Variable(
    "PANAH_DEBUG", flag, "0", "1 shows Django's error pages in development; the production settings refuse it."
)
IDLE_MINUTES = Variable(
    "PANAH_IDLE_MINUTES", idle_minutes, "15", "Minutes without a touch after which a screen locks; at most 120."
)
AUDIT_KEY = Variable(
    "PANAH_AUDIT_KEY",
    place,
    "audit/key",
    "File with the key that signs the audit trail; keep it where the database's administrators cannot write.",
    in_var=True,
)
AUDIT_PUBLIC_KEYS = Variable(
    "PANAH_AUDIT_PUBLIC_KEYS",
    place,
    "audit/public-keys",
    "File with the public keys, past and present, that `panah audit verify` trusts.",
    in_var=True,
)
AUDIT_ANCHOR = Variable(
    "PANAH_AUDIT_ANCHOR",
    place,
    "audit/anchor",
    "File beside the database to which the signed heads of the trail are appended, so that a cut-off tail is seen.",
    in_var=True,
)
HOST = Variable("PANAH_HOST", text, "127.0.0.1", "Address the server listens on.")
PORT = Variable("PANAH_PORT", port, "8000", "Port the server listens on.")
WORKERS = Variable("PANAH_WORKERS", count, "2", "Web processes.")
HOSTS = Variable(
    "PANAH_HOSTS", names, "127.0.0.1 localhost [::1]", "Host names the server answers to; production must name its own."
)
ORIGINS = Variable(
    "PANAH_ORIGINS", names, "", "Origins trusted for forms behind a proxy, such as `https://desk.example.org`."
)
VAR = Variable(
    "PANAH_VAR", place, "var", "Folder for everything made at run time: embedded database, assets, audit, backups."
)
DOCUMENTS = Variable(
    "PANAH_DOCUMENTS",
    place,
    "var/documents",
    "Folder of the sealed documents; `documents` under `PANAH_VAR` when unset. Several machines share it.",
)
DOCUMENT_STORE = Variable(
    "PANAH_DOCUMENT_STORE",
    document_store,
    "folder",
    "Where sealed documents lie: in the `folder` `PANAH_DOCUMENTS`, or in a bucket of a store that speaks `s3`.",
)
S3_ENDPOINT = Variable(
    "PANAH_S3_ENDPOINT",
    endpoint,
    "",
    "Address of the object store, such as `https://objects.example.org`; without TLS only on this machine.",
)
S3_BUCKET = Variable("PANAH_S3_BUCKET", text, "", "Bucket that holds the sealed documents of this installation alone.")
S3_REGION = Variable("PANAH_S3_REGION", text, "us-east-1", "Region the object store signs for.")
S3_KEY_ID = Variable("PANAH_S3_KEY_ID", text, "", "Name of the access key to the bucket.")
S3_SECRET = Variable(
    "PANAH_S3_SECRET", text, "", "Secret of the access key; better in a file that `PANAH_S3_SECRET_FILE` names."
)
S3_SECRET_FILE = Variable("PANAH_S3_SECRET_FILE", text, "", "File with the secret of the access key.")
S3_CA = Variable(
    "PANAH_S3_CA",
    text,
    "",
    "File with the certificates of the authorities that vouch for the object store. Empty: those known to everybody.",
)
DOCUMENT_MEGABYTES = Variable("PANAH_DOCUMENT_MEGABYTES", count, "25", "Largest document, in megabytes.")
VIRUS_SCAN = Variable(
    "PANAH_VIRUS_SCAN",
    text,
    "",
    "Command that reads a document from its standard input and ends with 0 when it found nothing and 1 when it found "
    "something, such as `clamdscan --no-summary -`. Empty: documents are kept as “not scanned”.",
)

VARIABLES: tuple[Variable[Any], ...] = (
    SETTINGS,
    DATABASE_URL,
    DB_ROLE,
    DB_POOL,
    SECRET_KEY,
    COUNTRY,
    DEMO,
    DEBUG,
    IDLE_MINUTES,
    AUDIT_KEY,
    AUDIT_PUBLIC_KEYS,
    AUDIT_ANCHOR,
    HOST,
    PORT,
    WORKERS,
    HOSTS,
    ORIGINS,
    VAR,
    DOCUMENTS,
    DOCUMENT_STORE,
    S3_ENDPOINT,
    S3_BUCKET,
    S3_REGION,
    S3_KEY_ID,
    S3_SECRET,
    S3_SECRET_FILE,
    S3_CA,
    DOCUMENT_MEGABYTES,
    VIRUS_SCAN,
)


def table() -> str:
    """The table of docs/environment.md, in Markdown."""
    rows = [f"| `{v.name}` | {_unset(v)} | {v.meaning} |" for v in VARIABLES]
    return "\n".join(["| variable | unset | meaning |", "|---|---|---|", *rows])


def _unset(variable: Variable[Any]) -> str:
    if not variable.default:
        return "empty"
    return f"`{variable.default}` in `{VAR.name}`" if variable.in_var else f"`{variable.default}`"


def for_child(told: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process we start: ours, and what it is told beside."""
    return {**os.environ, **told}


def secret_key(*, required: bool) -> str:
    """The installation's secret; outside production it is made once and kept, readable by its owner alone."""
    secret = SECRET_KEY.read() or ("" if required else _kept_secret(VAR.read() / "secret-key"))
    if not secret:
        raise EnvironmentProblem("PANAH_SECRET_KEY is not set; production has no default secret.")
    if len(secret) < SHORTEST_SECRET:
        raise EnvironmentProblem(f"PANAH_SECRET_KEY is shorter than {SHORTEST_SECRET} characters.")
    return secret


def _kept_secret(path: Path) -> str:
    """Read the kept secret, or make it: written aside and linked, so that two starting processes agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def role_passwords(secret: str) -> dict[str, str]:
    """The passwords of the database logins that are not the owner's, each the HMAC-SHA256 of its name.

    The embedded database does not ask for them.
    """
    return {login: hmac.new(secret.encode(), login.encode(), hashlib.sha256).hexdigest() for login in LOGINS}


def login_of(database_role: DatabaseRole) -> str:
    """The login name of a role that is not the owner: `panah_web`, `panah_worker`."""
    return f"panah_{database_role}"


def database(url: str, database_role: DatabaseRole, secret: str) -> dict[str, Any]:
    """Django's connection settings for one role on the database the owner's URL names."""
    unlike = EnvironmentProblem("DATABASE_URL must look like postgresql://user:password@host:port/name.")
    try:
        parts = urlsplit(url)
        number = str(parts.port or "")
    except ValueError:
        raise unlike from None
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise unlike
    query = dict(parse_qsl(parts.query))
    connection: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or "postgres"),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": number,
        # A pooler in transaction mode sits in front of large installations; cursors held over transactions would break.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        # A connection that did not survive a restart of the database is replaced, not handed to a request.
        "CONN_HEALTH_CHECKS": True,
        # Django's own statements are never prepared; ours that ask for it are (panah.core.statements).
        "OPTIONS": {"application_name": f"panah-{database_role}", "prepare_threshold": 5, **query},
    }
    if database_role is not DatabaseRole.OWNER:
        login = login_of(database_role)
        connection |= {"USER": login, "PASSWORD": role_passwords(secret)[login]}
    return connection
