"""Texts of our own checklists in the language in use: findings, measures, who answers for them.

Records keep them in Chinese, the language of the lists; in the English window they stand in
English. Texts of other people's checklists stay as they are.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import cast

from app.i18n import language
from app.paths import resource

_OWN = "〔自拟〕"
_FROM = "参考 "


@cache
def _english() -> dict[str, str]:
    file = resource("translations/checklists_en.json")
    return cast("dict[str, str]", json.loads(file.read_text(encoding="utf-8")))


def spoken(text: str) -> str:
    """Return a finding's title or measure in the language in use."""
    return text if language() != "en" else _english().get(text, text)


def spoken_units(text: str) -> str:
    """Return who answers for something, several joined by 、, in the language in use."""
    if language() != "en":
        return text
    return ", ".join(spoken(one) for one in text.split("、"))


def spoken_source(text: str) -> str:
    """Return where a rule comes from in the language in use; documents keep their names."""
    if language() != "en":
        return text
    return "; ".join(_note(one) for one in re.split("[；;]", text))


def _note(text: str) -> str:
    if text in _english():
        return _english()[text]
    own, plain = _OWN in text, text.replace(_OWN, "", 1)
    see = plain.startswith(_FROM)
    plain = plain.removeprefix(_FROM)
    words = ("see " if see else "") + spoken(plain)
    return f"{words} [our own]" if own else words
