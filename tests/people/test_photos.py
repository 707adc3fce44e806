"""A photograph: a picture by its content, without what the camera wrote into it, sealed and opened for a purpose."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from panah.core.errors import Forbidden, NeedsPurpose, NotHere
from panah.people.actions import photos
from panah.people.actions.photos import MOST_BYTES, NoPicture, TooLarge, cleaned
from panah.people.models import Person, Photo
from tests.people.making import ADULT, registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in


def segment(kind: int, data: bytes) -> bytes:
    return bytes([0xFF, kind]) + (len(data) + 2).to_bytes(2) + data


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + b"sum!"


EXIF = segment(0xE1, b"Exif\x00\x00 40.4093 N 49.8671 E")
JFIF, TABLE, FRAME = segment(0xE0, b"JFIF\x00"), segment(0xDB, b"table"), segment(0xC0, b"frame")
SCAN = segment(0xDA, b"scan") + b"the picture\xff\x00 itself\xff\xd9"
JPEG = b"\xff\xd8" + JFIF + EXIF + segment(0xFE, b"taken by the aunt") + TABLE + FRAME + SCAN
PNG = (
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"size") + chunk(b"tEXt", b"Place: Baku") + chunk(b"IDAT", b"dots")
    + chunk(b"IEND", b"") + b"hidden behind the end"
)  # fmt: skip


def saved(by: Member, person: Person, content: bytes = JPEG) -> Photo:
    with acting(by) as actor:
        return photos.save_photo(actor=actor, person_id=person.id, content=content)


def test_place_time_and_remarks_are_left_out_and_the_picture_stays() -> None:
    assert cleaned(JPEG) == ("image/jpeg", b"\xff\xd8" + JFIF + TABLE + FRAME + SCAN)
    kind, picture = cleaned(PNG)
    assert kind == "image/png"
    assert picture == PNG.replace(chunk(b"tEXt", b"Place: Baku"), b"").removesuffix(b"hidden behind the end")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"GIF89a",
        b"%PDF-1.7",
        JPEG[:6],
        JPEG[:40],
        PNG[:20],
        b"\xff\xd8\xff" + b"\x00" * 9,
    ],
)
def test_what_is_no_picture_by_its_content_is_refused(content: bytes) -> None:
    with pytest.raises(NoPicture):
        cleaned(content)


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(TooLarge):
        cleaned(JPEG + b"0" * MOST_BYTES)


@pytest.mark.rule("CON-01")
def test_it_is_sealed_and_opens_for_a_purpose_to_who_holds_the_identity(world: World) -> None:
    person = registered(world.sevinc, ADULT)
    saved(world.sevinc, person, PNG)
    saved(world.sevinc, person)
    with acting(world.sevinc) as actor, connection.cursor() as cursor:
        cursor.execute("SELECT picture FROM people_photo WHERE person_id = %s", [person.id])
        ((stored,),) = cursor.fetchall()
        assert b"the picture" not in bytes(stored)
        with pytest.raises(NeedsPurpose):
            photos.open_photo(actor=actor, person_id=person.id, purpose="curiosity")
        row = photos.open_photo(actor=actor, person_id=person.id, purpose="protection")
        assert (row.kind, row.picture) == cleaned(JPEG)
    with acting(world.nigar) as actor, pytest.raises(NotHere):
        photos.open_photo(actor=actor, person_id=person.id, purpose="protection")


def test_only_the_unit_that_registered_puts_one_in(world: World) -> None:
    person = registered(world.sevinc, ADULT)
    with pytest.raises(NotHere):
        saved(world.tural, person)
    with pytest.raises(Forbidden):
        saved(world.gunel, person)


def test_the_page_takes_it_asks_what_for_and_shows_it_inside_itself(world: World) -> None:
    person, client = registered(world.sevinc, ADULT), signed_in(world.sevinc)
    address = f"/people/{person.id}/photo/"
    assert "There is no photograph" in client.get(address).content.decode()
    wrong = client.post(address + "save/", {"picture": SimpleUploadedFile("face.jpg", b"<script>")})
    assert wrong.status_code == 422
    assert "not a JPEG or PNG" in wrong.content.decode()
    sent = client.post(address + "save/", {"picture": SimpleUploadedFile("aysel.jpg", JPEG)})
    assert sent.status_code == 302
    assert "What do you open it for?" in client.get(address).content.decode()
    assert client.post(address, {"purpose": ""}).status_code == 422
    shown = client.post(address, {"purpose": "protection"})
    assert "data:image/jpeg;base64," in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert signed_in(world.nigar).get(address).status_code == 404
