"""What a citizen's data was looked at for: it follows from what the one who looks is to it, nobody types it.

In the log it stands in the language of its readers, whatever that of the page.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from namro.base.access.rules import Relation

# The nearest first: whoever works on a thing looks for that work, whatever else they are to it.
PURPOSES = {
    Relation.HANDLER: "Xử lý việc được giao",
    Relation.RECEIVER: "Tiếp nhận, trả kết quả",
    Relation.SUPERVISOR: "Phụ trách điểm phục vụ",
    Relation.COMPETENT: "Nhận hồ sơ tiếp nhận phi địa giới",
    Relation.DECIDER: "Quyết định theo thẩm quyền",
    Relation.REVIEWER: "Chấm điểm theo thẩm quyền",
    Relation.OFFICER: "Theo dõi, quản lý của cán bộ nội vụ",
    Relation.OWNER: "Làm phần việc của mình",
    Relation.COLLEAGUE: "Đã hoặc đang cùng giải quyết",
}


def purpose_of(relations: AbstractSet[Relation]) -> str:
    """The purpose of a look; empty for whoever is nothing to the thing, and so is shown nothing of it."""
    return next((purpose for relation, purpose in PURPOSES.items() if relation in relations), "")
