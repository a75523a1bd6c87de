"""Templates of the apps without the indentation that only their readers need: a page of sixty rows is a quarter smaller."""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders.app_directories import Loader as AppLoader

# What keeps its spaces: text shown as it is typed, and words to translate, which are looked up by every character of theirs.
AS_TYPED = re.compile(
    r"(<(?:pre|textarea|script|style)\b.*?</(?:pre|textarea|script|style)>"
    r"|\{%\s*blocktrans(?:late)?\b.*?\{%\s*endblocktrans(?:late)?\s*%\})",
    re.DOTALL,
)
INDENTED = re.compile(r"\n[ \t]+")
# A line of one control tag would leave an empty line; the break after it is the one that stays.
CONTROL = re.compile(r"\n(?=\{% (?:if|elif|else|endif|for|empty|endfor|with|endwith)\b[^%\n]*%\}(?:\n|$))")


class Loader(AppLoader):
    def get_contents(self, origin: Origin) -> str:
        return flush_left(super().get_contents(origin))


def flush_left(text: str) -> str:
    """Every line from its first character on, and no line of a control tag alone; what is shown or translated as typed stays."""
    parts = AS_TYPED.split(text)
    parts[::2] = [CONTROL.sub("", INDENTED.sub("\n", one)) for one in parts[::2]]
    return "".join(parts)
