"""What must hold between the files of a country pack. Each check gives the troubles it finds as whole sentences."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from panah.core.country.codes import CodeList
from panah.core.country.guidance import END, Answer, Script, Variant
from panah.core.country.indicators import IndicatorSet, Weight
from panah.core.country.pack import Country

Troubles = Iterator[str]

# Whoever holds these four knows everything about a person; the rule names them one by one.
ALL_INFORMED = frozenset({"identity", "location", "case", "hotline"})
_ID = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
_PHONE = re.compile(r"^\+?[0-9][0-9 ]{1,20}$")


def troubles(pack: Country) -> Troubles:
    """Find everything in the pack that refers to nothing, stands there twice or cannot be followed."""
    yield from _codes(pack)
    yield from _settings(pack)
    yield from _units(pack)
    yield from _services(pack)
    for indicator_set in pack.all_indicator_sets:
        yield from _indicators(indicator_set, pack.codes("screening_result"))
    yield from _repeated("indicators", (f"{each.id}.v{each.version}" for each in pack.all_indicator_sets))
    yield from _script(pack)
    yield from _protocol(pack)


def _repeated(file: str, ids: Iterable[str]) -> Troubles:
    for each, times in Counter(ids).items():
        if times > 1:
            yield f"{file}: “{each}” stands there {times} times"
        if not _ID.match(each):
            yield f"{file}: “{each}” is not an id of letters, digits, - _ and ."


def _missing(file: str, where: str, ids: Iterable[str], codes: Iterable[str], what: str) -> Troubles:
    known = set(codes)
    for each in ids:
        if each not in known:
            yield f"{file}: {where}: “{each}” is not a known {what}"


def _codes(pack: Country) -> Troubles:
    for name, codes in pack.code_lists.items():
        yield from _repeated(f"codes.toml: {name}", (code.id for code in codes.codes))
    kinds = pack.codes("unit_kind")
    yield from _missing("codes.toml", "unit_kind", (k.group for k in kinds if k.group), kinds.ids, "kind of unit")
    for basis in pack.codes("legal_basis"):
        yield from _missing("codes.toml", basis.id, basis.group.split(), (*kinds.ids, "any"), "kind of unit")


def _settings(pack: Country) -> Troubles:
    settings, kinds = pack.settings, pack.codes("unit_kind").ids
    for name in (
        "consent_gated",
        "child_notified",
        "child_notified_by",
        "medical_receivers",
        "referral_receivers",
        "guarding_units",
        "reintegration_receivers",
    ):
        yield from _missing("country.toml", f"settings.{name}", pack.setting(name), kinds, "kind of unit")
    for name in ("child_prolongation_by", "adult_prolongation_by"):
        yield from _missing("country.toml", f"settings.{name}", pack.setting(name), (*kinds, "victim"), "requester")
    bases = [*settings.consent_gated_bases, settings.child_notice_basis]
    yield from _missing("country.toml", "settings", bases, pack.codes("legal_basis").ids, "legal basis")
    units = [unit.code for body in pack.units for unit in body.units]
    yield from _missing("country.toml", "settings", settings.child_notified_first, units, "unit")
    bands = pack.codes("age_band").ids
    yield from _missing("country.toml", "settings", settings.child_opinion_optional, bands, "age_band")
    for name, of in (("service_expected", "shelter_service"), ("specialist_trainings", "training_topic")):
        yield from _missing("country.toml", f"settings.{name}", pack.setting(name), pack.codes(of).ids, of)
    bodies = (body.code for body in pack.units)
    yield from _missing("country.toml", "settings.hotline_operator", [settings.hotline_operator], bodies, "body")
    for before, after in (
        ("immediately_alert", "immediately_breach"),
        ("recovery_needed", "recovery_shares"),
    ):
        if pack.setting(before) > pack.setting(after):
            yield f"country.toml: settings.{before}: it is more than {after}"


def _units(pack: Country) -> Troubles:
    yield from _repeated("units.toml", (body.code for body in pack.units))
    yield from _repeated("units.toml", (unit.code for body in pack.units for unit in body.units))
    compartments = pack.codes("compartment").ids
    for body in pack.units:
        yield from _missing("units.toml", body.code, [body.kind], pack.codes("body_kind").ids, "kind of body")
        for unit in body.units:
            yield from _missing("units.toml", unit.code, [unit.kind], pack.codes("unit_kind").ids, "unit_kind")
            yield from _missing("units.toml", unit.code, [unit.region], pack.codes("region").ids, "region")
            yield from _missing("units.toml", unit.code, unit.compartments, compartments, "compartment")
            if set(unit.compartments) >= ALL_INFORMED:
                yield f"units.toml: {unit.code}: no unit may hold {', '.join(sorted(ALL_INFORMED))} together (PRI-02)"


def _services(pack: Country) -> Troubles:
    yield from _repeated("services.toml", (service.id for service in pack.services))
    units = [unit.code for body in pack.units for unit in body.units]
    for service in pack.services:
        yield from _missing("services.toml", service.id, [service.type], pack.codes("service_type").ids, "service_type")
        yield from _missing("services.toml", service.id, [service.region], pack.codes("region").ids, "region")
        yield from _missing("services.toml", service.id, service.languages, pack.codes("language").ids, "language")
        yield from _missing("services.toml", service.id, [service.unit] if service.unit else [], units, "unit")
        if not _PHONE.match(service.phone):
            yield f"services.toml: {service.id}: “{service.phone}” is not a telephone number"


def _indicators(each: IndicatorSet, results: CodeList) -> Troubles:
    file = f"indicators: {each.id}"
    dimensions = [dimension.id for dimension in each.dimensions]
    yield from _repeated(file, dimensions)
    yield from _repeated(file, (indicator.id for indicator in each.indicators()))
    for row in each.combinations:
        yield from _missing(file, row.result, [row.result], results.ids, "screening_result")
        yield from _missing(file, row.result, (*row.all, *row.any), dimensions, "dimension")
        if row.result in results and row.positive is not (results[row.result].group == "positive"):
            yield f"{file}: {row.result}: the list screening_result says otherwise whether it is positive"
    if not (each.combinations and each.combinations[-1].always_holds):
        yield f"{file}: the last combination must hold without conditions, so that every answer has a result"
    if each.weighted is not bool(each.positive_when):
        yield f"{file}: positive_when belongs to weighted sets, and only to them"
    for dimension in each.dimensions:
        for indicator in dimension.indicators:
            if each.weighted is (indicator.weight is Weight.UNWEIGHTED):
                yield f"{file}: {indicator.id}: the weight does not fit the set"
            if not dimension.elements_of(indicator):
                yield f"{file}: {indicator.id}: it speaks for no element of trafficking"


def _script(pack: Country) -> Troubles:
    yield from _repeated("script.toml", (variant.id for variant in pack.script.variants))
    for variant in pack.script.variants:
        yield from _repeated(f"script.toml: {variant.id}", (step.id for step in variant.steps))
        for step in variant.steps:
            where = f"{variant.id}.{step.id}"
            lists = [step.choose] if step.choose else []
            yield from _missing("script.toml", where, lists, pack.code_lists, "code list")
            yield from _repeated(f"script.toml: {where}", (answer.id for answer in step.answers))
            if not step.answers:
                yield f"script.toml: {where}: no answer leads on from here"
            for answer in step.answers:
                yield from _missing("script.toml", where, answer.flags, pack.codes("flag").ids, "flag")
                yield from _leads_somewhere(pack.script, variant, where, answer)


def _leads_somewhere(script: Script, variant: Variant, where: str, answer: Answer) -> Troubles:
    try:
        script.follow(variant.id, answer)
    except LookupError:
        yield f"script.toml: {where}.{answer.id}: “{answer.next}” is neither a step nor “{END}”"


def _protocol(pack: Country) -> Troubles:
    yield from _repeated("protocol.toml", (step.id for step in pack.protocol.steps))
    services = [service.id for service in pack.services]
    for step in pack.protocol.steps:
        yield from _missing("protocol.toml", step.id, [step.service] if step.service else [], services, "service")
        yield from _missing("protocol.toml", step.id, step.flags, pack.codes("flag").ids, "flag")
        yield from _missing("protocol.toml", step.id, step.dangers, pack.codes("danger_kind").ids, "danger_kind")
    if not any(step.concerns((), "") for step in pack.protocol.steps):
        yield "protocol.toml: no step is for everybody"
