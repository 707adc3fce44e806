"""Awareness: campaigns of the participants, materials by language and version, where they went, and carriers."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from panah.core.actor import Actor
from panah.core.database import EVERY_ROW, Access
from panah.core.errors import NotHere
from panah.plan.models.plans import VIEW, Measure
from panah.plan.models.trainings import OWN
from panah.vault.models import UnitModel


class Campaign(UnitModel):
    """One campaign of one participant: what it tells, by which means, to whom, and how many it reached (AW-01)."""

    access: ClassVar[Access] = Access(
        web="SIU", stats=("id", "unit_id", "channels", "audiences", "begins_on", "ends_on", "reached")
    )
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = OWN

    title = models.CharField(max_length=200)
    # Codes of the country's lists `awareness_channel`, `awareness_audience` and `awareness_topic`.
    channels = ArrayField(models.CharField(max_length=40))
    audiences = ArrayField(models.CharField(max_length=40))
    topics = ArrayField(models.CharField(max_length=40))
    languages = ArrayField(models.CharField(max_length=16), default=list)
    region = models.CharField(max_length=32, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    reached = models.PositiveIntegerField(null=True)
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, related_name="campaigns")
    by_id = models.UUIDField()

    class Meta:
        """Says something to somebody by some means, and ends after it begins."""

        constraints = (
            models.CheckConstraint(
                condition=Q(channels__len__gt=0, audiences__len__gt=0, topics__len__gt=0),
                name="campaign_says_something",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="campaign_ends_after",
                violation_error_message=_("A campaign ends after it begins."),
            ),
        )

    @classmethod
    def listed(cls, actor: Actor) -> QuerySet["Campaign"]:
        """Give the campaigns, for a list that is cut by key."""
        actor.require(VIEW)
        return cls.objects.select_related("measure__plan")

    @classmethod
    def gate(cls, actor: Actor, campaign_id: UUID) -> "Campaign":
        """Give one campaign; raises NotHere."""
        found = cls.listed(actor).filter(id=campaign_id).first()
        if found is None:
            raise NotHere
        return found


class Material(UnitModel):
    """One version of one printed or filmed thing in one language; one kind is a leaflet on rights (AW-02, AW-03)."""

    access: ClassVar[Access] = Access(web="SIU", stats=("id", "unit_id", "kind", "language", "version", "stock"))
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = OWN

    name = models.CharField(max_length=120)
    # A code of the country's list `material_kind`.
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=16)
    version = models.PositiveSmallIntegerField(default=1)
    # What a rights leaflet tells: codes of the list `leaflet_part` (AW-03).
    tells = ArrayField(models.CharField(max_length=40), default=list)
    stock = models.PositiveIntegerField(default=0)
    since = models.DateField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        """One version of a name in a language; a rights leaflet tells of all its parts."""

        constraints = (
            models.UniqueConstraint(fields=("unit_id", "name", "language", "version"), name="material_version_once"),
        )

    @classmethod
    def listed(cls, actor: Actor) -> QuerySet["Material"]:
        """Give the materials in use, for a list that is cut by key."""
        actor.require(VIEW)
        return cls.objects.filter(replaced_at=None)

    @classmethod
    def gate(cls, actor: Actor, material_id: UUID) -> "Material":
        """Give one material in use of the actor's own unit; raises NotHere."""
        found = cls.listed(actor).filter(id=material_id, unit_id__in=actor.unit_ids).first()
        if found is None:
            raise NotHere
        return found

    @classmethod
    def one(cls, actor: Actor, material_id: UUID) -> "Material":
        """Give one version of a material of anybody, also one that another has replaced; raises NotHere."""
        actor.require(VIEW)
        found = cls.objects.filter(id=material_id).first()
        if found is None:
            raise NotHere
        return found

    def versions(self) -> list["Material"]:
        """List the versions of this material in its language, the latest first; at most 50."""
        rows = Material.objects.filter(unit_id=self.unit_id, name=self.name, language=self.language)
        return list(rows.order_by("-version")[:50])


