"""Catalogue versions: draft, check, review, decide (art. 13.1, 13.2). Only drafts are edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.audit.services import record
from namro.base.errors import Conflict, DomainError, NotAllowed
from namro.duties.assignments.catalogue_rules import Item, flags_of, group_problems, groups_of, read_rule
from namro.duties.assignments.models import Catalogue, CatalogueItem, CatalogueState
from namro.duties.assignments.policy import parameter
from namro.duties.assignments.selectors.catalogue_rights import relations_to_catalogue, relations_to_unit
from namro.engine.text import nfc, search_key

IN_FORCE = (CatalogueState.DECIDED, CatalogueState.REPLACED)


@dataclass(frozen=True)
class ItemData:
    """An item as typed or imported; the coefficient follows from the version's rule when it is not given."""

    code: str
    part: str
    task: str
    product: str
    group: str
    points: Decimal
    office: str = ""
    detail: str = ""
    points_range: str = ""
    coefficient: Decimal | None = None
    note: str = ""


@transaction.atomic
def draft_catalogue(
    *,
    unit_id: int,
    title: str,
    standard_points: Decimal,
    rule: str,
    groups: Sequence[Mapping[str, str]],
    by: Actor,
    at: datetime,
    on: date,
    copy_of: int | None = None,
) -> Catalogue:
    """Begin a new version, empty or as a copy of an earlier one.

    Refuses: access.denied, catalogue.groups.*, catalogue.rule.invalid
    Records: assignments:catalogue:drafted
    """
    if not may(Permission.CATALOGUE_DRAFT, relations_to_unit(by, unit_id, on=on)):
        raise _not_yours()
    _check_scale(groups, rule)
    catalogue = Catalogue.objects.create(
        unit_id=unit_id, title=nfc(title), standard_points=standard_points, rule=rule, groups=list(groups),
        created_at=at, created_by_id=by.user_id, replaces=_latest(unit_id),
    )  # fmt: skip
    copied = _copy_items(copy_of, catalogue) if copy_of else 0
    _record("drafted", catalogue, by, at, after={"title": catalogue.title, "copied": copied})
    return catalogue


def _latest(unit_id: int) -> Catalogue | None:
    return (
        Catalogue.objects.filter(unit_id=unit_id, state=CatalogueState.DECIDED).order_by("-decided_on", "-pk").first()
    )


def _copy_items(source_id: int, catalogue: Catalogue) -> int:
    items = list(CatalogueItem.objects.filter(catalogue=source_id).order_by("pk"))
    for item in items:
        item.pk, item.catalogue, item.flags, item.added_number, item.added_on = None, catalogue, [], "", None
    CatalogueItem.objects.bulk_create(items)
    return len(items)


def _check_scale(groups: Sequence[Mapping[str, str]], rule: str) -> None:
    problems = group_problems(groups_of(groups), parameter("groups_at_most"))
    messages = {
        "too_many": _("Danh mục có tối đa %(most)s nhóm phức tạp (Điều 13.1a)."),
        "repeated": _("Hai nhóm trùng mã: hãy đặt mã khác nhau."),
        "reversed": _("Có nhóm mà điểm đầu lớn hơn điểm cuối: hãy đổi lại."),
        "overlapping": _("Khung điểm của hai nhóm chồng lên nhau: hãy tách khung điểm."),
    }
    if problems:
        message = messages[problems[0]] % {"most": parameter("groups_at_most")}
        raise DomainError(f"catalogue.groups.{problems[0]}", message, field="groups")
    read_rule(rule)


