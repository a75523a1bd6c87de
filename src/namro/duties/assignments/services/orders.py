"""Orders: work to be given, as typed in a form, pasted, copied or imported; checked row by row before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor, Permission, Relation, may
from namro.city.facts.models import Origin
from namro.city.people.models import Person
from namro.duties.assignments import locks
from namro.duties.assignments.models import CatalogueItem
from namro.duties.assignments.rules import Clear, Clears, is_inside, missing_clears
from namro.duties.assignments.selectors.catalogue import catalogues_in_force
from namro.duties.assignments.selectors.reach import Reach, Standing, reach_of, relation_day, standings_of

CLEAR_NAMES = {
    Clear.WHO: gettext_lazy("Rõ người"),
    Clear.WHAT: gettext_lazy("Rõ việc"),
    Clear.RESPONSIBILITY: gettext_lazy("Rõ trách nhiệm"),
    Clear.PROCESS: gettext_lazy("Rõ quy trình"),
    Clear.EFFECT: gettext_lazy("Rõ hiệu quả"),
}
CLEAR_ASKS = {
    Clear.WHO: gettext_lazy("chọn đúng một người chủ trì"),
    Clear.WHAT: gettext_lazy("chọn sản phẩm trong danh mục và số lượng lớn hơn 0"),
    Clear.RESPONSIBILITY: gettext_lazy("cần người giao và người đứng đầu chịu trách nhiệm; đơn vị đang khuyết người đứng đầu thì chọn người chịu trách nhiệm"),
    Clear.PROCESS: gettext_lazy("ghi quy trình thực hiện"),
    Clear.EFFECT: gettext_lazy("ghi sản phẩm phải nộp và thời hạn"),
}  # fmt: skip
MOST_QUANTITY = Decimal(1_000_000_000)


@dataclass(frozen=True)
class Order:
    """One piece of work to give to one person. Missing things are None or empty; the check says which."""

    row: int = 0  # where it stood, for messages
    posting_id: int | None = None
    item_id: int | None = None
    title: str = ""
    quantity: Decimal | None = None
    process: str = ""
    product: str = ""
    deadline: date | None = None
    origin: str = Origin.PLANNED.value
    coordinator_ids: tuple[int, ...] = ()
    accountable_id: int | None = None
    draft_id: int | None = None


@dataclass(frozen=True)
class Fault:
    """What keeps a row from being assigned, and what was expected."""

    row: int
    field: str
    code: str
    message: Any


@dataclass
class Desk:
    """Everything the check of a set of orders needs, read in a fixed number of queries."""

    actor: Actor
    month: date
    on: date
    orders: list[Order]
    reach: Reach = field(init=False)

    def __post_init__(self) -> None:
        self.reach = reach_of(self.actor, on=self.on)
        self.orders = [self._filled(order) for order in self.orders]

    @cached_property
    def standings(self) -> dict[int, Standing]:
        wanted = [order.posting_id for order in self.orders if order.posting_id]
        return standings_of(wanted, on=relation_day(self.month, self.on))

    @cached_property
    def items(self) -> dict[int, CatalogueItem]:
        wanted = {order.item_id for order in self.orders if order.item_id}
        return {item.pk: item for item in CatalogueItem.objects.filter(pk__in=wanted).order_by("pk")}

    @cached_property
    def in_force(self) -> dict[int, int]:
        units = {standing.unit_id for standing in self.standings.values()}
        return catalogues_in_force(units, on=relation_day(self.month, self.on))

    @cached_property
    def locked(self) -> frozenset[int]:
        return locks.locked(list(self.standings), self.month)

    @cached_property
    def known_people(self) -> frozenset[int]:
        named = {pk for order in self.orders for pk in (*order.coordinator_ids, order.accountable_id or 0)}
        return frozenset(Person.objects.filter(pk__in=named).values_list("pk", flat=True)) if named else frozenset()

    def _filled(self, order: Order) -> Order:
        """What follows from the item and from who heads the unit, where nothing else was said."""
        item = self.items.get(order.item_id or 0)
        standing = self.standings.get(order.posting_id or 0)
        return replace(
            order,
            title=order.title.strip() or (item.task[:300] if item else ""),
            product=order.product.strip() or (item.product if item else ""),
            accountable_id=self._accountable(order, standing),
        )

    @staticmethod
    def _accountable(order: Order, standing: Standing | None) -> int | None:
        if order.accountable_id is not None:
            return order.accountable_id
        return standing.reviewer_person_id if standing else None

    def clears(self, order: Order) -> Clears:
        return Clears(
            posting_id=order.posting_id, item_id=order.item_id, title=order.title, quantity=order.quantity,
            assigner_id=self.actor.person_id, accountable_id=order.accountable_id, process=order.process,
            product=order.product, deadline=order.deadline,
        )  # fmt: skip

    def faults(self) -> list[Fault]:
        """Everything wrong with the orders, row by row."""
        return [fault for order in self.orders for fault in self._faults_of(order)]

    def _faults_of(self, order: Order) -> Iterable[Fault]:
        for clear in missing_clears(self.clears(order)):
            text = f"{CLEAR_NAMES[clear]}: {CLEAR_ASKS[clear]}."
            yield Fault(order.row, _field_at_fault(clear, order), f"assignments.clear.{clear}", text)
        yield from self._person_faults(order)
        yield from self._item_faults(order)
        yield from self._amount_faults(order)

    def _person_faults(self, order: Order) -> Iterable[Fault]:
        if order.posting_id is None:
            return
        standing = self.standings.get(order.posting_id)
        relations = self.reach.relations(standing) if standing else frozenset()
        if standing is None or not may(Permission.WORK_ASSIGN, relations):
            own = Relation.OWNER in relations
            text = _("Không tự giao việc cho mình: cấp trên của anh/chị giao.") if own else _(
                "Anh/chị không có quyền giao việc cho người này trong tháng: chỉ người đứng đầu đơn vị chấm điểm, "
                "người được ủy quyền hoặc cấp trên mới giao."
            )  # fmt: skip
            yield Fault(order.row, "person", "assignments.person.not_yours", text)
            return
        if order.posting_id in self.locked:
            text = _("Kết quả tháng này của người này đã công bố, không giao thêm được.")
            yield Fault(order.row, "person", "assignments.month.locked", text)
        if standing.person_id in order.coordinator_ids:
            text = _("Người chủ trì không đồng thời là người phối hợp.")
            yield Fault(order.row, "coordinators", "assignments.coordinator.focal", text)
        if set(order.coordinator_ids) - self.known_people:
            text = _("Có người phối hợp không tìm thấy.")
            yield Fault(order.row, "coordinators", "assignments.coordinator.unknown", text)
        if order.accountable_id is not None and order.accountable_id not in self.known_people:
            text = _("Không tìm thấy người chịu trách nhiệm.")
            yield Fault(order.row, "accountable", "assignments.accountable.unknown", text)

    def _item_faults(self, order: Order) -> Iterable[Fault]:
        standing = self.standings.get(order.posting_id or 0)
        if order.item_id is None or standing is None:
            return
        item = self.items.get(order.item_id)
        if item is None or self.in_force.get(standing.unit_id) != item.catalogue_id:
            text = _("Sản phẩm này không thuộc danh mục đang có hiệu lực của đơn vị: hãy chọn lại.")
            yield Fault(order.row, "item", "assignments.item.not_in_force", text)

    def _amount_faults(self, order: Order) -> Iterable[Fault]:
        if order.quantity is not None and not _representable(order.quantity):
            text = _("Số lượng phải lớn hơn 0, tối đa 4 chữ số thập phân.")
            yield Fault(order.row, "quantity", "assignments.quantity", text)
        if order.deadline is not None and not is_inside(order.deadline, self.month):
            text = _("Thời hạn phải nằm trong tháng %(month)s.") % {"month": f"{self.month:%m/%Y}"}
            yield Fault(order.row, "deadline", "assignments.deadline.outside_month", text)
        if order.origin not in (Origin.PLANNED, Origin.AD_HOC):
            text = _("Việc mới giao chỉ theo kế hoạch hoặc đột xuất; việc nhận thêm đến từ chuyển giao.")
            yield Fault(order.row, "origin", "assignments.origin", text)


def _field_at_fault(clear: Clear, order: Order) -> str:
    """The input to look at first for a clear that is missing."""
    if clear == Clear.WHAT:
        return "quantity" if order.item_id is not None and order.title else "item"
    if clear == Clear.EFFECT:
        return "deadline" if order.deadline is None else "product"
    return {Clear.WHO: "person", Clear.RESPONSIBILITY: "accountable", Clear.PROCESS: "process"}[clear]


def _representable(quantity: Decimal) -> bool:
    exponent = quantity.normalize().as_tuple().exponent
    return 0 < quantity < MOST_QUANTITY and isinstance(exponent, int) and exponent >= -4


def faults_of(orders: Sequence[Order], *, actor: Actor, month: date, on: date) -> list[Fault]:
    """What would be refused if the orders were assigned now. Writes nothing."""
    return Desk(actor, month, on, list(orders)).faults()
