"""Who opens what: an address in the demonstration for every page, and what it takes that the demonstration has not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.app.onestop.desk import MARRIAGE, shelved
from tests.browser.pages_of_joint import joint_of, joint_pages
from tests.browser.pages_of_service import (
    catalogue_of,
    feedback_of,
    feedback_pages,
    finding_pages,
    procedure_pages,
    survey_pages,
    surveys_of,
)
from tests.browser.pages_of_the_portal import UNSIGNED as UNSIGNED_PORTAL
from tests.browser.pages_of_the_portal import portal_pages

from namro.base.access.models import Grant
from namro.base.access.rules import Actor
from namro.base.access.selectors import actor_of
from namro.base.accounts.models import User
from namro.base.imports import services as imports
from namro.base.imports.models import Upload
from namro.base.jobs.models import Job, JobState
from namro.base.law import services as frameworks
from namro.base.notify.models import Notice
from namro.city.facts.models import Observation
from namro.city.organisation import selectors as organisation
from namro.city.organisation.models import Unit
from namro.city.people.models import FieldOfResponsibility, Leave, Person, Posting
from namro.city.people.services import delegate, give_field
from namro.duties.assignments.models import Assignment, AssignmentState, Catalogue, Incident
from namro.duties.assignments.services.catalogue import draft_catalogue
from namro.duties.assignments.services.proposals import ProposalData, propose_item
from namro.duties.careers import services as careers
from namro.duties.careers.models import RemovalCase, Term
from namro.duties.careers.money import services as money
from namro.duties.careers.money.models import RewardProposal
from namro.duties.careers.money.parameters import parameters
from namro.duties.careers.money.selectors.merit import candidates
from namro.duties.careers.money.services.pay import PayData
from namro.duties.evaluations.models import Meeting, Period, Petition, Round, Sheet, SheetState, UnitSheet
from namro.duties.evaluations.services import open_period
from namro.duties.evaluations.services.year import units
from namro.duties.evaluations.services.year.meetings import call_meeting
from namro.duties.evaluations.unit_scoring import units_book
from namro.duties.onestop import offers
from namro.duties.onestop import services as onestop
from namro.duties.onestop.models import Counter, HomeVisit, ResultFile, ServicePoint, Shift, Summary, Supplement
from namro.duties.onestop.services import Handed, StepData, Told
from namro.engine.clock import Limit
from namro.engine.clock import Unit as Every
from namro.insight.indicators.figures.registry import FIGURES
from namro.insight.indicators.services import adding
from namro.web.demo.build import NOVEMBER, OCTOBER, TODAY
from namro.web.demo.work import moment

STAFF, HEAD, AUTHORITY, OFFICER, CITY_OFFICER, CHAIRMAN, ADMIN = (
    "bd008", "bd004", "bd001", "bd006", "noivu", "hn001", "quantri",
)  # fmt: skip
DESK, DESK_HEAD = "bd051", "bd049"


@dataclass(frozen=True)
class Opened:
    """One page: whose, and where."""

    who: str
    path: str


def actor(username: str) -> Actor:
    return actor_of(User.objects.get(username=username), on=TODAY)


def fill_up() -> dict[str, Any]:
    """What some page shows and the demonstration has none of, through the services where there is one."""
    at = timezone.now()
    commune = Unit.objects.get(code="PBD") if Unit.objects.filter(code="PBD").exists() else _posting(AUTHORITY).unit
    first = Catalogue.objects.get(unit=commune)
    deputy = Posting.objects.filter(rank="deputy", unit=commune).order_by("pk")[0]
    office = _posting(HEAD).unit
    delegation = delegate(
        giver_id=_person(HEAD).pk, receiver_id=_person(STAFF).pk, unit_id=office.pk, first_day=TODAY + timedelta(days=20),
        last_day=TODAY + timedelta(days=30), number="12/QĐ-VP", signed_on=TODAY, by=actor(HEAD), at=at,
    )  # fmt: skip
    field = FieldOfResponsibility.objects.order_by("pk").first() or give_field(
        posting_id=deputy.pk, unit_id=office.pk, on=TODAY - timedelta(days=2), by=actor(CITY_OFFICER), at=at
    )
    draft = draft_catalogue(
        unit_id=commune.pk, title="Danh mục sửa đổi", standard_points=first.standard_points, rule=first.rule,
        groups=first.groups, by=actor(OFFICER), at=at, on=TODAY, copy_of=first.pk,
    )  # fmt: skip
    proposal = propose_item(
        unit_id=office.pk, by=actor(STAFF), at=at, on=TODAY,
        data=ProposalData("Trực hỗ trợ người dân", "Phiếu hướng dẫn", str(first.groups[0]["code"]), Decimal(8), "Việc mới phát sinh"),
    )  # fmt: skip
    job = Job.objects.create(
        task="evaluations.calculate", key="walk", asked_by=User.objects.get(username=CITY_OFFICER), asked_at=at,
        started_at=at, finished_at=at, state=JobState.FAILED, error_code="jobs.stopped", message="",
    )  # fmt: skip
    upload = imports.receive(
        file=SimpleUploadedFile("thieu-cot.csv", "Họ và tên;Ngày sinh\nTrần Văn Ất;31/02/1990\n".encode()),
        kind="staff", on=TODAY, by=actor(CITY_OFFICER), at=at,
    )  # fmt: skip
    given = {"framework_id": "nd335-2025", "new_id": "nd335-2025", "by": actor(CITY_OFFICER), "at": at}
    decided = frameworks.draft_framework(note="", **given)
    frameworks.decide_framework(
        version_id=decided.pk, edits=1, number="45/QĐ-UBND", decided_on=timezone.localdate(at), authority="Chủ tịch Thành phố",
        valid_from=TODAY + timedelta(days=400), by=actor(CITY_OFFICER), at=at,
    )  # fmt: skip
    framework = frameworks.draft_framework(note="Nâng ngưỡng", **given)
    framework = frameworks.save_text(
        version_id=framework.pk, text=framework.text.replace("{code: HTT, at_least: 70,", "{code: HTT, at_least: 95,"),
        note="Nâng ngưỡng", edits=1, by=actor(CITY_OFFICER), at=at,
    )  # fmt: skip
    adding.add_up_published(at=at)
    surveys_of(actor(OFFICER), actor(DESK), actor(STAFF))
    return {
        **careers_of(at),
        **money_of(at),
        **desk_of(),
        **catalogue_of(actor(CITY_OFFICER)),
        "feedback": feedback_of(actor(AUTHORITY), _person(HEAD).pk),
        "unit_year": units_of_the_year(at),
        "meeting": meeting_of_the_year(at),
        "framework": framework,
        "decided": decided,
        "delegation": delegation,
        "field": field,
        "draft": draft,
        "proposal": proposal,
        "job": job,
        "upload": upload,
    }


def meeting_of_the_year(at: datetime) -> Meeting:
    """The year of people, opened; an office keeps the minutes of its meeting."""
    who = {"at": at, "on": TODAY}
    found = open_period(
        kind="year", first_day=TODAY.replace(month=1, day=1), framework_id="nd335-2025", by=actor(CITY_OFFICER), at=at,
    )  # fmt: skip
    head = _posting(HEAD)
    return call_meeting(
        period_id=found.pk, unit_id=head.unit_id, kind="everybody", held_on=TODAY, chair_id=head.person_id,
        secretary_id=head.person_id, by=actor(HEAD), **who,
    )  # fmt: skip


def units_of_the_year(at: datetime) -> Period:
    """The year of units, opened; one office has handed in and has been looked at."""
    who = {"at": at, "on": TODAY}
    found = units.open_unit_year(year=TODAY.year, people_framework="nd335-2025", by=actor(CITY_OFFICER), **who)
    sheet = UnitSheet.objects.get(period=found, unit=_posting(HEAD).unit)
    answers = {
        **{row.code: str(row.maximum) for row in units_book(found).criteria}, "tasks": "40", "tasks_done": "40",
        "tasks_good": "40", "tasks_late": "0", "tasks_exceeded": "6", "shortcomings": "fixed",
    }  # fmt: skip
    sheet = units.rate_own_unit(
        sheet_id=sheet.pk, answers=answers, level="HTT", report="Hoàn thành kế hoạch năm.", version=sheet.version,
        by=actor(HEAD), **who,
    )  # fmt: skip
    units.review_unit(sheet_id=sheet.pk, answers=answers, comment="", version=sheet.version, by=actor(AUTHORITY), **who)
    units.note_signal(sheet_id=sheet.pk, text="Đơn phản ánh về thái độ phục vụ", by=actor(OFFICER), **who)
    return found


def careers_of(at: datetime) -> dict[str, Any]:
    """A term under review, and a reprimand; failing years the demonstration has."""
    head, staff = _posting(HEAD), _posting(STAFF)
    day, given = timezone.localdate(at), {"by": actor(OFFICER), "at": at, "on": timezone.localdate(at)}
    term = Term.objects.filter(person=head.person_id, review=None).first() or careers.record_term(
        person_id=head.person_id, first=head.valid.lower, number="15/QĐ-UBND", decided_on=head.valid.lower, **given
    )
    review = careers.open_review(term_id=term.pk, notice_on=day - timedelta(days=3), **given)
    careers.record_vote(
        review_id=review.pk, meeting="key_staff", held_on=day - timedelta(days=2), summoned=50, present=47, in_favour=24,
        minutes="4/BB", **given,
    )  # fmt: skip
    discipline = careers.record_discipline(
        person_id=staff.person_id, kind="administrative", form="reprimand", number="31/QĐ-UBND", decided_on=day,
        effective_on=day, nature="public_duty", note="Chậm trả hồ sơ của người dân", act_first=day - timedelta(days=40),
        act_last=day - timedelta(days=30), **given,
    )  # fmt: skip
    case = RemovalCase.objects.filter(is_open=True, earlier__isnull=False).order_by("pk")[0]
    training = careers.record_training(
        person_id=staff.person_id, title="Bồi dưỡng kỹ năng giao tiếp với người dân", organiser="Trường Đào tạo cán bộ",
        first=day - timedelta(days=60), last=day - timedelta(days=50), number="118/CC", result="Đạt", **given,
    )  # fmt: skip
    return {"term": term, "discipline": discipline, "case": case, "training": training}


def money_of(at: datetime) -> dict[str, Any]:
    """A regulation in force and a draft, a list decided and one being drawn up, pay, a reward proposed."""
    who, head = {"at": at, "on": TODAY}, _posting(AUTHORITY)
    given = {
        "unit_id": head.unit_id,
        "money": "additional",
        "period": "month",
        "title": "Quy chế chi thu nhập tăng thêm",
    }
    rule = money.draft_regulation(**given, preset="danang-month", by=actor(OFFICER), **who)
    decided = {"number": "20/QĐ-UBND", "decided_on": TODAY, "by": actor(AUTHORITY), **who}
    rule = money.decide_regulation(regulation_id=rule.pk, edits=0, valid_from=date(2026, 1, 1), **decided)
    made = [
        money.make_list(scheme_id=rule.scheme_id, first=first, fund=900_000_000, by=actor(OFFICER), **who)
        for first in (OCTOBER, OCTOBER.replace(month=9), OCTOBER.replace(month=8))
    ]
    done = money.submit_list(list_id=made[0].pk, edits=0, waiting_reason="Trình trước", by=actor(OFFICER), **who)
    own = done.lines.get(person=head.person_id)  # nobody decides about themselves
    money.decide_own_line(line_id=own.pk, number="12/QĐ-UBND", decided_on=TODAY, by=actor(CHAIRMAN), **who)
    money.decide_list(list_id=done.pk, edits=1, **decided)
    money.submit_list(list_id=made[1].pk, edits=0, waiting_reason="Trình trước", by=actor(OFFICER), **who)
    draft = money.draft_regulation(**given, preset="", by=actor(OFFICER), **who)
    staff = _posting(STAFF).person_id
    pay = money.record_pay(data=PayData(staff, date(2026, 1, 1), amount=8_000_000), by=actor(OFFICER), **who)
    reward = money.record_reward(
        person_id=staff, title="Giấy khen", number="8/QĐ", decided_on=date(2026, 1, 10), by=actor(OFFICER), **who
    )
    rule_of = parameters().reward("certificate")
    units = sorted(organisation.subtree_ids(head.unit_id, on=TODAY))
    fitting = [one for one in candidates(rule_of, units, TODAY.year - 1, on=TODAY) if one.person_id != head.person_id]
    chosen = [one.person_id for one in fitting if one.person_id != actor(OFFICER).person_id][:1]
    money.propose_rewards(
        rule="certificate", year=TODAY.year - 1, unit_id=head.unit_id, person_ids=chosen, by=actor(OFFICER), **who
    )
    proposal = RewardProposal.objects.order_by("pk")[0]
    found = {
        "rule": rule,
        "draft": draft,
        "decided": made[0],
        "submitted": made[1],
        "open": made[2],
        "pay": pay,
        "reward": reward,
    }
    return {"money": {**found, "proposal": proposal}}


def desk_of() -> dict[str, Any]:
    """Three dossiers of the commune's desk: noted without its papers, accepted, and on the way to whoever signs."""
    offered, point = procedure_of_the_desk(), ServicePoint.objects.order_by("pk")[0]
    who = {"by": actor(DESK), "at": moment(TODAY, 9), "on": TODAY}
    papers = [{"name": name, "originals": 1, "copies": 0} for name in offered.papers]
    handed = Handed(
        point_id=point.pk, procedure=offered.code, channel="counter", applicant="Trần Thị Mơ", papers=papers
    )
    noted = onestop.register(replace(handed, papers=[]), **who)
    items = [{"paper": name, "why": "Chưa có"} for name in offered.papers] or [{"paper": "Tờ khai", "why": "Chưa có"}]
    onestop.move(noted.pk, "ask_papers", Told(items=items), **who)
    accepted, begun = (onestop.receive(handed, **who) for _number in range(2))
    steps = [
        StepData(_person(one).pk, task, "Phiếu trình", Limit(1, Every.WORKING_DAYS))
        for one, task in ((STAFF, "Thẩm định"), (HEAD, "Ký"))
    ]
    onestop.begin(begun.pk, steps, **who)
    fault = {"reason": "Mất điện", "fault_person_id": None}
    onestop.apologise(begun.pk, new_day=TODAY + timedelta(days=14), **fault, **{**who, "by": actor(DESK_HEAD)})
    joint = joint_of(begun, {**who, "by": actor(DESK_HEAD)})
    return {
        "noted": noted,
        "accepted": accepted,
        "begun": begun,
        "incomplete": Supplement.objects.filter(answered_at=None, is_at_intake=False)[0].dossier_id,
        "late": _late_holder(),
        "result": ResultFile.objects.order_by("pk")[0],
        "point": point,
        "summary": Summary.objects.get(),
        "visit": HomeVisit.objects.get(state="planned").pk,
        "counter": Counter.objects.order_by("number")[0].pk,
        "shift": Shift.objects.order_by("-during", "pk")[0].pk,
        "procedure": offered.code,
        **joint,
    }


