"""Tables that the lists take words and rules from: small CSV files below ``resources/lists``.

They are data because sources disagree (the handbook words severity in two ways) and because the
next year's set differs; an engineer edits them in Excel.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import Literal, NamedTuple

from app.inspection.provenance import COPIED, EARLIER
from app.inspection.roster.words import WORDS
from app.paths import resource

SEVERITIES = ("critical", "serious", "minor")
DIFFICULTY = {"high": "高", "medium": "中", "low": "低"}
DEADLINE = {"limited": "限时解决", "best_effort": "尽力解决"}
REASON = {"undecidable": "判不了", "not_applicable": "不适用", "not_reached": "未查到"}
SOURCE = {"roster": "名册", "statement": "本段都看过，其余无", "bulk": "几栋一起填"}
FORM = {"housing": "住房检查表", "residential_area": "小区检查表", "community": "社区检查表"}
LEVEL_OF_FORM = {"community": "community", "residential_area": "area", "housing": "building"}
# Visit outcomes: printed word, and whether the people could not be reached (so: visit again).
OUTCOME = {
    "normal": ("正常入户", False),
    "nobody": ("无人", True),
    "refused": ("拒访", True),
    "public_only": ("只查公共部位", False),
    "papers": ("资料填报", False),
}

_OWN = "〔自拟〕"
Column = Literal["built", "scale", "function", "other"]


class Indicator(NamedTuple):
    """One indicator of the field lists.

    Attributes:
        code: H01 … H10 for housing, C01 … C12 for residential areas.
        dimension: ``housing`` or ``area``.
        level: Which places are inspected for it: building, area or community.
        aspect: Published aspect, such as 安全耐久.
        name: Published name.
        unit: What the result is counted in: 栋, 套, 个, 千米.
        counts: ``places`` counts distinct places with a problem, ``sum`` adds their quantities.
            A finding in the indicator's own unit says how many it counts for: a community without
            a kindergarten stands for its areas, 0 is listed and not counted.
        built: ``yes`` where the list asks whether a facility is there at all (配建情况).
    """

    code: str
    dimension: str
    level: str
    aspect: str
    name: str
    unit: str
    counts: str
    built: str


def _rows(name: str) -> list[dict[str, str]]:
    with resource(f"lists/{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def source_said(source: str) -> str:
    """Return the printed words for what stands in an answer's ``from``."""
    if source.startswith(COPIED):
        return f"照抄 {source.removeprefix(COPIED)}"
    if source.startswith(EARLIER):
        return f"上次体检（{source.removeprefix(EARLIER)}）"
    return SOURCE.get(source, source)


@cache
def indicators(dimension: str) -> tuple[Indicator, ...]:
    """Return the indicators of ``housing`` or ``area`` in published order."""
    found = (Indicator(*(row[field] for field in Indicator._fields)) for row in _rows("indicators"))
    return tuple(one for one in found if one.dimension == dimension)


@cache
def severity_words(which: str = "program") -> dict[str, str]:
    """Return the words of one list for critical, serious, minor, and empty for no severity."""
    for row in _rows("severity"):
        if row["list"] == which:
            return {"": "", **{rank: row[rank] for rank in SEVERITIES}}
    raise LookupError(f"no severity words for {which!r}")


@cache
def _area_columns() -> dict[str, Column]:
    return {row["item"]: row["column"] for row in _rows("area_columns")}  # type: ignore[misc]


def area_column(rule: str, item: str) -> Column:
    """Return the column of 小区问题清单 where a finding stands: by rule, by item, else other."""
    columns = _area_columns()
    return columns.get(rule) or columns.get(item) or "other"


@cache
def _sources() -> tuple[tuple[str, str], ...]:
    return tuple((row["contains"], row["title"]) for row in _rows("sources"))


@cache
def source_title(source: str, confidence: str = "") -> str:
    """Return the short printed name of a rule's source; our own rules say 〔自拟〕.

    Args:
        source: As written beside the rule: an address or title, perhaps with remarks.
        confidence: ``own`` for a rule of ours.
    """
    own = confidence == "own"
    known = [title for part, title in _sources() if part in source]
    if not known:
        text = source.removeprefix(_OWN).split("；")[0]
        return _OWN + text if own else text
    return (_OWN + "参考" if own else "") + known[0]


def word(column: str, code: str) -> str:
    """Return a roster code in Chinese; what is words already stays as it is."""
    return next((one.zh for one in WORDS.get(column, ()) if one.code == code), code)
