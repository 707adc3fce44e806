"""What is typed is kept on the server from the first pause, and only its writer gets it back."""

import pytest

from panah.core.errors import KeyMissing, NotHere
from panah.hotline.actions import drafts
from panah.hotline.models import Draft
from panah.hotline.states import DraftForm
from panah.vault.fields import TooLong
from tests.database import Owner
from tests.hotline.given import WORDS, a_closed_contact, an_open_contact
from tests.world import World, acting

NOTES = DraftForm.NOTES


def test_the_last_words_come_back_and_stand_there_once(world: World) -> None:
    contact = an_open_contact(world.leyla)
    for words in ("She", "She said", WORDS):
        with acting(world.leyla) as actor:
            drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": words, "flags": ["child"]})
    with acting(world.leyla) as actor:
        kept = drafts.read(actor, contact, NOTES)
        assert kept.words == {"notes": WORDS, "flags": ["child"]}
        assert kept.saved_at
        assert Draft.objects.filter(contact=contact).count() == 1


def test_each_form_has_its_own(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": WORDS})
        assert drafts.read(actor, contact, DraftForm.SCREENING) == drafts.NOTHING


def test_a_colleague_has_a_draft_of_their_own(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": WORDS})
    with acting(world.kamran) as actor:
        assert drafts.read(actor, contact, NOTES) == drafts.NOTHING
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": "mine"})
    with acting(world.leyla) as actor:
        assert drafts.read(actor, contact, NOTES).words == {"notes": WORDS}


def test_another_hotline_keeps_no_draft_here(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.samira) as actor, pytest.raises(NotHere):
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": "x"})


def test_a_closed_contact_still_takes_a_draft(world: World) -> None:
    """Somebody may still be typing in an old window."""
    contact = a_closed_contact(world.leyla)
    with acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": "one more thing"})
        assert drafts.read(actor, contact, NOTES).words == {"notes": "one more thing"}


def test_a_draft_put_away_is_gone(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": WORDS})
        drafts.discard(actor=actor, contact=contact, form=NOTES)
        assert drafts.read(actor, contact, NOTES) == drafts.NOTHING


def test_five_megabytes_are_refused_and_the_draft_before_stays(world: World) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": WORDS})
    with pytest.raises(TooLong), acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": "x" * 5_000_000})
    with acting(world.leyla) as actor:
        assert drafts.read(actor, contact, NOTES).words == {"notes": WORDS}


@pytest.mark.django_db(transaction=True)
def test_it_lies_sealed_in_the_database(world: World, owner: Owner) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": WORDS})
    (stored,) = owner.execute("SELECT words FROM hotline_draft").fetchone() or (b"",)
    assert stored
    assert b"passport" not in bytes(stored)


@pytest.mark.django_db(transaction=True)
def test_without_the_key_it_is_a_lock_and_no_error(world: World, owner: Owner) -> None:
    contact = an_open_contact(world.leyla)
    with acting(world.leyla) as actor:
        drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": WORDS})
        mine = Draft.objects.get(contact=contact)
    owner.execute("UPDATE vault_grant SET ended_at = now() WHERE folder_id = %s", [contact.folder_id])
    with acting(world.leyla) as actor:
        assert mine.words == "🔒"
        with pytest.raises((KeyMissing, NotHere)):
            drafts.save(actor=actor, contact_id=contact.id, form=NOTES, words={"notes": "more"})
