"""The demonstration from nothing to a month in progress, told step by step on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from importlib.resources import files

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from namro.base.access.rules import Actor
from namro.base.audit.models import Event
from namro.base.errors import DomainError
from namro.base.imports import services as imports
from namro.base.imports.models import Upload
from namro.city.organisation.models import Unit
from namro.city.people.models import LeaveKind, Posting
from namro.city.people.services import grant_leave
from namro.duties.assignments.models import Catalogue
from namro.duties.assignments.services.catalogue import decide_catalogue, draft_catalogue, review_catalogue
from namro.duties.onestop.jobs import SYSTEM
from namro.duties.onestop.services.observing import observe_month
from namro.duties.onestop.services.observing_duty import observe_duty
from namro.web.demo.agencies import agencies_so_far
from namro.web.demo.careers import careers_story
from namro.web.demo.citizen import citizen_of_the_portal
from namro.web.demo.city import HOME_AFFAIRS, Stage, found_city, give_accounts
from namro.web.demo.counter import counter_month
from namro.web.demo.duty import duty_month, queue_of_today, visits_of_the_month
from namro.web.demo.feedback import feedback_of_november
from namro.web.demo.history import settle_in_the_district
from namro.web.demo.history_ratings import past_ratings
from namro.web.demo.history_workbook import ratings_workbook
from namro.web.demo.inspections import findings_of_november
from namro.web.demo.month import evaluate_part, evaluate_whole, file_one_petition, open_month
from namro.web.demo.names import People
from namro.web.demo.procedures import catalogue_of_the_commune
from namro.web.demo.roster import COMMUNE, Member, members
from namro.web.demo.satisfaction import satisfaction
from namro.web.demo.unit_year import units_of_the_year
from namro.web.demo.work import finish_work, give_work, hand_one_over, moment, working_day
from namro.web.demo.workbook import staff_workbook
from namro.web.portal.services import publish_lately

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
TODAY = date(2026, 11, 20)  # where the story stops
TYPED = date(2026, 11, 5)  # when home affairs typed the ratings of the years before
CATALOGUE = "catalogue_qd283_2026.xlsx"
Say = Callable[[str], None]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def is_empty() -> bool:
    """Whether nothing has been entered yet: no unit and nobody."""
    return not Unit.objects.exists()


def is_demo() -> bool:
    """Whether this database began as a demonstration: its log says so, and the log cannot be changed."""
    return Event.objects.filter(tag="demo:city:founded").exists()


@transaction.atomic
def build_demo(say: Say = _say) -> Stage:
    """Build it all, or nothing; a build killed half-way leaves an empty database.

    Refuses: demo.not_empty
    """
    if not is_empty():
        raise DomainError("demo.not_empty", "Cơ sở dữ liệu đã có dữ liệu. Dựng lại từ đầu: make demo-reset")
    say("Dựng dữ liệu minh họa: thành phố Hà Nội, 126 xã phường và các sở, ban, ngành …")
    stage = found_city(moment(date(2026, 1, 5)))
    say("Nhập danh sách cán bộ của một phường từ bảng tính …")
    _import_staff(stage)
    settle_in_the_district(stage, _staff())
    say("Nhập danh mục sản phẩm, công việc quy đổi …")
    _import_catalogue(stage)
    say("Tháng 10/2026: giao việc, kết quả, đánh giá, quyết định, công bố …")
    _october(stage)
    say("Nhập kết quả xếp loại các năm 2018–2025, theo khung của từng năm; hệ quả …")
    _import_history(stage)
    careers_story(stage)
    say("Tháng 11/2026 đang diễn ra …")
    _november(stage)
    say("Xếp loại các đơn vị của phường năm 2026 …")
    units_of_the_year(stage)
    say("Danh mục thủ tục của cấp xã …")
    catalogue_of_the_commune(stage)
    say("Một tháng của trung tâm phục vụ hành chính công phường …")
    counter_month(stage)
    citizen_of_the_portal(stage)
    duty_month(stage)
    queue_of_today(stage)
    visits_of_the_month(stage)
    agencies_so_far(stage)
    observe_month(NOVEMBER, by=SYSTEM, at=moment(TODAY, 23))
    observe_duty(NOVEMBER, by=SYSTEM, at=moment(TODAY, 23))
    say("Phản ánh của người dân trong tháng 11 …")
    feedback_of_november(stage)
    say("Tồn tại qua kiểm tra công vụ trong tháng 11 …")
    findings_of_november(stage)
    publish_lately(by=SYSTEM, at=moment(TODAY, 23), on=TODAY)
    say("Mức hài lòng của người dân tại quầy …")
    satisfaction(stage)
    return stage


def _import(kind: str, name: str, data: bytes, by: Actor, on: date, **options: str) -> Upload:
    """Through the product's own importer, as an officer would; a file with errors stops the build and says which."""
    at = moment(on)
    upload = imports.receive(file=SimpleUploadedFile(name, data), kind=kind, on=on, by=by, at=at, options=options)
    upload = imports.confirm(upload_id=upload.pk, by=by, at=at)
    if upload.error:
        raise DomainError(upload.error_code, upload.error)
    return upload


