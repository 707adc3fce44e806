"""The tables of safe houses: places, stays, daily life."""

from panah.shelter.models.beds import BedUse, UseKind
from panah.shelter.models.places import Bed, House, HouseKind, Room, RoomKind, Zone, ZoneKind
from panah.shelter.models.ranges import only, period
from panah.shelter.models.stays import Category, Stay, StayState

__all__ = [
    "Bed",
    "BedUse",
    "Category",
    "House",
    "HouseKind",
    "Room",
    "RoomKind",
    "Stay",
    "StayState",
    "UseKind",
    "Zone",
    "ZoneKind",
    "only",
    "period",
]
