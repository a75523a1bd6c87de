"""Pages of the catalogue of procedures and of the register of feedback, with what the demonstration has none of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.app.procedures.catalogue import MARRIAGE

from namro.base.access.rules import Actor
from namro.duties.feedback import services as feedback
from namro.duties.feedback.models import Feedback
from namro.duties.procedures import services as procedures
from namro.duties.procedures.data import LineData, SavingData
from namro.duties.procedures.models import Procedure, SimplificationLine
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
        "procedures_online": [at(keeper, "procedures_online"), at(reader, "procedures_online", ask="?show=unsaid")],
        "procedure_new": [at(keeper, "procedure_new")],
        "procedure": [at(keeper, "procedure", new), at(reader, "procedure", known, ask=f"?{versions}")],
        "procedure_draft": [at(keeper, "procedure_draft", known)],
        "procedure_withdraw": [at(keeper, "procedure_withdraw", new)],
        "procedure_online": [at(keeper, "procedure_online", known)],
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
