"""Decisions that publish procedures: drafted with their lines, published in one act, entered in the national database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor, Permission
from namro.base.audit.services import record
from namro.base.constraints import said_plainly
from namro.base.errors import Conflict, DomainError, NotVisible
from namro.duties.procedures.access import require
from namro.duties.procedures.data import LineData
from namro.duties.procedures.models import ChangeKind, ChangeLine, DecisionState, Issuer, Procedure, PublicationDecision
from namro.duties.procedures.services.applying import apply_lines
from namro.engine.text import nfc

TWICE = {
    "line_once": ("procedures.line.twice", gettext_lazy("Một thủ tục chỉ có một dòng trong mỗi quyết định.")),
    "publication_number_once": (
        "procedures.decision.number_taken",
        gettext_lazy("Số quyết định này đã có trong ngày đó."),
    ),
}


@transaction.atomic
def draft_decision(
    *, title: str, source_text: str, source_effective_on: date, by: Actor, at: datetime, on: date,
    issuer: str = Issuer.CHAIR, field_id: int | None = None, is_fast_track: bool = False, source_signed_on: date | None = None,
) -> PublicationDecision:  # fmt: skip
    """Begin a decision on a source text: from now on its deadline is watched.

    Refuses: access.denied, procedures.decision.incomplete, procedures.decision.fast_track
    Records: procedures:decision:drafted
    """
    require(Permission.PROCEDURES_PUBLISH, by, on=on)
    for name, text in (("title", title), ("source_text", source_text)):
        if not text.strip():
            message = _("Hãy ghi trích yếu và văn bản có quy định thủ tục.")
            raise DomainError("procedures.decision.incomplete", message, field=name)
    if is_fast_track and source_signed_on is None:
        message = _("Với văn bản theo trình tự rút gọn, hạn công bố tính từ ngày ký văn bản: hãy ghi ngày ký.")
        raise DomainError("procedures.decision.fast_track", message, field="source_signed_on")
    decision = PublicationDecision.objects.create(
        title=nfc(title)[:500], source_text=nfc(source_text)[:300], source_effective_on=source_effective_on, issuer=issuer,
        field_id=field_id, is_fast_track=is_fast_track, source_signed_on=source_signed_on, created_at=at,
        created_by_id=by.user_id,
    )  # fmt: skip
    record(tag="procedures:decision:drafted", by=by, at=at, subject=("publication", decision.pk),
           after={"title": decision.title[:200], "source": decision.source_text})  # fmt: skip
    return decision


@transaction.atomic
def add_lines(*, decision_id: int, lines: Sequence[LineData], by: Actor, at: datetime, on: date) -> list[ChangeLine]:
    """Put lines on a draft. Whether they can be carried out is asked again when it is published.

    Refuses: access.denied, procedures.decision.closed, procedures.line.unknown_code, procedures.line.twice,
    procedures.line.kind, procedures.line.replaces
    Records: procedures:lines:added
    """
    require(Permission.PROCEDURES_PUBLISH, by, on=on)
    decision = _draft(decision_id)
    known = _known(lines)
    rows = [_line(decision, one, known) for one in lines]
    _refuse_twice(rows)
    with said_plainly(TWICE):
        created = ChangeLine.objects.bulk_create(rows)
    kinds = dict(Counter(one.kind for one in lines))
    record(tag="procedures:lines:added", by=by, at=at, subject=("publication", decision.pk), after=kinds)
    return created


def _known(lines: Sequence[LineData]) -> Mapping[str, Procedure]:
    codes = {nfc(code) for one in lines for code in (one.code, one.replaces) if code}
    known = {one.code: one for one in Procedure.objects.filter(code__in=codes)}
    if unknown := sorted(codes - known.keys()):
        message = _("Không có trong danh mục: %(codes)s. Hãy soạn thủ tục trước, hoặc sửa mã.")
        raise DomainError("procedures.line.unknown_code", message % {"codes": ", ".join(unknown[:10])}, field="codes")
    return known


def _line(decision: PublicationDecision, one: LineData, known: Mapping[str, Procedure]) -> ChangeLine:
    if one.kind not in ChangeKind.values:
        raise DomainError("procedures.line.kind", _("Không có loại thay đổi này."), field="kind")
    if (one.kind == ChangeKind.REPLACED) != bool(one.replaces) or nfc(one.replaces) == nfc(one.code):
        message = _("Dòng thay thế ghi cả mã mới và mã bị thay thế; các dòng khác chỉ ghi một mã.")
        raise DomainError("procedures.line.replaces", message, field="replaces")
    return ChangeLine(
        decision=decision, kind=one.kind, procedure=known[nfc(one.code)], effective_on=one.effective_on,
        replaces=known[nfc(one.replaces)] if one.replaces else None, basis=nfc(one.basis)[:300],
    )  # fmt: skip


def _refuse_twice(rows: Sequence[ChangeLine]) -> None:
    times = Counter(one.procedure_id for one in rows)
    times.update(one.replaces_id for one in rows if one.replaces_id)
    if any(count > 1 for count in times.values()):
        raise Conflict("procedures.line.twice", _("Một thủ tục chỉ có một dòng trong mỗi quyết định."))


@transaction.atomic
def remove_line(*, line_id: int, by: Actor, at: datetime, on: date) -> None:
    """Take a line off a draft.

    Refuses: access.denied, procedures.line.gone, procedures.decision.closed
    Records: procedures:line:removed
    """
    require(Permission.PROCEDURES_PUBLISH, by, on=on)
    line = ChangeLine.objects.filter(pk=line_id).first()
    if line is None:
        raise NotVisible("procedures.line.gone", _("Không có dòng này."))
    decision = _draft(line.decision_id)
    line.delete()
    after = {"procedure": line.procedure_id, "kind": line.kind}
    record(tag="procedures:line:removed", by=by, at=at, subject=("publication", decision.pk), after=after)


@transaction.atomic
def publish_decision(
    *, decision_id: int, number: str, signed_on: date, signer: str, by: Actor, at: datetime, on: date
) -> PublicationDecision:
    """Record the signed decision and carry out its lines, all or none.

    Refuses: access.denied, procedures.decision.closed, procedures.decision.number, procedures.decision.signed_later,
    procedures.decision.empty, procedures.decision.number_taken, procedures.line.not_in_force, procedures.line.in_force,
    procedures.line.no_draft, procedures.line.later_version
    Records: procedures:decision:published
    """
    require(Permission.PROCEDURES_PUBLISH, by, on=on)
    decision = _draft(decision_id)
    if not number.strip():
        raise DomainError("procedures.decision.number", _("Hãy ghi số quyết định."), field="number")
    if signed_on > on:
        raise DomainError("procedures.decision.signed_later", _("Ngày ký chưa tới."), field="signed_on")
    lines = list(decision.lines.select_related("procedure", "replaces").order_by("pk"))
    if not lines:
        raise Conflict("procedures.decision.empty", _("Quyết định chưa có dòng nào: hãy thêm thủ tục trước."))
    decision.state, decision.number, decision.signed_on = DecisionState.PUBLISHED, nfc(number)[:60], signed_on
    decision.signer, decision.published_at, decision.published_by_id = nfc(signer)[:120], at, by.user_id
    with said_plainly(TWICE):
        decision.save()
    apply_lines(decision, lines, by=by, at=at)
    after = {"number": decision.number, "signed_on": str(signed_on), **Counter(one.kind for one in lines)}
    record(tag="procedures:decision:published", by=by, at=at, subject=("publication", decision.pk), after=after)
    return decision


@transaction.atomic
def enter_decision(*, decision_id: int, entered_on: date, by: Actor, at: datetime, on: date) -> None:
    """Note when a published decision was entered in the national database.

    Refuses: access.denied, procedures.decision.not_published, procedures.decision.entered_when
    Records: procedures:decision:entered
    """
    require(Permission.PROCEDURES_PUBLISH, by, on=on)
    decision = _found(decision_id)
    if decision.state != DecisionState.PUBLISHED or decision.signed_on is None:
        raise Conflict("procedures.decision.not_published", _("Quyết định chưa được công bố."))
    if not decision.signed_on <= entered_on <= on:
        message = _("Ngày đưa vào cơ sở dữ liệu quốc gia phải từ ngày ký đến hôm nay.")
        raise DomainError("procedures.decision.entered_when", message, field="entered_on")
    before = {"entered_on": decision.entered_on and str(decision.entered_on)}
    decision.entered_on = entered_on
    decision.save(update_fields=["entered_on"])
    record(tag="procedures:decision:entered", by=by, at=at, subject=("publication", decision.pk), before=before,
           after={"entered_on": str(entered_on)})  # fmt: skip


def _found(decision_id: int) -> PublicationDecision:
    found = PublicationDecision.objects.select_for_update().filter(pk=decision_id).first()
    if found is None:
        raise NotVisible("procedures.decision.unknown", _("Không có quyết định này."))
    return found


def _draft(decision_id: int) -> PublicationDecision:
    found = _found(decision_id)
    if found.state != DecisionState.DRAFT:
        message = _("Quyết định đã công bố không sửa được: thay đổi tiếp theo cần một quyết định khác.")
        raise Conflict("procedures.decision.closed", message)
    return found
