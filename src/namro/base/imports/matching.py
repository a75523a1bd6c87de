"""Which column holds which field: by name with or without accents, then what the officer said or says."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from namro.base.errors import DomainError
from namro.base.imports.grids import column_index, column_letter
from namro.base.imports.kinds import Field, Kind

AUTOMATIC, REMEMBERED, CORRECTED = "automatic", "remembered", "corrected"
NOT_ALPHANUMERIC = re.compile(r"[^0-9a-z%]+")
BRACKETED = re.compile(r"[(\[].*?[)\]]")
SURE, LAST_PART, WITHOUT_BRACKETS, TOP_PART, PART_OF, OTHER_ACCENTS = 1.0, 0.95, 0.92, 0.8, 0.6, 0.8
LEAST = 0.6
IGNORED = ""


@dataclass(frozen=True, slots=True)
class Match:
    """One column: its header as a path from the top header row down, and the field it holds ("" for none)."""

    column: int
    path: tuple[str, ...]
    field: str
    confidence: float
    source: str = AUTOMATIC

    @property
    def header(self) -> str:
        """The header on one line: "Ngày sinh / Nam"."""
        return " / ".join(self.path)

    @property
    def letter(self) -> str:
        """The column's letter."""
        return column_letter(self.column)


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Lower case, without accents or punctuation, đ as d: "Họ, và  tên (*)" is "ho va ten"."""
    folded = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    return NOT_ALPHANUMERIC.sub(" ", letters).strip()


@lru_cache(maxsize=16384)
def spelt(text: str) -> str:
    """As `plain`, with the accents kept: tells "số lượng" from "hệ số lương"."""
    return " ".join(re.findall(r"[^\W_]+|%", unicodedata.normalize("NFC", text).casefold()))


def match_columns(
    paths: Mapping[int, tuple[str, ...]],
    kind: Kind,
    corrections: Mapping[str, str] | None = None,
    remembered: Mapping[str, str] | None = None,
) -> tuple[Match, ...]:
    """One match per column that has a header, left to right; no field is given to two columns.

    `corrections` are the officer's for this file, by column letter or header; `remembered` are from earlier
    files, by header. An empty field means "leave this column out". Refuses: imports.map.unknown_column,
    imports.map.unknown_field, imports.map.field_twice
    """
    fixed = _fixed(paths, kind, remembered or {}, REMEMBERED, strict=False)
    told = _fixed(paths, kind, corrections or {}, CORRECTED, strict=True)
    given = {match.field for match in told.values() if match.field}
    fixed = {column: match for column, match in fixed.items() if match.field not in given} | told
    taken = {match.field for match in fixed.values() if match.field}
    free = {column: path for column, path in paths.items() if column not in fixed}
    chosen = {**_assign(free, kind, taken), **fixed}
    return tuple(chosen[column] for column in sorted(chosen))


def _assign(paths: Mapping[int, tuple[str, ...]], kind: Kind, taken: set[str]) -> dict[int, Match]:
    """The most confident pairs first; equal confidence goes to the left-most column."""
    edges = [
        (-score, column, order, field.name)
        for column, path in paths.items()
        for order, field in enumerate(kind.fields)
        if (score := confidence(path, field)) >= LEAST
    ]
    matches = {column: Match(column, path, IGNORED, 0.0) for column, path in paths.items()}
    used = set(taken)
    for negative, column, _order, name in sorted(edges):
        if name not in used and not matches[column].field:
            used.add(name)
            matches[column] = Match(column, paths[column], name, round(-negative, 2))
    return matches


def confidence(path: tuple[str, ...], field: Field) -> float:
    """From 0 to 1, how well a header path names the field."""
    return _confidence(path, field.names, field.avoid)


@lru_cache(maxsize=65536)
def _confidence(path: tuple[str, ...], names: str, avoid: str) -> float:
    if not path:
        return 0.0
    whole, last = plain(" ".join(path)), plain(path[-1])
    if set(plain(avoid).split()) & set(whole.split()):
        return 0.0
    best = 0.0
    for rank, name in enumerate(names.split("|")):
        score = _path_score(path, name) if ">" in name else _score(whole, last, path, name)
        best = max(best, score - min(rank, 20) * 0.001)
    return best


def _path_score(path: tuple[str, ...], name: str) -> float:
    above, below = (plain(part) for part in name.split(">"))
    ends = len(path) > 1 and plain(path[-1]) == below
    return SURE + 0.1 if ends and any(above == plain(BRACKETED.sub(" ", part)) for part in path[:-1]) else 0.0


def _score(whole: str, last: str, path: tuple[str, ...], name: str) -> float:
    wanted, end = plain(name), path[-1]
    if wanted == whole:
        return SURE * _same_accents(" ".join(path), name)
    if wanted == last:
        return LAST_PART * _same_accents(end, name)
    if wanted == plain(BRACKETED.sub(" ", end)):
        return WITHOUT_BRACKETS * _same_accents(BRACKETED.sub(" ", end), name)
    if len(path) > 1 and wanted == plain(BRACKETED.sub(" ", path[0])):
        return TOP_PART * _same_accents(BRACKETED.sub(" ", path[0]), name)
    return _near(spelt(end), spelt(name)) if not end.isascii() else _near(last, wanted)


def _same_accents(header: str, name: str) -> float:
    """Accents that are there and differ make it less sure; accents left out do not."""
    return 1.0 if header.isascii() or name.isascii() or spelt(header) == spelt(name) else OTHER_ACCENTS


def _near(header: str, name: str) -> float:
    """Longer headers that hold the name's words in a row, or a slip of the keyboard."""
    words, wanted = header.split(), name.split()
    if len(wanted) >= 2 and f" {name} " in f" {header} ":
        return PART_OF + 0.3 * len(wanted) / len(words)
    if len(name) >= 6 and abs(len(header) - len(name)) <= 2:
        ratio = difflib.SequenceMatcher(None, header, name).ratio()
        return 0.75 * ratio if ratio >= 0.85 else 0.0
    return 0.0