def _late_holder() -> int:
    return Observation.objects.filter(kind="late_steps", person__isnull=False).values_list("person_id", flat=True)[0]


def procedure_of_the_desk() -> offers.Offer:
    """One that asks for papers and takes some days; the tests' own where the catalogue has none yet."""
    if not offers.search("", on=TODAY):
        offers.connect(shelved(replace(MARRIAGE, limits=MARRIAGE.limits[:1])))
    every = (offers.offer(code, on=TODAY) for code, _name in offers.search("", on=TODAY, most=50))
    return next(one for one in every if one.papers and one.limit_for("counter", "") and not one.is_same_day)


def _person(username: str) -> Person:
    return User.objects.get(username=username).person  # type: ignore[return-value]


def _posting(username: str) -> Posting:
    return Posting.objects.filter(person=_person(username)).select_related("unit").order_by("pk")[0]


def _sheet(period: Period, **given: Any) -> Sheet:
    return Sheet.objects.filter(period=period, **given).order_by("pk")[0]


def every_page() -> dict[str, list[Opened]]:
    """Route name to the pages it is opened as."""
    extra = fill_up()
    october, november = (Period.objects.get(days__startswith=day) for day in (OCTOBER, NOVEMBER))
    commune = _posting(AUTHORITY).unit
    past, current = (Round.objects.get(period=one, unit=commune) for one in (october, november))
    staff, head = _posting(STAFF), _posting(HEAD)
    scored = _sheet(november, unit=head.unit, state=SheetState.SELF_SCORED, rank="staff")
    reviewed = _sheet(november, round=current, state=SheetState.REVIEWED, rank="staff")
    # The scorers' own pages are opened by whoever heads the unit of the sheet.
    petition = Petition.objects.order_by("pk")[0]
    petitioner = User.objects.get(person=petition.sheet.person).username
    theirs = Assignment.objects.filter(posting__unit=head.unit, posting__rank="staff", month=NOVEMBER).order_by("pk")
    done, given = (theirs.filter(state=state)[0] for state in (AssignmentState.ACCEPTED, AssignmentState.ASSIGNED))
    incident = Incident.objects.filter(assignment__in=theirs, excused_at=None).order_by("pk")[0]
    leave = Leave.objects.order_by("pk")[0]
    notice = Notice.objects.filter(person=staff.person).order_by("pk")[0]
    draft = extra["draft"]
    item = draft.items.order_by("pk")[0]
    grant = Grant.objects.filter(user__username=OFFICER).get()
    user = User.objects.get(username=STAFF)
    published = Sheet.objects.filter(period=october, decided__in_force=True, person=staff.person).order_by("pk")[0]

    def at(who: str, name: str, *args: Any, ask: str = "") -> Opened:
        return Opened(who, reverse(name, args=args) + ask)

    everyone = (STAFF, HEAD, AUTHORITY, OFFICER, CITY_OFFICER, CHAIRMAN, ADMIN)
    return {
        "home": [Opened(who, "/") for who in everyone],
        "accounts": [at(CITY_OFFICER, "accounts")],
        "account_renew": [at(OFFICER, "account_renew", user.pk)],
        "account_switch": [at(OFFICER, "account_switch", user.pk, ask="?active=0")],
        "grants": [at(ADMIN, "grants")],
        "grant_take_back": [at(ADMIN, "grant_take_back", grant.pk)],
        "audit": [at(OFFICER, "audit")],
        "my_account": [at(STAFF, "my_account")],
        "language": [at(STAFF, "language")],
        "jobs": [at(CITY_OFFICER, "jobs")],
        "job": [at(CITY_OFFICER, "job", extra["job"].pk)],
        "notices": [at(STAFF, "notices")],
        "notice_open": [at(STAFF, "notice_open", notice.pk)],
        "advice": [at(HEAD, "advice")],
        "meetings": [at(HEAD, "meetings", extra["meeting"].period_id), at(CITY_OFFICER, "meetings", extra["meeting"].period_id)],
        "meeting": [at(HEAD, "meeting", extra["meeting"].pk), at(STAFF, "meeting", extra["meeting"].pk)],
        "calibration": [at(AUTHORITY, "calibration", current.pk)],
        "person_file": [at(STAFF, "person_file", published.pk)],
        "imports": [at(CITY_OFFICER, "imports")],
        "frameworks": [at(CITY_OFFICER, "frameworks"), at(STAFF, "frameworks")],
        "framework": [at(STAFF, "framework", "nd335-2025"), at(STAFF, "framework", "nd90-2020")],
        "framework_version": [at(STAFF, "framework_version", extra["decided"].pk)],
        "framework_new": [at(CITY_OFFICER, "framework_new", "nd335-2025")],
        "framework_draft": [at(CITY_OFFICER, "framework_draft", extra["framework"].pk)],
        "framework_values": [
            at(CITY_OFFICER, "framework_values", extra["framework"].pk, ask=f"?part={part}") for part in ("criteria", "settings")
        ],
        "framework_compare": [at(CITY_OFFICER, "framework_compare", extra["framework"].pk, ask="?with=nd335-2025")],
        "framework_trial": [at(CITY_OFFICER, "framework_trial", extra["framework"].pk)],
        "framework_decide": [at(CITY_OFFICER, "framework_decide", extra["framework"].pk)],
        "framework_archive": [at(CITY_OFFICER, "framework_archive", extra["framework"].pk)],
        "import_new": [at(CITY_OFFICER, "import_new")],
        "import": [at(CITY_OFFICER, "import", Upload.objects.order_by("pk")[0].pk), at(CITY_OFFICER, "import", extra["upload"].pk),
                   at(CITY_OFFICER, "import", Upload.objects.get(kind="ratings").pk)],
        "gallery": [at(STAFF, "gallery")],
        "units": [at(STAFF, "units")],
        "unit": [at(STAFF, "unit", commune.pk), at(OFFICER, "unit", head.unit_id)],
        "unit_new": [at(CITY_OFFICER, "unit_new")],
        "unit_change": [at(CITY_OFFICER, "unit_change", head.unit_id)],
        "unit_dissolve": [at(CITY_OFFICER, "unit_dissolve", head.unit_id)],
        "unit_split": [at(CITY_OFFICER, "unit_split", head.unit_id)],
        "people": [at(STAFF, "people"), at(CITY_OFFICER, "people")],
        "vacancies": [at(CITY_OFFICER, "vacancies")],
        "person_new": [at(OFFICER, "person_new")],
        "person": [at(OFFICER, "person", staff.person_id), at(STAFF, "person", head.person_id)],
        "person_correct": [at(OFFICER, "person_correct", staff.person_id)],
        "person_move": [at(OFFICER, "person_move", staff.person_id)],
        "person_post": [at(OFFICER, "person_post", staff.person_id)],
        "person_leave": [at(OFFICER, "person_leave", staff.person_id)],
        "person_delegate": [at(HEAD, "person_delegate", head.person_id)],
        "posting_end": [at(OFFICER, "posting_end", staff.pk)],
        "field_give": [at(CITY_OFFICER, "field_give", extra["field"].posting_id)],
        "field_end": [at(CITY_OFFICER, "field_end", extra["field"].pk)],
        "leave_end": [at(OFFICER, "leave_end", leave.pk)],
        "delegation_revoke": [at(HEAD, "delegation_revoke", extra["delegation"].pk)],
        "my_relations": [at(STAFF, "my_relations")],
        "relations": [at(OFFICER, "relations", head.person_id)],
        "my_work": [at(STAFF, "my_work")],
        "team_work": [at(HEAD, "team_work")],
        "accept_work": [at(HEAD, "accept_work")],
        "work_plan": [at(HEAD, "work_plan")],
        "copy_work": [at(HEAD, "copy_work")],
        "assign_work": [at(HEAD, "assign_work")],
        "undo_batch": [at(HEAD, "undo_batch", given.batch)],
        "member_work": [at(HEAD, "member_work", staff.pk)],
        "work_piece": [at(HEAD, "work_piece", done.pk), at(HEAD, "work_piece", given.pk)],
        "hand_over_work": [at(HEAD, "hand_over_work", given.pk)],
        "split_work": [at(HEAD, "split_work", given.pk)],
        "withdraw_work": [at(HEAD, "withdraw_work", given.pk)],
        "accept_piece": [at(HEAD, "accept_piece", done.pk)],
        "reopen_work": [at(HEAD, "reopen_work", done.pk)],
        "record_work_incident": [at(HEAD, "record_work_incident", done.pk)],
        "excuse_incident": [at(HEAD, "excuse_incident", incident.pk)],
        "take_back_incident": [at(HEAD, "take_back_incident", incident.pk)],
        "catalogues": [at(OFFICER, "catalogues")],
        "new_catalogue": [at(OFFICER, "new_catalogue")],
        "proposals": [at(OFFICER, "proposals")],
        "new_proposal": [at(STAFF, "new_proposal")],
        "proposal": [at(OFFICER, "proposal", extra["proposal"].pk)],
        "catalogue": [at(STAFF, "catalogue", draft.replaces_id), at(OFFICER, "catalogue", draft.pk)],
        "compare_catalogues": [at(OFFICER, "compare_catalogues", draft.pk)],
        "edit_catalogue": [at(OFFICER, "edit_catalogue", draft.pk)],
        "new_item": [at(OFFICER, "new_item", draft.pk)],
        "edit_item": [at(OFFICER, "edit_item", draft.pk, item.pk)],
        "remove_item": [at(OFFICER, "remove_item", draft.pk, item.pk)],
        "return_catalogue": [at(OFFICER, "return_catalogue", draft.pk)],
        "decide_catalogue": [at(CHAIRMAN, "decide_catalogue", draft.pk)],
        "my_sheet": [at(STAFF, "my_sheet"), at(CITY_OFFICER, "my_sheet")],
        "sheet": [at(HEAD, "sheet", scored.pk), at(AUTHORITY, "sheet", reviewed.pk), at(STAFF, "sheet", published.pk), at(OFFICER, "sheet", scored.pk)],
        "person_year": [at(STAFF, "person_year", published.pk), at(HEAD, "person_year", scored.pk)],
        "review_table": [at(HEAD, "review_table"), at(AUTHORITY, "review_table")],
        "accept_all": [at(HEAD, "accept_all", ask=f"?period={november.pk}")],
        "send_back": [at(HEAD, "send_back", scored.pk)],
        "not_rated": [at(OFFICER, "not_rated", scored.pk)],
        "sheet_reopen": [at(AUTHORITY, "sheet_reopen", reviewed.pk)],
        "replace_rating": [at(AUTHORITY, "replace_rating", published.pk)],
        "petition_file": [at(STAFF, "petition_file", published.pk)],
        "rounds": [at(AUTHORITY, "rounds")],
        "round": [at(AUTHORITY, "round", current.pk), at(AUTHORITY, "round", past.pk), at(OFFICER, "round", current.pk)],
        "what_if": [at(AUTHORITY, "what_if", past.pk, ask="?set-deduction=per_line"), at(OFFICER, "what_if", past.pk)],
        "round_signs": [at(AUTHORITY, "round_signs", past.pk)],
        "round_forms": [at(AUTHORITY, "round_forms", past.pk)],
        "unit_ratings": [at(AUTHORITY, "unit_ratings", past.pk)],
        "ratings": [at(STAFF, "ratings", past.pk)],
        "periods": [at(CITY_OFFICER, "periods")],
        "period_open": [at(CITY_OFFICER, "period_open")],
        "period": [at(CITY_OFFICER, "period", november.pk), at(CITY_OFFICER, "period", october.pk)],
        "period_what_if": [at(CITY_OFFICER, "period_what_if", october.pk)],
        "period_close": [at(CITY_OFFICER, "period_close", october.pk)],
        "petitions": [at(petitioner, "petitions"), at(AUTHORITY, "petitions")],
        "petition": [at(petitioner, "petition", petition.pk), at(AUTHORITY, "petition", petition.pk)],
        **career_pages(extra, staff.person_id, at),
        **unit_pages(extra["unit_year"], head.unit_id, at),
        **figure_pages(at),
        **money_pages(extra, staff.person_id, at),
        **desk_pages(extra, at),
        **procedure_pages(extra, at, CITY_OFFICER, STAFF),
        **feedback_pages(extra["feedback"], at, staff=STAFF, handler=HEAD, authority=AUTHORITY, officer=OFFICER),
        **finding_pages(at, authority=AUTHORITY, officer=OFFICER, staff=STAFF),
        **portal_pages(extra, at, STAFF),
        **survey_pages(at, desk=DESK, keyer=STAFF, authority=AUTHORITY, officer=OFFICER, staff=HEAD),
    }  # fmt: skip


