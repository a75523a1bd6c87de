"""What the rules refuse, with a stable code and the reason in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A sentence in Vietnamese (the language of record) and in English."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi

    def as_dict(self) -> dict[str, str]:
        """Both languages, for JSON."""
        return {"vi": self.vi, "en": self.en}


class RuleError(Exception):
    """A refusal by the rules: `code` is stable and dotted, `text` says what was expected."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(code)
        self.code = code
        self.text = text

    def __str__(self) -> str:
        return self.text.vi


class FrameworkError(RuleError):
    """A framework file that cannot be law: `source` and `line` (1-based) say where."""

    def __init__(self, code: str, text: Text, *, source: str = "", line: int = 0) -> None:
        super().__init__(code, text)
        self.source = source
        self.line = line

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.text.vi}" if self.source else self.text.vi


class SheetError(RuleError):
    """A sheet that breaks a rule of the input: `sheet` and `field` say which one."""

    def __init__(self, code: str, text: Text, *, sheet: str = "", field: str = "") -> None:
        super().__init__(code, text)
        self.sheet = sheet
        self.field = field

    def __str__(self) -> str:
        where = " ".join(part for part in (self.sheet and f"phiếu {self.sheet}", self.field) if part)
        return f"{where}: {self.text.vi}" if where else self.text.vi


class SettingError(RuleError):
    """A setting the framework does not have, or a value it does not allow."""
