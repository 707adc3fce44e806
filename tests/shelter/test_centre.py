"""The assistance centre: rights explained, visits under a false name, and a shelter asked in one step."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from panah.cases.models import Consent
from panah.core.errors import Forbidden, NotHere
from panah.core.ids import new_id
from panah.duties.models import Duty, Event
from panah.people.actions.registering import Facts
from panah.people.models import Notice, Person, Standing
from panah.referrals.actions import answering
from panah.referrals.models import Referral
from panah.shelter.actions import visits
from panah.shelter.actions.visits import NoLanguage, NoShelter, NoSigns, Place, PresumedAlready, RightsFirst, Visit
from panah.shelter.models import CentreVisit, Guest, House, HouseKind
from panah.vault import grants
from panah.vault.folders import Basis
from panah.vault.models import BasisKind
from tests.people.making import ADULT, CHILD, registered
from tests.world import Person as Member
from tests.world import World, acting, signed_in

RIGHTS = Visit(services=("rights", "psychological"), language="ru", with_interpreter=True, words="She was afraid.")


def came(by: Member, facts: Facts = ADULT) -> Guest:
    with acting(by) as actor:
        return visits.welcome(actor=actor, facts=facts)


def visited(by: Member, guest: Guest, visit: Visit = RIGHTS) -> CentreVisit:
    with acting(by) as actor:
        return visits.write(actor=actor, guest_id=guest.id, visit=visit)


def wish(shelter: UUID, **changes: Any) -> Place:
    usual: dict[str, Any] = {
        "shelter_id": shelter,
        "urgency": "standard",
        "message": "Needs a bed tonight.",
        "given_by": "person",
        "given_how": "oral",
        "language": "ru",
        "until": timezone.now() + dt.timedelta(days=30),
        "evidence": "Yes, take me there.",
        "form_token": new_id(),
    }
    return Place(**(usual | changes))


def placed(by: Member, guest: Guest, shelter: UUID, **changes: Any) -> Referral:
    with acting(by) as actor:
        return visits.place(actor=actor, guest_id=guest.id, wish=wish(shelter, **changes))


def duties(by: Member, guest: Guest) -> list[Duty]:
    with acting(by):
        return [each for each in Duty.about([guest.id]) if each.rule == "AC-02"]


@pytest.mark.rule("AC-01")
def test_what_was_done_is_on_record_with_the_language_of_the_rights(world: World) -> None:
    guest = came(world.tural)
    visited(world.tural, guest)
    with acting(world.tural) as actor:
        row, again = CentreVisit.of(guest)[0], Guest.gate(actor, guest.id)
        assert (row.services, row.rights_language, row.with_interpreter) == (["psychological", "rights"], "ru", True)
        assert row.words == "She was afraid."
        assert (again.rights_language, again.rights_told_at) == ("ru", row.at)
        assert not [f.name for f in CentreVisit._meta.local_fields if f.name in ("price", "fee", "cost")]


@pytest.mark.rule("AC-01")
def test_rights_are_explained_in_a_language_and_told_once_for_the_record(world: World) -> None:
    guest = came(world.tural)
    with pytest.raises(NoLanguage):
        visited(world.tural, guest, Visit(services=("rights",)))
    with pytest.raises(visits.UnknownService):
        visited(world.tural, guest, Visit(services=()))
    visited(world.tural, guest, Visit(services=("legal",), language="az"))
    with acting(world.tural) as actor:
        assert Guest.gate(actor, guest.id).rights_told_at is None
    visited(world.tural, guest)
    visited(world.tural, guest, Visit(services=("rights",), language="az"))
    with acting(world.tural) as actor:
        assert Guest.gate(actor, guest.id).rights_language == "ru"
        with pytest.raises(IntegrityError, match="written down before"), transaction.atomic():
            Guest.visible(actor).filter(id=guest.id).update(rights_told_at=timezone.now())
        with pytest.raises(IntegrityError, match="guest_told_in_a_language"), transaction.atomic():
            Guest.visible(actor).filter(id=guest.id).update(rights_language="")


@pytest.mark.rule("AC-01")
def test_no_shelter_is_asked_before_the_rights_were_explained(world: World) -> None:
    guest = came(world.tural)
    with pytest.raises(RightsFirst):
        placed(world.tural, guest, world.units["shelter"])
    assert signed_in(world.tural).get(f"/shelter/visits/{guest.id}/place/").status_code == 409


@pytest.mark.rule("AC-02")
def test_presuming_a_victim_starts_the_clock_and_decides_nothing(world: World) -> None:
    guest = came(world.tural)
    with acting(world.tural) as actor:
        with pytest.raises(NoSigns):
            visits.presume(actor=actor, guest_id=guest.id, signs=" ")
        visits.presume(actor=actor, guest_id=guest.id, signs="Somebody else holds her passport.")
        assert Person.gate(actor, guest.person_id).standing == Standing.POTENTIAL
        with pytest.raises(PresumedAlready):
            visits.presume(actor=actor, guest_id=guest.id, signs="Again")
    assert [(each.step, each.is_open) for each in duties(world.tural, guest)] == [("to_shelter", True)]


@pytest.mark.rule("AC-02", "CON-07")
def test_a_shelter_is_asked_in_one_step_with_the_consent_given_now(world: World) -> None:
    guest = came(world.tural)
    visited(world.tural, guest)
    referral = placed(world.tural, guest, world.units["shelter"])
    assert referral.receiver_unit_id == world.units["shelter"]
    assert (referral.need, sorted(referral.compartments)) == ("shelter", ["case", "contact"])
    assert [each.done_at is not None for each in duties(world.tural, guest)] == [True]
    with acting(world.tural) as actor:
        assert Guest.gate(actor, guest.id).signs == "Needs a bed tonight."
        consent = Consent.objects.get(person_id=guest.person_id)
        assert (consent.purpose, consent.recipient_unit_id) == ("shelter", world.units["shelter"])
    with acting(world.sevinc) as actor:
        answering.accept(actor=actor, referral_id=referral.id)
        assert Person.gate(actor, guest.person_id).pseudonym == guest.pseudonym
        assert not Guest.objects.filter(id=guest.id).exists()


@pytest.mark.rule("AC-02")
def test_a_referral_elsewhere_leaves_the_clock_running_and_a_form_sent_twice_asks_once(world: World) -> None:
    guest = came(world.tural)
    visited(world.tural, guest)
    with pytest.raises(NoShelter):
        placed(world.tural, guest, world.units["department"])
    with acting(world.tural) as actor:
        visits.presume(actor=actor, guest_id=guest.id, signs="Debt to the employer")
        said = wish(world.units["shelter"])
        first = visits.place(actor=actor, guest_id=guest.id, wish=said)
        assert visits.place(actor=actor, guest_id=guest.id, wish=said).id == first.id


@pytest.mark.rule("AC-02")
def test_who_does_not_want_a_shelter_is_not_sent_to_one(world: World) -> None:
    guest = came(world.tural)
    with acting(world.tural) as actor:
        visits.presume(actor=actor, guest_id=guest.id, signs="Debt to the employer")
        visits.refused(actor=actor, guest_id=guest.id, shelter_id=world.units["shelter"])
        assert not Referral.sent(actor).filter(person_id=guest.person_id).exists()
    (duty,) = duties(world.tural, guest)
    assert duty.cancelled_at is not None


@pytest.mark.rule("AC-03")
def test_the_page_of_a_child_shows_who_was_told_of_it_at_once(world: World) -> None:
    guest = came(world.tural, CHILD)
    with acting(world.tural):
        assert Notice.objects.filter(person_id=guest.person_id).count() == 3
    page = signed_in(world.tural).get(f"/shelter/visits/{guest.id}/").content.decode()
    assert all(each in page for each in ("Unit guardianship", "Unit commission", "Unit committee"))


@pytest.mark.rule("CH-13")
def test_a_child_does_not_agree_alone(world: World) -> None:
    from panah.cases.actions.consents import ChildAlone

    guest = came(world.tural, CHILD)
    visited(world.tural, guest)
    with pytest.raises(ChildAlone):
        placed(world.tural, guest, world.units["shelter"])


@pytest.mark.rule("AC-05")
def test_each_centre_sees_its_own_people(world: World) -> None:
    guest = came(world.tural)
    visited(world.tural, guest)
    for other in (world.sabina, world.sevinc, world.nigar):
        with acting(other):
            assert not Guest.objects.filter(id=guest.id).exists()
            assert not CentreVisit.objects.filter(guest_id=guest.id).exists()
    with acting(world.sabina) as actor:
        with pytest.raises(NotHere):
            Guest.gate(actor, guest.id)
        with pytest.raises(NotHere):
            visits.receive(actor=actor, person_id=guest.person_id)
    assert guest.pseudonym not in signed_in(world.sabina).get("/shelter/visits/").content.decode()


@pytest.mark.rule("AC-05")
def test_a_centre_with_several_houses_says_where_and_never_in_anothers(world: World) -> None:
    def house(by: Member, name: str, region: str) -> House:
        with acting(by) as actor:
            return House.objects.create(
                unit_id=actor.unit, kind=HouseKind.CENTRE, name=name, region=region, capacity=20
            )

    ganja, goygol = house(world.tural, "Ganja", "ganja_dashkasan"), house(world.tural, "Goygol", "ganja_dashkasan")
    shaki, guest = house(world.sabina, "Shaki", "shaki_zagatala"), came(world.tural)
    row = visited(world.tural, guest, Visit(services=("social",), house_id=goygol.id))
    assert (row.house_id, visited(world.tural, guest).house_id) == (goygol.id, None)
    with pytest.raises(NotHere):
        visited(world.tural, guest, Visit(services=("social",), house_id=shaki.id))
    with acting(world.tural), pytest.raises(IntegrityError, match="belongs to the centre"), transaction.atomic():
        CentreVisit.objects.create(
            folder_id=guest.folder_id, guest=guest, unit_id=guest.unit_id, house_id=shaki.id, services=["social"],
            at=timezone.now(), by_id=world.tural.member_id,
        )  # fmt: skip
    assert ganja.region == "ganja_dashkasan"


def test_somebody_known_is_received_once(world: World) -> None:
    guest = came(world.tural)
    with acting(world.tural) as actor:
        assert visits.receive(actor=actor, person_id=guest.person_id).id == guest.id


def test_what_a_centre_wrote_stays_when_what_others_let_it_see_ends(world: World) -> None:
    person = registered(world.nigar, ADULT)
    with acting(world.nigar) as actor:
        basis = Basis(BasisKind.CONSENT, "a test")
        grant = grants.give(actor=actor, folder_id=person.folder_id, unit_id=world.units["centre"], basis=basis)
    with acting(world.tural) as actor:
        guest = visits.receive(actor=actor, person_id=person.id)
    visited(world.tural, guest)
    with acting(world.nigar) as actor:
        grants.end(actor=actor, grant_id=grant.id, reason="withdrawn")
    page = signed_in(world.tural).get(f"/shelter/visits/{guest.id}/").content.decode()
    assert "She was afraid." in page
    assert f"/people/{person.id}/" not in page


def test_the_list_asks_the_database_the_same_however_many_come(world: World) -> None:
    client = signed_in(world.tural)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/shelter/visits/").status_code == 200
        return len(queries)

    came(world.tural)
    asked()
    few = asked()
    for _each in range(5):
        visited(world.tural, came(world.tural))
    assert asked() == few


def test_only_a_centre_writes_visits(world: World) -> None:
    with acting(world.sevinc) as actor, pytest.raises(Forbidden):
        visits.welcome(actor=actor, facts=ADULT)


def test_the_timeline_has_codes_and_no_words(world: World) -> None:
    guest = came(world.tural)
    visited(world.tural, guest)
    with acting(world.tural):
        facts = [event.facts for event in Event.objects.filter(matter_id=guest.person_id)]
        assert "afraid" not in str(facts)