class Distribution(UnitModel):
    """So many pieces of a material given out at one kind of place (AW-02)."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "material_id", "place", "region", "pieces", "on"))
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = OWN

    material = models.ForeignKey(Material, models.PROTECT, related_name="distributions")
    # A code of the country's list `distribution_place`.
    place = models.CharField(max_length=40)
    region = models.CharField(max_length=32, blank=True)
    pieces = models.PositiveIntegerField()
    on = models.DateField()
    by_id = models.UUIDField()

    class Meta:
        """Something was given."""

        constraints = (models.CheckConstraint(condition=Q(pieces__gt=0), name="distribution_of_something"),)
        indexes = (models.Index(fields=("material", "-id"), name="distribution_by_material"),)

    @classmethod
    def of(cls, material: Material) -> QuerySet["Distribution"]:
        """Give where pieces of a version went, for a list that is cut by key."""
        return cls.objects.filter(material=material)

    @classmethod
    def by_place(cls, actor: Actor, material: Material | None = None) -> list[tuple[str, int]]:
        """Add up how many pieces went to each kind of place, of one version or of all; the most first (AW-02)."""
        actor.require(VIEW)
        rows = cls.objects.filter(material=material) if material else cls.objects.all()
        summed = rows.order_by().values_list("place").annotate(number=Sum("pieces"))
        return list(summed.order_by("-number", "place"))


class Carrier(UnitModel):
    """A carrier of international passengers, and what it does to warn them (TRN-01); no passenger is written here."""

    access: ClassVar[Access] = Access(web="SIU", stats=("id", "kind", "unit_id"))
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = OWN

    name = models.CharField(max_length=120)
    # A code of the country's list `carrier_kind`.
    kind = models.CharField(max_length=40)
    routes = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        """A name once."""

        constraints = (
            models.UniqueConstraint(fields=("name",), condition=Q(ended_on__isnull=True), name="carrier_once"),
        )

    @classmethod
    def listed(cls, actor: Actor) -> QuerySet["Carrier"]:
        """Give the carriers, for a list that is cut by key."""
        actor.require(VIEW)
        return cls.objects.filter(ended_on=None)

    @classmethod
    def gate(cls, actor: Actor, carrier_id: UUID) -> "Carrier":
        """Give one carrier; raises NotHere."""
        found = cls.listed(actor).filter(id=carrier_id).first()
        if found is None:
            raise NotHere
        return found


class CarrierStep(UnitModel):
    """One look at what a carrier does: which step, done or not, on which day (TRN-01, TRN-02)."""

    access: ClassVar[Access] = Access(web="SI", stats=("id", "carrier_id", "step", "done", "on"))
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = OWN

    carrier = models.ForeignKey(Carrier, models.PROTECT, related_name="steps")
    # A code of the country's list `carrier_step`.
    step = models.CharField(max_length=40)
    done = models.BooleanField()
    on = models.DateField()
    by_id = models.UUIDField()

    class Meta:
        """Read in their order."""

        indexes = (models.Index(fields=("carrier", "-id"), name="carrier_step_by_carrier"),)

    @classmethod
    def of(cls, carrier: Carrier) -> list["CarrierStep"]:
        """List the looks at one carrier, the latest first; at most 200."""
        return list(cls.objects.filter(carrier=carrier).order_by("-on", "-id")[:200])


class Study(UnitModel):
    """A study of the social and psychological side of trafficking in a region: causes, and what to do (STU-01)."""

    access: ClassVar[Access] = Access(web="SIU", stats=("id", "unit_id", "region", "causes", "finished_on"))
    row_rule: ClassVar[str] = EVERY_ROW
    write_rule: ClassVar[str] = OWN

    title = models.CharField(max_length=200)
    region = models.CharField(max_length=32)
    # Codes of the country's list `trafficking_cause`.
    causes = ArrayField(models.CharField(max_length=40), default=list)
    proposals = models.TextField(max_length=4000, blank=True)
    begun_on = models.DateField()
    finished_on = models.DateField(null=True)
    measure = models.ForeignKey(Measure, models.SET_NULL, null=True, related_name="studies")

    @classmethod
    def listed(cls, actor: Actor) -> QuerySet["Study"]:
        """Give the studies, for a list that is cut by key."""
        actor.require(VIEW)
        return cls.objects.select_related("measure__plan")

    @classmethod
    def gate(cls, actor: Actor, study_id: UUID) -> "Study":
        """Give one study; raises NotHere."""
        found = cls.listed(actor).filter(id=study_id).first()
        if found is None:
            raise NotHere
        return found