def _staff() -> list[Member]:
    return list(members(People(seed=335)))


def _import_staff(stage: Stage) -> None:
    on = date(2026, 1, 5)
    workbook = staff_workbook(_staff())
    _import("staff", "danh-sach-can-bo.xlsx", workbook, stage.officer, on)
    stage.postings.update(
        {one.person.code: one for one in Posting.objects.select_related("person", "unit").order_by("pk")}
    )
    give_accounts(stage)
    for code, first, last in [
        ("BD012", date(2026, 8, 15), date(2027, 2, 14)),
        ("BD022", date(2026, 11, 10), date(2027, 5, 9)),
    ]:
        grant_leave(
            person_id=stage.postings[code].person_id, kind=LeaveKind.MATERNITY, first_day=first, last_day=last,
            by=stage.officer, at=moment(on), basis="Quyết định nghỉ thai sản",
        )  # fmt: skip


def _import_history(stage: Stage) -> None:
    """How everybody was rated before the program came: typed by home affairs from the old decisions."""
    workbook = ratings_workbook(past_ratings(_staff()))
    _import("ratings", "xep-loai-2018-2025.xlsx", workbook, stage.officer, TYPED)


def _import_catalogue(stage: Stage) -> None:
    """The commune's catalogue, reviewed, decided by the head of the managing agency; home affairs starts from a copy."""
    on = date(2026, 6, 1)
    data = files("namro.web.demo").joinpath("data", CATALOGUE).read_bytes()
    _import("catalogue", CATALOGUE, data, stage.officer, on, unit=str(stage.units[COMMUNE]))
    first = Catalogue.objects.get()
    _decide(stage, first, "283/QĐ-UBND", on)
    copy = draft_catalogue(
        unit_id=stage.units[HOME_AFFAIRS], title="Danh mục sản phẩm, công việc quy đổi của Sở Nội vụ",
        standard_points=first.standard_points, rule=first.rule, groups=first.groups, by=stage.officer,
        at=moment(on), on=on, copy_of=first.pk,
    )  # fmt: skip
    _decide(stage, copy, "284/QĐ-UBND", on)


def _decide(stage: Stage, catalogue: Catalogue, number: str, on: date) -> None:
    review_catalogue(catalogue_id=catalogue.pk, by=stage.officer, at=moment(on), on=on)
    decide_catalogue(
        catalogue_id=catalogue.pk, number=number, decided_on=on, valid_from=on, by=stage.actor("HN001", on),
        at=moment(on, 15), on=on,
    )  # fmt: skip


def _october(stage: Stage) -> None:
    give_work(stage, OCTOBER, seed=10)
    period = open_month(stage, OCTOBER)
    finish_work(stage, OCTOBER, date(2026, 10, 30), seed=11)
    evaluate_whole(
        stage, period, seed=12, self_on=date(2026, 11, 2), review_on=date(2026, 11, 4), decide_on=date(2026, 11, 9),
        publish_on=date(2026, 11, 11),
    )  # fmt: skip
    file_one_petition(stage, period, date(2026, 11, 18))


def _november(stage: Stage) -> None:
    give_work(stage, NOVEMBER, seed=20)
    period = open_month(stage, NOVEMBER)
    hand_one_over(stage, NOVEMBER, working_day(NOVEMBER, 5))
    finish_work(stage, NOVEMBER, TODAY, seed=21)
    evaluate_part(stage, period, seed=22, on=TODAY)


def sign_ins() -> list[tuple[str, str]]:
    """One sign-in per role: user name and what they are."""
    return [
        ("bd008", "chuyên viên: việc và phiếu của tôi"),
        ("bd004", "Chánh Văn phòng: giao việc, chấm điểm đơn vị"),
        ("bd001", "Chủ tịch phường: quyết định xếp loại"),
        ("bd006", "cán bộ nội vụ của phường"),
        ("noivu", "cán bộ nội vụ của Thành phố: mở kỳ, nhập dữ liệu"),
        ("hn001", "Chủ tịch Thành phố: quyết định người đứng đầu, danh mục"),
        ("quantri", "quản trị hệ thống (không thấy điểm)"),
    ]
