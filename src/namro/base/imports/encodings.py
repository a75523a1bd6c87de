"""Vietnamese in the encodings before Unicode: TCVN3 (ABC, .Vn fonts) and VNI, recognised and converted.

A word is believed to be legacy when it is no Vietnamese syllable as it stands and is one once converted; a
column is converted as a whole, because some legacy words ("phó" for "phú") are syllables either way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

TCVN3_BYTES = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉËÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ®¡¢§£¤¥¦"
TCVN3_LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđĂÂĐÊÔƠƯ"
TCVN3 = str.maketrans(TCVN3_BYTES, TCVN3_LETTERS)

VNI_MARKS = {
    "a": {"ø": "à", "ù": "á", "û": "ả", "õ": "ã", "ï": "ạ", "â": "â", "à": "ầ", "á": "ấ", "å": "ẩ", "ã": "ẫ",
          "ä": "ậ", "ê": "ă", "è": "ằ", "é": "ắ", "ú": "ẳ", "ü": "ẵ", "ë": "ặ"},
    "e": {"ø": "è", "ù": "é", "û": "ẻ", "õ": "ẽ", "ï": "ẹ", "â": "ê", "à": "ề", "á": "ế", "å": "ể", "ã": "ễ",
          "ä": "ệ"},
    "o": {"ø": "ò", "ù": "ó", "û": "ỏ", "õ": "õ", "ï": "ọ", "â": "ô", "à": "ồ", "á": "ố", "å": "ổ", "ã": "ỗ",
          "ä": "ộ"},
    "u": {"ø": "ù", "ù": "ú", "û": "ủ", "õ": "ũ", "ï": "ụ"},
    "y": {"ø": "ỳ", "ù": "ý", "û": "ỷ", "õ": "ỹ"},
    "ô": {"ø": "ờ", "ù": "ớ", "û": "ở", "õ": "ỡ", "ï": "ợ"},
    "ö": {"ø": "ừ", "ù": "ứ", "û": "ử", "õ": "ữ", "ï": "ự"},
}  # fmt: skip
VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}
# Legacy letters are not all letters to Unicode, so words are cut at spaces and plain punctuation only.
PIECE = re.compile(r"[^\s.,;:()/+\-“”\"'?!&%0-9]+")
TONES = "\u0300\u0301\u0303\u0309\u0323"
SYLLABLE = re.compile(
    r"(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:[aăâeêioôơuưy]{1,3})"
    r"(?:ch|ng|nh|[cmnpt])?"
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A legacy encoding: stable id and the name officers know."""

    id: str
    title: str


ENCODINGS = {
    "tcvn3": Encoding("tcvn3", "TCVN3 (ABC, phông .Vn)"),
    "vni": Encoding("vni", "VNI"),
}


def _vni_table() -> dict[str, str]:
    table = {}
    for base, marks in VNI_MARKS.items():
        for mark, letter in marks.items():
            for first, last in ((base, mark), (base.upper(), mark.upper()), (base.upper(), mark)):
                upper = first.isupper()
                table[first + last] = letter.upper() if upper else letter
    for single, letter in VNI_SINGLE.items():
        table[single], table[single.upper()] = letter, letter.upper()
    return table


VNI_TABLE = _vni_table()
VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, VNI_TABLE), key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """TCVN3 to Unicode. Capitals with tones do not exist in TCVN3: capital fonts store them in lower case."""
    return text.translate(TCVN3)


def from_vni(text: str) -> str:
    """VNI (two letters for one) to Unicode."""
    return VNI_PATTERN.sub(lambda found: VNI_TABLE[found.group()], text)


CONVERTERS = {"tcvn3": from_tcvn3, "vni": from_vni}


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether the word could be one Vietnamese syllable (or plain ASCII, which proves nothing)."""
    if word.isascii():
        return True
    parts = unicodedata.normalize("NFD", word.casefold())
    if sum(parts.count(tone) for tone in TONES) > 1:
        return False
    toneless = unicodedata.normalize("NFC", "".join(c for c in parts if c not in TONES))
    return SYLLABLE.fullmatch(toneless) is not None


def detect(values: Iterable[str]) -> str:
    """`tcvn3`, `vni` or "" for a column: the reading that makes syllables of what is none as it stands."""
    words = {word for text in values if not text.isascii() for word in PIECE.findall(text) if not word.isascii()}
    broken = [word for word in words if not is_syllable(word)]
    if not words or len(broken) * 4 < len(words):
        return ""
    healed = {
        name: sum(is_syllable(convert(word)) and not convert(word).isascii() for word in words)
        for name, convert in CONVERTERS.items()
    }
    best = max(healed, key=lambda name: healed[name])
    return best if healed[best] * 4 >= len(words) * 3 else ""


def looks_legacy(text: str) -> bool:
    """Whether a whole text, read in the Western page, is TCVN3 or VNI."""
    return detect(text[:200_000].splitlines()) != ""


def convert(text: str, encoding: str) -> str:
    """The text in Unicode NFC; a text that already has letters no legacy encoding knows is only composed."""
    if any(char > "\xff" and (char.isalpha() or unicodedata.combining(char)) for char in text):
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", CONVERTERS[encoding](text))


def heal(text: str, encoding: str) -> str:
    """As `convert`, but only where the text is not Vietnamese as it stands: for headers of a mixed sheet."""
    words = PIECE.findall(text)
    return text if all(map(is_syllable, words)) else convert(text, encoding)


def proper_name(text: str) -> str:
    """A name stored in lower case for a capital font gets its capitals back: "hoàng văn", "Hoàng Văn"."""
    return " ".join(word[:1].upper() + word[1:] for word in text.split()) if text == text.lower() else text
