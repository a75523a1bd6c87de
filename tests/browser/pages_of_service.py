"""Pages of the catalogue of procedures, of the register of feedback and of surveys, with what the demonstration has none of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.app.procedures.catalogue import MARRIAGE

from namro.base.access.rules import Actor
from namro.duties.feedback import services as feedback
from namro.duties.feedback.models import Feedback
from namro.duties.inspections.models import Finding
from namro.duties.procedures import services as procedures
from namro.duties.procedures.data import LineData, SavingData
from namro.duties.procedures.models import Procedure, SimplificationLine
from namro.duties.surveys import services as surveys
from namro.duties.surveys.models import Campaign, Instrument, PaperSheet
from namro.duties.surveys.structure import built_in
from namro.web.demo.build import TODAY
from namro.web.demo.work import moment

NEW = "9.900001"


def catalogue_of(keeper: Actor) -> dict[str, Any]:
    """A draft with its decision not signed, one signed and not entered, a plan drafted, one approved and not counted."""
    who: dict[str, Any] = {"by": keeper, "at": moment(TODAY), "on": TODAY}
    procedures.draft_version(code=NEW, data=MARRIAGE, **who)
    given = {
        "title": "Công bố bổ sung",
        "source_text": "Văn bản minh họa số 3",
        "source_effective_on": TODAY + timedelta(days=30),
    }
    drafted = procedures.draft_decision(**given, **who)
    procedures.add_lines(decision_id=drafted.pk, lines=[LineData(NEW, "new", given["source_effective_on"])], **who)
    known = Procedure.objects.exclude(code=NEW).order_by("code")[0]
    procedures.draft_version(code=known.code, data=replace(MARRIAGE, name=known.name, field="Hộ tịch"), **who)
    signed = procedures.draft_decision(**given, **who)
    procedures.add_lines(decision_id=signed.pk, lines=[LineData(known.code, "amended", TODAY)], **who)
    procedures.publish_decision(decision_id=signed.pk, number="3/QĐ", signed_on=TODAY, signer="Chủ tịch", **who)
    level = procedures.set_online_level(code=known.code, first=TODAY, level="whole", **who)
    stopped = procedures.suspend_online(
        code=known.code, first=TODAY, last=TODAY + timedelta(days=3), reason="Nâng cấp hệ thống", **who
    )
    plans = []
    for title in ("Phương án soạn dở", "Phương án đã duyệt"):
        plan = procedures.draft_plan(year=2026, title=title, **who)
        procedures.put_savings(
            plan_id=plan.pk, lines=[SavingData(known.code, "Rút ngắn", days_before=3, days_after=2)], **who
        )
        plans.append(plan)
    procedures.approve_plan(plan_id=plans[1].pk, number="4/QĐ", signed_on=TODAY, **who)
    return {
        "procedure_new": Procedure.objects.get(code=NEW), "procedure_known": known, "publication_draft": drafted,
        "publication_line": drafted.lines.get(), "publication_signed": signed, "plan_draft": plans[0], "plan": plans[1],
        "online_level": level, "suspension": stopped,
        "saving": SimplificationLine.objects.get(plan=plans[1]),
    }  # fmt: skip


def procedure_pages(extra: dict[str, Any], at: Callable[..., Any], keeper: str, reader: str) -> dict[str, list[Any]]:
    new, known, plan = extra["procedure_new"].pk, extra["procedure_known"].pk, extra["plan"].pk
    draft, signed = extra["publication_draft"].pk, extra["publication_signed"].pk
    versions = "&".join(
        f"{name}={one.pk}" for name, one in zip("ab", extra["procedure_known"].versions.order_by("pk"), strict=False)
    )
    return {
        "procedures": [at(keeper, "procedures"), at(reader, "procedures", ask="?q=ket hon"), at(reader, "procedures", ask="?on=2020-01-01")],
        "procedures_online": [at(keeper, "procedures_online"), at(reader, "procedures_online", ask="?show=suspended")],
        "procedures_online_many": [at(keeper, "procedures_online_many")],
        "procedure_new": [at(keeper, "procedure_new")],
        "procedure": [at(keeper, "procedure", new), at(reader, "procedure", known, ask=f"?{versions}")],
        "procedure_draft": [at(keeper, "procedure_draft", known)],
        "procedure_withdraw": [at(keeper, "procedure_withdraw", new)],
        "procedure_online": [at(keeper, "procedure_online", known)],
        "procedure_online_back": [at(keeper, "procedure_online_back", extra["online_level"].pk)],
        "procedure_suspend": [at(keeper, "procedure_suspend", known)],
        "procedure_resume": [at(keeper, "procedure_resume", extra["suspension"].pk)],
        "procedure_process": [at(keeper, "procedure_process", known)],
        "publications": [at(keeper, "publications"), at(reader, "publications", ask="?state=published")],
        "publication_new": [at(keeper, "publication_new")],
        "publication": [at(keeper, "publication", draft), at(reader, "publication", signed)],
        "publication_line": [at(keeper, "publication_line", draft)],
        "publication_line_remove": [at(keeper, "publication_line_remove", draft, extra["publication_line"].pk)],
        "publication_publish": [at(keeper, "publication_publish", draft)],
        "publication_enter": [at(keeper, "publication_enter", signed)],
        "simplifications": [at(keeper, "simplifications")],
        "simplification_new": [at(keeper, "simplification_new")],
        "simplification": [at(keeper, "simplification", plan), at(reader, "simplification", extra["plan_draft"].pk)],
        "simplification_line": [at(keeper, "simplification_line", extra["plan_draft"].pk)],
        "simplification_approve": [at(keeper, "simplification_approve", extra["plan_draft"].pk)],
        "simplification_link": [at(keeper, "simplification_link", plan, extra["saving"].pk)],
    }  # fmt: skip


def feedback_of(authority: Actor, handler: int) -> dict[str, Feedback]:
    """One handed out and not looked into yet, one looked into and not answered."""
    waits = Feedback.objects.filter(state="received").order_by("pk")
    made = dict(zip(("assigned", "received"), waits, strict=False))
    who: dict[str, Any] = {"by": authority, "at": moment(TODAY), "on": TODAY}
    feedback.assign(feedback_id=made["assigned"].pk, handler_id=handler, version=made["assigned"].version, **who)
    return {**made, "answered": Feedback.objects.filter(state="answered", outcome="true").get()}


def feedback_pages(
    made: dict[str, Feedback], at: Callable[..., Any], *, staff: str, handler: str, authority: str, officer: str
) -> dict[str, list[Any]]:  # fmt: skip
    """The register as whoever hands out, looks into, and is spoken of sees it; the observation beside a sheet."""
    assigned, received, answered = (made[name].pk for name in ("assigned", "received", "answered"))
    return {
        "feedback_list": [at(authority, "feedback_list"), at(staff, "feedback_list"), at(officer, "feedback_list", ask="?state=late")],
        "feedback_new": [at(staff, "feedback_new"), at(officer, "feedback_new")],
        "feedback_item": [at(authority, "feedback_item", answered), at(staff, "feedback_item", answered), at(handler, "feedback_item", assigned)],
        "feedback_assign": [at(authority, "feedback_assign", received)],
        "feedback_verify": [at(handler, "feedback_verify", assigned)],
        "feedback_answer": [at(handler, "feedback_answer", answered)],
        "feedback_correct": [at(authority, "feedback_correct", answered)],
        "feedback_pass_on": [at(authority, "feedback_pass_on", received)],
        "feedback_publish": [at(authority, "feedback_publish", answered)],
    }  # fmt: skip


def finding_pages(at: Callable[..., Any], *, authority: str, officer: str, staff: str) -> dict[str, list[Any]]:
    """The register of findings as whoever keeps it, heads the commune, and is spoken of or not sees it."""
    mine, closed = (
        Finding.objects.filter(remedied_at=None).order_by("pk")[0],
        Finding.objects.get(remedied_at__isnull=False),
    )
    assert mine.person is not None
    owner = mine.person.code.lower()
    month = ("2026-11", "person", mine.person_id)
    return {
        "findings": [at(officer, "findings"), at(authority, "findings", ask="?state=open&sort=person"), at(staff, "findings"), at(owner, "findings")],
        "finding_new": [at(officer, "finding_new")],
        "finding": [at(officer, "finding", mine.pk), at(owner, "finding", mine.pk), at(authority, "finding", closed.pk)],
        "finding_remedy": [at(officer, "finding_remedy", mine.pk)],
        "finding_withdraw": [at(officer, "finding_withdraw", closed.pk)],
        "findings_month": [at(authority, "findings_month", *month), at(owner, "findings_month", *month), at(officer, "findings_month", "2026-10", *month[1:])],
    }  # fmt: skip


def survey_pages(
    at: Callable[..., Any], *, desk: str, keyer: str, authority: str, officer: str, staff: str
) -> dict[str, list[Any]]:  # fmt: skip
    """Surveys as whoever keeps them, sits at the counter, keys paper, heads the unit and works in it sees them."""
    open_one, over = (Campaign.objects.get(state=state) for state in ("collecting", "closed"))
    planned = Campaign.objects.get(state="planned")
    waits, differs = (PaperSheet.objects.get(second_at__isnull=once, is_matched=False) for once in (True, False))
    first, second = Instrument.objects.filter(key="counter").order_by("version")
    return {
        "survey_list": [at(officer, "survey_list"), at(staff, "survey_list", ask="?q=quầy&state=closed")],
        "survey_new": [at(officer, "survey_new")],
        "survey_instruments": [at(officer, "survey_instruments"), at(staff, "survey_instruments")],
        "survey_instrument": [at(staff, "survey_instrument", second.pk)],
        "survey_compare": [at(staff, "survey_compare", first.pk, second.pk)],
        "survey_adopt": [at(officer, "survey_adopt", "schools")],
        "survey": [at(officer, "survey", open_one.pk), at(keyer, "survey", open_one.pk), at(staff, "survey", over.pk)],
        "survey_start": [at(officer, "survey_start", planned.pk)],
        "survey_invite": [at(officer, "survey_invite", open_one.pk)],
        "survey_close": [at(officer, "survey_close", open_one.pk)],
        "survey_kiosk": [at(desk, "survey_kiosk", open_one.pk)],
        "survey_paper": [at(desk, "survey_paper", open_one.pk)],
        "survey_paper_second": [at(keyer, "survey_paper_second", waits.pk)],
        "survey_paper_again": [at(keyer, "survey_paper_again", differs.pk)],
        "survey_results": [at(staff, "survey_results", over.pk), at(authority, "survey_results", over.pk)],
    }  # fmt: skip


def surveys_of(officer: Actor, desk: Actor, keyer: Actor) -> None:
    """A second version of the questionnaire, a survey not begun, a sheet of paper read in two ways."""
    words = built_in()["counter"]
    title = {"vi": "MẪU: Đánh giá tại quầy, bản 2", "en": "SAMPLE: Rating at the counter, version 2"}
    made = surveys.put_instrument(data={**words, "title": title}, by=officer, at=moment(TODAY))
    open_one = Campaign.objects.get(state="collecting")
    surveys.plan(
        instrument_id=made.pk, unit_id=open_one.unit_id, title="Hài lòng tại quầy tháng 12/2026", first=TODAY, last=TODAY,
        population=100, by=officer, at=moment(TODAY), on=TODAY,
    )  # fmt: skip
    read = {"served1": 4, "served2": 5}
    sheet = surveys.key_first(
        campaign_id=open_one.pk,
        number="P-03",
        unit_id=open_one.unit_id,
        answers=read,
        by=desk,
        at=moment(TODAY),
        on=TODAY,
    )
    other = {**read, "served2": 2}
    surveys.key_second(sheet_id=sheet.pk, answers=other, by=keyer, at=moment(TODAY), on=TODAY)
