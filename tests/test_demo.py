"""The demo's lists against a count that knows nothing of our tables and rules.

The count below reads the script of the demo and the roster, and a table of questions written by
hand from the plan's checklists: which answer is a problem, for which indicator. It never opens a
checklist workbook, the findings sheet, or the database.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest

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


# --- what the demo wrote ----------------------------------------------------------------------


@dataclass
class Demo:
    folder: Path
    said: str

    def sheet(self, name: str, page: str) -> list[tuple[Any, ...]]:
        file = self.folder / "lists" / f"{name}.xlsx"
        return list(openpyxl.load_workbook(file)[page].values)

    def table(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "hub" / "chengjian.sqlite")) as raw:
            return raw.execute(query).fetchall()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Demo:
    """Run the demo once, as a user runs it: another process, an empty home."""
    folder = tmp_path_factory.mktemp("demo") / "样例 1"
    home = tmp_path_factory.mktemp("home")
    done = subprocess.run(
        [sys.executable, "-m", "app", "demo", "--out", str(folder)],
        cwd=root,
        env={**os.environ, "HOME": str(home), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return Demo(folder, done.stdout)


def test_the_script_holds_what_makes_counting_hard() -> None:
    everything = places().values()
    assert {"ZF_I02", "ZF_I03", "ZF_K02", "XQ_M01"} <= {
        name for place in everything for name in place.given
    }
    reasons = {text for place in everything for said in place.said.values() for text in said}
    assert {"?undecidable", "?not_reached", "?not_applicable"} <= reasons
    assert any(not place.finished for place in everything)
    assert {(name, question) for name, place in places().items() for question in place.conflicts} \
        == {(name, question) for name, question in script()["planted_conflicts"]}  # fmt: skip


@pytest.mark.parametrize(
    ("title", "indicators"), [("住房问题清单", HOUSING), ("小区问题清单", AREA)]
)
def test_the_problem_lists_equal_the_count_by_hand(
    demo: Demo, title: str, indicators: list[str]
) -> None:
    for page, inside in (("全部", ""), ("长安", "长安"), ("东方红", "东方红"), ("瑞丰", "瑞丰")):
        rows = demo.sheet(title, page)
        start = next(number for number, row in enumerate(rows) if row[0] == 1)
        numbered = [row for row in rows[start:] if isinstance(row[0], int)][: len(indicators)]
        assert [row[0] for row in numbered] == list(range(1, len(indicators) + 1))
        for indicator, row in zip(indicators, numbered, strict=True):
            wanted = expected(indicator, inside)
            due, done, problem, clear, undecided, not_applicable, unfinished = row[7:14]
            where = f"{title} {page} {indicator}"
            # Each area's length counts to the metre.
            printed = Decimal(str(row[2] or 0).partition(" ")[0])
            assert printed == wanted["result"].quantize(Decimal("0.001"), ROUND_HALF_UP), where
            assert problem == wanted.get("problem", 0), where
            assert clear == wanted.get("clear", 0), where
            assert undecided == wanted.get("undecided", 0), where
            assert not_applicable == wanted.get("not_applicable", 0), where
            assert unfinished == wanted.get("unfinished", 0), where
            assert due == done + unfinished, where


def test_figures_that_anyone_can_check(demo: Demo) -> None:
    # Written out, so that a mistake shared by count and program cannot hide.
    assert expected("H05")["result"] == 10  # 6 and 4 dwellings; two buildings
    assert expected("C09")["result"] == Decimal("0.1255")  # 85.5 m and 40 m
    assert expected("C05")["result"] == 40  # 120 wanted, 80 there
    assert expected("C04")["result"] == 40  # 420 pupils, 380 places
    assert expected("C02")["result"] == 2  # the areas of one community
    assert expected("C12")["result"] == 1  # 智慧化: 'no' is the problem
    assert expected("H01")["problem"] == 3  # not 4号楼: nobody finished it
    assert expected("H10")["undecided"] == 2  # in conflict; not reached


def test_the_derived_tables_equal_the_count_by_hand(demo: Demo) -> None:
    names = names_of(demo)
    found = {
        (names[place], indicator): outcome
        for place, indicator, outcome in demo.table("SELECT place, indicator, outcome FROM verdict")
    }
    wanted = {}
    for name, place in places().items():
        codes = {
            "housing": HOUSING,
            "residential_area": sorted(set(AREA) - BY_COMMUNITY),
            "community": sorted(BY_COMMUNITY),
        }[place.form]
        for indicator in codes:
            wanted[name, indicator] = place.outcome(indicator, roster()[name][1:])
    assert found == wanted
    states = {
        names[place]: state for place, state in demo.table("SELECT place, state FROM progress")
    }
    assert states == {
        name: "done" if place.finished else "in_progress" for name, place in places().items()
    }


def test_the_ledger_names_every_problem_and_nothing_else(demo: Demo) -> None:
    wanted = {
        (name, question.replace("_", "-"))
        for name, place in places().items()
        if place.form == "housing"
        for question, _indicator in place.problems()
    }
    found, marked = set(), {}
    for row in demo.sheet("楼栋问题台账", "楼栋问题台账"):
        if isinstance(row[0], int):
            name = "/".join((row[1], row[2], row[3]))
            if row[20] and "冲突" in row[20]:
                assert row[5].replace("-", "_") in places()[name].conflicts
                continue
            found.add((name, row[5]))
            marked[name, row[5]] = row[20]
    assert found == wanted
    unfinished = {name for name, place in places().items() if not place.finished}
    assert {name for (name, _item), mark in marked.items() if mark} == unfinished
    assert unfinished


def test_the_communities_ledgers_hold_the_same_and_the_areas(demo: Demo) -> None:
    wanted: Counter[tuple[str, ...]] = Counter()
    for name, place in places().items():
        community, *below = name.split("/")
        object_ = {0: ("", "社区"), 1: (*below, "小区"), 2: tuple(below)}[len(below)]
        for _question, indicator in place.problems():
            wanted[community, *object_, indicator] += 1
    found: Counter[tuple[str, ...]] = Counter()
    for community in {name.partition("/")[0] for name in places()}:
        for row in demo.sheet("各社区问题台账", community):
            if isinstance(row[0], int) and "冲突" not in (row[11] or ""):
                found[community, row[1] or "", row[2], row[3]] += 1
    assert found == wanted


def test_quantities_are_those_of_the_script(demo: Demo) -> None:
    amounts = dict(demo.table("SELECT indicator, quantity FROM verdict WHERE form_id <> 'housing'"))
    assert {code: amounts[code] for code in ("C02", "C04", "C05", "C09")} == {
        "C02": "2",
        "C04": "40",
        "C05": "40",
        "C09": "0.126",  # each area to the metre
    }
    rows = demo.table(
        "SELECT place, quantity FROM verdict WHERE indicator = 'H05' AND quantity > 0"
    )
    names = names_of(demo)
    assert {names[place]: amount for place, amount in rows} == {
        "长安/样例小区乙/1号楼": "6",
        "长安/样例小区乙/2号楼": "4",
    }


def test_the_appraisal_candidates_equal_the_count_by_hand(demo: Demo) -> None:
    wanted = {
        name
        for name, place in places().items()
        if place.finished
        and (
            APPRAISED & {question for question, _indicator in place.problems()}
            or place.agreed("ZF_B12") == "?undecidable"
        )
    }
    rows = demo.sheet("结构安全鉴定候选清单", "结构安全鉴定候选清单")
    found = {"/".join((row[1], row[2], row[3])) for row in rows if isinstance(row[0], int)}
    assert found == wanted
    assert len(wanted) == 4


def test_what_was_not_inspected_is_listed_with_its_reason(demo: Demo) -> None:
    found: dict[str, set[str]] = {}
    for row in demo.sheet("未查清单", "未查清单"):
        if isinstance(row[0], int):
            name = "/".join(part for part in row[1:4] if part)
            found.setdefault(name, set()).add(row[5].partition("（")[0])
    untouched = set(roster()) - set(places())
    assert {name for name, why in found.items() if "未开始" in why} == untouched
    words = {"?not_reached": "未查到", "?undecidable": "判不了"}
    for name, place in places().items():
        wanted = {
            words[text] for question in place.said
            if (text := place.agreed(question)) in words
        }  # fmt: skip
        wanted |= {"有冲突、待定"} if place.conflicts else set()
        wanted |= set() if place.finished else {"未查完"}
        # A reason that somebody contradicts shows or not; the conflict is listed in any case.
        doubtful = {
            words[text] for question in place.conflicts for text in place.said[question]
            if text in words
        }  # fmt: skip
        assert found.get(name, set()) - doubtful == wanted - doubtful, name


def names_of(demo: Demo) -> dict[bytes, str]:
    rows = {row[0]: row[1:] for row in demo.table("SELECT id, level, name, parent FROM place")}

    def full(ident: bytes) -> Iterable[str]:
        level, name, parent = rows[ident]
        if level in ("community", "area", "building"):
            yield from full(parent)
            yield name

    return {ident: "/".join(full(ident)) for ident in rows}


def test_one_record_per_place_and_exactly_the_planted_conflicts(demo: Demo) -> None:
    names = names_of(demo)
    inspected = Counter(names[row[0]] for row in demo.table("SELECT place FROM inspection"))
    assert inspected == Counter(places().keys())
    visited = [entry["place"] for entries in script()["laptops"].values() for entry in entries]
    assert len(visited) > len(inspected)  # some by both laptops
    of = {row[0]: names[row[1]] for row in demo.table("SELECT id, place FROM inspection")}
    conflicts = {
        (of[subject], question.rpartition("/")[2])
        for subject, question in demo.table("SELECT subject, field FROM cell WHERE conflict")
    }
    assert conflicts == {(name, question) for name, question in script()["planted_conflicts"]}
    assert demo.table("SELECT count(*) FROM cell WHERE waiting") == [(0,)]
    for name, question in conflicts:
        assert f"{name} {question.replace('_', '-')}" in demo.said


def test_both_orders_gave_the_same_files(demo: Demo) -> None:
    first, second = (demo.folder / hub / "dump" for hub in ("hub", "hub-reversed"))
    names = sorted(file.name for file in first.iterdir())
    assert names == sorted(file.name for file in second.iterdir())
    assert "change.jsonl" in names or "changes.jsonl" in names
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    written = {UUID(bytes=row[0]).hex[:8] for row in demo.table("SELECT device FROM origin")}
    assert len(written & {file.name[:8] for file in (demo.folder / "stick").iterdir()}) == 2


def test_a_sheet_per_inspected_place_with_its_photos(demo: Demo) -> None:
    sheets = list((demo.folder / "lists").rglob("*.pdf"))
    assert len(sheets) == len(places())
    pictures = 0
    for sheet in sheets:
        data = sheet.read_bytes()
        assert data.startswith(b"%PDF-")
        pictures += data.count(b"/Subtype /Image")
    assert pictures > len(sheets)


def test_it_says_where_everything_is(demo: Demo) -> None:
    assert str(demo.folder) in demo.said
    for file in (demo.folder / "lists").glob("*.xlsx"):
        assert file.name in demo.said
