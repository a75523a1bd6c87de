"""What a framework rated by conditions asks for: counts, choices and yes-or-no facts, and the authority's answer."""

from __future__ import annotations

from decimal import Decimal

from namro.engine.framework import Framework, Input
from namro.engine.intake_values import as_mapping, known_only, number, plain, refuse

Fact = str | bool | None
_OTHERWISE_READ = ("unit_", "managed_")  # d, đ, e and those managed, in the object “unit”


def is_fact(framework: Framework, one: Input) -> bool:
    """Whether a sheet gives this input in “facts”: not who leads, not points, not what a leader's unit is given."""
    return one.name != "leader" and framework.group(one.name) is None and not one.name.startswith(_OTHERWISE_READ)


def read_fact(one: Input, raw: object, sheet: str) -> Fact:
    """The value of one fact; null is not known, and stays so unless the framework defaults it.

    Refuses: sheet.type, sheet.value, sheet.whole, sheet.maximum, sheet.number, sheet.negative
    """
    at = f"facts.{one.name}"
    if raw is None:
        return _default(one)
    if one.kind == "flag":
        return _flag(raw, sheet, at)
    if one.kind == "choice":
        return _choice(one, raw, sheet, at)
    value = number(raw, sheet, at)
    _check_number(one, value, sheet, at)
    return plain(value)


def _default(one: Input) -> Fact:
    return one.default == "true" if one.kind == "flag" and one.default is not None else one.default


def _flag(raw: object, sheet: str, at: str) -> bool:
    if not isinstance(raw, bool):
        raise refuse("sheet.type", "cần true hoặc false", "true or false was expected", sheet, at)
    return raw


def _choice(one: Input, raw: object, sheet: str, at: str) -> str:
    if raw not in one.choices:
        listed = ", ".join(one.choices)
        vi, en = f"phải là một trong: {listed}; nhận được {raw!r}", f"must be one of: {listed}; got {raw!r}"
        raise refuse("sheet.value", vi, en, sheet, at)
    return str(raw)


def _check_number(one: Input, value: Decimal, sheet: str, at: str) -> None:
    if one.kind in ("count", "tally") and value != value.to_integral_value():
        vi, en = f"cần số nguyên, nhận được {value}", f"a whole number was expected, got {value}"
        raise refuse("sheet.whole", vi, en, sheet, at)
    if one.allowed and value not in one.allowed:
        listed = ", ".join(str(item) for item in one.allowed)
        vi, en = f"chỉ nhận {listed}, nhận được {value}", f"must be one of {listed}, got {value}"
        raise refuse("sheet.value", vi, en, sheet, at)
    if one.maximum is not None and value > one.maximum:
        vi, en = f"tối đa {one.maximum}, nhận được {value}", f"at most {one.maximum}, got {value}"
        raise refuse("sheet.maximum", vi, en, sheet, at)


def read_authority(framework: Framework, raw: object, sheet: str) -> dict[str, str | None]:
    """What the authority decided where the law gives no level, and the document that says so.

    Refuses: sheet.type, sheet.key.unknown, sheet.authority.level, sheet.authority.document
    """
    if raw is None:
        return {"authority": None, "authority_document": None}
    given = as_mapping(raw, sheet, "authority")
    known_only(given, ["level", "document"], sheet, "authority")
    level, document = given.get("level"), given.get("document")
    codes = [band.code for band in framework.bands]
    if level not in codes:
        listed = ", ".join(codes)
        vi, en = f"cần một mức của khung: {listed}", f"a level of the framework was expected: {listed}"
        raise refuse("sheet.authority.level", vi, en, sheet, "authority.level")
    if not isinstance(document, str) or not document.strip():
        vi, en = "ghi văn bản quyết định (số, ngày, người ký)", "name the deciding document (number, date, signer)"
        raise refuse("sheet.authority.document", vi, en, sheet, "authority.document")
    return {"authority": str(level), "authority_document": document.strip()}
