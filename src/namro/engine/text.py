"""Vietnamese text: one form, one order, and search without accents."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters in dictionary order, then the six tones in theirs (level, huyền, hỏi, ngã, sắc, nặng).
LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_RANK = {letter: chr(ord("A") + index) for index, letter in enumerate(LETTERS)}
WHOLE_SYLLABLES = frozenset(
    {"nguyen"}
)  # none goes on from it, and a third bear it: looked for as it is, at half the cost
_MARKED = {"\u0306", "\u0302", "\u031b"}  # breve, circumflex, horn: part of the letter, not a tone


def nfc(text: str) -> str:
    """The one form text is stored in: composed, single spaces, no spaces at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def search_key(text: str) -> str:
    """Lower case without accents, đ as d: what people type when they look for a name."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(ch for ch in decomposed if not unicodedata.combining(ch)).split())


@lru_cache(maxsize=8192)
def _syllable_key(syllable: str) -> str:
    letters: list[str] = []
    tone = "0"
    for ch in unicodedata.normalize("NFD", syllable.lower()):
        if ch in TONES:
            tone = TONES[ch]
        elif ch in _MARKED and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + ch)
        else:
            letters.append(ch)
    return "".join(_RANK.get(letter, letter) for letter in letters) + tone


def sort_key(full_name: str) -> str:
    """A key that sorts people by given name, then family and middle names, in Vietnamese order.

    Compared byte by byte (collation "C"); every letter maps to one ASCII character above the digits.
    """
    syllables = nfc(full_name).split(" ")
    ordered = [syllables[-1], *syllables[:-1]]
    return " ".join(_syllable_key(syllable) for syllable in ordered)
