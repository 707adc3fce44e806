"""The one search box: what is typed is looked up in the unit's own blind index, and by pseudonym or number."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panah.accounts.permissions import Permission
from panah.core.actor import Actor
from panah.hotline.models import Contact
from panah.people import search as people
from panah.web import navigation

MOST = 200
MOST_HITS = 20


class SearchForm(forms.Form):
    """What to look for."""

    words = forms.CharField(
        label=_("Look for"),
        max_length=MOST,
        help_text=_("A name in any spelling, a phone number, a document, a pseudonym or the number of a contact."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: under a pseudonym or number, never under the name that was typed."""

    label: str
    note: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind."""

    label: str | Promise
    icon: str
    hits: list[Found]


def found(actor: Actor, words: str) -> list[Group]:
    """What the actor's unit can open under these words, by kind; kinds without a hit are left out.

    Only the unit's own index is asked, so that a name known elsewhere stays unknown here (CON-14).
    """
    groups = [
        Group(_("People"), "user-circle", _people(actor, words)),
        Group(_("Contacts"), "phone", _contacts(actor, words)),
    ]
    return [group for group in groups if group.hits]


def _people(actor: Actor, words: str) -> list[Found]:
    if not actor.may(Permission.PERSON_VIEW):
        return []
    return [
        Found(
            hit.pseudonym,
            hit.person.get_standing_display() if hit.person else "",
            navigation.of_subject("person", hit.person_id),
        )
        for hit in people.search(actor, words)
    ]


def _contacts(actor: Actor, words: str) -> list[Found]:
    if not actor.may(Permission.CONTACT_VIEW):
        return []
    ids = [hit.subject_id for hit in people.hits_of(actor, words, "contact")]
    rows = Contact.visible(actor)
    both = {row.id: row for row in [*rows.filter(number=words)[:1], *rows.filter(id__in=ids[:MOST_HITS])]}
    newest = sorted(both.values(), key=lambda row: row.started_at, reverse=True)
    return [Found(row.number, row.get_state_display(), navigation.of_subject("contact", row.id)) for row in newest]
