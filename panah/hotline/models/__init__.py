"""The tables of the desk: calls as the exchange tells them, contacts as people have them, and what becomes of them."""

from panah.hotline.models.blocking import Block
from panah.hotline.models.board import HourLoad, SignOff
from panah.hotline.models.calls import Call, CallBack, CallEvent, Presence
from panah.hotline.models.contacts import Contact, Draft, JournalEntry, Situation, SituationPerson, StatCard
from panah.hotline.models.danger import Danger, DangerStep
from panah.hotline.models.directory import Advice, Service
from panah.hotline.models.rota import CoverageGap, Handover, Shift
from panah.hotline.models.screening import Screening

__all__ = [
    "Advice",
    "Block",
    "Call",
    "CallBack",
    "CallEvent",
    "Contact",
    "CoverageGap",
    "Danger",
    "DangerStep",
    "Draft",
    "Handover",
    "HourLoad",
    "JournalEntry",
    "Presence",
    "Screening",
    "Service",
    "Shift",
    "SignOff",
    "Situation",
    "SituationPerson",
    "StatCard",
]
