"""Family and household: linking persons the unit may both see, and the suspicion that one trafficked the other."""

from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.errors import BadInput, Stale
from panah.duties.timeline import happened
from panah.people import pseudonyms
from panah.people.models import Link, Person


class NoSuchPerson(BadInput):
    """No person of this false name whose case the unit can see, or the person itself."""

    sentence = _("Your unit knows nobody else by this false name. Check the name and the four digits.")


class NotALink(BadInput):
    """A kind of link or a basis of suspicion that is on no list."""

    sentence = _("Choose what the other person is, and for a suspicion what it rests on.")
    rule = "CH-09"


class LinkEnded(Stale):
    """Somebody else ended or changed the link."""

    sentence = _("This link has been ended or changed in the meantime. The page shows how it is now.")


def record(*, actor: Actor, person_id: UUID, pseudonym: str, kind: str, suspicion: str = "") -> Link:
    """Record what somebody else is to a person, and on what basis they are suspected of trafficking the person.

    The unit must see both; what was recorded about the two before ends. Raises NotHere, NoSuchPerson, NotALink.
    """
    actor.require(Permission.LINK_EDIT)
    person = Person.gate(actor, person_id)
    other = Person.visible(actor).filter(pseudonym=pseudonyms.written(pseudonym) or "-").first()
    if other is None or other.id == person.id:
        raise NoSuchPerson
    pack = country()
    if kind not in pack.codes("link_kind") or (suspicion and suspicion not in pack.codes("suspicion_basis")):
        raise NotALink
    row = Link(
        folder_id=person.folder_id,
        other_folder_id=other.folder_id,
        person=person,
        other=other,
        kind=kind,
        suspected=bool(suspicion),
        basis=suspicion,
        unit_id=actor.unit,
        by_id=actor.member,
        at=timezone.now(),
    )
    with transaction.atomic():
        _end(actor, Link.objects.filter(person=person, other=other, ended_at=None))
        row.save(force_insert=True)
        _tell(actor, row, "link.recorded")
    return row


def end(*, actor: Actor, link_id: UUID) -> Link:
    """End a link. Raises NotHere, LinkEnded."""
    actor.require(Permission.LINK_EDIT)
    row = Link.gate(actor, link_id)
    with transaction.atomic():
        if not _end(actor, Link.objects.filter(id=row.id, ended_at=None)):
            raise LinkEnded
        _tell(actor, row, "link.ended")
    return row


def suspected_of(person: Person) -> frozenset[UUID]:
    """Give the persons suspected of having trafficked this one, among those the acting unit knows in some way.

    Whoever houses people asks before putting two under one roof, and before a child is let meet its family (CH-09,
    CH-11); it holds even where the unit may see neither case nor link.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT panah_suspected_of(%s)", [person.id])
        return frozenset(row[0] for row in cursor.fetchall())


def _end(actor: Actor, rows: QuerySet[Link]) -> int:
    return rows.update(ended_at=timezone.now(), ended_by_id=actor.member)


def _tell(actor: Actor, row: Link, code: str) -> None:
    """Tell the unit's own timeline: who sees one of the two persons only must not learn that there is another."""
    happened(actor, code, matter=row.person_id, folder=None, unit_id=actor.unit, subject_kind="link", subject_id=row.id)
