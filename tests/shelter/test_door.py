"""The door: a face and a name in the house for whoever stands there now, and nothing that leads further."""

import base64
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from panah.core.errors import NotHere
from panah.people.actions.photos import NoPicture, TooLarge
from panah.shelter import watch
from panah.shelter.actions import door, leaving
from panah.shelter.models import Bed, DoorCard, Guarding, SafetyCard, Stay
from tests.shelter.guarded import HOUR, arriving, guarded, house_of, now, shift, trained
from tests.shelter.making import moved_in
from tests.world import Person, World, acting, signed_in

# The smallest picture there is: one grey point.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg=="
)


def cards_of(person: Person) -> list[DoorCard]:
    """What somebody sees at the door now."""
    with acting(person) as actor:
        return [card for post in watch.posts(actor) for card in watch.door_of(post, timezone.now()).residents]


@pytest.fixture
def place(world: World) -> Guarding:
    """A guarded house."""
    return guarded(world, house_of(world))


@pytest.fixture
def stay(world: World, place: Guarding) -> Stay:
    """Somebody who lives there."""
    with acting(world.sevinc) as actor:
        bed = Bed.objects.filter(house_id=place.house_id)[0]
        return moved_in(actor, bed.house, bed)


@pytest.mark.rule("SH-12")
def test_whoever_moves_in_gets_a_card_and_only_a_guard_on_shift_sees_it(
    world: World, place: Guarding, stay: Stay
) -> None:
    trained(world, world.kerim)
    assert cards_of(world.kerim) == []
    shift(world, place, world.kerim)
    (card,) = cards_of(world.kerim)
    with acting(world.kerim):
        # The false name is the one of the case, which the guards' own unit may know (CON-14).
        called = DoorCard.objects.get(id=card.id).name
        assert called.isalpha()
        assert called not in stay.pseudonym
    assert cards_of(world.vusal) == []


@pytest.mark.rule("SH-12")
def test_a_shift_long_over_or_far_ahead_shows_no_face(world: World, place: Guarding, stay: Stay) -> None:
    trained(world, world.kerim)
    shift(world, place, world.kerim, now() - 12 * HOUR, hours=11)
    shift(world, place, world.kerim, now() + 2 * HOUR, hours=11)
    assert cards_of(world.kerim) == []


@pytest.mark.rule("SH-12")
def test_a_card_leads_to_nobody(world: World, place: Guarding, stay: Stay) -> None:
    """Neither the columns of a card nor what its folder opens name a person or a stay."""
    assert {field.name for field in DoorCard._meta.local_fields} == {
        "id", "folder", "guarding", "kind", "name", "face_kind", "face", "from_at", "until_at",
        "in_at", "out_at", "made_at",
    }  # fmt: skip
    trained(world, world.kerim)
    shift(world, place, world.kerim)
    with acting(world.kerim):
        assert not SafetyCard.objects.exists()
        assert not Stay.objects.exists()


@pytest.mark.rule("SH-12", "SH-10")
def test_whoever_leaves_is_forgotten_at_the_door(world: World, place: Guarding, stay: Stay) -> None:
    with acting(world.sevinc) as actor:
        door.show_face(actor=actor, stay_id=stay.id, content=PICTURE)
        leaving.leave(actor=actor, stay_id=stay.id, reason="own_wish")
        assert not DoorCard.objects.exists()
        assert SafetyCard.of(stay).card is None  # type: ignore[union-attr]


def test_a_face_is_shown_small_and_without_what_cameras_write(world: World, place: Guarding, stay: Stay) -> None:
    with acting(world.sevinc) as actor:
        card = door.show_face(actor=actor, stay_id=stay.id, content=PICTURE)
        with pytest.raises(NoPicture):
            door.show_face(actor=actor, stay_id=stay.id, content=b"no picture")
        with pytest.raises(TooLarge):
            door.show_face(actor=actor, stay_id=stay.id, content=PICTURE + bytes(door.MOST_BYTES))
    address = reverse("shelter:face", args=(card.id,))
    answer = signed_in(world.sevinc).get(address)
    assert (answer.content, answer["Content-Type"]) == (PICTURE, "image/png")
    assert "no-store" in answer["Cache-Control"]
    assert signed_in(world.kerim).get(address).status_code == 404
    trained(world, world.kerim)
    shift(world, place, world.kerim)
    assert signed_in(world.kerim).get(address).content == PICTURE


@pytest.mark.rule("SH-12")
def test_a_visitor_is_expected_by_name_and_time_and_forgotten_after(world: World, place: Guarding) -> None:
    with acting(world.sevinc) as actor:
        start = now()
        old = door.expect(actor=actor, house=place.house, name="Rauf", start=start - 40 * HOUR, end=start - 39 * HOUR)
        with pytest.raises(door.NoName):
            door.expect(actor=actor, house=place.house, name=" ", start=start, end=start + HOUR)
        card = door.expect(actor=actor, house=place.house, name="Leman", start=start, end=start + HOUR)
        assert not DoorCard.objects.filter(id=old.id).exists()
    trained(world, world.kerim)
    shift(world, place, world.kerim)
    with acting(world.kerim) as actor:
        (seen,) = watch.door_of(watch.posts(actor)[0], timezone.now()).visitors
        assert (seen.id, seen.name) == (card.id, "Leman")
    with acting(world.sevinc) as actor:
        door.expect_no_more(actor=actor, card_id=card.id)
        door.expect_no_more(actor=actor, card_id=card.id)
        assert not DoorCard.objects.exists()


def test_the_guards_cannot_write_or_delete_a_card(world: World, place: Guarding, stay: Stay) -> None:
    trained(world, world.kerim)
    shift(world, place, world.kerim)
    with acting(world.kerim) as actor:
        (card,) = DoorCard.objects.all()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            DoorCard.objects.filter(id=card.id).update(made_at=now() - timedelta(days=1))
        assert DoorCard.objects.filter(id=card.id)._raw_delete(using="default") == 0
        with pytest.raises(NotHere):
            DoorCard.gate(actor, stay.id)


def test_the_page_of_the_door_names_no_case(world: World, place: Guarding, stay: Stay) -> None:
    trained(world, world.kerim)
    page = signed_in(world.kerim).get(reverse("shelter:door"))
    assert "You are not on shift now" in page.content.decode()
    shift(world, place, world.kerim)
    words = signed_in(world.kerim).get(reverse("shelter:door")).content.decode()
    assert stay.pseudonym not in words
    assert "Post 7" in words
    for secret in (str(stay.id), str(stay.person_id), "House"):
        assert secret not in words.split("<main", 1)[1].replace("House book", "")


def test_a_card_is_renamed_and_the_help_noted_on_the_stay(world: World, place: Guarding) -> None:
    stay = arriving(world, place.house)
    page = signed_in(world.sevinc).post(
        reverse("shelter:safety_card", args=(stay.id,)), {"name": "Quiet One", "help_needed": "wheelchair"}
    )
    assert page.status_code == 302
    with acting(world.sevinc):
        known = SafetyCard.of(stay)
        assert known
        assert known.card
        assert (known.card.name, known.help) == ("Quiet One", "wheelchair")
    assert signed_in(world.diana).get(reverse("shelter:safety_card", args=(stay.id,))).status_code == 403
