"""After the stay: one step to who goes on helping, on consent given now, and what became of it."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from panah.cases.models import Consent
from panah.core.errors import Forbidden
from panah.core.ids import new_id
from panah.referrals.actions import answering
from panah.referrals.models import Referral
from panah.shelter.actions import handing_on, leaving
from panah.shelter.actions.handing_on import HandOver, NobodyStayed, NotForReintegration
from panah.shelter.models import Stay
from tests.shelter.guarded import arriving
from tests.shelter.living import house_of, moved_in
from tests.world import World, acting, signed_in


def asked(world: World, to: str = "ngo", **changes: Any) -> HandOver:
    usual: dict[str, Any] = {
        "receiver_id": world.units[to],
        "need": "social",
        "urgency": "standard",
        "message": "Looks for work and a room.",
        "given_by": "person",
        "given_how": "oral",
        "language": "az",
        "until": timezone.now() + dt.timedelta(days=30),
        "evidence": "Yes, please.",
        "form_token": new_id(),
    }
    return HandOver(**(usual | changes))


@pytest.mark.rule("CON-14")
def test_one_step_offers_somebody_with_a_consent_for_that_and_nothing_of_the_house(world: World) -> None:
    stay = moved_in(world.sevinc)
    with acting(world.sevinc) as actor:
        wish = asked(world)
        sent = handing_on.hand_over(actor=actor, stay_id=stay.id, asked=wish)
        assert handing_on.hand_over(actor=actor, stay_id=stay.id, asked=wish) == sent
        consent = Consent.objects.get(person_id=stay.person_id, purpose="social")
        assert consent.id == sent.consent_id
        assert (consent.purpose, consent.recipient_unit_id) == ("social", world.units["ngo"])
        assert set(sent.compartments) <= {"case", "contact"}
        assert sent.matter_id == stay.person_id
    with acting(world.malika) as actor:
        seen = Referral.gate(actor, sent.id)
        answering.accept(actor=actor, referral_id=seen.id)
        assert not Stay.objects.exists()
    page = signed_in(world.sevinc).get(reverse("shelter:leaving", args=(stay.id,))).content.decode()
    assert "Accepted" in page
    assert reverse("referrals:referral", args=(sent.id,)) in page


def test_the_form_is_filled_in_beforehand_and_what_does_not_fit_is_said(world: World) -> None:
    stay = moved_in(world.sevinc)
    client, address = signed_in(world.sevinc), reverse("shelter:hand_over", args=(stay.id,))
    form = client.get(address).context["form"]
    assert (form["given_by"].value(), form["need"].value()) == ("person", "social")
    assert form["until"].value() >= timezone.localdate()
    offered = {value for value, _label in form.fields["receiver"].choices}
    assert str(world.units["ngo"]) in offered
    assert str(world.units["department"]) not in offered
    said = {
        "receiver": str(world.units["ngo"]), "need": "social", "urgency": "standard", "given_by": "person",
        "given_how": "oral", "language": "az", "until": f"{form['until'].value():%Y-%m-%d}", "message": "",
        "form_token": str(new_id()),
    }  # fmt: skip
    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"message": "Looks for work."}).status_code == 302
    with acting(world.sevinc) as actor:
        assert len(handing_on.sent_from(actor, stay)) == 1


def test_a_no_is_written_down_and_shares_nothing(world: World) -> None:
    stay = moved_in(world.sevinc)
    with acting(world.sevinc) as actor:
        leaving.leave(actor=actor, stay_id=stay.id, reason="own_wish")
    client = signed_in(world.sevinc)
    address = reverse("shelter:hand_over_refused", args=(stay.id,))
    assert client.post(address, {"receiver": "nobody"}).status_code == 422
    assert client.post(address, {"receiver": str(world.units["ngo"])}).status_code == 302
    with acting(world.sevinc) as actor:
        assert handing_on.sent_from(actor, stay) == []


def test_neither_before_moving_in_nor_to_the_police_nor_by_a_specialist(world: World) -> None:
    comes = arriving(world, house_of(world.sevinc))
    stay = moved_in(world.sevinc)
    with acting(world.sevinc) as actor:
        with pytest.raises(NobodyStayed):
            handing_on.hand_over(actor=actor, stay_id=comes.id, asked=asked(world))
        with pytest.raises(NotForReintegration):
            handing_on.hand_over(actor=actor, stay_id=stay.id, asked=asked(world, "department"))
    with acting(world.diana) as actor, pytest.raises(Forbidden):
        handing_on.hand_over(actor=actor, stay_id=stay.id, asked=asked(world))
