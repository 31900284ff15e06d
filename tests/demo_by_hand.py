"""The demo counted by hand: from its script, the roster, and a table of what is a problem.

Written from the plan's checklists: which answer is a problem, for which indicator. It never opens a
checklist workbook, the findings sheet, or the database.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

import openpyxl

from app.paths import resource

HOUSING = ["H01", "H02", "H03", "H04", "H05", "H06", "H07", "H08", "H09", "H10"]
AREA = ["C01", "C02", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C12"]
BY_COMMUNITY = {"C01", "C02", "C03", "C04"}
PRESENT = {"present"}
BAD: dict[str, tuple[str, set[str]]] = {
    "ZF_A20": ("H01", {"C", "D", "Csu", "Dsu"}),
    **{
        f"ZF_B{number:02d}": ("H01", PRESENT)
        for number in range(1, 11)
        if number != 5  # measures a crack: a clue, not a problem of its own
    },
    "ZF_B11": ("H01", {"stop_use", "evacuate"}),  # a warning sign alone is none
    "ZF_B12": ("H01", {"suspected"}),
    **{f"ZF_C{number:02d}": ("H02", PRESENT) for number in range(1, 4)},
    "ZF_C04": ("H02", {"old_hose", "no_shutoff", "no_flameout", "no_alarm", "expired"}),
    **{f"ZF_D{number:02d}": ("H03", PRESENT) for number in range(1, 12)},
    "ZF_E01": ("H04", {"cracked", "lt10", "m10_30", "gt30"}),
    **{f"ZF_E{number:02d}": ("H04", PRESENT) for number in range(2, 6)},
    "ZF_F01": ("H05", set()),  # any number above 0
    **{f"ZF_G{number:02d}": ("H06", PRESENT) for number in range(1, 5)},
    "ZF_H01": ("H07", {"abnormal", "sample_fail"}),
    "ZF_H02": ("H07", {"often"}),
    "ZF_I01": ("H08", {"feasible"}),
    # Asked the other way round: what is not there is the problem.
    "ZF_I02": ("H08", {"no"}),
    "ZF_I03": ("H08", {"no"}),
    "ZF_I04": ("H08", set()),
    "ZF_J01": ("H09", {"not_renovated"}),  # only where it is worth it: ZF_J02
    "ZF_K01": ("H10", {"no"}),
    "ZF_K02": ("H10", {"no", "partial"}),
    "ZF_K03": ("H10", {"no", "partial"}),
    "ZF_K04": ("H10", set()),
    "XQ_C01": ("C02", {"not_built"}),
    "XQ_H01": ("C07", {"none", "short"}),
    "XQ_J01": ("C09", PRESENT),
    "XQ_L01": ("C11", {"none"}),
    "XQ_M01": ("C12", {"no"}),
    "XQ_M02": ("C12", {"none", "incomplete"}),
}
AMOUNTS = {"ZF_F01", "ZF_I04", "ZF_K04"}
SHOULD_HAVE_ALL = {
    "XQ_K01": ("C10", {"point", "labels", "closed"}),
    "XQ_K02": ("C10", {"rules", "drop", "collect", "transport", "treat"}),
    "XQ_L02": ("C11", {"coordinate", "enforce", "mediate"}),
}
NOT_COUNTED = {"XQ_L02"}  # 其他问题: listed, yet the area has its management
GAPS = {  # wanted, there
    "C04": ("XQ_E01_demand", ("XQ_E01_supply",), "XQ_E01_supply"),
    "C05": ("XQ_F01", ("XQ_F02_above", "XQ_F02_below", "XQ_F02_roadside"), "XQ_F02_above"),
}
APPRAISED = {"ZF_B01", "ZF_B02", "ZF_B03", "ZF_B06", "ZF_B07", "ZF_B08", "ZF_B10", "ZF_B11",
             "ZF_B12"}  # fmt: skip
OPEN = ("undecidable", "not_reached")
NO_STAIRS = {"自建房", "平房/里弄"}  # nor public rooms: 楼道安全 and 适老化 are not asked


@dataclass
class Place:
    """What the script says about one place, laptops put together."""

    form: str
    finished: bool
    said: dict[str, set[str]]
    segments: list[dict[str, str]] = field(default_factory=list)

    def agreed(self, question: str) -> str:
        """Return the answer or ``?reason`` that nobody contradicts, else nothing."""
        said = self.said.get(question, set())
        return next(iter(said)) if len(said) == 1 else ""

    @property
    def conflicts(self) -> set[str]:
        return {question for question, said in self.said.items() if len(said) > 1}

    def problems(self) -> set[tuple[str, str]]:
        """Return (question, indicator) of every problem that nobody contradicts."""
        found = set()
        for question, (indicator, bad) in BAD.items():
            answer = self.agreed(question)
            amount = question in AMOUNTS and answer and answer[0] != "?" and int(answer) > 0
            if amount or bad & set(answer.split()):
                found.add((question, indicator))
        for question, (indicator, wanted) in SHOULD_HAVE_ALL.items():
            answer = self.agreed(question)
            if answer and not wanted <= set(answer.split()):
                found.add((question, indicator))
        for indicator, (_wanted, _there, question) in GAPS.items():
            if self.gap(indicator) > 0:
                found.add((question, indicator))
        if self.agreed("ZF_J02") != "yes":
            found.discard(("ZF_J01", "H09"))
        return found

    def gap(self, indicator: str) -> int:
        wanted, there, _question = GAPS[indicator]
        if not self.agreed(wanted):
            return 0
        return max(0, int(self.agreed(wanted)) - sum(int(self.agreed(name)) for name in there))

    def outcome(self, indicator: str, house: tuple[str, int]) -> str:
        if not self.finished:
            return "unfinished"
        if any(of == indicator and name not in NOT_COUNTED for name, of in self.problems()):
            return "problem"
        mine = [name for name, (of, _bad) in BAD.items() if of == indicator]
        if any(name in self.conflicts or self.agreed(name)[1:] in OPEN for name in mine):
            return "undecided"
        kind, year = house
        if indicator in ("H03", "H08") and kind in NO_STAIRS:
            return "not_applicable"
        if indicator == "H09" and year >= 2000 and "ZF_J01" not in self.given:
            return "not_applicable"
        return "clear"

    def amount(self, indicator: str) -> Decimal:
        """Return what a place with a problem adds to the indicator's result."""
        if indicator == "H05":
            return Decimal(self.agreed("ZF_F01"))
        if indicator in GAPS:
            return Decimal(self.gap(indicator))
        if indicator == "C09":
            return sum((Decimal(one["XQ_J01_length"]) for one in self.segments), Decimal()) / 1000
        if indicator == "C02":  # a community stands for its residential areas
            return Decimal(self.agreed("XQ_A05_areas"))
        return Decimal(1)

    given: set[str] = field(default_factory=set)


