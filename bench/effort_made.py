"""What the clerk of `bench.effort` answers, and how many keys a text costs."""

from __future__ import annotations

import json

from pypinyin import lazy_pinyin

from app.paths import resource

ORDINARY: dict[str, str] = json.loads(resource("sample/scenario.json").read_text(encoding="utf-8"))[
    "ordinary"
]["housing"]
PROBLEMS = {"ZF_D01": "present", "ZF_E02": "present", "ZF_G01": "present"}
"""Three problems; the photos that they and every building demand are five or more."""


def keys_of(text: str) -> int:
    """Count the keys for a text: pinyin letter by letter, one key a Chinese word to choose it."""
    if text.isascii():
        return len(text)
    keys, run = 0, False
    for sign, sound in zip(text, lazy_pinyin(text, errors=list), strict=True):
        chinese = sound != sign
        keys += len(sound) if chinese else 1
        keys += int(run and not chinese)
        run = chinese
    return keys + int(run)