def desk_pages(extra: dict[str, Any], at: Callable[..., Opened]) -> dict[str, list[Opened]]:
    """The desk: its point, intake, the lists and boards, and dossiers as whoever receives, works and oversees sees them."""
    point, begun, noted = extra["point"].pk, extra["begun"].pk, extra["noted"].pk
    return {
        "points": [at(DESK, "points"), at(CITY_OFFICER, "points")],
        "point": [at(DESK, "point", point), at(CITY_OFFICER, "point", point)],
        "point_new": [at(CITY_OFFICER, "point_new")],
        "point_hours": [at(CITY_OFFICER, "point_hours", point)],
        "point_staff": [at(CITY_OFFICER, "point_staff", point)],
        "point_counter": [at(CITY_OFFICER, "point_counter", point)],
        "dossiers": [at(DESK, "dossiers"), at(AUTHORITY, "dossiers", ask="?state=all&field="), at(ADMIN, "dossiers")],
        "dossier_board": [at(DESK_HEAD, "dossier_board"), at(CITY_OFFICER, "dossier_board", ask="?on=2026-11-20")],
        "dossier_flow": [at(DESK_HEAD, "dossier_flow"), at(DESK_HEAD, "dossier_flow", ask="?source=receipt_wabo")],
        "reports": [
            at(DESK_HEAD, "reports"),
            at(CITY_OFFICER, "reports", ask="?period=2026&table=07b&count=strict"),
            at(ADMIN, "reports"),
        ],
        "green": [at(DESK_HEAD, "green"), at(AUTHORITY, "green", ask="?period=2026-10")],
        "point_green": [at(CITY_OFFICER, "point_green", point)],
        "point_posting": [at(CITY_OFFICER, "point_posting", point)],
        "point_accepts": [at(CITY_OFFICER, "point_accepts", point)],
        "point_accepts_no_more": [at(CITY_OFFICER, "point_accepts_no_more", point)],
        "visits": [at(DESK, "visits"), at(DESK_HEAD, "visits", ask="?state=planned")],
        "visit_new": [at(DESK, "visit_new")],
        "visit": [at(DESK_HEAD, "visit", extra["visit"]), at(DESK, "visit", extra["visit"])],
        "visit_plan": [at(DESK_HEAD, "visit_plan", extra["visit"])],
        "visit_end": [at(DESK_HEAD, "visit_end", extra["visit"])],
        "visit_route": [at(DESK_HEAD, "visit_route", ask="?day=2026-11-25"), at(DESK, "visit_route")],
        "service_index_listed": [
            at(DESK_HEAD, "service_index_listed", number, ask="?period=2026-11") for number in (1, 3, 5, 21)
        ],
        "service_index": [at(DESK_HEAD, "service_index"), at(CITY_OFFICER, "service_index", ask="?period=2026-11")],
        "queue": [at(DESK, "queue", point), at(DESK, "queue", point, ask=f"?counter={extra['counter']}")],
        "queue_screen": [at(DESK, "queue_screen", point)],
        "queue_ticket": [at(DESK, "queue_ticket", point, 1)],
        "roster": [
            at(DESK_HEAD, "roster", point), at(DESK, "roster", point, ask="?week=2026-11-09"), at(AUTHORITY, "roster", point, ask="?week=2026-11-30"),
        ],
        "roster_plan": [at(DESK_HEAD, "roster_plan", point, ask="?day=2026-11-30&start=08:00&end=12:00")],
        "shift_act": [at(DESK_HEAD, "shift_act", extra["shift"], key) for key in ("come", "absent", "remove")],
        "roster_missed": [
            at(AUTHORITY, "roster_missed", "2026-11", "unit", extra["point"].unit_id), at(AUTHORITY, "roster_missed", "2026-10", "unit", extra["point"].unit_id),
        ],
        "usage": [at(DESK_HEAD, "usage"), at(AUTHORITY, "usage", ask="?show=no_process&months=24"), at(STAFF, "usage")],
        "scores": [at(DESK_HEAD, "scores"), at(AUTHORITY, "scores", ask="?period=2026"), at(STAFF, "scores")],
        "score": [
            at(AUTHORITY, "score", "person", extra["late"], ask="?period=2026-Q4"),
            at(AUTHORITY, "score", "unit", extra["begun"].unit_id, ask="?period=2026-Q4"),
        ],
        "score_listed": [at(AUTHORITY, "score_listed", "unit", extra["begun"].unit_id, ask="?period=2026-Q4&indicator=2")],
        "summaries": [at(DESK_HEAD, "summaries"), at(CITY_OFFICER, "summaries")],
        "summary": [at(STAFF, "summary", extra["summary"].pk, ask="?order=share&tier=commune")],
        "reports_listed": [
            at(DESK_HEAD, "reports_listed", ask="?period=2026-11&column=done"),
            at(DESK_HEAD, "reports_listed", ask="?period=2026-11&column=carried&field=-"),
        ],
        "dossiers_counted": [
            at(AUTHORITY, "dossiers_counted", "late_steps", "2026-11", "person", extra["late"]),
            at(AUTHORITY, "dossiers_counted", "apologies", "2026-11", "unit", extra["begun"].unit_id),
        ],
        "dossier_new": [at(DESK, "dossier_new"), at(DESK, "dossier_new", ask=f"?procedure={extra['procedure']}")],
        "dossier": [at(who, "dossier", begun) for who in (DESK, STAFF, DESK_HEAD, CITY_OFFICER)] + [at(DESK, "dossier", noted), at(DESK, "dossier", extra["result"].dossier_id)],
        "dossier_accept": [at(DESK, "dossier_accept", noted)],
        "dossier_begin": [at(DESK, "dossier_begin", extra["accepted"].pk)],
        "dossier_step": [at(STAFF, "dossier_step", begun)],
        "dossier_hand": [at(STAFF, "dossier_hand", begun)],
        "dossier_move": [at(STAFF, "dossier_move", begun, key) for key in ("ask_completion", "ask_payment")] + [
            at(AUTHORITY, "dossier_move", begun, "finish"), at(DESK, "dossier_move", extra["incomplete"], "complete"),
        ],
        "dossier_result": [at(DESK, "dossier_result", extra["result"].dossier_id)],
        "result_withdraw": [at(DESK, "result_withdraw", extra["result"].pk)],
        "dossier_apologise": [at(DESK_HEAD, "dossier_apologise", begun)],
        "apology_sent": [at(DESK, "apology_sent", begun)],
        **joint_pages(extra, at, DESK, DESK_HEAD),
    }  # fmt: skip


