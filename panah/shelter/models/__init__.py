"""The tables of safe houses: places, stays, daily life."""

from panah.shelter.models.address import Address
from panah.shelter.models.admission import AdmissionStep, Belongings, Step
from panah.shelter.models.beds import BedUse, UseKind
from panah.shelter.models.book import Incident, IncidentStep, ShiftNote, StepKind
from panah.shelter.models.care import (
    CareAssignment,
    Diet,
    Enrolment,
    Learning,
    ServiceRecord,
    ServiceState,
    SessionNote,
)
from panah.shelter.models.complaints import Complaint, ComplaintBox
from panah.shelter.models.family import Acquaintance, AcquaintanceState, Encounter, EncounterState
from panah.shelter.models.guarding import (
    CardKind,
    DoorCard,
    Duress,
    Escort,
    EscortState,
    Guarding,
    GuardShift,
    SafetyCard,
    Training,
)
from panah.shelter.models.health import Dose, DoseState, HealthEntry, Medicine
from panah.shelter.models.journeys import Journey
from panah.shelter.models.leaving import FollowUp, Leaving
from panah.shelter.models.places import Bed, House, HouseKind, Room, RoomKind, Zone, ZoneKind
from panah.shelter.models.presence import Absence
from panah.shelter.models.prolonging import Answer, Prolongation, ProlongationAsk, Requester
from panah.shelter.models.ranges import only, period
from panah.shelter.models.stays import NEVER_A_REASON, Category, Stay, StayState
from panah.shelter.models.stores import MovementKind, RoomCheck, StockItem, StockMovement
from panah.shelter.models.talks import RoomBooking
from panah.shelter.models.upkeep import ConditionCheck, Inspection, Licence
from panah.shelter.models.visits import CentreVisit, Guest
from panah.shelter.models.watching import ChildVisit, LeavingPlan, WatchedChild

__all__ = [
    "NEVER_A_REASON",
    "Absence",
    "Acquaintance",
    "AcquaintanceState",
    "Address",
    "AdmissionStep",
    "Answer",
    "Bed",
    "BedUse",
    "Belongings",
    "CardKind",
    "CareAssignment",
    "Category",
    "CentreVisit",
    "ChildVisit",
    "Complaint",
    "ComplaintBox",
    "ConditionCheck",
    "Diet",
    "DoorCard",
    "Dose",
    "DoseState",
    "Duress",
    "Encounter",
    "EncounterState",
    "Enrolment",
    "Escort",
    "EscortState",
    "FollowUp",
    "GuardShift",
    "Guarding",
    "Guest",
    "HealthEntry",
    "House",
    "HouseKind",
    "Incident",
    "IncidentStep",
    "Inspection",
    "Journey",
    "Learning",
    "Leaving",
    "LeavingPlan",
    "Licence",
    "Medicine",
    "MovementKind",
    "Prolongation",
    "ProlongationAsk",
    "Requester",
    "Room",
    "RoomBooking",
    "RoomCheck",
    "RoomKind",
    "SafetyCard",
    "ServiceRecord",
    "ServiceState",
    "SessionNote",
    "ShiftNote",
    "Stay",
    "StayState",
    "Step",
    "StepKind",
    "StockItem",
    "StockMovement",
    "Training",
    "UseKind",
    "WatchedChild",
    "Zone",
    "ZoneKind",
    "only",
    "period",
]
