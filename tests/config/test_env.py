"""The environment is read once, typed, and refused with a sentence."""

from pathlib import Path

import pytest

from config import env
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