def figure_pages(at: Callable[..., Opened]) -> dict[str, list[Opened]]:
    """The overview, every figure, and the list behind one number."""
    cut = "?by=unit"
    return {
        "figures": [at(CITY_OFFICER, "figures"), at(AUTHORITY, "figures"), at(OFFICER, "figures", ask="?on=2024-06-30")],
        "figure": [at(CITY_OFFICER, "figure", one.slug, ask=cut) for one in FIGURES]
        + [at(AUTHORITY, "figure", "ratings"), at(OFFICER, "figure", "ratings", ask="?kind=year&by=rank")]
        + [at(CITY_OFFICER, "figure", "excellent", ask="?by=task")],
        "figure_sheets": [at(OFFICER, "figure_sheets", "ratings"), at(CITY_OFFICER, "figure_sheets", "lateness")],
    }  # fmt: skip


def unit_pages(period: Period, office: int, at: Callable[..., Opened]) -> dict[str, list[Opened]]:
    """The years of units, one of them, the sheet of an office as its head and its authority see it, and deciding."""
    sheet = UnitSheet.objects.get(period=period, unit=office)
    readers = (HEAD, AUTHORITY, OFFICER)
    return {
        "unit_years": [at(CITY_OFFICER, "unit_years"), at(STAFF, "unit_years")],
        "unit_year": [
            at(CITY_OFFICER, "unit_year", period.pk),
            at(AUTHORITY, "unit_year", period.pk, ask="?show=signal"),
        ],
        "unit_decide": [at(AUTHORITY, "unit_decide", period.pk)],
        "unit_sheet": [at(who, "unit_sheet", period.pk, sheet.pk) for who in readers],
    }


