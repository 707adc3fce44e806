"""Plain tables: what a finished contact would be if nothing were protected."""

import uuid

from django.db import models


class PlainContact(models.Model):
    """A contact in the clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=20)
    channel = models.CharField(max_length=16)
    direction = models.CharField(max_length=16)
    facts = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    notes = models.TextField()
    caller_name = models.TextField()
    caller_number = models.TextField()
    token = models.UUIDField(unique=True)


class PlainCard(models.Model):
    """Its card."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    contact = models.OneToOneField(PlainContact, models.PROTECT)
    caller_category = models.CharField(max_length=32)
    motive = models.CharField(max_length=32)
    outcome = models.CharField(max_length=32)
    day = models.DateField()
    minutes = models.PositiveIntegerField()


class PlainEntry(models.Model):
    """Its journal entry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    contact = models.ForeignKey(PlainContact, models.PROTECT)
    words = models.TextField()
    written_at = models.DateTimeField(auto_now_add=True)