@transaction.atomic
def edit_catalogue(
    *,
    catalogue_id: int,
    title: str,
    standard_points: Decimal,
    rule: str,
    groups: Sequence[Mapping[str, str]],
    by: Actor,
    at: datetime,
    on: date,
) -> Catalogue:
    """Change a draft's title, standard, groups or rule; coefficients are computed anew.

    Refuses: access.denied, catalogue.not_draft, catalogue.groups.*, catalogue.rule.*
    Records: assignments:catalogue:edited
    """
    catalogue = _draft_for(catalogue_id, by, on)
    _check_scale(groups, rule)
    before = _scale(catalogue)
    catalogue.title, catalogue.standard_points = nfc(title), standard_points
    catalogue.rule, catalogue.groups = rule, list(groups)
    catalogue.save()
    _recompute(catalogue)
    _record("edited", catalogue, by, at, before=before, after=_scale(catalogue))
    return catalogue


def _scale(catalogue: Catalogue) -> dict[str, Any]:
    return {
        "title": catalogue.title,
        "standard_points": str(catalogue.standard_points),
        "rule": catalogue.rule,
        "groups": catalogue.groups,
    }


def _recompute(catalogue: Catalogue) -> None:
    rule, items = read_rule(catalogue.rule), list(catalogue.items.order_by("pk"))
    for item in items:
        item.coefficient = rule.coefficient(item.points, catalogue.standard_points)
    CatalogueItem.objects.bulk_update(items, ["coefficient"], batch_size=500)


@transaction.atomic
def put_item(
    *, catalogue_id: int, data: ItemData, by: Actor, at: datetime, on: date, item_id: int | None = None
) -> CatalogueItem:
    """Add an item to a draft, or change one.

    Refuses: access.denied, catalogue.not_draft, catalogue.item.code_taken, catalogue.item.incomplete
    Records: assignments:item:added, assignments:item:edited
    """
    catalogue = _draft_for(catalogue_id, by, on)
    _require_whole(data)
    taken = catalogue.items.filter(code=data.code).exclude(pk=item_id or 0)
    if taken.exists():
        message = _("Mã “%(code)s” đã có trong danh mục: hãy dùng mã khác.")
        raise DomainError("catalogue.item.code_taken", message % {"code": data.code}, field="code")
    old = catalogue.items.get(pk=item_id) if item_id else None
    before = _item_values(old) if old else None
    item = fill_item(old or CatalogueItem(catalogue=catalogue), data, catalogue)
    item.save()
    _record("edited" if old else "added", catalogue, by, at, before=before, after=_item_values(item), what="item")
    return item


def _require_whole(data: ItemData) -> None:
    for field in ("code", "task", "product", "group"):
        if not getattr(data, field).strip():
            message = _("Mỗi dòng danh mục cần mã, nhiệm vụ, sản phẩm đầu ra và nhóm.")
            raise DomainError("catalogue.item.incomplete", message, field=field)
    if data.points <= 0:
        raise DomainError("catalogue.item.points", _("Điểm phải lớn hơn 0."), field="points")


def fill_item(item: CatalogueItem, data: ItemData, catalogue: Catalogue) -> CatalogueItem:
    """Put the data on an unsaved item; the coefficient by the version's rule unless one is given."""
    computed = read_rule(catalogue.rule).coefficient(data.points, catalogue.standard_points)
    for field in ("code", "office", "task", "product", "points_range", "note"):
        setattr(item, field, nfc(getattr(data, field)))
    item.part, item.group, item.points, item.detail = data.part, data.group, data.points, data.detail.strip()
    item.coefficient = computed if data.coefficient is None else data.coefficient
    item.search_key = search_key(f"{item.code} {item.task} {item.product} {item.office} {item.detail}")[:1200]
    return item


def _item_values(item: CatalogueItem) -> dict[str, str]:
    fields = ("code", "part", "office", "task", "product", "group", "points", "coefficient")
    return {field: str(getattr(item, field)) for field in fields}


@transaction.atomic
def remove_item(*, catalogue_id: int, item_id: int, by: Actor, at: datetime, on: date) -> None:
    """Take an item out of a draft.

    Refuses: access.denied, catalogue.not_draft
    Records: assignments:item:removed
    """
    catalogue = _draft_for(catalogue_id, by, on)
    item = catalogue.items.get(pk=item_id)
    before = _item_values(item)
    item.delete()
    _record("removed", catalogue, by, at, before=before, what="item")


