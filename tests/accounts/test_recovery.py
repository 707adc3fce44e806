"""A country is founded once; a unit whose only member is lost comes back to life through the shares."""

import io
import re
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from panah.accounts import invitations
from panah.accounts.actions.joining import accept
from panah.accounts.entering import entered
from panah.accounts.founding import invite_with_key, make_member, make_unit
from panah.accounts.models import Body, Invitation, Member, Unit
from panah.accounts.permissions import Role
from panah.accounts.sign_in import WrongPassword, sign_in
from panah.core.country import country
from panah.core.functions import row
from panah.vault import folders, keyring, recovery
from panah.vault.crypto import CannotOpen, KeyPair, pair_from_private, unbox, unseal
from panah.vault.models import Compartment, Grant, MatchKey, RecoveryKey, UnitKey
from tests.accounts.story import NEW_PASSWORD, ORDER
from tests.world import PASSWORD, WORLD, World

ORDERED = ("--order", "310", "--date", "2006-07-13")
BY_ORDER = ("--order", "1", "--date", "2025-01-01")


def run(command: str, *arguments: str, **options: Any) -> str:
    said = io.StringIO()
    call_command(command, *arguments, stdout=said, **options)
    return said.getvalue()


def keepers_type(monkeypatch: pytest.MonkeyPatch, shares: list[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(shares) + "\n"))


# ── Recovery ───────────────────────────────────────────────────────────────────────────────────────────────


class Village:
    """A small unit with one member, who wrote something and then forgot the password."""

    def __init__(self) -> None:
        body = Body.objects.get()
        self.unit, pair = make_unit(body=body, code="village", kind="guardianship", names={"en": "Village"})
        make_member(
            login="samir",
            alias="Samir",
            password=PASSWORD,
            roles=[Role.GUARDIANSHIP_WORKER],
            unit=self.unit,
            unit_pair=pair,
            order_number="1",
            order_date=ORDER.date,
        )
        with entered(sign_in("samir", PASSWORD)) as inside:
            folder = folders.create(actor=inside.actor, compartment=Compartment.CHILD)
            self.folder_id, self.key = folder.id, keyring.needed().need(folder.id)


@pytest.fixture
def village(as_owner: None, world: World) -> Village:
    return Village()


def key_seen(login: str, folder_id: UUID) -> bytes | None:
    with entered(sign_in(login, NEW_PASSWORD)):
        return keyring.needed().folder_key(folder_id)


def code_in(said: str) -> str:
    found = re.search(r"^\s+([a-z2-7]{4}(?:-[a-z2-7]{4}){7})$", said, re.MULTILINE)
    assert found, said
    return found[1]


@pytest.mark.parametrize("which", [(0, 1, 2), (4, 2, 0)])
def test_the_only_member_forgot_the_password_and_reads_again(
    village: Village, monkeypatch: pytest.MonkeyPatch, which: tuple[int, ...]
) -> None:
    keepers_type(monkeypatch, [str(WORLD.shares[i]) for i in which])
    said = run("keys", "recover", "--unit", "village", "--login", "samir")
    done = accept(code=code_in(said), password=NEW_PASSWORD, language="en")
    assert (done.login, done.admitted) == ("samir", True)
    assert key_seen("samir", village.folder_id) == village.key
    with pytest.raises(WrongPassword):
        sign_in("samir", PASSWORD)


def test_a_newcomer_takes_over_by_an_order(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    keepers_type(monkeypatch, [str(share) for share in WORLD.shares[:3]])
    # However the login is typed here, it is the one that is signed in with.
    said = run("keys", "recover", "--unit", "village", "--login", " Nazim", "--order", "2", "--date", "2025-02-02")
    accept(code=code_in(said), password=NEW_PASSWORD, language="az")
    assert key_seen("nazim", village.folder_id) == village.key
    with entered(sign_in("nazim", NEW_PASSWORD)) as inside:
        assert inside.actor.roles == {"guardianship_worker"}


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        (lambda: WORLD.shares[:2], "too few shares"),
        (lambda: [*WORLD.shares[:2], WORLD.shares[0]], "given already"),
        (lambda: [*WORLD.shares[:2], str(WORLD.shares[2])[:-1]], "mistyped"),
        (lambda: [*WORLD.shares[:2], "-5" + str(WORLD.shares[2])[1:]], "mistyped"),
        (lambda: recovery.split(bytes(range(32)), needed=3, holders=5)[:3], "do not rejoin"),
    ],
    ids=["two", "one twice", "a slip", "no keeper's number", "of another country"],
)
def test_without_enough_true_shares_nothing_is_opened(
    village: Village, monkeypatch: pytest.MonkeyPatch, shares: Any, sentence: str
) -> None:
    keepers_type(monkeypatch, [str(share) for share in shares()])
    with pytest.raises(CommandError, match=sentence):
        run("keys", "recover", "--unit", "village", "--login", "samir")
    assert not Invitation.objects.exists()


