"""Weak staff do not move upward; whoever was not reappointed gets no equal or higher post.

Law: law/parameters/careers.yaml#upward_moves, #not_reappointed. Asked by city.people before every posting (wiring).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.base.access.rules import Actor
from namro.base.audit.services import record
from namro.base.constraints import Refusals, said_plainly
from namro.base.errors import DomainError
from namro.city.organisation import selectors as organisation
from namro.city.people import selectors as people
from namro.city.people.models import Posting, Rank
from namro.city.people.watch import Placing, Wanted
from namro.duties.careers.models import MoveOverride
from namro.duties.careers.rules.moves import Bar, bars
from namro.duties.careers.selectors.places import place_of
from namro.duties.careers.selectors.standing import require_decider
from namro.duties.careers.selectors.weak import given_up, possibly_barred, weak_bars
from namro.duties.careers.services.common import require_number, require_text, user_of

SAID = {
    Bar.FAILING_YEAR: gettext_lazy("kết quả năm gần nhất là không hoàn thành nhiệm vụ"),
    Bar.DISCIPLINE: gettext_lazy("đang thi hành kỷ luật"),
    Bar.NOT_REAPPOINTED: gettext_lazy("không được bổ nhiệm lại, nên không giữ chức vụ tương đương hoặc cao hơn"),
}
REFUSALS: Refusals = {
    "override_one_open": (
        "careers.override.twice",
        gettext_lazy("Đã có quyết định cho người này vào đúng vị trí đó mà chưa dùng."),
    )
}


def bars_to(person_id: int, unit_id: int, rank: str, *, on: date, leaves: int | None = None) -> list[Bar]:
    """What stands in the way of a post: three queries where nothing does."""
    weak, former = weak_bars(person_id, on=on), given_up(person_id, on=on)
    if not weak and former is None:
        return []
    held = Posting.objects.filter(pk=leaves).first() if leaves else people.posting_on(person_id, on=on)
    current = place_of(held.unit_id, held.rank, on=on) if held else None
    return bars(current, place_of(unit_id, rank, on=on), weak=weak, given_up=former)


def check_move(placing: Placing) -> None:
    """Refuse a posting the rules forbid, unless a reasoned decision lets it through; that decision is then used up.

    Refuses: careers.move.barred
    Records: careers:override:used
    """
    found = bars_to(placing.person_id, placing.unit_id, placing.rank, on=placing.on, leaves=placing.leaves)
    if not found:
        return
    rows = MoveOverride.objects.select_for_update().filter(
        person=placing.person_id, unit=placing.unit_id, rank=placing.rank, used_on=None, decided_on__lte=placing.on
    )
    override = rows.order_by("pk").first()
    if override is None or not set(found) <= set(override.bars.split(",")):
        message = _(
            "Không bố trí được vào vị trí này: %(why)s. Chỉ quyết định có lý do của cấp có thẩm quyền mới vượt qua được."
        )
        raise DomainError("careers.move.barred", message % {"why": spoken(found)}, field="unit", bars=[*found])
    override.used_on = placing.on
    override.save(update_fields=["used_on"])
    record(
        tag="careers:override:used", by=placing.by, at=placing.at, subject=("person", placing.person_id),
        unit_id=placing.unit_id, after={"override": override.pk, "on": placing.on.isoformat()}, reason=override.reason,
    )  # fmt: skip


def barred_among(wanted: Sequence[Wanted]) -> dict[int, str]:
    """Why some posts of a list may not be given, by place in it: those few who may be barred from anything are looked at."""
    suspects = possibly_barred()
    found = {
        place: bars_to(one.person_id, one.unit_id, one.rank, on=one.on, leaves=one.leaves)
        for place, one in enumerate(wanted) if one.person_id in suspects
    }  # fmt: skip
    return {place: spoken(why) for place, why in found.items() if why}


def spoken(found: list[Bar]) -> str:
    return "; ".join(str(SAID[one]) for one in found)


@transaction.atomic
def override_move(
    *,
    person_id: int,
    unit_id: int,
    rank: str,
    reason: str,
    number: str,
    decided_on: date,
    by: Actor,
    at: datetime,
    on: date,
) -> MoveOverride:
    """A reasoned decision that lets one posting through. It stands in the report of overrides for good.

    Refuses: careers.not_found, access.denied, careers.own_record, careers.number.missing, careers.decided_on.future,
    careers.reason.missing, careers.override.unit, careers.override.needless, careers.override.twice
    Records: careers:override:decided
    """
    require_decider(by, person_id, on=on)
    written = require_number(number, decided_on, on)
    why = require_text(reason, "reason", _("Hãy ghi lý do, căn cứ."))
    if organisation.spell(unit_id, on=on) is None or rank not in Rank.values:
        raise DomainError("careers.override.unit", _("Hãy chọn đơn vị và cấp bậc."), field="unit")
    found = bars_to(person_id, unit_id, rank, on=on)
    if not found:
        message = _("Không có quy định nào cản việc bố trí này: cứ điều chuyển, bổ nhiệm như thường.")
        raise DomainError("careers.override.needless", message, field="unit")
    with said_plainly(REFUSALS):
        made = MoveOverride.objects.create(
            person_id=person_id, unit_id=unit_id, rank=rank, bars=",".join(found), reason=why, number=written,
            decided_on=decided_on, recorded_at=at, recorded_by_id=user_of(by),
        )  # fmt: skip
    after = {"override": made.pk, "bars": made.bars, "number": written}
    record(
        tag="careers:override:decided",
        by=by,
        at=at,
        subject=("person", person_id),
        unit_id=unit_id,
        after=after,
        reason=why,
    )
    return made
