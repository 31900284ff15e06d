"""Forms of other projects in the window: each opens and can be filled with keys and mouse.

A share runs always; all of them with ``CHENGJIAN_ALL_FORMS=1``.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.errors import AppError
from app.forms import load_workbook, load_xform
from app.forms.workbook import to_xform
from app.ui.jobs import Jobs
from tests.outside.deviations import FORM_RULES
from tests.ui.questions.fill import fill
from tests.ui.questions.shown_form import FormShown

HERE = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("CHENGJIAN_OUTSIDE") or HERE.parent / "shared" / "outside") / "forms"
EVERY = 1 if os.environ.get("CHENGJIAN_ALL_FORMS") else 12
"""Every so-manieth form is opened in the usual run."""


def _forms() -> list[Any]:
    path = FOLDER / "forms.json"
    if not path.exists():
        return []
    cases = json.loads(path.read_text(encoding="utf-8"))
    good = [case for case in cases if case["expected"] == "load"]
    books = [case for case in good if case["kind"] == "xlsform"]
    others = [case for case in good if case["kind"] != "xlsform"]
    picked = [*books[:: max(1, EVERY // 4)], *others[::EVERY]]
    return [pytest.param(case, id=case["id"]) for case in picked]


def _tables() -> list[Any]:
    path = FOLDER / "pyxform_md.jsonl"
    if not path.exists():
        return []
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    good = [case for case in lines if case["expected"] == "load"]
    return [pytest.param(case, id=case["id"]) for case in good[:: EVERY * 3 if EVERY > 1 else 1]]


needs = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"no outside forms: {FOLDER} is not there (set CHENGJIAN_OUTSIDE)"
)


@needs
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("case", _forms())
def test_form_can_be_filled_in_the_window(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path, case: dict[str, Any]
) -> None:
    file = FOLDER / case["path"]
    media = {one["src"]: (FOLDER / one["path"]).read_bytes() for one in case.get("media") or ()}
    if case["kind"] == "xlsform":
        form = load_workbook(file, resources=media)
    else:
        form = load_xform(file.read_bytes(), resources=media)
    for address, data in media.items():
        (tmp_path / address.rpartition("/")[2]).write_bytes(data)
    counts = fill(FormShown(qtbot, jobs, form, tmp_path))
    asked = [one for one in form.questions() if one.kind != "note"]
    assert counts["opened"] or not asked or not any(_seen(form, one.path) for one in asked)


def _seen(form: Any, path: str) -> bool:
    from app.forms import Instance

    try:
        return bool(Instance(form).node(path).relevant)
    except Exception:  # inside a repeat without instances
        return False


@needs
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("case", _tables())
def test_table_of_pyxform_can_be_filled_in_the_window(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path, case: dict[str, Any]
) -> None:
    converted = to_xform(case["md"].encode(), ".md", case.get("form_name") or None)
    own = {"itemsets.csv": converted.itemsets} if converted.itemsets else {}
    try:
        form = load_xform(converted.xform, resources=own)
    except AppError as error:  # pyxform converts more than ODK Validate passes
        seen = {**case, "problem": error.template}
        assert any(rule.covers(seen) for rule in FORM_RULES)
        return
    fill(FormShown(qtbot, jobs, form, tmp_path))
