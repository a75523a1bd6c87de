"""Time limits read out of Vietnamese text, exactly or not at all."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from namro.duties.procedures.rules.portal import read_blocks
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit, Unread, Why, read_limits, read_portal

U = TimeUnit


@pytest.mark.parametrize(
    ("text", "quantity", "unit"),
    [
        ("03 Ngày làm việc", 3, U.WORKING_DAYS),
        ("15 Ngày", 15, U.DAYS),
        ("8 giờ", 8, U.HOURS),
        ("4 Giờ làm việc", 4, U.HOURS),
        ("02 tháng", 2, U.MONTHS),
        ("7,0 ngày làm việc", 7, U.WORKING_DAYS),
    ],
)
def test_the_portals_short_form(text: str, quantity: int, unit: TimeUnit) -> None:
    assert read_portal(text) == TimeLimit(quantity, unit)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.EMPTY),
        ("3", Why.NO_UNIT),
        ("1.5 Ngày làm việc", Why.NOT_WHOLE),
        ("0 Ngày", Why.ZERO),
        ("khoảng 3 ngày", Why.WORDS),
    ],
)
def test_what_is_not_wholly_understood_is_kept_with_why(text: str, why: Why) -> None:
    assert read_portal(text, "online") == Unread(text, why, "online")


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("Không quá 05 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ", [TimeLimit(5, U.WORKING_DAYS, is_maximum=True)]),
        ("Giải quyết ngay trong ngày", [TimeLimit(0, U.SAME_DAY)]),
        (
            "03 ngày làm việc; trường hợp phải xác minh: 08 ngày làm việc",
            [TimeLimit(3, U.WORKING_DAYS), TimeLimit(8, U.WORKING_DAYS, condition="trường hợp phải xác minh")],
        ),
    ],
)
def test_free_text(text: str, limits: list[TimeLimit]) -> None:
    assert list(read_limits(text)) == limits  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Thời hạn giải quyết là 03 ngày", Why.NO_KIND),
        ("05 ngày làm việc; 10 ngày làm việc", Why.SEVERAL),
        ("05 ngày làm việc, có thể kéo dài thêm 10 ngày làm việc", Why.WORDS),
        ("Theo quy định của pháp luật", Why.WORDS),
    ],
)
def test_free_text_is_never_guessed(text: str, why: Why) -> None:
    read = read_limits(text)
    assert isinstance(read, Unread) and (read.why, read.text) == (why, text)


def test_the_portals_run_together_text_becomes_one_block_a_channel() -> None:
    online, direct = read_blocks("Trực tuyến3 Ngày làm việc100,000 VNĐ(phí thẩm định)Trực tiếp5 Ngày làm việcMiễn phí")
    assert (online.channel, online.limit) == ("online", TimeLimit(3, U.WORKING_DAYS, "online"))
    assert online.fee is not None and online.fee.amount == 100_000
    assert (direct.channel, direct.limit) == ("in_person", TimeLimit(5, U.WORKING_DAYS, "in_person"))
    assert direct.fee is not None and direct.fee.amount == 0


def test_a_text_that_was_cut_off_is_not_read() -> None:
    (block,) = read_blocks("Trực tiếp3 Ngày làm")
    assert isinstance(block.limit, Unread)


def test_every_real_text_is_read_or_listed_word_for_word(shared: Path) -> None:
    path = shared / "data" / "procedures" / "time_limits_2021_freetext.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    column = next(name for name in rows[0] if "time" in name or "thời" in name.lower())
    texts = [row[column] or "" for row in rows]
    read = [read_limits(text) for text in texts]
    unread = [one for one in read if isinstance(one, Unread)]
    assert len(read) == len(texts) == 80
    assert all(one.text in texts for one in unread)
    assert len(unread) < len(texts) / 2
    for text, one in zip(texts, read, strict=True):
        if not isinstance(one, Unread):
            for limit in one:
                assert limit.quantity == 0 or f"{limit.quantity}" in text.replace(
                    "0" + str(limit.quantity), str(limit.quantity)
                )


def test_the_open_catalogue_has_no_limit_without_a_figure(shared: Path) -> None:
    path = shared / "data" / "procedures" / "catalogue_open.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        for channel in ("in_person", "online", "postal"):
            read = read_portal(row.get(channel) or "", channel)
            if isinstance(read, TimeLimit):
                assert str(read.quantity) in (row[channel] or "")
    assert len(rows) == 2039