def career_pages(extra: dict[str, Any], person_id: int, at: Callable[..., Opened]) -> dict[str, list[Opened]]:
    """Boards, a term, a case, a decision on discipline, and the timeline of a person."""
    term, case, discipline = extra["term"].pk, extra["case"].pk, extra["discipline"].pk
    return {
        "career_terms": [at(OFFICER, "career_terms", ask="?state=all"), at(AUTHORITY, "career_terms")],
        "career_term": [at(OFFICER, "career_term", term), at(HEAD, "career_term", term)],
        "career_term_new": [at(OFFICER, "career_term_new", person_id)],
        "career_training_new": [at(OFFICER, "career_training_new", person_id)],
        "career_training_withdraw": [at(OFFICER, "career_training_withdraw", extra["training"].pk)],
        "career_term_withdraw": [at(OFFICER, "career_term_withdraw", term)],
        "career_review_open": [at(OFFICER, "career_review_open", term)],
        "career_vote": [at(OFFICER, "career_vote", term)],
        "career_review_decide": [at(AUTHORITY, "career_review_decide", term)],
        "career_cases": [at(OFFICER, "career_cases"), at(CITY_OFFICER, "career_cases")],
        "career_case": [at(OFFICER, "career_case", case), at(AUTHORITY, "career_case", case)],
        "career_case_step": [at(OFFICER, "career_case_step", case, "proposal")],
        "career_case_extend": [at(AUTHORITY, "career_case_extend", case, "decision")],
        "career_case_decide": [at(AUTHORITY, "career_case_decide", case)],
        "career_disciplines": [at(OFFICER, "career_disciplines")],
        "career_discipline": [at(OFFICER, "career_discipline", discipline), at(STAFF, "career_discipline", discipline)],
        "career_discipline_new": [at(OFFICER, "career_discipline_new", person_id)],
        "career_discipline_correct": [at(OFFICER, "career_discipline_correct", discipline)],
        "career_discipline_withdraw": [at(OFFICER, "career_discipline_withdraw", discipline)],
        "career_overrides": [at(OFFICER, "career_overrides")],
        "career": [at(STAFF, "career", person_id), at(OFFICER, "career", person_id)],
        "career_override_new": [at(AUTHORITY, "career_override_new", person_id)],
    }  # fmt: skip


