"""Everything that is wrong with a workbook, each with its place, cause and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.errors import AppError
from app.forms import check_more
from app.forms.definition import Definition, Question
from app.forms.errors import FormError, Problem
from app.forms.findings import Rule, bind_rule, named
from app.forms.instance import Instance
from app.forms.messages import explain
from app.forms.places import COLUMNS, REMEDY, Places
from app.forms.resources import Layers, beside, local_file
from app.forms.sheet import SHEET, read_rules
from app.forms.workbook import read_file, to_xform
from app.forms.xform import load_xform
from app.i18n import N_, _


def check_workbook(path: Path | str | bytes) -> list[Problem]:
    """Check a workbook.

    Args:
        path: The workbook, or its bytes.

    Returns:
        Problems, serious ones first; empty when all is well.
    """
    data = b""
    try:
        data, kind = read_file(path)
        converted = to_xform(data, kind)
    except FormError as error:
        return located(error.problems, data) if data else list(error.problems)
    rules, problems = read_rules(data)
    for remark in converted.warnings:
        problems += explain(remark, serious=False)
    places = Places(data)
    broken: list[tuple[str, str, AppError]] = []
    own = {"itemsets.csv": converted.itemsets} if converted.itemsets else {}
    files = Layers(own, beside(path))
    try:
        definition = load_xform(converted.xform, resources=files, broken=broken)
    except FormError as error:
        problems += [places.of_error(error)]
        problems += [places.of_broken(None, *item) for item in broken]
        return _sorted(problems)
    problems += [places.of_broken(definition, *item) for item in broken]
    problems += _unusable(definition, places)
    problems += _of_rules(definition, rules)
    problems += _remarks(definition, places)
    problems += check_more.settings(definition, data)
    problems += check_more.translations(definition, places)
    problems += check_more.defaults(definition, places)
    if not any(problem.serious for problem in problems):
        problems += _first_use(definition, places)
    return _sorted(problems)


def located(problems: Sequence[Problem], data: bytes) -> list[Problem]:
    """Find the rows of problems that pyxform reports without one."""
    places = Places(data)
    sheets = check_more.sheets_of(data)
    found = []
    for problem in problems:
        if not problem.sheet:
            sheet, line = check_more.in_sheet(problem, sheets)
            name = str(problem.cause.values.get("name", "")) if line else problem.column
            problem = replace(problem, sheet=sheet, row=line, column=name)
        value = str(problem.cause.values.get("name", ""))
        row = places.search(problem.column, value) if problem.sheet == "survey" and value else 0
        row = places.names.get(value, 0) if problem.sheet == "choices" and value else row
        found.append(replace(problem, row=row) if row and not problem.row else problem)
    return found


def _sorted(problems: list[Problem]) -> list[Problem]:
    unique = dict.fromkeys(problems)
    return sorted(unique, key=lambda problem: not problem.serious)


def _unusable(definition: Definition, places: Places) -> Iterator[Problem]:
    """Yield expressions that would fail when they are called, and paths that do not exist."""
    for logic in definition.schema.rules:
        if logic.constant is not None:
            continue
        expression = logic.compiled()
        causes = list(expression.problems())
        causes += [
            _("There is no question at {path}").format(path=path)
            for path in sorted(expression.references().missing)
        ]
        row = places.row(logic.spec.path)
        for cause in causes:
            yield Problem(
                AppError("{cause}", cause=cause),
                _(REMEDY).format(),
                sheet="survey" if row else "",
                row=row,
                column=COLUMNS[logic.kind],
            )


def _of_rules(definition: Definition, rules: list[Rule]) -> Iterator[Problem]:
    for rule in rules:
        try:
            named(definition, rule.question, "")
        except FormError as error:
            remedy = _("Correct the cell in the sheet findings")
            yield Problem(error, remedy, SHEET, rule.row, "question")
            continue
        for column in ("rule", "clear", "quantity"):
            part = replace(rule, rule="", clear="", quantity="")
            part = replace(part, **{column: getattr(rule, column)})
            for cause in _of_part(definition, part):
                yield Problem(cause, _(REMEDY).format(), SHEET, rule.row, column)


def _of_part(definition: Definition, part: Rule) -> Iterator[AppError]:
    """Yield what is wrong with a rule of which one expression is kept."""
    try:
        bound = bind_rule(definition, part)
    except FormError as error:
        reason = error.values.get("reason")
        yield reason if isinstance(reason, AppError) else error
        return
    for test in (bound.rule_test, bound.clear_test, bound.quantity_value):
        for cause in test.problems() if test is not None else ():
            yield AppError("{cause}", cause=cause)


def _remarks(definition: Definition, places: Places) -> Iterator[Problem]:
    """Yield what does not keep the form from being used."""
    for text in definition.warnings:
        yield Problem(AppError("{cause}", cause=text), serious=False)
    for source in definition.missing_resources:
        inside = bool(local_file(source))
        row, column = check_more.holding(places, source)
        yield Problem(
            AppError(
                N_("The file {name} is not given; it reads as empty")
                if inside
                else N_("The file {name} lies outside the form's folder; it is never read"),
                name=source,
            ),
            _("Put the file beside the workbook"),
            "survey" if row else "",
            row,
            column,
            serious=not inside,
        )
    used = {
        element.itemset.list_id or element.itemset.nodeset
        for element in definition.by_path.values()
        if isinstance(element, Question) and element.itemset is not None
    }
    # With search() pyxform writes the list into the body, where it has no name any more.
    used |= {
        words[1]
        for _row, cells in places.survey
        if "search(" in cells.get("appearance", "") and len(words := cells["type"].split()) > 1
    }
    text = " ".join(used) + " ".join(rule.text for rule in definition.schema.rules)
    for name, row in places.lists.items():
        if name and name not in used and f"'{name}'" not in text:
            yield Problem(
                AppError(N_("No question uses the list {name}"), name=name),
                _("Remove the list or use it"),
                "choices",
                row,
                "list_name",
                serious=False,
            )
    for element in definition.by_path.values():
        if not isinstance(element, Question) or element.belongs_to:
            continue
        if re.search(r"_photo\d*$", element.name):
            row = places.row(element.path)
            yield Problem(
                AppError(N_("The photo {name} belongs to no question"), name=element.name),
                _("Name it after a question of the same group"),
                "survey" if row else "",
                row,
                "name",
                serious=False,
            )


def _first_use(definition: Definition, places: Places) -> Iterator[Problem]:
    """Begin a record: what fails then would fail for everybody."""
    try:
        Instance(definition)
    except FormError as error:
        yield places.of_error(error)
