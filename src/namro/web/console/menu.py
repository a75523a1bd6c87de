"""The menu: every place a person may go to, and who is shown it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from namro.base.access.rules import Actor
from namro.base.ui.navigation import Item, Standing


def everyone(actor: Actor, _standing: Standing) -> bool:
    return actor.is_signed_in


def posted(_actor: Actor, standing: Standing) -> bool:
    return standing.is_posted


def concerned(actor: Actor, standing: Standing) -> bool:
    return posted(actor, standing) or officer(actor, standing)


def heads(_actor: Actor, standing: Standing) -> bool:
    return standing.heads or standing.is_delegate


def decides(actor: Actor, standing: Standing) -> bool:
    return standing.decides or standing.is_delegate or bool(actor.officer_of)


def oversees(actor: Actor, standing: Standing) -> bool:
    return standing.decides or officer(actor, standing)


def officer(actor: Actor, _standing: Standing) -> bool:
    return bool(actor.officer_of)


def leads(actor: Actor, standing: Standing) -> bool:
    return heads(actor, standing) or officer(actor, standing)


def administrator(actor: Actor, _standing: Standing) -> bool:
    return actor.is_administrator


def keeps_accounts(actor: Actor, standing: Standing) -> bool:
    return officer(actor, standing) or administrator(actor, standing)


MINE, TEAM, CITY, SYSTEM = _("Việc của tôi"), _("Đơn vị"), _("Danh bạ, danh mục"), _("Quản lý")
ITEMS = (
    Item(_("Trang chủ"), "/", "home", "", everyone, quick=True),
    Item(_("Phiếu của tôi"), "/sheets/mine", "sheet", MINE, posted, short=_("Phiếu"), quick=True),
    Item(_("Công việc của tôi"), "/work/mine", "work", MINE, posted, short=_("Công việc"), quick=True),
    Item(_("Ai chấm, ai quyết định"), "/relations/", "link", MINE, posted),
    Item(_("Chấm điểm đơn vị"), "/sheets/review", "team", TEAM, heads, short=_("Chấm điểm"), quick=True),
    Item(_("Giao việc, kết quả"), "/work/team", "assign", TEAM, heads, short=_("Giao việc")),
    Item(_("Quyết định xếp loại"), "/rounds/", "decide", TEAM, decides, short=_("Quyết định")),
    Item(_("Xếp loại đơn vị"), "/unit-years/", "units", TEAM, leads),
    Item(_("Điểm tham khảo"), "/advice/", "eye", TEAM, heads),
    Item(_("Kiến nghị"), "/petitions/", "petition", TEAM, concerned),
    Item(_("Hồ sơ một cửa"), "/dossiers/", "work", TEAM, concerned),
    Item(_("Phản ánh của dân"), "/feedback/", "petition", TEAM, concerned),
    Item(_("Kiểm tra công vụ"), "/inspections/findings/", "audit", TEAM, concerned),
    Item(_("Khảo sát hài lòng"), "/surveys/", "chart", TEAM, concerned),
    Item(_("Công tác cán bộ"), "/careers/cases/", "team", TEAM, oversees),
    Item(_("Số liệu"), "/figures/", "chart", TEAM, oversees),
    Item(_("Chi, khen thưởng"), "/money/lists/", "decide", TEAM, oversees),
    Item(_("Kỳ đánh giá"), "/periods/", "periods", TEAM, officer, short=_("Kỳ"), quick=True),
    Item(_("Danh mục công việc"), "/catalogue/", "catalogue", CITY, everyone, short=_("Danh mục")),
    Item(_("Thủ tục hành chính"), "/procedures/", "catalogue", CITY, everyone, short=_("Thủ tục")),
    Item(_("Con người"), "/people/", "people", CITY, everyone, quick=True),
    Item(_("Các đơn vị"), "/units/", "units", CITY, everyone),
    Item(_("Các khung đánh giá"), "/frameworks/", "sheet", SYSTEM, officer),
    Item(_("Nhập từ bảng tính"), "/imports/", "imports", SYSTEM, leads),
    Item(_("Tài khoản"), "/admin/accounts/", "key", SYSTEM, keeps_accounts),
    Item(_("Phân quyền"), "/admin/grants/", "lock", SYSTEM, administrator, quick=True),
    Item(_("Nhật ký"), "/audit/", "audit", SYSTEM, keeps_accounts, quick=True),
    Item(_("Việc đang chạy"), "/jobs/", "jobs", SYSTEM, everyone),
)


def items() -> Sequence[Item]:
    return ITEMS
