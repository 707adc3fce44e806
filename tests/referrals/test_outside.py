"""Letters to partners outside: on consent to that very partner, read once with a code, printed without danger."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from panah.core.errors import NotHere
from panah.core.ids import new_id
from panah.duties.models import Event
from panah.referrals import papers
from panah.referrals.actions import outside
from panah.referrals.actions.outside import Classified, Draft, Gone, NoWords, Ready
from panah.referrals.bases import BasisUnfit, ConsentMissing, ReasonMissing
from panah.referrals.models import OutsideLetter
from panah.vault import pick_up
from tests.cases.filing import opened
from tests.database import Owner
from tests.people.making import CHILD, NAMES, registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in

WORDS = "She can travel on Friday; ring us before noon"


def a_draft(**changes: Any) -> Draft:
    usual: dict[str, Any] = {
        "partner": "Refuge House, Tbilisi",
        "need": "return",
        "urgency": "urgent",
        "message": WORDS,
        "given_by": "person",
        "given_how": "oral",
        "consent_language": "az",
        "form_token": new_id(),
    }
    return Draft(**(usual | changes))


def ready(by: Member, **changes: Any) -> Ready:
    person = changes.pop("person", None) or registered(by)
    with acting(by) as actor:
        return outside.send(actor=actor, person_id=person.id, draft=a_draft(**changes))


def as_it_is(by: Member, letter: OutsideLetter) -> OutsideLetter:
    with acting(by) as actor:
        return OutsideLetter.gate(actor, letter.id)


def test_with_link_and_code_it_is_read_once(world: World) -> None:
    lying = ready(world.sevinc)
    assert outside.picked_up(lying.link, f" {pick_up.printed(lying.code).upper()}") == ("ok", WORDS)
    assert as_it_is(world.sevinc, lying.letter).read_at
    assert outside.picked_up(lying.link, lying.code) == ("gone", "")


def test_five_wrong_codes_destroy_it(world: World, owner: Owner) -> None:
    lying = ready(world.sevinc)
    wrong = "2" * pick_up.CODE_LENGTH if lying.code != "2" * pick_up.CODE_LENGTH else "3" * pick_up.CODE_LENGTH
    outcomes = [outside.picked_up(lying.link, wrong)[0] for _time in range(5)]
    assert outcomes == ["wrong"] * 4 + ["locked"]
    assert outside.picked_up(lying.link, lying.code) == ("gone", "")
    assert as_it_is(world.sevinc, lying.letter).locked_at


@pytest.mark.django_db(transaction=True)
def test_a_code_is_stretched_once_at_a_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stretching is slow and needs much memory: who sends codes by the hundred gets one try at a time, and five."""
    lying, stretch, during = ready(world.sevinc), pick_up.stretch, []

    def while_another_tries(*words: Any, **costs: Any) -> Any:
        with ThreadPoolExecutor(1) as other:
            during.append(other.submit(elsewhere).result())
        return stretch(*words, **costs)

    def elsewhere() -> tuple[str, int]:
        try:
            answer = Client().post(f"/referrals/pick-up/{lying.link}/", {"code": lying.code})
            return outside.picked_up(lying.link, lying.code)[0], answer.status_code
        finally:
            connection.close()

    monkeypatch.setattr(pick_up, "stretch", while_another_tries)
    assert outside.picked_up(lying.link, "2222222222")[0] == "wrong"
    assert during == [("busy", 429)]
    monkeypatch.undo()
    assert outside.picked_up(lying.link, lying.code) == ("ok", WORDS)


def test_neither_alone_opens_it_and_neither_is_kept(world: World) -> None:
    lying, other = ready(world.sevinc), ready(world.sevinc)
    assert outside.picked_up(lying.link, other.code)[0] == "wrong"
    assert outside.picked_up(pick_up.new_link(), lying.code) == ("gone", "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('panah_web', 'referrals_pickup', 'SELECT')")
        assert cursor.fetchone() == (False,)
    codes = {pick_up.new_code() for _time in range(200)}
    assert len(codes) == 200
    assert all(len(code) == pick_up.CODE_LENGTH and set(code) <= set(pick_up.CODE_LETTERS) for code in codes)


def test_its_end_and_taking_it_back_leave_nothing(world: World) -> None:
    lying = ready(world.sevinc)
    with acting(world.sevinc) as actor:
        outside.take_back(actor=actor, letter_id=lying.letter.id)
    assert outside.picked_up(lying.link, lying.code) == ("gone", "")
    with acting(world.sevinc) as actor, pytest.raises(Gone):
        outside.take_back(actor=actor, letter_id=lying.letter.id)
    read = ready(world.sevinc)
    outside.picked_up(read.link, read.code)
    with acting(world.sevinc) as actor, pytest.raises(Gone):
        outside.take_back(actor=actor, letter_id=read.letter.id)


