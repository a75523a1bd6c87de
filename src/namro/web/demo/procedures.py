"""The catalogue of the demonstration: procedures of a commune, invented in their details, published by decisions of 2026.

Names are those everybody knows from the counter; codes, time limits, papers and fees are made up for the demonstration and
are no law. One procedure is amended, one abolished; two have an online level, one a plan that shortens it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from namro.duties.procedures import services
from namro.duties.procedures.data import LineData, Paper, SavingData, StepData, VersionData
from namro.duties.procedures.models import ChangeLine, SimplificationLine
from namro.duties.procedures.rules.portal import PaidFee
from namro.duties.procedures.rules.times import TimeLimit, TimeUnit
from namro.web.demo.city import Stage
from namro.web.demo.work import moment

DRAFTED, SIGNED, SINCE = date(2025, 11, 3), date(2025, 11, 10), date(2026, 1, 1)
AMENDED, AMENDED_SIGNED = date(2026, 7, 1), date(2026, 6, 1)
W, H, SAME = TimeUnit.WORKING_DAYS, TimeUnit.HOURS, TimeUnit.SAME_DAY
CIVIL, COPIES, LAND, BUILD, LABOUR, TRADE = (
    "Hộ tịch", "Chứng thực", "Đất đai", "Hoạt động xây dựng", "Bảo trợ xã hội", "Thành lập và hoạt động của hộ kinh doanh",
)  # fmt: skip
# name, field, quantity, unit, papers, fee in đồng
PROCEDURES: tuple[tuple[str, str, int, TimeUnit, tuple[str, ...], int], ...] = (
    ("Đăng ký khai sinh", CIVIL, 1, W, ("Tờ khai", "Giấy chứng sinh"), 0),
    ("Đăng ký khai tử", CIVIL, 1, W, ("Tờ khai", "Giấy báo tử"), 0),
    ("Đăng ký kết hôn", CIVIL, 3, W, ("Tờ khai", "Giấy xác nhận tình trạng hôn nhân"), 0),
    ("Cấp giấy xác nhận tình trạng hôn nhân", CIVIL, 3, W, ("Tờ khai",), 15_000),
    ("Đăng ký giám hộ", CIVIL, 3, W, ("Tờ khai", "Văn bản cử người giám hộ"), 0),
    ("Đăng ký nhận cha, mẹ, con", CIVIL, 3, W, ("Tờ khai", "Chứng cứ chứng minh quan hệ"), 15_000),
    ("Thay đổi, cải chính, bổ sung thông tin hộ tịch", CIVIL, 3, W, ("Tờ khai", "Giấy tờ làm căn cứ"), 15_000),
    ("Cấp bản sao trích lục hộ tịch", CIVIL, 0, SAME, ("Tờ khai",), 8_000),
    ("Chứng thực bản sao từ bản chính", COPIES, 0, SAME, ("Bản chính", "Bản sao"), 2_000),
    ("Chứng thực chữ ký", COPIES, 0, SAME, ("Giấy tờ cần chứng thực chữ ký", "Giấy tờ tùy thân"), 10_000),
    ("Chứng thực hợp đồng, giao dịch", COPIES, 2, W, ("Dự thảo hợp đồng", "Giấy tờ tùy thân", "Giấy tờ về tài sản"), 50_000),
    ("Đăng ký biến động đất đai", LAND, 8, W, ("Đơn đăng ký", "Giấy chứng nhận đã cấp"), 0),
    ("Cấp lại giấy chứng nhận do bị mất", LAND, 10, W, ("Đơn đề nghị", "Xác nhận đã niêm yết"), 0),
    ("Tách thửa, hợp thửa đất", LAND, 12, W, ("Đơn đề nghị", "Giấy chứng nhận đã cấp", "Bản vẽ"), 0),
    ("Cấp giấy phép xây dựng nhà ở riêng lẻ", BUILD, 10, W, ("Đơn đề nghị", "Giấy tờ về đất", "Bản vẽ thiết kế"), 75_000),
    ("Gia hạn giấy phép xây dựng", BUILD, 5, W, ("Đơn đề nghị", "Giấy phép đã cấp"), 15_000),
    ("Cấp giấy phép sửa chữa, cải tạo nhà ở", BUILD, 10, W, ("Đơn đề nghị", "Giấy tờ về đất", "Bản vẽ, ảnh hiện trạng"), 75_000),
    ("Trợ cấp xã hội hằng tháng", LABOUR, 7, W, ("Tờ khai", "Giấy xác nhận"), 0),
    ("Hỗ trợ chi phí mai táng", LABOUR, 3, W, ("Tờ khai", "Trích lục khai tử"), 0),
    ("Xác định mức độ khuyết tật", LABOUR, 20, W, ("Đơn đề nghị", "Giấy tờ y tế"), 0),
    ("Đăng ký thành lập hộ kinh doanh", TRADE, 3, W, ("Giấy đề nghị", "Giấy tờ tùy thân"), 100_000),
    ("Đăng ký thay đổi nội dung hộ kinh doanh", TRADE, 3, W, ("Giấy đề nghị",), 50_000),
    ("Tạm ngừng kinh doanh", TRADE, 3, W, ("Thông báo tạm ngừng",), 0),
    ("Chấm dứt hoạt động hộ kinh doanh", TRADE, 3, W, ("Thông báo chấm dứt", "Giấy chứng nhận đã cấp"), 0),
)  # fmt: skip
SHORTENED, ABOLISHED, ONLINE = (
    "Đăng ký kết hôn",
    "Tạm ngừng kinh doanh",
    ("Đăng ký khai sinh", "Đăng ký thành lập hộ kinh doanh"),
)


def catalogue_of_the_commune(stage: Stage) -> None:
    """Draft, publish, approve processes, set online levels, plan and shorten."""
    codes = {}
    for number, row in enumerate(PROCEDURES, 1):
        codes[row[0]] = f"9.{number:06d}"
        services.draft_version(code=codes[row[0]], data=_version(*row), **_when(stage, DRAFTED))
    _publish(stage, "Danh mục thủ tục cấp xã", "Văn bản minh họa số 1", SINCE, "4120/QĐ-UBND", SIGNED, [
        LineData(code, "new", SINCE) for code in codes.values()
    ])  # fmt: skip
    for name, _field, quantity, unit, *_rest in PROCEDURES:
        if unit is W:
            services.approve_process(
                code=codes[name], steps=_steps(quantity), first=SINCE, number="88/QĐ-UBND", signed_on=SIGNED,
                **_when(stage, SIGNED),
            )  # fmt: skip
    for name in ONLINE:
        services.set_online_level(code=codes[name], first=AMENDED, level="whole", **_when(stage, AMENDED))
    _simplify(stage, codes)


def _when(stage: Stage, on: date) -> dict[str, Any]:
    return {"by": stage.officer, "at": moment(on), "on": on}


def _version(name: str, field: str, quantity: int, unit: TimeUnit, papers: tuple[str, ...], fee: int) -> VersionData:
    return VersionData(
        name=name, field=field, levels=("commune",), papers=tuple(Paper(one) for one in papers), applicants="Cá nhân, tổ chức",
        competent="Ủy ban nhân dân cấp xã", executing="Ủy ban nhân dân cấp xã", result="Kết quả giải quyết thủ tục",
        steps=("Nộp hồ sơ tại bộ phận một cửa hoặc trực tuyến", "Cơ quan thẩm tra, giải quyết", "Nhận kết quả theo giấy hẹn"),
        limits=(TimeLimit(quantity, unit),), fees=(PaidFee(fee),), source="Dữ liệu minh họa",
    )  # fmt: skip


def _steps(days: int) -> list[StepData]:
    """The desk and the signature take half a day each; whoever examines has what is left."""
    steps = [StepData("Bộ phận một cửa", "Tiếp nhận, chuyển hồ sơ", 2, "hours", "Hồ sơ đủ thành phần")]
    if days > 1:
        steps.append(
            StepData("Công chức chuyên môn", "Thẩm tra, dự thảo kết quả", days - 1, "working_days", "Dự thảo kết quả")
        )
    else:
        steps.append(StepData("Công chức chuyên môn", "Thẩm tra, dự thảo kết quả", 4, "hours", "Dự thảo kết quả"))
    return [*steps, StepData("Lãnh đạo phường", "Ký kết quả", 2, "hours", "Kết quả đã ký")]


def _publish(
    stage: Stage, title: str, source: str, effective: date, number: str, signed: date, lines: list[LineData]
) -> None:  # fmt: skip
    made = services.draft_decision(
        title=title, source_text=source, source_effective_on=effective, **_when(stage, min(DRAFTED, signed))
    )
    services.add_lines(decision_id=made.pk, lines=lines, **_when(stage, signed))
    services.publish_decision(
        decision_id=made.pk, number=number, signed_on=signed, signer="Chủ tịch UBND thành phố", **_when(stage, signed)
    )
    services.enter_decision(decision_id=made.pk, entered_on=signed, **_when(stage, signed))


def _simplify(stage: Stage, codes: dict[str, str]) -> None:
    """Marriages take a day less from July on, and pausing a business needs no procedure any more."""
    plan = services.draft_plan(year=2026, title="Đơn giản hóa thủ tục hộ tịch năm 2026", **_when(stage, SINCE))
    saving = SavingData(
        codes[SHORTENED], "Rút ngắn thời hạn", days_before=3, days_after=2, cost_before=12_000_000, cost_after=9_000_000
    )
    services.put_savings(plan_id=plan.pk, lines=[saving], **_when(stage, SINCE))
    services.approve_plan(plan_id=plan.pk, number="512/QĐ-UBND", signed_on=SINCE, **_when(stage, SINCE))
    row = next(one for one in PROCEDURES if one[0] == SHORTENED)
    shorter = replace(_version(*row), limits=(TimeLimit(2, W),))
    services.draft_version(code=codes[SHORTENED], data=shorter, **_when(stage, AMENDED_SIGNED))
    _publish(stage, "Sửa đổi, bãi bỏ thủ tục cấp xã", "Văn bản minh họa số 2", AMENDED, "2071/QĐ-UBND", AMENDED_SIGNED, [
        LineData(codes[SHORTENED], "amended", AMENDED), LineData(codes[ABOLISHED], "abolished", AMENDED),
    ])  # fmt: skip
    change = ChangeLine.objects.get(procedure__code=codes[SHORTENED], kind="amended")
    line = SimplificationLine.objects.get(plan=plan)
    services.link_saving(line_id=line.pk, change_id=change.pk, **_when(stage, AMENDED_SIGNED))