@pytest.mark.rule("HL-14")
def test_a_newcomer_needs_an_order_here_too(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    keepers_type(monkeypatch, [str(share) for share in WORLD.shares[:3]])
    with pytest.raises(CommandError, match="needs the number and the date"):
        run("keys", "recover", "--unit", "village", "--login", "nazim")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--unit", "nowhere", "--login", "samir"), "There is no unit"),
        (("--unit", "village", "--login", "leyla"), "of another unit"),
        (("--unit", "village", "--login", "x.y", "--role", "auditor", *BY_ORDER), "no such role"),
        (("--unit", "village", "--login", "", *BY_ORDER), "small Latin letters"),
        (("--unit", "village", "--login", "Bad Login é", *BY_ORDER), "small Latin letters"),
        (("--unit", "village", "--login", "x.y", "--order", "1", "--date", "2999-01-01"), "cannot be of that day"),
        (("--unit", "village", "--login", "x.y", "--order", "1", "--date", "01.02.2025"), "YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_recovered_is_said_before_a_keeper_types(
    village: Village, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(CommandError, match=sentence):
        run("keys", "recover", *arguments)


def test_the_invitation_carries_the_key_only_under_its_code(village: Village) -> None:
    pair = pair_from_private(bytes(range(32)))
    code = invite_with_key(
        unit=village.unit, unit_pair=pair, login="x.y", alias="X", roles=[Role.GUARDIANSHIP_WORKER],
        order_number="1", order_date=ORDER.date, lasts=ORDER.date.resolution,
    )  # fmt: skip
    kept, raw = Invitation.objects.get(login="x.y"), invitations.read(code)
    sealed, place = bytes(kept.sealed_unit_key), invitations.carried_place(village.unit.id.bytes)
    assert pair.private not in sealed
    assert code.replace("-", "").encode() not in bytes(kept.code_digest)
    # The database is shown what follows from the code: with that it finds the invitation, and opens nothing.
    shown = invitations.presented(raw)
    assert row("panah_invitation", raw) is None
    assert row("panah_invitation", shown)
    with pytest.raises(CannotOpen):
        unseal(invitations.key_of(shown), sealed, place)
    with pytest.raises(CannotOpen):
        unseal(shown, sealed, place)
    assert unseal(invitations.key_of(raw), sealed, place) == pair.private
    accept(code=code, password=NEW_PASSWORD, language="en")
    kept.refresh_from_db()
    assert bytes(kept.sealed_unit_key) == b""


def test_keepers_can_check_their_shares(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    keepers_type(monkeypatch, [str(share) for share in WORLD.shares[2:]])
    assert "rejoin the recovery key" in run("keys", "check")
    keepers_type(monkeypatch, ["1-nonsense"] * 3)
    with pytest.raises(CommandError):
        run("keys", "check")


def test_a_new_key_takes_the_place_of_the_old_one(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    old = [str(share) for share in WORLD.shares[:3]]
    keepers = KeepersWhoRead(old)
    monkeypatch.setattr("sys.stdin", keepers)
    call_command("keys", "renew", stdout=keepers.printed)
    said = keepers.printed.getvalue()
    fresh = keepers.shares()
    assert len(fresh) == country().settings.recovery_shares
    assert "The new key is in force" in said
    keepers_type(monkeypatch, old)
    with pytest.raises(CommandError, match="do not rejoin"):
        run("keys", "recover", "--unit", "village", "--login", "samir")
    keepers_type(monkeypatch, fresh[2:])
    code = code_in(run("keys", "recover", "--unit", "village", "--login", "samir"))
    accept(code=code, password=NEW_PASSWORD, language="en")
    assert key_seen("samir", village.folder_id) == village.key
    opens_nothing = pytest.raises(CannotOpen)
    for key in UnitKey.objects.all():
        with opens_nothing:
            unbox(rejoined(WORLD.shares), bytes(key.sealed_for_recovery), keyring.recovery_place(key.unit_id))


@pytest.mark.parametrize(
    ("typed_back", "sentence"),
    [([], "too few"), (["1-nonsense"] * 3, "mistyped"), ("old", "do not rejoin")],
    ids=["none", "mistyped", "the old ones"],
)
def test_without_the_new_shares_typed_back_the_old_key_stays(
    village: Village, monkeypatch: pytest.MonkeyPatch, typed_back: Any, sentence: str
) -> None:
    old = [str(share) for share in WORLD.shares[:3]]
    keepers_type(monkeypatch, [*old, *(old if typed_back == "old" else typed_back)])
    before = list(UnitKey.objects.order_by("unit_id").values_list("unit_id", "sealed_for_recovery"))
    with pytest.raises(CommandError, match=sentence):
        run("keys", "renew")
    assert list(UnitKey.objects.order_by("unit_id").values_list("unit_id", "sealed_for_recovery")) == before
    keepers_type(monkeypatch, old)
    assert "rejoin the recovery key" in run("keys", "check")


def test_at_a_terminal_a_slip_is_said_at_once_and_that_share_asked_for_again(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (str(share) for share in WORLD.shares[:3])
    typed = iter([first, second[:-1] + "x", second, first, third.upper().replace("-", "  ")])
    questions: list[str] = []

    def answered(question: str) -> str:
        questions.append(question)
        return next(typed)

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("panah.accounts.management.commands.keys.getpass", answered)
    told = io.StringIO()
    assert "rejoin the recovery key" in run("keys", "check", stderr=told)
    assert [asked.split()[1] for asked in questions] == ["1", "2", "2", "3", "3"]
    assert "mistyped" in told.getvalue()
    assert "given already" in told.getvalue()


class Terminal(io.StringIO):
    """Somebody sits there."""

    def isatty(self) -> bool:
        return True


class KeepersWhoRead(io.StringIO):
    """Keepers at a terminal: they type the shares they have, then those that they see printed."""

    def __init__(self, known: list[str]) -> None:
        super().__init__()
        self.known, self.printed = list(known), io.StringIO()

    def shares(self) -> list[str]:
        return re.findall(r"^  (\d+-[0-9a-f-]{60,})$", self.printed.getvalue(), re.MULTILINE)

    def readline(self, *_: Any) -> str:  # type: ignore[override]
        if not self.known:
            self.known = self.shares()[-3:]
        return self.known.pop(0) + "\n"


def rejoined(shares: list[recovery.Share]) -> KeyPair:
    return recovery.rejoin(shares[:3], public=bytes(RecoveryKey.objects.earliest("made_at").public_key))


# ── Founding ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def empty(as_owner: None) -> None:
    """A migrated database in which nobody has founded anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename ~ '^(accounts_|vault_|referrals_memorandum)'")
        for (name,) in cursor.fetchall():
            # Foreign keys are looked at when the transaction ends, which it does by being taken back.
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))


def founders(said: str) -> dict[str, str]:
    """The printed logins with their codes."""
    return dict(re.findall(r"^  \S+ +\S+ +(\S+) +([a-z2-7]{4}(?:-[a-z2-7]{4}){7})$", said, re.MULTILINE))


def test_setting_up_makes_what_the_pack_names_and_prints_the_shares(empty: None) -> None:
    said = run("setup", *ORDERED)
    units = [unit.code for body in country().units for unit in body.units]
    assert set(Unit.objects.values_list("code", flat=True)) == set(units)
    shares = [recovery.Share.parse(line) for line in re.findall(r"^  (\d+-[0-9a-f-]{60,})$", said, re.MULTILINE)]
    settings = country().settings
    assert len(shares) == settings.recovery_shares
    joined = recovery.rejoin(shares[-settings.recovery_needed :], public=bytes(RecoveryKey.objects.get().public_key))
    assert isinstance(joined, KeyPair)


def test_a_founder_signs_in_and_admits_the_first_colleague(empty: None) -> None:
    codes = founders(run("setup", *ORDERED))
    done = accept(code=codes["hotline-1"], password=NEW_PASSWORD, language="az")
    assert done.admitted
    with entered(sign_in("hotline-1", NEW_PASSWORD)) as inside:
        assert inside.actor.roles == {"hotline_director"}
        assert keyring.needed().unit_pair(inside.actor.unit) is not None
    assert Member.by_login("hotline-1").language == "az"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("order", "date", "sentence"),
    [
        (" ", "2025-01-01", "needs the number"),
        ("12-K", "2999-01-01", "cannot be of that day"),
        ("12-K", "15.01.2026", "YYYY-MM-DD"),
    ],
)
def test_a_wrong_order_founds_nothing(empty: None, order: str, date: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run("setup", "--order", order, "--date", date)
    assert not RecoveryKey.objects.exists()


def test_where_the_shares_cannot_be_printed_nothing_is_founded(empty: None) -> None:
    with pytest.raises(CommandError, match="Nothing was set up"):
        call_command("setup", *ORDERED, stdout=JammedPaper())
    assert not RecoveryKey.objects.exists()


class JammedPaper(io.StringIO):
    """Takes the first lines and then no more, like a pipe whose reader has gone."""

    def write(self, words: str) -> int:
        if "Heads" in words:
            raise BrokenPipeError(32, "Broken pipe")
        return super().write(words)


def test_a_second_set_up_is_refused_and_changes_nothing(empty: None) -> None:
    run("setup", *ORDERED)
    before = list(RecoveryKey.objects.values_list("id", flat=True)), Invitation.objects.count()
    with pytest.raises(CommandError, match="set up already"):
        run("setup", *ORDERED)
    assert (list(RecoveryKey.objects.values_list("id", flat=True)), Invitation.objects.count()) == before


def test_units_that_register_persons_hold_the_match_key(empty: None) -> None:
    run("setup", *ORDERED)
    folder = MatchKey.objects.get().folder_id
    holders = set(Grant.objects.filter(folder_id=folder).values_list("unit_id", flat=True))
    named = {unit.code for body in country().units for unit in body.units if unit.may_register_persons}
    assert set(Unit.objects.filter(id__in=holders).values_list("code", flat=True)) == named