@pytest.mark.rule("CON-06")
@pytest.mark.rule("CON-07")
@pytest.mark.parametrize(("name", "rule"), [("sevinc", "CON-06"), ("tural", "CON-07")])
def test_without_consent_to_this_partner_nothing_leaves(world: World, name: str, rule: str) -> None:
    by = getattr(world, name)
    with pytest.raises(ConsentMissing) as refusal:
        ready(by, given_by="", given_how="", consent_language="")
    assert refusal.value.rule == rule
    with pytest.raises(ConsentMissing):
        ready(by, person=registered(by, CHILD))
    law: dict[str, Any] = {"given_by": "", "given_how": "", "consent_language": ""}
    for basis in ("prosecution_request", "duty_of_state_body", "child_notification"):
        with pytest.raises(BasisUnfit):
            ready(by, legal_basis=basis, reason="They ask", **law)
    with pytest.raises(ReasonMissing):
        ready(by, legal_basis="danger_to_life", **law)
    letter = ready(by, legal_basis="danger_to_life", reason="He is at the door", **law).letter
    with acting(by), pytest.raises(IntegrityError), transaction.atomic():
        OutsideLetter.objects.filter(id=letter.id).update(legal_basis="")


@pytest.mark.rule("CON-02")
def test_what_could_endanger_somebody_goes_onto_no_paper(world: World) -> None:
    danger, harmless = ready(world.sevinc, classified=True), ready(world.sevinc)
    with acting(world.sevinc) as actor, pytest.raises(Classified) as refusal:
        outside.to_print(actor=actor, letter_id=danger.letter.id)
    assert refusal.value.rule == "CON-02"
    client = signed_in(world.sevinc)
    assert client.post(f"/referrals/letters/{danger.letter.id}/paper/").status_code == 409
    assert client.post(f"/referrals/letters/{harmless.letter.id}/paper/").content.startswith(b"%PDF")
    assert outside.picked_up(danger.link, danger.code) == ("ok", WORDS)
    with acting(world.sevinc):
        told = Event.timeline(danger.letter.matter_id)
        assert all("travel" not in str(event.facts) for event in told)


@pytest.mark.rule("CON-05")
def test_the_paper_knows_a_false_name_and_no_other(world: World) -> None:
    letter = ready(world.sevinc).letter
    with acting(world.sevinc) as actor:
        paper = papers.letter(outside.to_print(actor=actor, letter_id=letter.id))
        printed = str(paper)
        assert Event.timeline(letter.matter_id).filter(code="letter.printed").count() == 1
    assert letter.pseudonym in printed
    assert NAMES[0] not in printed
    assert WORDS in printed


def test_only_the_unit_that_wrote_it_sees_it(world: World) -> None:
    letter = ready(world.sevinc).letter
    for who in (world.nigar, world.tural, world.leyla):
        with acting(who) as actor, pytest.raises(NotHere):
            OutsideLetter.gate(actor, letter.id)
    with pytest.raises(NoWords):
        ready(world.sevinc, message=" ")


def test_each_try_is_in_the_trail(world: World) -> None:
    lying = ready(world.sevinc)
    outside.picked_up(lying.link, "2222222222")
    outside.picked_up(lying.link, lying.code)
    client = signed_in(world.aygun)
    seen = client.get("/audit/").content.decode()
    assert "letter.refused" in seen
    assert "letter.picked_up" in seen


def test_the_page_needs_no_cookie_and_says_nothing_before_the_code(world: World) -> None:
    lying = ready(world.sevinc)
    stranger = Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)
    address = f"/referrals/pick-up/{lying.link}/"
    first = stranger.get(address)
    assert first.status_code == 200
    assert WORDS not in first.content.decode()
    assert first["Referrer-Policy"] == "no-referrer"
    stranger.cookies.clear()
    assert stranger.post(address, {"code": "2222222222"}).status_code == 422
    stranger.cookies.clear()
    assert WORDS in stranger.post(address, {"code": lying.code}).content.decode()
    assert stranger.post(address, {"code": lying.code}).status_code == 410


def test_from_the_case_to_the_link_and_the_code(world: World) -> None:
    case = opened(world.nigar, registered(world.nigar))
    client = signed_in(world.nigar)
    form = {
        "partner": "Refuge House", "need": "return", "urgency": "standard", "basis": "now", "given_by": "person",
        "given_how": "oral", "consent_language": "az", "message": WORDS, "form_token": str(new_id()),
    }  # fmt: skip
    shown = client.post(f"/referrals/letters/new/{case.id}/", form).content.decode()
    assert "/referrals/pick-up/" in shown
    assert "never again" in shown
    listed = client.get("/referrals/letters/").content.decode()
    assert "Lies ready" in listed
    assert "Refuge House" in listed
    refused = client.post(f"/referrals/letters/new/{case.id}/", form | {"basis": "law"})
    assert refused.status_code == 409
    assert WORDS in refused.content.decode()


def test_what_ended_unread_is_swept(world: World) -> None:
    lying = ready(world.sevinc)
    assert lying.letter.expires_at - timezone.now() < dt.timedelta(days=3)
    assert lying.letter.waits
