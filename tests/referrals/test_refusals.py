"""Refusals are counted by receiver and reason: numbers, for whom they concern."""

import pytest

from panah.core.functions import rows
from panah.referrals.actions import answering
from tests.referrals.making import offered
from tests.world import World, acting, signed_in


def declined(world: World, reason: str) -> None:
    referral = offered(world.leyla, world.nigar)
    with acting(world.nigar) as actor:
        answering.decline(actor=actor, referral_id=referral.id, reason=reason)


@pytest.mark.rule("NRM-01")
def test_refusals_are_counted_by_receiver_and_reason(world: World) -> None:
    declined(world, "no_capacity")
    declined(world, "no_capacity")
    declined(world, "too_little")
    offered(world.leyla, world.nigar)
    for who in (world.director, world.orxan, world.vefa):
        page = signed_in(who).get("/referrals/refusals/?days=30").content.decode()
        assert "No place or no staff now" in page
        assert "Too little is known to act" in page
        with acting(who):
            counted = rows("panah_refusals", "2026-01-01")
        assert counted == [
            (world.nigar.unit_id, "no_capacity", 2, 4),
            (world.nigar.unit_id, "too_little", 1, 4),
        ]


def test_whom_it_does_not_concern_learns_nothing(world: World) -> None:
    declined(world, "conflict")
    assert "Nothing was refused in this time" in signed_in(world.tural).get("/referrals/refusals/").content.decode()
    for who in (world.nigar, world.leyla, world.rauf):
        assert signed_in(who).get("/referrals/refusals/").status_code == 403
