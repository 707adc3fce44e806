"""Papers that the person carries: the letter of a decision, and the certificate of a reflection period.

A letter names the person by pseudonym and case number, never by name, and leaves the reasons out: they could endanger
somebody, and are read aloud at the unit. The certificate names nobody at all: its code and the last day are enough.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from panah.accounts.models import names_of_unit
from panah.cases.models import Case, Decision, Reflection
from panah.cases.states import DecisionStep
from panah.core.country import country, say
from panah.core.paper import Paper
from panah.people.models import Person, Standing

SPOKEN = "en"


def letter(case: Case, person: Person, decision: Decision) -> bytes:
    """Draw the letter of a decision in the person's language, or in English where theirs is not written here."""
    with _spoken(person.language):
        return Paper(
            title=_("Decision about your status"),
            lead=f"{case.number} · {_day(localtime(decision.at))}",
            facts=_facts(case, decision),
            mark=str(Standing(decision.after).label),
            paragraphs=list(_says(decision)),
            note=_("This letter bears no name. Whoever finds it cannot tell from it who you are."),
        ).pdf()


def _facts(case: Case, decision: Decision) -> list[tuple[str, str]]:
    facts = [
        (_("Person"), case.pseudonym),
        (_("What was decided"), str(DecisionStep(decision.step).label)),
        (_("Status before"), str(Standing(decision.before).label)),
        (_("Who decided"), say(names_of_unit(decision.unit_id))),
        (_("What it rests on"), country().label("decision_basis", decision.basis)),
    ]
    if decision.set_id:
        used = country().indicator_set(decision.set_id, decision.set_version or 0)
        facts.append((_("Indicators used"), _("%(name)s, version %(n)d") % {"name": used.name, "n": used.version}))
    return facts


def _says(decision: Decision) -> Iterator[str]:
    if decision.after == Standing.NOT_A_VICTIM:
        yield _(
            "The competent body found that you are not a victim of human trafficking. A reflection period that was "
            "running has ended with this decision."
        )
        if decision.appeal_until:
            last = _day(localtime(decision.appeal_until))
            yield _(
                "You can appeal, in any language and in your own words, before %(day)s. It is enough to tell the unit, "
                "your lawyer or the hotline that you do not agree. Somebody else than before will decide."
            ) % {"day": last}
    else:
        yield _(
            "You have a right to safety, to shelter, and to medical, psychological, social and legal help, free of "
            "charge. None of it depends on whether you help the police or the court."
        )
        yield _(
            "You have a right to a reflection period. While it runs you cannot be expelled, and nobody may ask you "
            "questions unless you wish it."
        )
    yield _("The reasons are kept under seal. The unit reads them to you, with an interpreter, whenever you ask.")


def certificate(period: Reflection, code: str, language: str) -> bytes:
    """Draw the certificate of a running period: the code, the last day, and how whoever checks can check.

    It is in the country's language, for those who read it at a check, and in the person's.
    """
    languages = dict.fromkeys((country().languages[0], _written(language)))
    with _spoken(country().languages[0]):
        title = _("Certificate of protection")
    return Paper(
        title=title,
        mark=code,
        facts=[fact for each in languages for fact in _until(period, each)],
        paragraphs=[words for each in languages for words in _how_to_check(each)],
    ).pdf()


def _until(period: Reflection, language: str) -> Iterator[tuple[str, str]]:
    with _spoken(language):
        yield _("Protected until"), _day(period.last_day)


def _how_to_check(language: str) -> Iterator[str]:
    with _spoken(language):
        yield _("Whoever carries this may not be expelled before the day above has ended.")
        yield _(
            "For officers of the migration service and at the border: enter the code in Panah under “Check a code”. "
            "The answer is the day until which the protection lasts, and nothing else. Do not ask whose it is or why. "
            "If you cannot enter the code, telephone the special police unit before any further step."
        )
        yield _("If this paper is lost, a new one is drawn and this code stops working.")


def _day(moment: date) -> str:
    return date_format(moment, "j E Y")


def _written(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else SPOKEN


@contextmanager
def _spoken(language: str) -> Iterator[None]:
    with translation.override(_written(language)):
        yield
