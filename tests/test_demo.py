"""The demo's lists against `tests.demo_by_hand`, which knows nothing of our tables and rules."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from tests.demo_by_hand import (
    APPRAISED,
    AREA,
    BY_COMMUNITY,
    HOUSING,
    expected,
    places,
    roster,
    script,
)


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
            printed = Decimal(str(row[2] or 0).partition(" ")[0])
            assert printed == wanted["result"], where
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
        "C09": "0.1255",  # 85.5 m and 40 m
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
