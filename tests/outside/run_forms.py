"""Loads the forms of other projects and compares with what their own judges say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.errors import AppError
from app.forms import Definition, Instance, load_workbook, load_xform
from app.forms.workbook import to_xform
from tests.outside.deviations import FORM_RULES
from tests.outside.run_xpath import Result

Case = dict[str, Any]


def run(folder: Path) -> Result:
    """Load every form of ``forms.json`` and every table of ``pyxform_md.jsonl``."""
    result = run_forms(folder)
    tables = run_tables(folder)
    result.passed += tables.passed
    result.failed.update(tables.failed)
    result.deviating.update(tables.deviating)
    return result


def run_forms(folder: Path) -> Result:
    """Load every form of ``forms.json`` and begin a record with it."""
    result = Result()
    for case in json.loads((folder / "forms.json").read_text(encoding="utf-8")):
        judge(case, result, load(folder, case))
    return result


def run_tables(folder: Path) -> Result:
    """Convert and load every workbook of ``pyxform_md.jsonl``."""
    result = Result()
    lines = (folder / "pyxform_md.jsonl").read_text(encoding="utf-8").splitlines()
    for case in (json.loads(line) for line in lines if line.strip()):
        try:
            converted = to_xform(case["md"].encode(), ".md", case.get("form_name") or None)
            own = {"itemsets.csv": converted.itemsets} if converted.itemsets else {}
            Instance(load_xform(converted.xform, resources=own))
            problem = None
        except AppError as error:
            problem = error
        judge(case, result, problem)
    return result


def judge(case: Case, result: Result, problem: AppError | None) -> None:
    """Count one form: ``problem`` says why it was refused, None when it loaded."""
    wanted = case["expected"]
    if wanted == "either" or (wanted == "load") == (not problem):
        result.passed += 1
        return
    seen = {**case, "problem": problem.template if problem is not None else ""}
    rule = next((r for r in FORM_RULES if r.covers(seen)), None)
    if rule is not None:
        result.deviating[case["id"]] = rule.reason
    else:
        result.failed[case["id"]] = str(problem or "loaded, should be refused")


def load(folder: Path, case: Case) -> AppError | None:
    """Load one form and begin a record; return why it was refused, None when it was not."""
    try:
        Instance(definition_of(folder, case))
    except AppError as error:
        return error
    return None


def definition_of(folder: Path, case: Case) -> Definition:
    """Load one form with its media."""
    path = folder / case["path"]
    media = {item["src"]: (folder / item["path"]).read_bytes() for item in case.get("media") or ()}
    if case["kind"] == "xlsform":
        return load_workbook(path, resources=media)
    return load_xform(path.read_bytes(), resources=media)
