"""How places sort and how they are found: natural numbers, Chinese by pinyin."""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache

_DIGITS = 12
_COUNTED = re.compile("([〇零一二两三四五六七八九十百]+)(?=[号栋幢座单期区层楼门村组社室排])")
_NUMBERS = re.compile(r"([0-9]+)")
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_VALUES = {name: value for value, name in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def sort_key(name: str, code: str = "") -> str:
    """Return text that sorts as people expect: 2号楼 before 10号楼, 一单元 before 二单元."""
    return f"{_natural(name)}\t{_natural(code)}"


def search_text(name: str, code: str = "", address: str = "") -> str:
    """Return what `find_terms` looks in: the words, their pairs of characters, pinyin, initials."""
    plain = [_plain(part) for part in (name, code, address)]
    words = [word for word in plain if word]
    pairs = {
        run[at : at + 2]
        for word in words
        for run in _CHINESE.findall(word)
        for at in range(len(run) - 1)
    }
    sounds = _sounds(plain[0])
    spoken = ["".join(sounds), "".join([sound[:1] for sound in sounds])]
    return " ".join([*words, *sorted(pairs), *(spoken if _CHINESE.search(plain[0]) else ())])


def find_terms(text: str) -> list[str]:
    """Split what a user typed into terms that must all occur in `search_text` (with LIKE)."""
    return [_plain(term) for term in text.split() if _plain(term)]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _natural(text: str) -> str:
    plain = _COUNTED.sub(lambda found: str(_number(found[1])), _plain(text))
    parts = []
    for part in _NUMBERS.split(plain):
        if part.isdigit():
            parts.append(part.lstrip("0").rjust(_DIGITS, "0"))
        elif part:
            # A blank after each syllable keeps a short syllable before a longer one (an, ang).
            parts.append(" ".join(_sounds(part)))
    return " ".join(parts)


def _number(text: str) -> int:
    if not any(unit in text for unit in "十百"):
        return int("".join(str(_VALUES[digit]) for digit in text))
    total = digit = 0
    for sign in text:
        if sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            digit = _VALUES[sign]
    return total + digit


@lru_cache(maxsize=20_000)
def _sounds(text: str) -> tuple[str, ...]:
    """Return syllables; what is not Chinese passes as it is."""
    if text.isascii():
        return (text,) if text else ()
    # The copy of the dictionary that pypinyin makes for user extensions costs 10 MB.
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))
