"""The tables of protection: the case, what was decided about the person, and the consent ledger."""

from panah.cases.models.assignments import Assignment, Look
from panah.cases.models.cases import Case, CaseSource, CaseState, NotAssigned
from panah.cases.models.closing import CaseMove, CaseStep
from panah.cases.models.concerns import Concern, ConcernKind
from panah.cases.models.consents import MOST, Consent, ConsentUse
from panah.cases.models.disclosures import Disclosure, DisclosureState
from panah.cases.models.documents import Document
from panah.cases.models.identification import Decision, ServiceNotice
from panah.cases.models.interviews import CaseScreening, Interview, InterviewRecord
from panah.cases.models.notes import Note, NoteDraft, Task
from panah.cases.models.reflection import CloseReason, Reflection, ReflectionCheck, ReflectionChoice, ReflectionCode
from panah.cases.models.returns import Return
from panah.cases.models.safety import RiskAssessment, SafetyBriefing, SafetyMeasure, SafetyReview

__all__ = [
    "MOST",
    "Assignment",
    "Case",
    "CaseMove",
    "CaseScreening",
    "CaseSource",
    "CaseState",
    "CaseStep",
    "CloseReason",
    "Concern",
    "ConcernKind",
    "Consent",
    "ConsentUse",
    "Decision",
    "Disclosure",
    "DisclosureState",
    "Document",
    "Interview",
    "InterviewRecord",
    "Look",
    "NotAssigned",
    "Note",
    "NoteDraft",
    "Reflection",
    "ReflectionCheck",
    "ReflectionChoice",
    "ReflectionCode",
    "Return",
    "RiskAssessment",
    "SafetyBriefing",
    "SafetyMeasure",
    "SafetyReview",
    "ServiceNotice",
    "Task",
]