def _fixed(
    paths: Mapping[int, tuple[str, ...]], kind: Kind, said: Mapping[str, str], source: str, *, strict: bool
) -> dict[int, Match]:
    known = {field.name for field in kind.fields}
    found: dict[int, Match] = {}
    for key, name in said.items():
        # What is remembered goes by header alone: "stt" is no column letter of another file.
        column = find_column(paths, key) if strict else column_headed(paths, key)
        if column is None or (name and name not in known):
            if strict:
                raise _unknown(key, name, known, column)
            continue
        if strict and name and any(match.field == name for match in found.values()):
            message = _("Trường “%(field)s” được chỉ định cho hai cột. Mỗi trường chỉ một cột.") % {"field": name}
            raise DomainError("imports.map.field_twice", message)
        found[column] = Match(column, paths.get(column, ()), name, 1.0, source)
    return found


def _unknown(key: str, name: str, known: set[str], column: int | None) -> DomainError:
    if column is None:
        message = _("Không có cột “%(key)s”: hãy dùng chữ cái của cột (A, B, C…) hoặc đúng tiêu đề của nó.")
        return DomainError("imports.map.unknown_column", message % {"key": key})
    message = _("Không có trường “%(name)s”. Có: %(known)s.")
    return DomainError("imports.map.unknown_field", message % {"name": name, "known": ", ".join(sorted(known))})


def find_column(paths: Mapping[int, Sequence[str]], key: str) -> int | None:
    """The column a key means: its header (any spelling) or its letter, as far as there are headers."""
    headed = column_headed(paths, key)
    if headed is not None:
        return headed
    try:
        column = column_index(key)
    except ValueError:
        return None
    return column if column <= max(paths, default=0) else None


def column_headed(paths: Mapping[int, Sequence[str]], key: str) -> int | None:
    """The column with that header, in any spelling."""
    wanted = plain(key)
    named = (column for column, path in paths.items() if path and wanted in (plain(" ".join(path)), plain(path[-1])))
    return next(named, None)


def memory_of(matches: Sequence[Match]) -> dict[str, str]:
    """What to remember for the next file of this shape: header to field."""
    return {plain(" ".join(match.path)): match.field for match in matches if match.path}
