"""My day: what is due comes first, and what is a long way off is folded."""

from datetime import timedelta

from django.utils import timezone

from panah.core.ids import new_id
from panah.duties.timeline import happened
from panah.vault import folders
from panah.vault.models import Compartment
from panah.web import day
from tests.world import World, acting, signed_in


def test_what_is_due_in_a_week_or_later_is_folded(world: World) -> None:
    with acting(world.sevinc) as actor:
        folder = folders.create(actor=actor, compartment=Compartment.SOCIAL)
        for days in (2, 30):
            happened(
                actor,
                "stay.admitted",
                matter=new_id(),
                folder=folder,
                unit_id=actor.unit,
                subject_kind="stay",
                subject_id=new_id(),
                facts={"child": False, "ends_on": timezone.localdate() + timedelta(days=days)},
            )
        seen = day.of(actor, here="/")
    ends = [[item.duty.step for item in items].count("stay_end") for items in (seen.overdue, seen.due, seen.later)]
    assert ends == [0, 1, 1]
    page = signed_in(world.sevinc).get("/").content.decode()
    assert f"{len(seen.later)} more, due in a week or later" in page
