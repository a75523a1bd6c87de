"""A service point and a dossier in the middle of its way, for the test of every route."""

from __future__ import annotations

from datetime import date, datetime, time

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.app.onestop.desk import Desk, make_desk, stocked
from tests.cast import City, Thing, things
from tests.unit.ui.test_uploads import PDF

from namro.base.access.rules import Relation
from namro.base.accounts.models import User
from namro.duties.onestop import offers
from namro.duties.onestop.models import Counter, PaperFile, ServicePoint, Summary, SummaryRow, Ticket
from namro.duties.onestop.services import (
    FeeData,
    PartData,
    Told,
    ask_fees,
    consult,
    finish,
    finish_step,
    link,
    put_counter,
    register,
)
from namro.duties.onestop.services.rostering import ShiftData, plan
from namro.duties.onestop.services.visits import VisitData, ask_visit
from namro.engine.clock import Limit, Unit


def dossier(city: City) -> Thing:
    """An received it, Bình works on it, the commune answers for it; Hoa has the step after, and so reads it."""
    before = list(offers._KNOWN)
    stocked()
    made = make_desk(city).begun()
    offers._KNOWN[:] = before
    relations = {
        "staff": {Relation.RECEIVER}, "head": {Relation.COLLEAGUE}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER},
    }  # fmt: skip
    return Thing({"dossier_id": made.pk, "key": "give_back", "number": "01", "kind": "pdf"}, relations)


def consultation(city: City) -> Thing:
    """Bình, who works on the dossier, asks Hoa's own office; An receives at the point, so that a paper answer reaches her."""
    made = dossier(city)
    desk = Desk(city, ServicePoint.objects.get())
    who = desk.who(city.binh, "2026-11-03T09:00")
    asked = consult(made.arguments["dossier_id"], unit_id=city.culture.pk, question="Có tranh chấp không?", **who)
    relations = {**made.relations, "head": {Relation.COLLEAGUE, Relation.OWNER}}
    return Thing({"consultation_id": asked.pk}, relations)


def part(city: City) -> Thing:
    """Bình leads; Hoa's own office does a part, and An of it is named: both own it."""
    made = dossier(city)
    desk = Desk(city, ServicePoint.objects.get())
    given = PartData(city.culture.pk, "Xác minh", 1, Limit(1, Unit.WORKING_DAYS), city.an.person_id)
    rows = link(made.arguments["dossier_id"], [given], **desk.who(city.binh, "2026-11-03T09:00"))
    relations = {
        **made.relations, "staff": {Relation.RECEIVER, Relation.OWNER}, "head": {Relation.COLLEAGUE, Relation.OWNER},
    }  # fmt: skip
    return Thing({"part_id": rows[0].pk}, relations)


def fee(city: City) -> Thing:
    """A charge of the dossier, asked for by An and not paid."""
    made = dossier(city)
    desk = Desk(city, ServicePoint.objects.get())
    given = [FeeData("charge", "Lệ phí hộ tịch", 20_000, "Nghị quyết của Hội đồng nhân dân")]
    [asked] = ask_fees(made.arguments["dossier_id"], given, **desk.who(city.an, "2026-11-03T09:00"))
    return Thing({"fee_id": asked.pk}, made.relations)


def result_file(city: City) -> Thing:
    """The head of the office signed the result after Bình's step, with its file."""
    made = dossier(city)
    desk = Desk(city, ServicePoint.objects.get())
    finish_step(made.arguments["dossier_id"], outcome="Đủ", **desk.who(city.binh, "2026-11-04T09:00"))
    told = Told(result_number="12", result_on=date(2026, 11, 4), result_signer="Lan")
    signs = desk.who(city.office_head, "2026-11-04T10:00")
    done = finish(made.arguments["dossier_id"], told, SimpleUploadedFile("1.pdf", PDF), **signs)
    return Thing({"file_id": done.result_files.get().pk}, made.relations)


