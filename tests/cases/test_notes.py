"""Notes of a case: sealed, never changed, put right by a further one; a draft is never lost."""

import pytest
from django.db import DatabaseError, connection, transaction

from panah.cases.actions import notes
from panah.cases.actions.cases import CaseClosed
from panah.cases.models import Note, NoteDraft
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.vault.fields import TooLong
from tests.cases.filing import closed, noted, opened
from tests.world import World, acting, signed_in

pytestmark = pytest.mark.django_db
WORDS = "She slept for the first time in a week."


@pytest.mark.rule("CON-01")
def test_a_note_is_sealed_for_the_unit(world: World) -> None:
    case = opened(world.nigar)
    note = noted(world.nigar, case, WORDS)
    with acting(world.orxan):
        assert Note.objects.get(id=note.id).words == WORDS
        with connection.cursor() as cursor:
            cursor.execute("SELECT words FROM cases_note WHERE id = %s", [note.id])
            ((lying,),) = cursor.fetchall()
    assert WORDS.encode() not in bytes(lying)
    with acting(world.tural):
        assert not Note.objects.filter(id=note.id).exists()


def test_the_same_form_sent_twice_makes_one_note(world: World) -> None:
    case, token = opened(world.nigar), new_id()
    assert noted(world.nigar, case, form_token=token) == noted(world.nigar, case, form_token=token)


def test_what_was_wrong_is_put_right_by_a_further_note(world: World) -> None:
    case = opened(world.nigar)
    wrong = noted(world.nigar, case, "He is her brother.")
    right = noted(world.nigar, case, "He is her cousin.", corrects=wrong.id)
    with acting(world.nigar):
        kept = {row.words: row.corrects_id for row in Note.of(case)}
    assert kept == {"He is her brother.": None, "He is her cousin.": wrong.id}
    assert right.corrects_id == wrong.id


def test_the_database_changes_no_note(world: World) -> None:
    note = noted(world.nigar, opened(world.nigar))
    with acting(world.nigar), pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(id=note.id).update(author_id=world.orxan.member_id)
    with acting(world.nigar), pytest.raises(DatabaseError), transaction.atomic():
        Note.objects.filter(id=note.id).delete()


def test_a_note_of_another_case_is_not_put_right_here(world: World) -> None:
    case, other = opened(world.nigar), opened(world.nigar)
    note = noted(world.nigar, other)
    with acting(world.nigar) as actor, pytest.raises(NotHere):
        notes.write(actor=actor, case_id=case.id, words=WORDS, form_token=new_id(), corrects=note.id)


def test_nothing_is_written_without_words_or_on_a_closed_case(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.nigar) as actor, pytest.raises(notes.NoNote):
        notes.write(actor=actor, case_id=case.id, words="  ", form_token=new_id())
    closed(case, world.nigar, world.orxan)
    with acting(world.orxan) as actor, pytest.raises(CaseClosed):
        notes.write(actor=actor, case_id=case.id, words=WORDS, form_token=new_id())


def test_who_may_not_write_on_cases_is_refused(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.leyla) as actor, pytest.raises(Forbidden):
        notes.write(actor=actor, case_id=case.id, words=WORDS, form_token=new_id())


def test_a_draft_is_kept_sealed_comes_back_and_goes_with_the_note(world: World) -> None:
    case, browser = opened(world.nigar), signed_in(world.nigar)
    assert browser.post(f"/cases/{case.id}/notes/draft/", {"words": "She sl"}).status_code == 204
    assert browser.post(f"/cases/{case.id}/notes/draft/", {"words": "She slept"}).status_code == 204
    page = browser.get(f"/cases/{case.id}/notes/").content.decode()
    assert ">\nShe slept</textarea>" in page
    with acting(world.orxan) as actor:
        assert notes.draft(actor, case).words == ""
    browser.post(f"/cases/{case.id}/notes/", {"words": WORDS, "form_token": str(new_id())})
    with acting(world.nigar):
        assert not NoteDraft.objects.exists()


def test_a_draft_longer_than_a_note_is_refused(world: World) -> None:
    case = opened(world.nigar)
    with acting(world.nigar) as actor, pytest.raises(TooLong):
        notes.keep_draft(actor=actor, case_id=case.id, words="x" * 20_001)


def test_the_page_shows_the_words_and_says_which_was_put_right(world: World) -> None:
    case = opened(world.nigar)
    wrong = noted(world.nigar, case, "He is her brother.")
    noted(world.nigar, case, "He is her cousin.", corrects=wrong.id)
    page = signed_in(world.nigar).get(f"/cases/{case.id}/notes/").content.decode()
    assert "He is her brother." in page
    assert "puts an earlier note right" in page
    again = signed_in(world.nigar).get(f"/cases/{case.id}/notes/?corrects={wrong.id}").content.decode()
    assert f'name="corrects" value="{wrong.id}"' in again


def test_a_form_that_does_not_fit_comes_back(world: World) -> None:
    case = opened(world.nigar)
    answer = signed_in(world.nigar).post(f"/cases/{case.id}/notes/", {"words": "", "form_token": str(new_id())})
    assert answer.status_code == 422
