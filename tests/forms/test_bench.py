"""The forms and the work of `bench.forms` are those that the peers were measured with."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import pytest

from app.forms import Instance, load_xform
from bench import forms_made
from bench.forms import answers, cascade, grow

HOME = Path(__file__).resolve().parents[2]
MARK = "main(Path(sys.argv[1])"


def generator() -> Any:
    """Load the peers' generator without letting it run."""
    outside = Path(os.environ.get("CHENGJIAN_OUTSIDE") or HOME.parent / "shared" / "outside")
    file = outside.parent / "bench" / "forms_gen.py"
    if not file.is_file():
        pytest.skip(f"{file} is not there")
    spec = importlib.util.spec_from_loader("forms_gen", loader=None)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    source = file.read_text(encoding="utf-8").partition(f"\n{MARK}")[0]
    exec(compile(source, str(file), "exec"), module.__dict__)
    return module


def plain(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Leave out what makes no difference: empty cells, names of the ends of groups."""
    found = []
    for row in rows:
        kept = {key: value for key, value in row.items() if value}
        if kept.get("type", "").startswith("end_"):
            kept.pop("name", None)
        found.append(kept)
    return found


@pytest.mark.parametrize("name", forms_made.FORMS)
def test_the_forms_are_the_generators(name: str) -> None:
    theirs = generator()
    count, with_cascade, with_repeat = forms_made.FORMS[name]
    assert theirs.FORMS[name] == (count, int(with_cascade), int(with_repeat))
    ours = [*forms_made._survey(count, with_cascade, with_repeat)]
    survey = plain(theirs.survey(count, with_cascade, with_repeat))
    logic = ("type", "name", "relevant", "constraint", "calculation", "choice_filter", "default")
    rest = ("repeat_count", "required", "appearance")
    mine, other = (
        [{key: row[key] for key in (*logic, *rest) if row.get(key)} for row in rows]
        for rows in (plain(ours), survey)
    )
    assert mine == other
    keys = ("list_name", "name", "p1", "p2")
    lists = (
        [{key: row[key] for key in keys if row.get(key)} for row in rows]
        for rows in (forms_made._choices(with_cascade), theirs.choices(with_cascade))
    )
    assert len({str(rows) for rows in lists}) == 1


def by_hand(questions: int) -> tuple[int, int]:
    """Work out the total and the sections above ten from the description of the form alone."""
    sums = []
    for section in range(0, questions, 10):
        value = [(section + place) % 7 for place in range(7)]
        shown = [place % 3 != 2 or value[place - 1] > 3 for place in range(7)]
        sums.append(sum(v for v, there in zip(value, shown, strict=True) if there))
    return sum(sums), sum(1 for amount in sums if amount > 10)


@pytest.mark.parametrize("name", ["q50", "q500"])
def test_the_totals_are_those_worked_out_by_hand(name: str) -> None:
    questions = forms_made.FORMS[name][0]
    instance = Instance(load_xform(forms_made.xform(name)))
    answers(instance, questions)
    total, bad = by_hand(questions)
    assert instance.node("/data/total").value == str(total)
    assert instance.node("/data/nbad").value == str(bad)
    assert instance.node("/data/verdict").value == "D"
    instance.set("/data/gate", "no")
    assert instance.node("/data/total").value == "0"
    instance.set("/data/gate", "yes")
    assert instance.node("/data/total").value == str(total)


def test_cascade_and_repeat_check_their_own_results() -> None:
    assert cascade(load_xform(forms_made.xform("cascade"))) > 0
    assert min(grow(load_xform(forms_made.xform("repeat")))) > 0
