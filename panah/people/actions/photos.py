"""The photograph of a person: known by its content, freed of what a camera adds, sealed, opened for a purpose."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, NeedsPurpose, NotHere
from panah.people.known import known
from panah.people.models import Photo
from panah.vault import keyring

MOST_BYTES = 2_000_000
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_SCAN = 0xDA
_LONE = frozenset({0x01, *range(0xD0, 0xD9)})
# Comments, and the segments in which cameras write where and when a picture was taken; the first of them says "JFIF".
_TELLING = frozenset({0xFE, *range(0xE1, 0xEE), 0xEF})
_SHOWN = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"sRGB", b"iCCP", b"cHRM"})


class NoPicture(BadInput):
    """Not a photograph by its content, or a broken one."""

    sentence = _("This is not a JPEG or PNG picture.")


class TooLarge(BadInput):
    """More bytes than a photograph needs."""

    sentence = _("The picture is larger than 2 MB. Make it smaller and try again.")


def save_photo(*, actor: Actor, person_id: UUID, content: bytes) -> Photo:
    """Seal a person's photograph in the identity folder in place of an earlier one (CON-01).

    What it is, its content says and no file name. Place, time and camera written into it are left out. Only the unit
    that registered the person writes. Raises NotHere, TooLarge, NoPicture.
    """
    actor.require(Permission.PERSON_REGISTER)
    found = known(actor, person_id)
    if found.person is None or found.identity is None or found.person.registered_by_unit_id not in actor.unit_ids:
        raise NotHere
    kind, picture = cleaned(content)
    row = Photo(
        folder_id=found.identity.folder_id,
        person_id=person_id,
        kind=kind,
        picture=picture,
        taken_in_at=timezone.now(),
        taken_in_by_id=actor.member,
    )
    with transaction.atomic():
        Photo.objects.filter(person_id=person_id).delete()
        row.save(force_insert=True)
        trail.write(actor, "photo.written", kind="person", subject=person_id)
    return row


def open_photo(*, actor: Actor, person_id: UUID, purpose: str) -> Photo:
    """Open a person's photograph for a coded purpose that goes into the trail. Raises NotHere, NeedsPurpose."""
    actor.require(Permission.IDENTITY_OPEN)
    row = Photo.of(actor, person_id)
    if row is None:
        raise NotHere
    if purpose not in country().codes("opening_purpose"):
        raise NeedsPurpose
    keyring.needed().need(row.folder_id)
    owner = row.folder.owner_unit_id
    trail.write(actor, "photo.opened", kind="person", subject=person_id, purpose=purpose, record_unit=owner)
    return row


def cleaned(content: bytes) -> tuple[str, bytes]:
    """Give the kind of a picture, and the picture without what is written into it; raises TooLarge, NoPicture."""
    if len(content) > MOST_BYTES:
        raise TooLarge
    try:
        if content.startswith(_JPEG):
            return "image/jpeg", b"".join(_jpeg(content))
        if content.startswith(_PNG):
            return "image/png", b"".join(_png(content))
    except IndexError as error:
        raise NoPicture from error
    raise NoPicture


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Give the segments of a JPEG that make the picture: each is FF, a kind, and a length that counts itself."""
    yield content[:2]
    at = 2
    while content[at] == 0xFF:
        kind = content[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind == _SCAN:
            # What follows is the picture itself, to the end.
            yield content[at:]
            return
        length = 2 if kind in _LONE else 2 + int.from_bytes(content[at + 2 : at + 4])
        if kind not in _TELLING:
            yield content[at : at + length]
        at += max(length, 2)
    raise NoPicture


def _png(content: bytes) -> Iterator[bytes]:
    """Give the chunks of a PNG that make the picture: each is a length, a kind, the data and a check."""
    yield content[:8]
    at, kind = 8, b""
    while kind != b"IEND":
        if at + 12 > len(content):
            raise NoPicture
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        if kind in _SHOWN:
            yield content[at : at + 12 + length]
        at += 12 + length
