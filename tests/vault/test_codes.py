"""Codes on paper: what somebody carries is known for ever."""

from pytest_django import Settings

from config.settings import base
from panah.vault import codes


def test_a_code_given_out_long_ago_is_still_known(settings: Settings) -> None:
    settings.PANAH_CODE_COST = base.PANAH_CODE_COST
    kept = "6fc9f53571f669b62ad6d19dddce4e665e2faf2e3119c4843ccc293393d2b500"
    assert codes.digest("K7QM-3XRD-9WTB").hex() == codes.digest("k7qm 3xrd9wtb").hex() == kept
