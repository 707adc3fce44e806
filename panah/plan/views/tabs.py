"""The pages of one plan, side by side."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from panah.accounts.tabs import Tab
from panah.plan.models import Plan

TABS = (
    (_("Measures"), "plan"),
    (_("Progress"), "progress"),
    (_("Timeline"), "timeline"),
    (_("Bodies"), "bodies"),
    (_("History and files"), "history"),
)


def around(plan: Plan, current: str) -> dict[str, Any]:
    """Give what every page of a plan stands in: the plan and its tabs; `current` is the name of the page's address."""
    tabs = [Tab(label, reverse(f"plan:{name}", args=[plan.id]), name == current) for label, name in TABS]
    return {"plan": plan, "tabs": tabs}
