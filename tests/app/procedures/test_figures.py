"""Figures of the city's reports out of records: decisions of a year by kind, procedures simplified, services online."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import cycle
from pathlib import Path

import pytest
from django.test import Client
from tests.app.procedures.catalogue import MARRIAGE, when
from tests.app.procedures.test_import import brought_in, sheet
from tests.cast import City

from namro.duties.procedures import selectors, services
from namro.duties.procedures.data import LineData, SavingData
from namro.duties.procedures.models import ChangeLine, Procedure
from namro.duties.procedures.selectors.online import listed

pytestmark = pytest.mark.django_db
FROM, CHANGED, COUNTED = date(2017, 1, 1), date(2018, 6, 1), date(2018, 12, 31)


def catalogue(city: City, shared: Path | None, count: int) -> list[str]:
    """The real open catalogue, or one of the test's own; the codes in force, in order."""
    if shared is None:
        rows = [
            (f"1.{one:06d}", f"Thủ tục số {one}", "Hộ tịch", "Cấp xã", "03 Ngày làm việc")
            for one in range(1, count + 1)
        ]
        brought_in(city, sheet(*rows), on=FROM)
    else:
        with gzip.open(shared / "data" / "procedures" / "catalogue_open.csv.gz", "rb") as packed:
            brought_in(city, packed.read(), "catalogue_open.csv", on=FROM)
    return list(Procedure.objects.order_by("code").values_list("code", flat=True))


def decided(city: City, codes: Sequence[str], *, decisions: int, abolished: int, amended: int) -> None:
    """So many decisions in the year, which between them abolish and amend so many procedures, each of its own."""
    kinds = ["abolished"] * abolished + ["amended"] * amended
    for code in codes[abolished : abolished + amended]:
        services.draft_version(code=code, data=MARRIAGE, **when(city))
    made = [
        services.draft_decision(title=f"Công bố {one}", source_text="Nghị định", source_effective_on=CHANGED, **when(city))
        for one in range(decisions)
    ]  # fmt: skip
    lines: dict[int, list[LineData]] = {one.pk: [] for one in made}
    for code, kind, pk in zip(codes, kinds, cycle(lines), strict=False):
        lines[pk].append(LineData(code, kind, CHANGED))
    for number, (pk, of) in enumerate(lines.items(), 1):
        services.add_lines(decision_id=pk, lines=of, **when(city))
        services.publish_decision(
            decision_id=pk,
            number=f"{number}/QĐ-UBND",
            signed_on=date(2018, 5, 1 + number),
            signer="Chủ tịch",
            **when(city),
        )


def simplified(city: City, codes: Sequence[str]) -> None:
    """An approved plan, each of whose lines a published change brought about."""
    plan = services.draft_plan(year=2018, title="Phương án đơn giản hóa", **when(city))
    savings = [
        SavingData(code, "Bỏ giấy tờ", days_before=5, days_after=3, cost_before=10, cost_after=4) for code in codes
    ]
    services.put_savings(plan_id=plan.pk, lines=savings, **when(city))
    services.approve_plan(plan_id=plan.pk, number="8/QĐ-UBND", signed_on=date(2018, 3, 1), **when(city))
    changes = dict(ChangeLine.objects.values_list("procedure_id", "pk"))
    for line in plan.lines.all():
        services.link_saving(line_id=line.pk, change_id=changes[line.procedure_id], **when(city))


@pytest.mark.parametrize(
    ("real", "decisions", "abolished", "amended", "saved"),
    [(False, 3, 9, 4, 6), pytest.param(True, 25, 914, 43, 71, id="the article's")],
)
def test_the_decisions_of_a_year_are_counted_by_kind_and_the_simplified_apart(
    city: City, request: pytest.FixtureRequest, real: bool, decisions: int, abolished: int, amended: int, saved: int
) -> None:
    codes = catalogue(city, request.getfixturevalue("shared") if real else None, 20)
    decided(city, codes, decisions=decisions, abolished=abolished, amended=amended)
    # What was amended was simplified first; others were by being done away with.
    simplified(city, codes[abolished + amended - saved : abolished + amended])
    (year,) = selectors.decisions_by_year()
    assert (year.year, year.decisions) == (2018, decisions)
    assert year.kinds == {"abolished": abolished, "amended": amended} and year.simplified == saved
    in_force = selectors.list_procedures(selectors.Filters(), on=COUNTED).count()
    assert in_force == len(codes) - abolished
    done = selectors.savings_where(first=date(2018, 1, 1), last=COUNTED)
    assert (done.procedures, done.days, done.cost) == (saved, 2 * saved, 6 * saved)
    client = Client()
    client.force_login(city.officer)
    page = " ".join(client.get("/procedures/decisions/").content.decode().split())
    for number in (decisions, abolished, amended, saved):
        assert f">{number}<" in page.replace("> ", ">").replace(" <", "<"), number


def test_nearly_eighty_percent_stand_at_levels_three_and_four(city: City) -> None:
    codes = catalogue(city, None, 60)
    on = date(2018, 2, 1)
    levels = ["3"] * 30 + ["4"] * 13 + ["2"] * 8 + ["1"] * 3
    for code, level in zip(codes, levels, strict=False):
        services.set_online_level(code=code, first=on, level=level, **when(city))
    for code in codes[54:58]:  # of these the law wants the applicant in person
        services.set_online_level(code=code, first=on, level="", is_eligible=False, reason="Phải có mặt", **when(city))
    found = selectors.online_share(on=COUNTED)
    assert found.percent == Fraction(4300, 54)  # 79.6 %
    assert found.levels == {("old4", "1"): 3, ("old4", "2"): 8, ("old4", "3"): 30, ("old4", "4"): 13}
    online = [one.procedure.code for one in listed(found.share.numerator, on=COUNTED)]
    assert online == codes[:43]
    assert [one.procedure.code for one in listed(found.share.denominator, on=COUNTED)] == codes[:54]
    assert [one.procedure.code for one in listed(found.share.unsaid, on=COUNTED)] == codes[58:]
    # The same levels count for nothing on the scale of a later law.
    assert selectors.online_share(on=date(2023, 1, 1)).share.numerator == ()


def test_the_real_catalogue_at_nearly_eighty_percent(city: City, shared: Path) -> None:
    """Of its first five hundred, every fifth and two more stand at level 2, the others at 3 or 4."""
    codes = catalogue(city, shared, 0)
    low = {*range(0, 500, 5), 1, 2}
    for number, code in enumerate(codes[:500]):
        level = "2" if number in low else "3" if number % 2 else "4"
        services.set_online_level(code=code, first=date(2018, 2, 1), level=level, **when(city))
    found = selectors.online_share(on=COUNTED)
    assert (len(found.share.numerator), len(found.share.denominator), len(found.share.unsaid)) == (
        398,
        500,
        len(codes) - 500,
    )
    assert found.percent == Fraction(796, 10)