@transaction.atomic
def put_items(
    *, catalogue_id: int, items: Sequence[ItemData], by: Actor, at: datetime, on: date, source: str = ""
) -> list[int]:
    """Add many items to a draft at once, as given. Returns the new ids.

    Refuses: access.denied, catalogue.not_draft, catalogue.item.code_taken
    Records: assignments:items:imported
    """
    catalogue = _draft_for(catalogue_id, by, on)
    codes = [data.code for data in items]
    taken = set(catalogue.items.filter(code__in=codes).values_list("code", flat=True))
    taken |= {code for code in codes if codes.count(code) > 1} if len(set(codes)) < len(codes) else set()
    if taken:
        message = _("Mã đã có trong danh mục: %(codes)s.")
        raise DomainError("catalogue.item.code_taken", message % {"codes": ", ".join(sorted(taken)[:10])})
    rows = [fill_item(CatalogueItem(catalogue=catalogue), data, catalogue) for data in items]
    created = CatalogueItem.objects.bulk_create(rows, batch_size=1000)
    _mark_flags(catalogue)
    _record("imported", catalogue, by, at, after={"count": len(rows), "source": source}, what="items")
    return [row.pk for row in created]


@transaction.atomic
def check_catalogue(*, catalogue_id: int, by: Actor, at: datetime, on: date) -> dict[str, int]:
    """Find duplicates, points outside their group, coefficients not by the rule; keep the flags on the items.

    Refuses: access.denied, catalogue.not_draft
    Records: assignments:catalogue:checked
    """
    catalogue = _draft_for(catalogue_id, by, on)
    counts = _mark_flags(catalogue)
    _record("checked", catalogue, by, at, after=counts)
    return counts


def _mark_flags(catalogue: Catalogue) -> dict[str, int]:
    items = list(catalogue.items.order_by("pk"))
    plain = [Item(i.pk, i.office, i.task, i.product, i.group, i.points, i.coefficient) for i in items]
    groups = groups_of(catalogue.groups)
    flags = flags_of(plain, groups, read_rule(catalogue.rule), catalogue.standard_points)
    counts: dict[str, int] = {}
    changed = []
    for item in items:
        found = flags.get(item.pk, [])
        for flag in found:
            counts[flag] = counts.get(flag, 0) + 1
        if item.flags != found:
            item.flags = found
            changed.append(item)
    CatalogueItem.objects.bulk_update(changed, ["flags"], batch_size=500)
    return counts


@transaction.atomic
def review_catalogue(*, catalogue_id: int, by: Actor, at: datetime, on: date) -> Catalogue:
    """The organising office has merged, standardised and checked the draft (art. 13.2): it goes up for a decision.

    Refuses: access.denied, catalogue.not_draft, catalogue.empty
    Records: assignments:catalogue:reviewed
    """
    catalogue = _draft_for(catalogue_id, by, on)
    if not catalogue.items.exists():
        raise Conflict("catalogue.empty", _("Danh mục chưa có sản phẩm nào: hãy nhập hoặc thêm trước khi trình."))
    counts = _mark_flags(catalogue)
    catalogue.state, catalogue.reviewed_at, catalogue.reviewed_by_id = CatalogueState.REVIEWED, at, by.user_id
    catalogue.save()
    _record("reviewed", catalogue, by, at, after={"flags": counts})
    return catalogue


@transaction.atomic
def return_to_draft(*, catalogue_id: int, reason: str, by: Actor, at: datetime, on: date) -> Catalogue:
    """Send a reviewed version back to be edited.

    Refuses: access.denied, catalogue.not_reviewed, catalogue.reason
    Records: assignments:catalogue:returned
    """
    catalogue = _visible(catalogue_id)
    if not may(Permission.CATALOGUE_DRAFT, relations_to_catalogue(by, catalogue, on=on)):
        raise _not_yours()
    _require_state(catalogue, CatalogueState.REVIEWED)
    if not reason.strip():
        raise DomainError("catalogue.reason", _("Hãy ghi lý do trả lại."), field="reason")
    catalogue.state, catalogue.reviewed_at, catalogue.reviewed_by = CatalogueState.DRAFT, None, None
    catalogue.save()
    _record("returned", catalogue, by, at, reason=reason)
    return catalogue


