"""The environment is read once, typed, and refused with a sentence."""

from pathlib import Path

import pytest

from config import env
from config.bucket import Address, bucket
from config.env import DatabaseRole, EnvironmentProblem


@pytest.mark.parametrize(
    ("variable", "raw"),
    [
        (env.PORT, "eighty"),
        (env.PORT, "70000"),
        (env.WORKERS, "0"),
        (env.DEMO, "perhaps"),
        (env.DB_ROLE, "root"),
        (env.IDLE_MINUTES, "121"),
        (env.IDLE_MINUTES, "0"),
        (env.DOCUMENT_STORE, "cloud"),
        (env.S3_ENDPOINT, "http://objects.example.org"),
        (env.S3_ENDPOINT, "objects.example.org"),
        (env.S3_ENDPOINT, "https://name:word@objects.example.org"),
        (env.S3_ENDPOINT, "https://objects.example.org/bucket"),
    ],
)
def test_a_value_that_is_not_understood_is_refused_by_name(variable: env.Variable[object], raw: str) -> None:
    with pytest.raises(EnvironmentProblem, match=f"{variable.name} is not understood"):
        variable.read({variable.name: raw})


def test_the_sentence_never_repeats_a_secret() -> None:
    with pytest.raises(EnvironmentProblem) as refusal:
        env.database("mysql://owner:very-secret@host/name", DatabaseRole.OWNER, "s")
    assert "very-secret" not in str(refusal.value)


def test_empty_means_unset() -> None:
    assert env.PORT.read({"PANAH_PORT": " "}) == 8000


def test_the_audit_lies_in_the_folder_for_what_is_made_unless_it_is_told_otherwise(tmp_path: Path) -> None:
    told = {"PANAH_VAR": str(tmp_path)}
    assert env.AUDIT_KEY.read(told) == tmp_path / "audit" / "key"
    assert env.AUDIT_PUBLIC_KEYS.read(told) == tmp_path / "audit" / "public-keys"
    assert env.AUDIT_ANCHOR.read(told | {"PANAH_AUDIT_ANCHOR": "/elsewhere/anchor"}) == Path("/elsewhere/anchor")
    assert env.AUDIT_KEY.read({}) == env.ROOT / "var" / "audit" / "key"


def test_documents_lie_in_a_folder_unless_a_whole_bucket_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    whole = {
        "PANAH_DOCUMENT_STORE": "s3",
        "PANAH_S3_ENDPOINT": "https://objects.example.org/",
        "PANAH_S3_BUCKET": "documents",
        "PANAH_S3_KEY_ID": "panah",
        "PANAH_S3_SECRET_FILE": str(tmp_path / "secret"),
    }
    assert bucket({}) is None
    assert bucket(whole | {"PANAH_DOCUMENT_STORE": "folder"}) is None
    address = bucket(whole)
    assert address == Address("https://objects.example.org", "documents", "us-east-1", "panah", "from a file", "")
    assert "from a file" not in repr(address)
    for missing in ("PANAH_S3_ENDPOINT", "PANAH_S3_BUCKET", "PANAH_S3_KEY_ID", "PANAH_S3_SECRET_FILE"):
        with pytest.raises(EnvironmentProblem, match=missing):
            bucket(whole | {missing: ""})
    for secret in ({"PANAH_S3_SECRET": "twice"}, {"PANAH_S3_SECRET_FILE": str(tmp_path / "nothing")}):
        with pytest.raises(EnvironmentProblem, match="PANAH_S3_SECRET_FILE"):
            bucket(whole | secret)


@pytest.mark.parametrize("here", ["http://127.0.0.1:9000", "http://localhost:9000", "http://[::1]:9000"])
def test_only_what_runs_on_this_machine_is_reached_without_tls(here: str) -> None:
    assert env.S3_ENDPOINT.read({"PANAH_S3_ENDPOINT": here}) == here


def test_web_and_worker_have_logins_of_their_own() -> None:
    url = "postgresql://boss:pass%40word@db.example:6432/panah"
    owner = env.database(url, DatabaseRole.OWNER, "secret")
    web = env.database(url, DatabaseRole.WEB, "secret")
    worker = env.database(url, DatabaseRole.WORKER, "secret")
    assert (owner["USER"], owner["PASSWORD"], owner["PORT"]) == ("boss", "pass@word", "6432")
    assert (web["USER"], worker["USER"]) == ("panah_web", "panah_worker")
    assert len({owner["PASSWORD"], web["PASSWORD"], worker["PASSWORD"]}) == 3
    assert web["PASSWORD"] == env.role_passwords("secret")["panah_web"] != env.role_passwords("other")["panah_web"]


def test_a_socket_folder_may_stand_in_the_url() -> None:
    connection = env.database("postgresql://postgres@/panah?host=/run/pg", DatabaseRole.OWNER, "secret")
    assert (connection["HOST"], connection["NAME"]) == ("/run/pg", "panah")


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PANAH_SECRET_KEY", raising=False)
    monkeypatch.setenv("PANAH_VAR", str(tmp_path))
    first = env.secret_key(required=False)
    assert first == env.secret_key(required=False)
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize(("secret", "sentence"), [("", "not set"), ("short", "shorter than 50")])
def test_production_has_no_default_secret(secret: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANAH_SECRET_KEY", secret)
    with pytest.raises(EnvironmentProblem, match=sentence):
        env.secret_key(required=True)
