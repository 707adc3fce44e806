"""The directory of services, and what was given from it in a contact."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone

from panah.accounts.models import Member
from panah.core.actor import Actor
from panah.core.country import country, say
from panah.core.country.hours import OpeningHours, opening_hours
from panah.core.database import Access
from panah.hotline.models.contacts import Contact
from panah.vault.models import OpenModel, ProtectedModel


class Service(OpenModel):
    """One service people can be told of: where it is, whom it speaks with, when and at which number (HL-07)."""

    access: ClassVar[Access] = Access(stats=("id", "code", "type", "region"))
    write_rule: ClassVar[str] = "(SELECT panah_may('hotline:directory:edit'))"

    # The id of the country pack; a service entered here has one made from its own id.
    code = models.CharField(max_length=64, unique=True)
    type = models.CharField(max_length=32)
    names = models.JSONField(default=dict)
    towns = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    region = models.CharField(max_length=32)
    languages = ArrayField(models.CharField(max_length=16), default=list)
    hours = models.CharField(max_length=200)
    phone = models.CharField(max_length=32)
    public = models.BooleanField(default=False)
    # All its words in all languages, folded, each after a blank: what typing searches in.
    found_by = models.TextField(default="")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """Listed by type."""

        indexes = (models.Index(fields=("type", "code"), name="service_by_type"),)

    def __str__(self) -> str:
        """Give the name in the current language."""
        return say(self.names)

    @classmethod
    def offered(cls, actor: Actor) -> QuerySet["Service"]:
        """Give the services that can be told of today, by type; bounded by what a directory holds."""
        actor.require("hotline:directory:view")
        return cls.objects.filter(retired_at__isnull=True).order_by("type", "code")

    @property
    def town(self) -> str:
        """The town in the current language, or nothing."""
        return say(self.towns) if self.towns else ""

    @property
    def note(self) -> str:
        """What to know before one calls there, in the current language, or nothing."""
        return say(self.about) if self.about else ""

    @property
    def opening(self) -> OpeningHours:
        """When it answers."""
        return opening_hours(self.hours)

    @property
    def open_now(self) -> bool:
        """Whether it answers at this moment."""
        return self.opening.open_at(timezone.localtime())

    @property
    def language_names(self) -> list[str]:
        """The languages it speaks, in words."""
        return [country().label("language", language) for language in self.languages]


class Advice(ProtectedModel):
    """One service told to one caller (HL-07): which, when and by whom. Never changed."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "contact_id", "service_id", "given_at"))

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="advice")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta:
        """A service is told of once in a contact."""

        constraints = (models.UniqueConstraint(fields=("contact", "service"), name="advice_once"),)
