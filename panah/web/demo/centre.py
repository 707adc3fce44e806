"""Whom the assistance centre of the demonstration helps, children who are watched over, and a journey home."""

import datetime as dt

from django.utils import timezone

from panah.accounts.models import Unit
from panah.core.actor import Actor
from panah.core.country import country
from panah.core.ids import new_id
from panah.people.actions import best_interest
from panah.people.actions.registering import Facts, register
from panah.people.models import AgeBasis
from panah.shelter.actions import journeys, visits, watching
from panah.shelter.actions.journeys import Plan
from panah.shelter.actions.visits import Place, Visit
from panah.shelter.actions.watching import Watch
from panah.shelter.models import Guest, WatchedChild
from panah.web.demo.houses import ago
from panah.web.demo.people import acting


def play() -> None:
    """Let some people come to the centre, some children be watched over, and a girl get ready to go home."""
    with acting("tural") as actor:
        for facts, each in GUESTS:
            _helped(actor, visits.welcome(actor=actor, facts=facts), each)
        _year(actor)
        _asks_for_a_place(actor)
    with acting("gunel") as actor:
        for place, watch in enumerate(_children()):
            _watched(actor, watch, visited=place != 0)
    with acting("kenul") as actor:
        _watched(actor, Watch(placement="adoptive", sex="male", name="Tural R.", place="Sumqayıt"), visited=True)
    with acting("mehriban") as actor:
        _goes_home(actor)


def _helped(actor: Actor, guest: Guest, each: tuple[Visit, ...]) -> None:
    for visit in each:
        visits.write(actor=actor, guest_id=guest.id, visit=visit)


def _year(actor: Actor) -> None:
    """Two came each month of the past year, so that there is something to report."""
    for number in range(24):
        facts, each = YEAR[number % len(YEAR)]
        with ago((number + 1) * dt.timedelta(days=15)):
            _helped(actor, visits.welcome(actor=actor, facts=facts), each)


def _asks_for_a_place(actor: Actor) -> None:
    """One of them is presumed a victim and wants a place: the letter waits at the shelter."""
    guest = visits.welcome(actor=actor, facts=Facts(sex="female", age_band="21_23", age_basis=AgeBasis.DECLARED))
    _helped(actor, guest, (Visit(services=("rights", "psychological"), language="ru", words=AFRAID),))
    wish = Place(
        shelter_id=Unit.objects.get(code="shelter").id,
        urgency="urgent",
        message=BED,
        given_by="person",
        given_how="written",
        language="ru",
        until=timezone.now() + country().settings.consent_lasts,
        form_token=new_id(),
    )
    visits.place(actor=actor, guest_id=guest.id, wish=wish)


def _watched(actor: Actor, watch: Watch, *, visited: bool) -> None:
    """Somebody on the register; the one nobody has visited is due."""
    child = watching.watch(actor=actor, watch=watch)
    if visited:
        watching.visit(actor=actor, child_id=child.id, finding="well", words=VISITED)
    else:
        WatchedChild.visible(actor).filter(id=child.id).update(next_visit_on=timezone.localdate())


def _goes_home(actor: Actor) -> None:
    facts = Facts(sex="female", age_band="14_17", age_basis=AgeBasis.DOCUMENT, citizenship="GEO", language="ka")
    person = register(actor=actor, facts=facts)
    plan = Plan(destination="GEO", safety=("escort", "met", "secret_route"), words=WAY)
    journeys.plan(actor=actor, person_id=person.id, plan=plan)
    best_interest.write(actor=actor, person_id=person.id, decision="return", opinion="agrees", words=AUNT)


def _born(years: int, days: int = 0) -> dt.date:
    today = timezone.localdate()
    return dt.date(today.year - years, today.month, 1) + dt.timedelta(days=days)


def _children() -> tuple[Watch, ...]:
    return (
        Watch(risks=("dropped_out", "working"), placement="own_family", sex="male", name="Elvin M.", place="Binəqədi"),
        Watch(risks=("neglected",), placement="own_family", sex="female", name="Nərmin H.", place="Xətai"),
        Watch(placement="guardianship", sex="female", name="Lalə S.", place="Nənəsinin yanında", born=_born(15)),
        Watch(placement="state_care", sex="male", name="Rəşad Q.", place="3 nömrəli uşaq evi", born=_born(18, 100)),
    )


AFRAID = "Qonşusu ilə gəlib. Onu Bakıya gətirən kişidən qorxur; pasportu ondadır."
BED = "Bu gecədən yer lazımdır. O mənzilə qayıtmamalıdır."
VISITED = "Evdə, məktəbdə, dostları ilə. Müəllim razıdır."
WAY = "Əməkdaşımızla maşında sərhədədək; orada xalası və qəyyumluq orqanı gözləyir."
AUNT = "Onu xalası böyüdüb; onunla yaşamaq və köhnə məktəbinə getmək istəyir."
RIGHTS = Visit(services=("rights", "legal"), language="az", words="Əməkhaqqını ala biləcəyini bilmək istəyir.")
GUESTS: tuple[tuple[Facts, tuple[Visit, ...]], ...] = (
    (Facts(sex="female", age_band="30_38", age_basis=AgeBasis.DOCUMENT, language="az"), (RIGHTS,)),
    (
        Facts(sex="male", age_band="39_47", age_basis=AgeBasis.DECLARED, language="az"),
        (RIGHTS, Visit(services=("employment", "documents"), words="Bazar ertəsi qaynaqçılıq kursuna başlayır.")),
    ),
    (Facts(sex="male", age_band="14_17", age_basis=AgeBasis.ESTIMATED), (Visit(services=("psychological", "goods")),)),
    (Facts(), ()),
)
YEAR: tuple[tuple[Facts, tuple[Visit, ...]], ...] = (
    (Facts(sex="female", age_band="24_26", age_basis=AgeBasis.DOCUMENT, language="az"), (RIGHTS,)),
    (
        Facts(sex="male", age_band="27_29", age_basis=AgeBasis.DECLARED, language="az"),
        (RIGHTS, Visit(services=("employment",))),
    ),
    (
        Facts(sex="female", age_band="30_38", age_basis=AgeBasis.DECLARED, language="ru"),
        (Visit(services=("rights", "psychological"), language="ru"), Visit(services=("medical",))),
    ),
)
