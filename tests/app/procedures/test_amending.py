"""Amending a procedure: a form sent back untouched changes nothing, whatever the version says."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.app.evaluations.month import city_officer
from tests.app.procedures.catalogue import CODE, MARRIAGE, published
from tests.app.procedures.test_import import brought_in
from tests.cast import City

from namro.duties.procedures.data import Paper, VersionData
from namro.duties.procedures.forms import VersionForm, typed_version
from namro.duties.procedures.imports.reading import data_of
from namro.duties.procedures.models import ProcedureVersion
from namro.duties.procedures.rules.portal import PaidFee
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit, Unread, Why
from namro.duties.procedures.typing import fee_of, limits_of, typed_fees, typed_limits
from namro.engine.text import nfc


def again(version: ProcedureVersion, officer: Any) -> VersionData:
    """What the form shows of a version, sent back."""
    form = VersionForm({"code": version.procedure.code, **typed_version(version)}, on=None, actor=officer)
    assert form.is_valid(), (version.procedure.code, form.errors.as_text())
    return form.version()


def said(data: VersionData) -> VersionData:
    """All a version says; where it came from, and how blank space fell, is no part of it."""
    flat = {
        name: _flat(getattr(data, name))
        for name in ("name", "field", "applicants", "competent", "executing", "result", "conditions")
    }
    return replace(
        data, **flat, source="", steps=tuple(map(_flat, data.steps)), legal_basis=tuple(map(_flat, data.legal_basis)),
        limits=_sorted(replace(one, condition=_flat(one.condition)) for one in data.limits),
        fees=_sorted(replace(one, text=_flat(one.text)) for one in data.fees),
        unread=_sorted(replace(one, text=_flat(one.text), why=Why.WORDS) for one in data.unread),
        papers=tuple(replace(one, name=_flat(one.name), form=_flat(one.form)) for one in data.papers),
    )  # fmt: skip


def _sorted(rows: Iterable[Any]) -> tuple[Any, ...]:
    """The order of the table's rows says nothing."""
    return tuple(sorted(rows, key=str))


def _flat(text: str) -> str:
    return " ".join(nfc(text).split())


LIMITS = st.builds(
    TimeLimit, st.integers(1, 400), st.sampled_from([one for one in TimeUnit if one is not TimeUnit.SAME_DAY]), st.just("online"),
    st.sampled_from(["", "trường hợp phải xác minh", "Hồ sơ phức tạp, từ 2 thửa", "#1", "(phí 1.000 đồng; lệ phí)", "2: A"]), st.booleans(),
)  # fmt: skip
SAME_DAY = st.builds(
    TimeLimit, st.just(0), st.just(TimeUnit.SAME_DAY), st.just("online"), st.sampled_from(["", "trường hợp A"])
)


@given(st.lists(LIMITS | SAME_DAY, max_size=4, unique=True), st.booleans())
def test_limits_typed_are_read_back_as_they_were(limits: list[TimeLimit], is_listed: bool) -> None:
    unread = [Unread("1.5 Ngày làm việc", Why.NOT_WHOLE, "online")] if is_listed else []
    assert limits_of(typed_limits(limits, unread, "online"), "online") == (limits, unread)


FEES = st.builds(
    PaidFee, st.none() | st.integers(0, 10**9),
    st.sampled_from(["", "Miễn phí", "100,000 VNĐ(phí thẩm định)", "50.000", "theo Nghị quyết | mục 2", "0,1% giá trị"]),
    st.sampled_from(["", "in_person", "online", "postal"]),
)  # fmt: skip


@given(st.lists(FEES, max_size=4))
def test_fees_typed_are_read_back_as_they_were(fees: list[PaidFee]) -> None:
    # A fee without an amount says something: the table keeps no other.
    known = [one for one in fees if one.text or one.amount is not None]
    read = [fee_of(line) for line in typed_fees(known).splitlines()]
    assert read == known


@pytest.mark.django_db
def test_a_version_with_everything_comes_back_as_it_was(city: City) -> None:
    published(
        city, steps=("Nộp tờ khai\ntại quầy", "Hai bên ký sổ"), executing="Chủ tịch\nSở Tư pháp",
        papers=(Paper("Tờ khai", 1, 2, "Mẫu 01"), Paper("Giấy tờ tùy thân", 0, 1)),
        limits=(
            TimeLimit(15, TimeUnit.DAYS), TimeLimit(30, TimeUnit.DAYS, condition="trường hợp phải xác minh"),
            TimeLimit(4, TimeUnit.HOURS, "online", "#1", is_maximum=True), TimeLimit(8, TimeUnit.HOURS, "online", "#2"),
            TimeLimit(0, TimeUnit.SAME_DAY, "postal"),
        ),
        fees=(PaidFee(100_000, "100,000 VNĐ(phí thẩm định)", "online"), PaidFee(None, "Theo Nghị quyết 06"), PaidFee(0, "Miễn phí", "postal")),
        unread=(Unread("1.5 Ngày làm việc", Why.NOT_WHOLE, "in_person"),),
    )  # fmt: skip
    version = ProcedureVersion.objects.get()
    assert said(again(version, None)) == said(data_of(version))


@pytest.mark.django_db
def test_fifteen_days_and_thirty_where_it_must_be_verified_may_be_typed(city: City) -> None:
    published(city)
    client, path = Client(), f"/procedures/{ProcedureVersion.objects.get().procedure_id}/draft/"
    client.force_login(city_officer(city))
    page = client.get(path)
    assert page.status_code == 200 and "dấu hỏi" in page.content.decode()
    typed = {"code": CODE, **typed_version(ProcedureVersion.objects.get()), "limit_online": ""}
    refused = client.post(path, {**typed, "limit_any": "15 ngày; trường hợp phải xác minh: 30 ngày"})
    assert refused.status_code == 422 and "15 ngày | trường hợp phải xác minh" in refused.content.decode()
    sent = client.post(path, {**typed, "limit_any": "15 ngày |\n30 ngày | trường hợp phải xác minh"})
    assert sent.status_code == 302
    draft = ProcedureVersion.objects.get(state="draft")
    assert _sorted(data_of(draft).limits) == _sorted(
        (TimeLimit(15, TimeUnit.DAYS), TimeLimit(30, TimeUnit.DAYS, condition="trường hợp phải xác minh"))
    )
    assert data_of(draft).fees == MARRIAGE.fees


@pytest.mark.django_db
def test_every_version_of_the_real_catalogue_comes_back_as_it_was(city: City, shared: Path) -> None:
    with gzip.open(shared / "data" / "procedures" / "catalogue_open.csv.gz", "rb") as packed:
        brought_in(city, packed.read(), "catalogue_open.csv")
    rows = ProcedureVersion.objects.select_related("procedure__field").prefetch_related("limits", "fees")
    wrong = [one.procedure.code for one in rows if said(again(one, None)) != said(data_of(one))]
    assert wrong == [] and len(rows) > 2_000