def money_pages(extra: dict[str, Any], person_id: int, at: Callable[..., Opened]) -> dict[str, list[Opened]]:
    """Regulations, lists and their acts, a line as home affairs and as its owner sees it, pay, rewards, merit."""
    of = {name: row.pk for name, row in extra["money"].items()}
    line = extra["money"]["decided"].lines.order_by("-amount", "pk")[0].pk
    own = extra["money"]["submitted"].lines.get(person=_person(AUTHORITY)).pk
    return {
        "money_regulations": [at(OFFICER, "money_regulations")],
        "money_regulation_new": [at(OFFICER, "money_regulation_new")],
        "money_regulation": [at(OFFICER, "money_regulation", of["rule"]), at(AUTHORITY, "money_regulation", of["draft"])],
        "money_regulation_edit": [at(OFFICER, "money_regulation_edit", of["draft"])],
        "money_regulation_decide": [at(AUTHORITY, "money_regulation_decide", of["draft"])],
        "money_list_new": [at(OFFICER, "money_list_new", of["rule"])],
        "money_lists": [at(OFFICER, "money_lists"), at(AUTHORITY, "money_lists")],
        "money_list": [at(OFFICER, "money_list", of["decided"]), at(AUTHORITY, "money_list", of["submitted"])],
        "money_list_recompute": [at(OFFICER, "money_list_recompute", of["open"])],
        "money_list_submit": [at(OFFICER, "money_list_submit", of["open"])],
        "money_list_discard": [at(OFFICER, "money_list_discard", of["open"])],
        "money_list_correct": [at(OFFICER, "money_list_correct", of["decided"])],
        "money_list_return": [at(AUTHORITY, "money_list_return", of["submitted"])],
        "money_list_decide": [at(AUTHORITY, "money_list_decide", of["submitted"])],
        "money_line": [at(OFFICER, "money_line", line), at(CHAIRMAN, "money_line", own)],
        "money_line_decide": [at(CHAIRMAN, "money_line_decide", own)],
        "money_mine": [at(STAFF, "money_mine")],
        "money_pay": [at(OFFICER, "money_pay", person_id), at(STAFF, "money_pay", person_id)],
        "money_pay_new": [at(OFFICER, "money_pay_new", person_id)],
        "money_pay_withdraw": [at(OFFICER, "money_pay_withdraw", of["pay"])],
        "money_rewards": [at(OFFICER, "money_rewards")],
        "money_reward_propose": [at(OFFICER, "money_reward_propose")],
        "money_reward_decide": [at(AUTHORITY, "money_reward_decide", of["proposal"])],
        "money_reward_new": [at(OFFICER, "money_reward_new", person_id)],
        "money_reward_withdraw": [at(OFFICER, "money_reward_withdraw", of["reward"])],
        "money_merit": [at(OFFICER, "money_merit"), at(AUTHORITY, "money_merit", ask="?show=all")],
    }  # fmt: skip


