"""Everything a house does for a person is free: nothing in the room could hold a price."""

import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps

import panah.shelter.forms as room_forms
from panah.core.country import country

MONEY = {"price", "prices", "fee", "fees", "cost", "costs", "charge", "paid", "pay", "payment", "tariff", "currency"}


def sold(names: set[str]) -> set[str]:
    """The names that speak of money in one of their words."""
    return {name for name in names if MONEY & set(name.split("_"))}


@pytest.mark.rule("SH-19")
def test_no_table_and_no_form_of_the_room_has_a_place_for_a_price() -> None:
    tables = {field.name for model in apps.get_app_config("shelter").get_models() for field in model._meta.get_fields()}
    found = pkgutil.iter_modules(room_forms.__path__, f"{room_forms.__name__}.")
    modules = [importlib.import_module(each.name) for each in found]
    drawn = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    fields = {name for form in drawn if issubclass(form, forms.Form) for name in form.base_fields}
    assert {"service", "agreed"} <= tables & fields
    assert sold(tables | fields) == set()


@pytest.mark.rule("SH-19")
def test_no_service_and_no_setting_speaks_of_a_price() -> None:
    services = [*country().codes("shelter_service"), *country().codes("centre_service")]
    assert len(services) > 20
    assert sold({service.id for service in services}) == set()


def test_a_word_for_money_would_be_found() -> None:
    assert sold({"service", "price_azn", "fee", "feedback"}) == {"price_azn", "fee"}
