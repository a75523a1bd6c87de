"""Limits, fees, papers and levels as people read them, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from namro.base.ui.wording import number_text
from namro.duties.procedures.models import Channel, Level, ProcedureFee, ProcedureLimit
from namro.duties.procedures.rules.portal import PaidFee, fee_remark
from namro.duties.procedures.rules.times import TimeUnit, Why


def limit_text(one: ProcedureLimit) -> str:
    """ "Trực tiếp: 3 ngày làm việc (trường hợp …)"."""
    text = time_text(one.quantity, one.unit)
    if one.is_maximum:
        text = _("không quá %(time)s") % {"time": text}
    if one.channel:
        text = f"{Channel(one.channel).label}: {text}"
    return f"{text} ({case_text(one.case)})" if one.case else text


def case_text(case: str) -> str:
    """A case the source does not name is numbered."""
    return _("trường hợp %(number)s, nguồn không nêu tên") % {"number": case[1:]} if case.startswith("#") else case


def time_text(quantity: int, unit: str) -> str:
    return {
        TimeUnit.SAME_DAY: lambda: _("trong ngày"),
        TimeUnit.HOURS: lambda: ngettext("%(n)s giờ", "%(n)s giờ", quantity),
        TimeUnit.DAYS: lambda: ngettext("%(n)s ngày", "%(n)s ngày", quantity),
        TimeUnit.WORKING_DAYS: lambda: ngettext("%(n)s ngày làm việc", "%(n)s ngày làm việc", quantity),
        TimeUnit.MONTHS: lambda: ngettext("%(n)s tháng", "%(n)s tháng", quantity),
    }[TimeUnit(unit)]() % {"n": quantity}


def fee_text(one: ProcedureFee) -> str:
    """ "Trực tuyến: 100.000 đồng (phí thẩm định)"; free when the source says so; otherwise its words."""
    text = _fee_words(one.amount, one.text)
    return f"{Channel(one.channel).label}: {text}" if one.channel else text


def offered_fee_text(one: PaidFee) -> str:
    """The same of a fee the desk is told."""
    return _fee_words(one.amount, one.text)


def _fee_words(amount: int | None, text: str) -> str:
    if amount is None:
        return text
    said = _("%(amount)s đồng") % {"amount": number_text(amount)} if amount else _("Miễn phí")
    remark = fee_remark(text)
    return f"{said}: {remark}" if remark else said


def paper_text(paper: Mapping[str, Any]) -> str:
    count = _("%(originals)s bản chính, %(copies)s bản sao") % {
        "originals": paper["originals"], "copies": paper["copies"],
    }  # fmt: skip
    form = _("mẫu %(form)s") % {"form": paper["form"]} if paper["form"] else ""
    return f"{paper['name']} ({'; '.join(part for part in (count, form) if part)})"


def level_text(level: str) -> str:
    return str(Level(level).label)


def why_text(why: str) -> str:
    """Why a time limit was not read, in the reader's language."""
    return {
        Why.EMPTY: _("nguồn không ghi thời hạn"),
        Why.NO_UNIT: _("chỉ có số, không có đơn vị"),
        Why.NO_KIND: _("không rõ là ngày hay ngày làm việc"),
        Why.NOT_WHOLE: _("không phải số nguyên của đơn vị"),
        Why.ZERO: _("thời hạn bằng 0"),
        Why.CUT: _("văn bản nguồn bị cắt ngang"),
        Why.SEVERAL: _("nhiều thời hạn mà không rõ trường hợp nào"),
        Why.WORDS: _("lời văn chưa hiểu hết"),
    }[Why(why)]