# Not pages of their own, with why.
NOT_PAGES = {
    # what they answer a GET with is another page, walked under its own name
    "accounts_issue", "grant_give", "notices_read_all", "review_short", "self_score", "self_draft", "decide", "round_act",
    "period_act", "review_row", "accept_row", "petition_handler", "petition_pause", "petition_answer", "job_retry", "check_catalogue",
    "review_catalogue", "typed_drop",
    # the wizard's posts
    "import_choose", "import_confirm", "import_drop", "import_undo",
    # files
    "sheet_file", "result_notice", "meeting_file", "replacement_file", "round_file", "period_file", "import_annotated", "work_evidence",
    "career_terms_file", "career_cases_file", "career_disciplines_file", "career_pdf", "career_review_file",
    "career_case_file", "dossiers_file", "dossier_flow_file", "usage_file", "dossier_form", "point_register",
    "procedures_file", "feedback_file", "findings_file", "portal_file", "portal_data", "survey_results_file", "reports_xlsx", "summary_file", "roster_file", "green_file", "service_index_file", "result_file", "paper_file", "portal_mine_result", "portal_paper", "queue_call", "queue_done", "queue_take", "roster_copy", "roster_propose", "reports_pdf", "unit_year_list", "unit_decision_file", "figure_file", "money_list_file", "money_merit_file",
    # they lead to the page they are written on
    "observation_answer", "unit_year_open", "unit_act", "year_self", "year_act", "meeting_call", "meeting_attendee",
    # a fragment of the sheet
    "sheet_live",
    # what is calculated for saved rows, as JSON
    "review_lines",
    # only there with something typed; test_flows.py
    "typed_work",
    # what they answer a GET with is another page: of the portal, or of the identity provider there is none of here
    "portal_sign_out", "portal_sign_in_provider", "portal_sign_in_return",
}  # fmt: skip
UNSIGNED = ["/accounts/login/", *UNSIGNED_PORTAL]