def paper_file(city: City) -> Thing:
    """A paper an applicant sent online to the point; nobody has accepted the dossier yet."""
    made = dossier(city)
    desk = Desk(city, ServicePoint.objects.get())
    before = list(offers._KNOWN)
    stocked()
    sent = register(desk.handed(channel="online", papers=[]), **desk.who(city.an, "2026-11-03T09:00"))
    offers._KNOWN[:] = before
    kept = PaperFile.objects.create(
        dossier=sent, paper="Tờ khai", file=ContentFile(PDF, name="1.pdf"), kind="pdf", size=len(PDF), sha256="0" * 64,
        sent_at=sent.submitted_at,
    )  # fmt: skip
    return Thing({"file_id": kept.pk}, {**made.relations, "head": set()})


def point(city: City) -> Thing:
    relations = {"staff": {Relation.RECEIVER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}}
    return Thing({"point_id": make_desk(city).point.pk, "kind": "pdf"}, relations)


def counted(city: City) -> Thing:
    """Bình's own steps of November: the head of his office and the ones above see them, a colleague does not."""
    given = {"kind": "late_steps", "month": "2026-11", "whose": "person", "key": city.binh.person_id}
    return Thing(given, {"head": {Relation.DECIDER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}})


def summary(_city: City) -> Thing:
    """A table of one agency; the figures are of the public, whoever signs in reads them."""
    who = User.objects.order_by("pk").values_list("pk", flat=True)[0]
    made = Summary.objects.create(
        title="bang.csv", first=date(2026, 1, 1), last=date(2026, 9, 26), imported_by_id=who, imported_at=timezone.now()
    )
    SummaryRow.objects.create(summary=made, code="T99.01", name="Sở Mẫu", received=5, on_time=4, overdue=1)
    return Thing({"summary_id": made.pk}, {})


def shift(city: City) -> Thing:
    """An is on duty on a Monday morning; the deputy chair, who is in charge of the point, planned it."""
    desk = make_desk(city)
    put_counter(
        desk.point.pk, number=1, title="Hộ tịch", fields=(), first=date(2026, 1, 1), **desk.who(city.officer, "2026-11-02T08:00")
    )  # fmt: skip
    start, end = (datetime.combine(date(2026, 11, 9), time(hour)) for hour in (8, 12))
    data = ShiftData(Counter.objects.get().pk, city.an.person_id, start, end)
    planned = plan(desk.point.pk, data, **desk.who(city.officer, "2026-11-02T08:00"))
    relations = {"staff": {Relation.RECEIVER}, "authority": {Relation.DECIDER}, "officer": {Relation.OFFICER}}
    return Thing({"shift_id": planned.pk, "key": "absent"}, relations)


def ticket(city: City) -> Thing:
    """The first number of today, as it is handed out."""
    point = make_desk(city).point
    Ticket.objects.create(point=point, day=timezone.localdate(), number=1, taken_at=timezone.now())
    return Thing({"point_id": point.pk, "number": 1}, {"staff": {Relation.RECEIVER}})


def visit(city: City) -> Thing:
    """An noted that somebody asks to be visited; nobody is chosen to go yet."""
    desk = make_desk(city)
    given = VisitData(desk.point.pk, "Trần Thị Mơ", "12 phố Quán Thánh", "Ốm", "Đăng ký khai sinh", consents=True)
    return Thing(
        {"visit_id": ask_visit(given, **desk.who(city.an, "2026-11-02T09:00")).pk}, {"staff": {Relation.RECEIVER}}
    )


def service_metric(_city: City) -> Thing:
    """The metric of progress; everybody sees what they may see of it."""
    return Thing({"number": 5}, {})


things.register("service_metric", service_metric)
things.register("result_file", result_file)
things.register("paper_file", paper_file)
things.register("visit", visit)
things.register("ticket", ticket)
things.register("shift", shift)
things.register("summary", summary)
things.register("counted", counted)
things.register("dossier", dossier)
things.register("consultation", consultation)
things.register("fee", fee)
things.register("part", part)
things.register("point", point)
