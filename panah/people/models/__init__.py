"""The tables of persons: who they are under a false name, to whom they belong, and what the law asks for them."""

from panah.people.models.children import BestInterest, ChildStep, Guardian
from panah.people.models.links import Link
from panah.people.models.notices import Notice, NoticeAnswer
from panah.people.models.persons import (
    AgeBasis,
    Identity,
    Person,
    PersonRole,
    Reach,
    RoleRecord,
    Standing,
    StandingBasis,
    StandingRecord,
)
from panah.people.models.photos import Photo
from panah.people.models.proceedings import CoercedAct, ProceduralStatus

__all__ = [
    "AgeBasis",
    "BestInterest",
    "ChildStep",
    "CoercedAct",
    "Guardian",
    "Identity",
    "Link",
    "Notice",
    "NoticeAnswer",
    "Person",
    "PersonRole",
    "Photo",
    "ProceduralStatus",
    "Reach",
    "RoleRecord",
    "Standing",
    "StandingBasis",
    "StandingRecord",
]