@transaction.atomic
def decide_catalogue(
    *, catalogue_id: int, number: str, decided_on: date, valid_from: date, by: Actor, at: datetime, on: date
) -> Catalogue:
    """The head of the managing agency decides the version; the one in force ends the day before it starts.

    Refuses: access.denied, catalogue.not_reviewed, catalogue.number, catalogue.decided_later, catalogue.overlap
    Records: assignments:catalogue:decided
    """
    catalogue = _visible(catalogue_id)
    if not may(Permission.CATALOGUE_DECIDE, relations_to_catalogue(by, catalogue, on=on)):
        raise NotAllowed("access.denied", _("Chỉ người đứng đầu cơ quan quản lý mới quyết định danh mục (Điều 13.2)."))
    _require_state(catalogue, CatalogueState.REVIEWED)
    if not number.strip():
        raise DomainError("catalogue.number", _("Hãy ghi số quyết định."), field="number")
    if decided_on > on:
        raise DomainError("catalogue.decided_later", _("Ngày quyết định chưa tới."), field="decided_on")
    _end_version_in_force(catalogue, valid_from)
    catalogue.state, catalogue.number, catalogue.decided_on = CatalogueState.DECIDED, nfc(number), decided_on
    catalogue.valid, catalogue.decided_at, catalogue.decided_by_id = (valid_from, None), at, by.user_id
    catalogue.save()
    _record("decided", catalogue, by, at, after={"number": number, "from": str(valid_from)})
    return catalogue


def _end_version_in_force(catalogue: Catalogue, valid_from: date) -> None:
    others = Catalogue.objects.select_for_update().filter(unit_id=catalogue.unit_id, state__in=IN_FORCE)
    if others.filter(valid__startswith__gte=valid_from).exists():
        message = _("Đã có phiên bản có hiệu lực từ ngày này hoặc sau đó: hãy chọn ngày hiệu lực muộn hơn.")
        raise Conflict("catalogue.overlap", message, field="valid_from")
    for old in others.filter(valid__contains=valid_from).order_by("pk"):
        old.valid, old.state = (old.valid.lower, valid_from), CatalogueState.REPLACED
        old.save()


def _visible(catalogue_id: int) -> Catalogue:
    return Catalogue.objects.select_for_update(of=("self",)).get(pk=catalogue_id)


def _draft_for(catalogue_id: int, by: Actor, on: date) -> Catalogue:
    catalogue = _visible(catalogue_id)
    if not may(Permission.CATALOGUE_DRAFT, relations_to_catalogue(by, catalogue, on=on)):
        raise _not_yours()
    _require_state(catalogue, CatalogueState.DRAFT)
    return catalogue


def _require_state(catalogue: Catalogue, state: str) -> None:
    if catalogue.state == state:
        return
    messages = {
        CatalogueState.DRAFT: _("Chỉ sửa được bản dự thảo. Hãy tạo phiên bản mới từ danh mục này."),
        CatalogueState.REVIEWED: _("Danh mục phải được thẩm định trước."),
    }
    raise Conflict(f"catalogue.not_{state}", messages[CatalogueState(state)])


def _not_yours() -> NotAllowed:
    return NotAllowed("access.denied", _("Danh mục này do người đứng đầu hoặc bộ phận nội vụ của đơn vị soạn."))


def _record(
    verb: str, catalogue: Catalogue, by: Actor, at: datetime, *, what: str = "catalogue", reason: str = "",
    before: dict[str, Any] | None = None, after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    record(
        tag=f"assignments:{what}:{verb}", by=by, at=at, subject=("catalogue", catalogue.pk),
        unit_id=catalogue.unit_id, before=before, after=after, reason=reason,
    )  # fmt: skip
