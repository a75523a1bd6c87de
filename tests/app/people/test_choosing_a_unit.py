"""Beside a file: a list of units as long as one can choose from it, and the code of the unit beyond that."""

from __future__ import annotations

import pytest
from tests.cast import City

from namro.base.access.selectors import actor_of
from namro.base.imports import registry
from namro.base.imports.forms import UploadForm
from namro.city.organisation.models import Unit, UnitSpell
from namro.city.people.imports import units

pytestmark = pytest.mark.django_db


def form_for(city: City, code: str) -> UploadForm:
    actor = actor_of(city.officer, on=city.today)
    return UploadForm(
        {"kind": "staff", "on": "2026-11-20", "unit": code}, units=registry.units_of(actor, on=city.today),
        named=lambda text: registry.unit_named(text, actor, on=city.today),
    )  # fmt: skip


def test_few_units_are_listed(city: City) -> None:
    actor = actor_of(city.officer, on=city.today)
    listed = registry.units_of(actor, on=city.today)
    assert listed is not None and str(city.commune.pk) in dict(listed)
    assert str(city.other_commune.pk) not in dict(listed)


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "MOST_CHOICES", 1)


@pytest.mark.usefixtures("many")
def test_many_units_are_asked_for_by_code(city: City) -> None:
    form = form_for(city, city.economy.code.lower())
    form.is_valid()
    assert form.cleaned_data["unit"] == str(city.economy.pk)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("code", ["HN-KHONG-CO", "other"])
def test_an_unknown_code_or_one_outside_is_refused_and_says_where_codes_are(city: City, code: str) -> None:
    form = form_for(city, city.other_commune.code if code == "other" else code)
    assert not form.is_valid()
    assert "Mã ghi ở trang Đơn vị" in str(form.errors["unit"])


@pytest.mark.usefixtures("many")
def test_a_unit_that_no_longer_stands_is_refused(city: City) -> None:
    gone = Unit.objects.create(code="HN-CU")
    old = UnitSpell.objects.get(unit=city.economy)
    days = type(old.valid)(old.valid.lower, city.today)
    UnitSpell.objects.create(
        unit=gone, valid=days, name="Phòng cũ", kind=old.kind, role=old.role, parent_id=old.parent_id, basis="QĐ"
    )
    assert not form_for(city, "HN-CU").is_valid()
