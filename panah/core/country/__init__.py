"""The country pack: all that is particular to one country, read from `countries/<code>/` and nowhere else."""

from panah.core.country.codes import Code, CodeList, UnknownCode
from panah.core.country.loading import country, load
from panah.core.country.pack import Body, Country, Service, Unit
from panah.core.country.reading import BadCountryData
from panah.core.country.texts import Text, say

__all__ = [
    "BadCountryData",
    "Body",
    "Code",
    "CodeList",
    "Country",
    "Service",
    "Text",
    "Unit",
    "UnknownCode",
    "country",
    "load",
    "say",
]
