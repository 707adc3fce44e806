"""Screenings: the answers to one version of an indicator set, and what they added up to."""

from typing import ClassVar

from django.db import models

from panah.accounts.models import Member
from panah.core.database import Access
from panah.hotline.models.contacts import Contact
from panah.people.models import Person
from panah.vault.models import ProtectedModel


class Screening(ProtectedModel):
    """One screening of one contact: set, version, each answer, the counts of act, means and purpose (NRM-03, DEF-01).

    Codes only; it is an aid to listening and no finding about anybody.
    """

    access: ClassVar[Access] = Access(
        web="SI", stats=("id", "contact_id", "set_id", "version", "is_child", "result", "positive", "done_at")
    )

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="screenings")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    set_id = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    is_child = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    result = models.CharField(max_length=64)
    positive = models.BooleanField()
    done_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    form_token = models.UUIDField(null=True, unique=True)

    class Meta:
        """Read with its contact."""

        indexes = (models.Index(fields=("contact", "done_at"), name="screening_by_contact"),)