@cache
def script() -> dict[str, Any]:
    return json.loads(resource("sample/scenario.json").read_text(encoding="utf-8"))


@cache
def places() -> dict[str, Place]:
    """Put both laptops together: the union of what they say; a difference is a conflict."""
    found: dict[str, Place] = {}
    for entries in script()["laptops"].values():
        for entry in entries:
            form = entry["form"]
            answers = dict(script()["ordinary"][form])
            if entry.get("stop_after"):
                stop = entry["stop_after"]
                answers = {name: text for name, text in answers.items() if name[3:4] <= stop}
            given = entry.get("answers", {})
            reasons = {name: f"?{reason}" for name, reason in entry.get("reasons", {}).items()}
            place = found.setdefault(entry["place"], Place(form, False, {}))
            place.finished |= entry.get("finish", True)
            place.given |= given.keys()
            for name, text in {**answers, **given, **reasons}.items():
                place.said.setdefault(name, set()).add(text)
            for rows in entry.get("repeats", {}).values():
                place.segments += rows
    return found


@cache
def roster() -> dict[str, tuple[str, str, int]]:
    """Read level, kind of house and year of each place from the roster, by its names."""
    sheet = openpyxl.load_workbook(resource("sample/roster.xlsx"))["名册"]
    rows = iter(sheet.values)
    head = [str(cell).rstrip("*") for cell in next(rows)]
    found: dict[str, tuple[str, str, int]] = {}
    for row in rows:
        cells = dict(zip(head, row, strict=True))
        names = [str(cells[level]) for level in ("社区", "小区", "楼栋") if cells[level]]
        if not names:
            continue
        level = ("community", "area", "building")[len(names) - 1]
        year = int(cells["建成年份"] or 0)
        found["/".join(names)] = (level, str(cells["住房类型"] or ""), year)
    return found


def of_level(level: str) -> list[str]:
    return [name for name, (of, _kind, _year) in roster().items() if of == level]


def expected(indicator: str, inside: str = "") -> dict[str, Any]:
    """Count one indicator by hand over the whole city, or over one community."""
    level = "building"
    if indicator in AREA:
        level = "community" if indicator in BY_COMMUNITY else "area"
    outcomes: Counter[str] = Counter()
    result = Decimal()
    for name in of_level(level):
        if inside and name.partition("/")[0] != inside:
            continue
        place = places().get(name)
        outcome = place.outcome(indicator, roster()[name][1:]) if place else "unfinished"
        outcomes[outcome] += 1
        if place and outcome == "problem":
            result += place.amount(indicator)
    return {"result": result, **outcomes}
