"""The pages of referrals: lists with their clocks, one referral from both sides, review, consents."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from panah.cases.models import Consent
from panah.core.ids import new_id
from panah.referrals.actions import answering
from panah.referrals.models import Referral
from tests.cases.making import consent
from tests.people.making import registered
from tests.referrals.making import MESSAGE, offered, overridden, sent
from tests.world import Person as Member
from tests.world import World, acting, signed_in


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def state(by: Member, referral: Referral) -> str:
    with acting(by):
        return Referral.objects.get(id=referral.id).state


def test_the_inbox_shows_what_waits_the_soonest_due_on_top(world: World) -> None:
    slow, fast = offered(world.leyla, world.nigar), offered(world.leyla, world.nigar, urgency="emergency")
    seen = html(signed_in(world.nigar), "/referrals/received/")
    assert seen.index(fast.number) < seen.index(slow.number)
    assert "due in" in seen
    assert "Emergency: now" in seen
    assert MESSAGE not in seen


def test_an_empty_inbox_teaches(world: World) -> None:
    assert "Nothing waits for your answer" in html(signed_in(world.nigar), "/referrals/received/")
    assert "Nothing has been sent yet" in html(signed_in(world.samira), "/referrals/sent/")
    assert "Nothing to review" in html(signed_in(world.director), "/referrals/reviews/")


def test_who_does_not_receive_or_send_has_no_such_page(world: World) -> None:
    html(signed_in(world.leyla), "/referrals/received/", 403)
    html(signed_in(world.malika), "/referrals/sent/", 403)
    html(signed_in(world.kamran), "/referrals/reviews/", 403)
    html(signed_in(world.nigar), "/referrals/reviews/", 403)


@pytest.mark.rule("PRI-01")
@pytest.mark.parametrize(("name", "status"), [("samira", 404), ("sevinc", 404), ("gunel", 404), ("rauf", 403)])
def test_for_other_units_there_is_nothing(world: World, name: str, status: int) -> None:
    referral = overridden(world.leyla, world.nigar)
    client = signed_in(getattr(world, name))
    assert client.get(f"/referrals/{referral.id}/").status_code == status
    assert client.post(f"/referrals/{referral.id}/accept/").status_code == status
    assert client.post(f"/referrals/{referral.id}/draft/decline/", {"words": "x"}).status_code == status


def test_both_sides_see_the_letters_and_only_their_own_steps(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    mine, theirs = (html(signed_in(who), f"/referrals/{referral.id}/") for who in (world.leyla, world.nigar))
    assert MESSAGE in mine
    assert MESSAGE in theirs
    assert "Take it back" in mine
    assert "Take it back" not in theirs
    for button in ("Accept", "Decline", "Ask the sender"):
        assert f">{button}</button>" in theirs or f"{button}</button>" in theirs
        assert f"{button}</button>" not in mine
    assert "Report the outcome" not in theirs


def test_the_story_from_question_to_outcome(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    address = f"/referrals/{referral.id}/"
    officer, operator = signed_in(world.nigar), signed_in(world.leyla)
    assert officer.post(address + "ask_back/", {"words": "Can she speak now?"}).status_code == 302
    assert "They ask you something" in html(operator, "/referrals/sent/")
    assert operator.post(address + "answer/", {"words": "After eight"}).status_code == 302
    assert officer.post(address + "accept/").status_code == 302
    done = officer.post(address + "report/", {"outcome": "sheltered", "note": "The house by the sea"})
    assert done.status_code == 302
    assert "Placed in safety" in html(operator, address)
    assert "The house by the sea" not in html(operator, address)
    assert "The house by the sea" in html(officer, address)
    assert "Placed in safety" in html(operator, "/referrals/sent/")


def test_a_stale_click_gets_a_sentence(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.orxan) as actor:
        answering.decline(actor=actor, referral_id=referral.id, reason="conflict")
    answer = signed_in(world.nigar).post(f"/referrals/{referral.id}/accept/")
    assert answer.status_code == 409
    assert "moved on in the meantime" in answer.content.decode()
    assert state(world.leyla, referral) == "declined"


def test_a_form_that_does_not_fit_comes_back(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    client = signed_in(world.nigar)
    answer = client.post(f"/referrals/{referral.id}/decline/", {"reason": "", "words": "kept words"})
    assert answer.status_code == 422
    assert "kept words" in answer.content.decode()
    blank = client.post(f"/referrals/{referral.id}/ask_back/", {"words": "   "})
    assert blank.status_code == 422
    assert client.post(f"/referrals/{referral.id}/dance/").status_code == 404
    assert client.get(f"/referrals/{referral.id}/accept/").status_code == 405
    assert state(world.leyla, referral) == "offered"


def test_what_is_typed_is_kept_for_the_one_who_typed_it(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    client = signed_in(world.nigar)
    draft = f"/referrals/{referral.id}/draft/decline/"
    for words in ("half a", "half a sentence"):
        assert client.post(draft, {"reason": "no_capacity", "words": words}).status_code == 204
    assert "half a sentence" in html(client, f"/referrals/{referral.id}/")
    for other in (world.orxan, world.leyla):
        assert "half a sentence" not in html(signed_in(other), f"/referrals/{referral.id}/")
    client.post(f"/referrals/{referral.id}/decline/", {"reason": "no_capacity", "words": "whole"})
    assert "half a sentence" not in html(client, f"/referrals/{referral.id}/")


def test_what_was_taken_back_is_told_in_the_inbox(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    signed_in(world.nigar).post(f"/referrals/{referral.id}/accept/")
    seen = html(signed_in(world.leyla), f"/referrals/consents/{referral.person_id}/")
    assert referral.number in seen
    assert "The person withdraws it" in seen
    answer = signed_in(world.leyla).post(f"/referrals/consents/{referral.consent_id}/withdraw/")
    assert answer.status_code == 302
    inbox = html(signed_in(world.orxan), "/referrals/received/")
    assert "Closed to you lately" in inbox
    assert "Consent withdrawn" in inbox
    page = html(signed_in(world.nigar), f"/referrals/{referral.id}/")
    assert "The letters are closed to your unit" in page
    assert MESSAGE not in page
    html(signed_in(world.nigar), f"/people/{referral.person_id}/", 404)


def test_consents_are_seen_where_the_case_is_and_withdrawn_where_they_were_taken(world: World) -> None:
    person = registered(world.leyla)
    row = consent(world.leyla, person, world.nigar)
    for name, status in (("samira", 404), ("nigar", 404), ("malika", 403), ("rauf", 403)):
        client = signed_in(getattr(world, name))
        html(client, f"/referrals/consents/{person.id}/", status)
        assert client.post(f"/referrals/consents/{row.id}/withdraw/").status_code == status
    with acting(world.leyla):
        assert Consent.objects.get(id=row.id).live
    assert signed_in(world.leyla).post(f"/referrals/consents/{new_id()}/withdraw/").status_code == 404


@pytest.mark.rule("HL-11")
def test_the_supervisor_reads_the_reason_and_overturns(world: World) -> None:
    referral = overridden(world.leyla, world.nigar)
    director = signed_in(world.director)
    assert referral.number in html(director, "/referrals/reviews/")
    assert "He said he would kill her" in html(director, f"/referrals/{referral.id}/review/")
    assert director.post(f"/referrals/{referral.id}/review/", {"result": ""}).status_code == 422
    answer = director.post(f"/referrals/{referral.id}/review/", {"result": "not_justified", "remark": "Ask first"})
    assert answer.status_code == 302
    assert state(world.leyla, referral) == "revoked"
    assert referral.number not in html(director, "/referrals/reviews/")
    assert "He said he would kill her" not in html(signed_in(world.nigar), f"/referrals/{referral.id}/")


def test_nobody_is_offered_the_review_of_their_own_deed(world: World) -> None:
    referral = overridden(world.director, world.nigar)
    seen = html(signed_in(world.director), f"/referrals/{referral.id}/review/")
    assert "somebody else of your unit has to review it" in seen
    assert "Save the review" not in seen


@pytest.mark.parametrize(
    ("name", "address"), [("nigar", "/referrals/received/"), ("nigar", "/referrals/received/?show=all"),
                          ("leyla", "/referrals/sent/"), ("director", "/referrals/reviews/")]
)  # fmt: skip
def test_a_list_costs_the_same_with_many_rows(
    world: World, name: str, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    person = registered(world.leyla)
    consent(world.leyla, person, world.nigar)
    for _number in range(3):
        sent(world.leyla, person, world.nigar)
        overridden(world.leyla, world.nigar, person=person)
    client = signed_in(getattr(world, name))
    client.get(address)
    with django_assert_max_num_queries(12):
        assert client.get(address).content.decode().count("REF-") >= 3


def test_everything_received_is_paged_by_keyset(world: World) -> None:
    person = registered(world.leyla)
    consent(world.leyla, person, world.nigar)
    numbers = [sent(world.leyla, person, world.nigar).number for _number in range(33)]
    client = signed_in(world.nigar)
    first = html(client, "/referrals/received/?show=all")
    assert numbers[-1] in first
    assert numbers[0] not in first
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert numbers[0] in html(client, older)


def test_what_came_too_late_is_given_back_on_the_page(world: World) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.orxan) as actor:
        answering.decline(actor=actor, referral_id=referral.id, reason="conflict")
    answer = signed_in(world.nigar).post(f"/referrals/{referral.id}/ask_back/", {"words": "Can she speak now?"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "moved on in the meantime" in page
    assert "What you typed was not sent" in page
    assert "Can she speak now?" in page
    assert referral.number in page
    assert "Can she speak now?" not in html(signed_in(world.orxan), f"/referrals/{referral.id}/")
