"""The pages of decisions, interviews and the period; letters and certificates; the news of helpers; the funnel."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from panah.cases import funnel, papers
from panah.cases.models import Case, Decision, ServiceNotice
from panah.cases.states import DecisionStep
from panah.core import paper
from panah.core.ids import new_id
from panah.people.models import Person, Standing
from tests.cases.deciding import WHY, asked, case_from_hotline, case_of, certified, found, granted, screened, took
from tests.world import World, acting, signed_in

NAME = "Aysel Məmmədova"


@pytest.fixture
def case(world: World) -> Case:
    return case_of(world.nigar)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[paper.Paper]:
    """The papers that are drawn, before they become PDF."""
    kept: list[paper.Paper] = []
    pdf = paper.Paper.pdf

    def keeping(each: paper.Paper) -> bytes:
        kept.append(each)
        return pdf(each)

    monkeypatch.setattr(paper.Paper, "pdf", keeping)
    return kept


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_the_tab_draws_what_can_be_done_and_nothing_else(world: World, case: Case) -> None:
    path = f"/cases/{case.id}/decisions/"
    nigar, orxan = signed_in(world.nigar), signed_in(world.orxan)
    assert "decide/presume/" in text(nigar, path)
    assert "decide/identify/" not in text(orxan, path)
    took(world.orxan, case, DecisionStep.PROPOSE_VICTIM)
    assert "decide/identify/" not in text(orxan, path)
    assert "decide/identify/" in text(signed_in(world.zaur), path)


def test_a_step_is_taken_on_its_page(world: World, case: Case) -> None:
    nigar = signed_in(world.nigar)
    path = f"/cases/{case.id}/decide/propose_other/"
    answer = nigar.post(path, {"basis": "own_words", "reasons": ""})
    assert answer.status_code == 422
    assert nigar.post(path, {"basis": "own_words", "reasons": WHY}).status_code == 302
    assert WHY in text(nigar, f"/cases/{case.id}/decisions/")
    answer = nigar.post(path, {"basis": "own_words", "reasons": WHY})
    assert answer.status_code == 409
    assert "does not follow" in answer.content.decode()
    assert nigar.get(f"/cases/{case.id}/decide/pray/").status_code == 404


def test_the_period_on_the_page(world: World, case: Case) -> None:
    nigar, base = signed_in(world.nigar), f"/cases/{case.id}/reflection"
    assert nigar.post(f"{base}/grant/").status_code == 302
    assert nigar.post(f"{base}/grant/").status_code == 409
    assert nigar.post(f"{base}/choose/", {"choice": "undecided", "words": "Not yet"}).status_code == 302
    page = text(nigar, f"/cases/{case.id}/decisions/")
    assert "Not yet" in page
    assert f"/referrals/new/{case.id}/" in page
    assert nigar.post(f"{base}/close/", {"reason": "time"}).status_code == 409
    assert nigar.post(f"{base}/close/", {"reason": "own_wish"}).status_code == 422
    assert nigar.post(f"{base}/close/", {"reason": "own_wish", "words": "Home"}).status_code == 302
    assert nigar.post(f"{base}/certificate/").status_code == 409


@pytest.mark.rule("RR-03")
def test_a_certificate_names_nobody(world: World, drawn: list[paper.Paper]) -> None:
    case = case_from_hotline(world)
    granted(world.nigar, case)
    answer = signed_in(world.nigar).post(f"/cases/{case.id}/reflection/certificate/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    (sheet,) = drawn
    said = str(sheet) + answer["Content-Disposition"]
    for secret in (case.pseudonym, case.number, NAME, str(case.person_id), "Unit department"):
        assert secret not in said
    page = signed_in(world.ramin).post("/cases/check/", {"code": sheet.mark}).content.decode()
    assert "Protected until" in page
    for secret in (case.pseudonym, case.number, "Unit department"):
        assert secret not in page


def test_what_is_no_code_looks_the_same_as_one_that_ended(world: World, case: Case) -> None:
    granted(world.nigar, case)
    code = certified(world.nigar, case)
    found(world, case, DecisionStep.PROPOSE_OTHER)
    ramin = signed_in(world.ramin)
    ended, never = (ramin.post("/cases/check/", {"code": each}) for each in (code, "AAAA-BBBB-CCCC"))
    assert ended.status_code == never.status_code == 200
    assert part(ended) == part(never)
    assert "Not known" in part(ended)


def part(answer: Any) -> str:
    page: str = answer.content.decode()
    return page[page.index('role="status"') : page.index("csrfmiddlewaretoken", page.index('role="status"'))]


@pytest.mark.rule("DEF-02", "CON-02")
def test_a_letter_names_the_person_by_pseudonym_and_leaves_the_reasons_out(
    world: World, drawn: list[paper.Paper]
) -> None:
    case = case_from_hotline(world)
    screening = screened(world.nigar, case, {})
    took(world.nigar, case, DecisionStep.PRESUME, basis="screening", screening_id=screening.id)
    finding = found(world, case, DecisionStep.PROPOSE_OTHER)
    answer = signed_in(world.nigar).get(f"/cases/{case.id}/decisions/{finding.id}/letter/")
    assert answer.content.startswith(b"%PDF")
    assert case.number in answer["Content-Disposition"]
    said = str(drawn[0])
    assert case.pseudonym in said
    assert case.number in said
    for secret in (NAME, WHY, "Orxan", "Nigar"):
        assert secret not in said
    assert drawn[0].mark
    # A proposal is no decision, and somebody else's decision is not here.
    with acting(world.nigar, reading=True) as actor:
        steps = Decision.history(Person.gate(actor, case.person_id))
    nigar = signed_in(world.nigar)
    assert nigar.get(f"/cases/{case.id}/decisions/{steps[1].id}/letter/").status_code == 404
    assert nigar.get(f"/cases/{case_of(world.nigar).id}/decisions/{finding.id}/letter/").status_code == 404


@pytest.mark.parametrize(("language", "written"), [("az", "az"), ("en", "en"), ("ru", "ru"), ("tr", "en")])
def test_a_letter_is_in_the_person_s_language(
    world: World, case: Case, drawn: list[paper.Paper], language: str, written: str
) -> None:
    finding = found(world, case, DecisionStep.PROPOSE_OTHER)
    with acting(world.nigar, reading=True) as actor:
        person = Person.gate(actor, case.person_id)
        person.language = language
        assert papers.letter(case, person, finding).startswith(b"%PDF")
    with translation.override(written):
        assert drawn[0].mark == str(Standing.NOT_A_VICTIM.label)
    with translation.override("en"):
        assert (drawn[0].mark == str(Standing.NOT_A_VICTIM.label)) is (written == "en")


def test_the_questions_of_officers(world: World, case: Case) -> None:
    nigar, base = signed_in(world.nigar), f"/cases/{case.id}/screening/az-officer-adult/"
    assert "Does somebody else hold the papers" in text(nigar, base)
    given = {"q.gain.money_taken": "yes", "q.papers.held_by_other": "yes", "form_token": str(new_id())}
    assert "Signs of trafficking" in nigar.post(f"{base}result/", given).content.decode()
    kept = nigar.post(f"{base}done/", given)
    assert kept.status_code == 302
    assert "no finding about the person" in text(nigar, kept["Location"])
    assert nigar.get(f"/cases/{case.id}/screening/tarot/").status_code == 404


@pytest.mark.rule("RR-05")
def test_an_interview_is_asked_for_and_written_down(world: World, case: Case) -> None:
    nigar, path = signed_in(world.nigar), f"/cases/{case.id}/interviews/"
    form = {
        "purpose": "identification",
        "planned_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "place_kind": "neutral",
        "legal": "not_needed",
        "interviewer_wish": "woman",
        "language": "az",
        "form_token": str(new_id()),
    }
    granted(world.nigar, case)
    refused = nigar.post(path, form)
    assert refused.status_code == 409
    assert "RR-05" in refused.content.decode()
    made = nigar.post(path, form | {"wish": "I want to"})
    assert made.status_code == 302
    course = {
        "outcome": "held",
        "consented": "on",
        "began_at": form["planned_at"],
        "legal": "not_needed",
        "kept": ["safe_place"],
        "notes": "The house by the sea",
    }
    assert nigar.post(made["Location"], course).status_code == 302
    assert "The house by the sea" in text(nigar, made["Location"])
    assert "held" in text(nigar, path).lower()


@pytest.mark.rule("RR-04")
def test_who_helps_reads_the_news_and_confirms(world: World) -> None:
    case = case_from_hotline(world)
    found(world, case, DecisionStep.PROPOSE_OTHER)
    leyla = signed_in(world.leyla)
    page = text(leyla, "/cases/news/")
    assert case.pseudonym in page
    assert WHY not in page
    with acting(world.leyla, reading=True) as actor:
        notice = ServiceNotice.visible(actor).get()
    assert signed_in(world.sevinc).post(f"/cases/news/{notice.id}/read/").status_code == 404
    assert leyla.post(f"/cases/news/{notice.id}/read/").status_code == 302
    with acting(world.leyla, reading=True) as actor:
        assert ServiceNotice.visible(actor).get().read_by_id == world.leyla.member_id


def test_the_funnel_hides_small_numbers_from_who_only_counts(world: World) -> None:
    for _person in range(5):
        took(world.nigar, case_of(world.nigar), DecisionStep.PRESUME)
    found(world, case_of(world.nigar))
    revised = case_of(world.nigar)
    found(world, revised, DecisionStep.PROPOSE_OTHER)
    took(world.zaur, revised, DecisionStep.REVISE)
    year = timezone.localdate().year
    with acting(world.orxan, reading=True) as actor:
        assert funnel.funnel(actor) == [funnel.Row(year, "found", 5, 1, 0)]
    for counting in (world.ilham, world.vefa):
        with acting(counting, reading=True) as actor:
            assert funnel.funnel(actor) == [funnel.Row(year, "found", 5, None, 0)]
        assert "&lt; 5" in text(signed_in(counting), "/cases/funnel/")
    assert signed_in(world.nigar).get("/cases/funnel/").status_code == 403


def test_the_tab_asks_the_database_no_more_for_a_long_story(
    world: World, case: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _round in range(4):
        took(world.nigar, case, DecisionStep.PROPOSE_VICTIM)
        took(world.orxan, case, DecisionStep.SEND_BACK)
        asked(world.nigar, case)
    for part_of in ("decisions", "interviews"):
        with django_assert_max_num_queries(40):
            text(signed_in(world.nigar), f"/cases/{case.id}/{part_of}/")


@pytest.mark.rule("PRI-01")
def test_the_tabs_are_the_department_s(world: World, case: Case) -> None:
    for part_of in ("decisions", "interviews"):
        path = f"/cases/{case.id}/{part_of}/"
        assert signed_in(world.sevinc).get(path).status_code == 403
        assert signed_in(world.leyla).get(path).status_code == 403
