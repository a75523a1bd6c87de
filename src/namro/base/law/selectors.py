"""The frameworks there are on a day: those the product ships and those decided here, joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from namro.base.access.rules import Actor, Permission, may
from namro.base.errors import NotVisible
from namro.base.law import available_frameworks, framework_schema, law_folder, load_framework
from namro.base.law.models import FrameworkVersion, VersionState
from namro.base.law.standing import relations_to_frameworks
from namro.base.reading import once_a_reading
from namro.engine.errors import FrameworkError, Text
from namro.engine.framework import Framework
from namro.engine.framework_file import parse_framework


@dataclass(frozen=True)
class Decided:
    """A decided version without its text."""

    pk: int
    framework: str
    digest: str
    number: str
    authority: str
    decided_on: date
    valid_from: date


@dataclass(frozen=True)
class Offered:
    """A framework as it applies to a period that begins on a day; `version` is None for the text the product ships."""

    framework: Framework
    version: Decided | None

    @property
    def text(self) -> str:
        """The whole text, as a period freezes it."""
        if self.version is None:
            return shipped_text(self.framework.id)
        return text_of(self.version.pk)


_PARSED: dict[str, Framework] = {}  # by digest: a decided text never changes, and its formulas are kept compiled


def shipped_text(framework_id: str) -> str:
    """The text of a framework file."""
    return (law_folder() / "frameworks" / f"{framework_id}.yaml").read_text(encoding="utf-8")


def text_of(version_id: int) -> str:
    return FrameworkVersion.objects.values_list("text", flat=True).get(pk=version_id)


@once_a_reading
def decided_versions() -> list[Decided]:
    """Every decided version, in the order they begin."""
    fields = ("pk", "framework", "digest", "number", "authority", "decided_on", "valid_from")
    rows = FrameworkVersion.objects.filter(state=VersionState.DECIDED).order_by("framework", "valid_from")
    return [Decided(*row) for row in rows.values_list(*fields)]


def framework_of(version: Decided) -> Framework:
    """The parsed text of a decided version, read only when this process sees it first."""
    if version.digest not in _PARSED:
        _PARSED[version.digest] = parse_framework(text_of(version.pk), f"{version.framework}.yaml", framework_schema())
    return _PARSED[version.digest]


def applicable(versions: Iterable[Decided], framework_id: str, *, on: date) -> Decided | None:
    """The version that applies on a day: of those that have begun, the one that began last."""
    begun = [one for one in versions if one.framework == framework_id and one.valid_from <= on]
    return max(begun, key=lambda one: one.valid_from, default=None)


def offered(framework_id: str, *, on: date) -> Offered:
    """The framework for a period that begins on a day: the decided version that has begun, else the shipped text.

    Refuses: framework.unknown, law.framework.not_yet
    """
    versions = decided_versions()
    version = applicable(versions, framework_id, on=on)
    if version is not None:
        return Offered(framework_of(version), version)
    begins = [one.valid_from for one in versions if one.framework == framework_id]
    if begins and framework_id not in available_frameworks():
        first = f"{min(begins):%d/%m/%Y}"
        raise FrameworkError("law.framework.not_yet", Text(
            f"khung “{framework_id}” chỉ áp dụng từ ngày {first}: hãy chọn kỳ sau ngày đó hoặc khung khác",
            f"the framework “{framework_id}” applies from {first}: choose a later period or another framework",
        ))  # fmt: skip
    return Offered(load_framework(framework_id), None)


def offered_on(on: date) -> list[Offered]:
    """Every framework for a period that begins on a day, shipped and decided here, by id."""
    known, versions = set(available_frameworks()), decided_versions()
    begun = {one.framework for one in versions if one.valid_from <= on}
    return [offered(one, on=on) for one in sorted(known | begun)]


def known_framework(framework_id: str, *, on: date) -> Framework | None:
    """The framework of that id for showing what an old period is called: on that day, else whenever it began; or None."""
    versions = [one for one in decided_versions() if one.framework == framework_id]
    if framework_id in available_frameworks() or applicable(versions, framework_id, on=on):
        return offered(framework_id, on=on).framework
    return framework_of(versions[0]) if versions else None


# drafts -----------------------------------------------------------------------------------------------------------
def keeps_frameworks(actor: Actor, *, on: date) -> bool:
    """Whether the actor drafts and decides frameworks."""
    return may(Permission.FRAMEWORK_WRITE, relations_to_frameworks(actor, on=on))


def drafts() -> QuerySet[FrameworkVersion]:
    """Drafts, the last edited first, without their texts."""
    found = FrameworkVersion.objects.filter(state=VersionState.DRAFT).defer("text").select_related("edited_by")
    return found.order_by("-edited_at", "-pk")


def archived() -> QuerySet[FrameworkVersion]:
    found = FrameworkVersion.objects.filter(state=VersionState.ARCHIVED).defer("text").select_related("archived_by")
    return found.order_by("-archived_at", "-pk")


def version_for(version_id: int, actor: Actor, *, on: date) -> FrameworkVersion:
    """A version somebody may read: decided ones everybody, drafts whoever keeps the frameworks. Refuses: law.not_found"""
    found = FrameworkVersion.objects.select_related("edited_by", "decided_by").filter(pk=version_id).first()
    if found is None or (found.state != VersionState.DECIDED and not keeps_frameworks(actor, on=on)):
        raise NotVisible("law.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return found


def kept_version(version_id: int, actor: Actor, *, on: date) -> FrameworkVersion:
    """A version for whoever keeps the frameworks, in any state. Refuses: law.not_found"""
    if not keeps_frameworks(actor, on=on):
        raise NotVisible("law.not_found", _("Không tìm thấy. Có thể anh/chị không có quyền xem."))
    return version_for(version_id, actor, on=on)
