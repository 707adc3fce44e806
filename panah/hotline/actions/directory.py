"""The directory of services: searched, noted when told of, kept up by the director (HL-06, HL-07)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.audit import trail
from panah.core.actor import Actor
from panah.core.country import Service as PackService
from panah.core.country import country
from panah.core.country.hours import opening_hours
from panah.core.errors import BadInput, NotHere
from panah.core.ids import new_id
from panah.hotline import facts as coded
from panah.hotline.actions.steps import held, tell
from panah.hotline.models import Advice, Contact, Service
from panah.hotline.states import ContactStep

MOST_FOUND = 40
MOST_SERVICES = 1000
_PLAIN = str.maketrans({"ə": "e", "ı": "i"})


class BadHours(BadInput):
    """Opening hours nobody can read."""

    sentence = _("Write the hours like “mon-fri 09:00-18:00; sat 10:00-14:00”, or “always”.")


class BadPhone(BadInput):
    """A number nobody can dial."""

    sentence = _("Write the number in digits, with a plus sign in front if it begins with a country code.")


class Nameless(BadInput):
    """A service without a name in one of the languages."""

    sentence = _("The service needs its name in every language of the country.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A service as its form gives it; texts are by language."""

    type: str
    names: Mapping[str, str]
    region: str
    languages: tuple[str, ...]
    hours: str
    phone: str
    towns: Mapping[str, str]
    about: Mapping[str, str]
    public: bool = False


def folded(text: str) -> str:
    """Give a text as typing finds it: small letters without their marks, words parted by single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return " ".join("".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c)).split())


def search(actor: Actor, *, words: str = "", type: str = "", region: str = "", language: str = "") -> list[Service]:
    """Find services whose words, in any language of the country, begin with each word typed; at most MOST_FOUND.

    Services for the whole country are found in every region.
    """
    rows = Service.offered(actor)
    for word in folded(words).split()[:6]:
        rows = rows.filter(found_by__contains=f" {word}")
    if type:
        rows = rows.filter(type=type)
    if region:
        rows = rows.filter(region__in=[region, *country().codes("region").in_group("wide")])
    if language:
        rows = rows.filter(languages__contains=[language])
    return list(rows[:MOST_FOUND])


def give(*, actor: Actor, contact_id: UUID, service_id: UUID) -> Advice:
    """Note that a caller was told of a service (HL-06, HL-07), once. Raises NotHere, NotYours, MovedOn."""
    contact = held(actor, contact_id, ContactStep.WRITE)
    service = Service.offered(actor).filter(id=service_id).first()
    if service is None:
        raise NotHere
    known = Advice.objects.filter(contact=contact, service=service).first()
    if known is not None:
        return known
    advice = Advice(
        folder_id=contact.folder_id,
        contact=contact,
        service=service,
        given_at=timezone.now(),
        given_by_id=actor.member,
    )
    advice.save(force_insert=True)
    facts = {"type": service.type, "service": service.code}
    tell(actor, contact, "advice.given", kind="advice", subject=advice.id, facts=facts)
    return advice


def given(contact: Contact) -> list[Advice]:
    """Give what was told in a contact, in its order; bounded."""
    return list(Advice.objects.filter(contact=contact).select_related("service").order_by("given_at", "id")[:50])


def service_of(actor: Actor, service_id: UUID) -> Service:
    """Give a service to be changed, a retired one too; raises Forbidden or NotHere."""
    actor.require(Permission.DIRECTORY_EDIT)
    service = Service.objects.filter(id=service_id).first()
    if service is None:
        raise NotHere
    return service


def save_service(*, actor: Actor, entry: Entry, service_id: UUID | None = None) -> Service:
    """Enter a service or change one; raises NotOnTheList, BadHours, BadPhone, Nameless, Forbidden, NotHere."""
    actor.require(Permission.DIRECTORY_EDIT)
    _check(entry)
    new = service_id is None
    fresh = new_id()
    service = Service(id=fresh, code=f"own-{fresh.hex[-12:]}") if service_id is None else service_of(actor, service_id)
    service.type, service.region, service.languages = entry.type, entry.region, list(entry.languages)
    service.names, service.towns, service.about = _said(entry.names), _said(entry.towns), _said(entry.about)
    service.hours, service.phone, service.public = entry.hours.strip(), entry.phone.strip(), entry.public
    service.found_by = _found_by(service)
    service.changed_at, service.changed_by_id = timezone.now(), actor.member
    service.save(force_insert=new)
    trail.write(actor, "service.entered" if new else "service.changed", kind="service", subject=service.id)
    return service


def retire_service(*, actor: Actor, service_id: UUID, retired: bool = True) -> Service:
    """Take a service out of the directory, or put it back; what was told of it stays noted."""
    service = service_of(actor, service_id)
    service.retired_at = timezone.now() if retired else None
    service.changed_at, service.changed_by_id = timezone.now(), actor.member
    service.save(update_fields=["retired_at", "changed_at", "changed_by"])
    trail.write(actor, "service.retired" if retired else "service.restored", kind="service", subject=service.id)
    return service


def load_services() -> int:
    """Put the services of the country pack into the directory, at set-up; gives how many are new.

    Services already there are left as the director keeps them. Those whose numbers are invented are for demonstrations
    alone: nobody is ever told to ring nowhere. Run by the owner of the database.
    """
    known = set(Service.objects.values_list("code", flat=True)[:MOST_SERVICES])
    now = timezone.now()
    real = [each for each in country().services if each.public or settings.PANAH_DEMO]
    fresh = [_of_pack(each, now) for each in real if each.id not in known]
    Service.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _of_pack(entry: PackService, now: datetime) -> Service:
    service = Service(
        code=entry.id,
        type=entry.type,
        names=dict(entry.name.words),
        towns=dict(entry.town.words) if entry.town else {},
        about=dict(entry.about.words) if entry.about else {},
        region=entry.region,
        languages=list(entry.languages),
        hours=entry.hours.written,
        phone=entry.phone,
        public=entry.public,
        changed_at=now,
    )
    service.found_by = _found_by(service)
    return service


def _found_by(service: Service) -> str:
    kind = country().codes("service_type")[service.type].text.words
    place = country().codes("region")[service.region].text.words
    texts = [*service.names.values(), *service.towns.values(), *service.about.values(), *kind.values(), *place.values()]
    digits = "".join(c for c in service.phone if c.isdigit())
    return " " + " ".join(dict.fromkeys(folded(" ".join([*texts, service.phone, digits])).split()))


def _check(entry: Entry) -> None:
    for name, codes in (("service_type", [entry.type]), ("region", [entry.region]), ("language", entry.languages)):
        if not set(codes) <= coded.offered(name) or not codes:
            raise coded.NotOnThisList(name)
    try:
        opening_hours(entry.hours)
    except ValueError as error:
        raise BadHours from error
    if not any(c.isdigit() for c in entry.phone) or not set(entry.phone) <= set("+0123456789 ()-"):
        raise BadPhone
    if not all(folded(entry.names.get(language, "")) for language in country().languages):
        raise Nameless


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}
