"""The month list of a real round: what an officer recalculates from it is what was stored when the round was decided."""

from __future__ import annotations

import io
from fractions import Fraction

import openpyxl
import pytest
from tests.app.evaluations.month import published_month
from tests.cast import City
from tests.unit.documents.sheet_calculator import Calculator

from namro.duties.evaluations.models import Score

pytestmark = pytest.mark.django_db
LIST = "Danh sách"


def test_the_list_recalculates_to_the_stored_totals_and_levels(city: City, as_):
    month = published_month(city)
    content = as_(city.chair).get(f"/rounds/{month.commune.pk}/files/list.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet, calculator = book[LIST], Calculator(book)
    heads = [str(cell.value) for cell in sheet[6]]
    total, band, code = (heads.index(name) for name in ("Tổng điểm theo dõi, đánh giá", "Mức theo điểm", "Mã cán bộ"))
    stored = {one.sheet.person.code: one for one in Score.objects.filter(sheet__round=month.commune).order_by("pk")}
    formulas = 0
    for row in sheet.iter_rows(min_row=7, max_row=6 + len(stored)):
        score = stored[row[code].value]
        if not score.exact:
            assert row[total].value is None
            continue
        assert calculator.value(LIST, row[total].coordinate) == pytest.approx(float(Fraction(score.exact)), abs=1e-8)
        assert calculator.value(LIST, row[band].coordinate) == score.band
        formulas += sum(str(cell.value).startswith("=") for cell in row)
    assert formulas >= 6  # a, b, c, the points for results, the total and the level of at least one person
