"""pyxform's messages in the words of this program: place, cause, remedy, in the user's language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.errors import AppError
from app.forms.errors import Problem
from app.i18n import N_, _

_ROW = re.compile(r"\[row : (\d+|unknown)\]\s*")
_SHEET = re.compile(r"On the '([^']+)' sheet, the '([^']+)' value(?: '([^']*)')? is invalid\.\s*")


@dataclass(frozen=True)
class _Known:
    """A message of pyxform and ours for it; named groups fill the fields."""

    pattern: re.Pattern[str]
    cause: str
    remedy: str
    sheet: str = ""
    column: str = ""


def _known(pattern: str, cause: str, remedy: str, sheet: str = "", column: str = "") -> _Known:
    return _Known(re.compile(pattern, re.DOTALL), cause, remedy, sheet, column)


_KNOWN = (
    _known(
        r"must be unique within their nearest parent",
        N_("The name {value} stands twice in the same group"),
        N_("Give each question, group and repeat a name of its own"),
        "survey",
        "name",
    ),
    _known(
        r"Names must begin with a letter",
        N_("This is not a valid name"),
        N_("Begin with a letter; then use letters, digits, hyphen, underscore and dot only"),
    ),
    _known(
        r"Could not find the name '(?P<name>[^']+)'",
        N_("There is no question named {name}"),
        N_("Correct what stands between ${{ and }}, or add the question"),
    ),
    _known(
        r"Reference variables must start with",
        N_("A reference is not written as ${{name}}"),
        N_("Write ${{, the name of a question, and }}"),
    ),
    _known(
        r"The name 'meta' is reserved",
        N_("The name meta is reserved"),
        N_("Choose another name"),
    ),
    _known(
        r"Choices must have a name",
        N_("A choice has no name"),
        N_("Fill in the column name of the sheet choices"),
        "choices",
        "name",
    ),
    _known(
        r"Choice names must be unique",
        N_("A choice stands twice in its list"),
        N_("Give each choice of a list a name of its own"),
        "choices",
        "name",
    ),
    _known(
        r"Choice names with spaces cannot be added .* See \[(?P<name>[^\]]+)\]",
        N_("The choice {name} has a space in its name, in a list of which several can be chosen"),
        N_("Write the name without spaces; the label may have them"),
        "choices",
        "name",
    ),
    _known(
        r"List name not in choices sheet: (?P<name>\S+)",
        N_("There is no list of choices named {name}"),
        N_("Add the list to the sheet choices or correct the type"),
        "survey",
        "type",
    ),
    _known(
        r"There should be a choices sheet",
        N_("The sheet choices is missing"),
        N_("Add a sheet named choices with the columns list_name, name and label"),
        "choices",
    ),
    _known(
        r"must have a sheet named 'survey'",
        N_("The sheet survey is missing"),
        N_("Add a sheet named survey with the columns type, name and label"),
        "survey",
    ),
    _known(
        r"Unknown question type '(?P<name>[^']*)'",
        N_("The question type {name} is not known"),
        N_("Use a type of the XLSForm standard"),
        "survey",
        "type",
    ),
    _known(
        r"Unmatched 'begin_(?P<name>\w+)'",
        N_("A begin_{name} has no end_{name}"),
        N_("Add the row that ends it"),
        "survey",
        "type",
    ),
    _known(
        r"Unmatched 'end_(?P<name>\w+)'",
        N_("An end_{name} has no begin_{name}"),
        N_("Remove the row or add the one that begins it"),
        "survey",
        "type",
    ),
    _known(
        r"Missing calculation",
        N_("A calculate question has no calculation"),
        N_("Fill in the column calculation"),
        "survey",
        "calculation",
    ),
    _known(
        r"The survey element named '(?P<name>[^']+)' has no label or hint",
        N_("The question {name} has neither label nor hint"),
        N_("Fill in a label"),
        "survey",
        "label",
    ),
    _known(
        r"Duplicate column header: (?P<name>.+)",
        N_("The column {name} stands twice"),
        N_("Remove one of the two columns"),
    ),
    _known(
        r"required column headers were not found: (?P<name>.+?)\.",
        N_("A needed column is missing: {name}"),
        N_("Add the column"),
    ),
    _known(
        r"different names for the same column were found: (?P<name>.+?)\.",
        N_("Two columns mean the same: {name}"),
        N_("Remove one of the two columns"),
    ),
    _known(
        r"This section has not been included",
        N_("The type include is not supported"),
        N_("Copy the rows of the other form into this one"),
        "survey",
        "type",
    ),
    _known(
        r"Repeat names must not be the same as the survey root",
        N_("A repeat has the name of the form's root"),
        N_("Choose another name"),
        "survey",
        "name",
    ),
    _known(
        r"Choice filter not supported with or_other",
        N_("A choice filter cannot be used together with or_other"),
        N_("Remove or_other or the choice filter"),
        "survey",
        "choice_filter",
    ),
)


def explain(text: str, *, serious: bool = True) -> list[Problem]:
    """Turn a message of pyxform into problems with their place.

    Args:
        text: The message; several lines that begin with a row are several problems.
        serious: False for remarks.
    """
    parts = re.split(r"\n(?=\[row : )", text.strip())
    return [_one(part.strip(), serious) for part in parts if part.strip()] or [
        Problem(AppError(N_("The converter gave no reason")), serious=serious)
    ]


def _one(text: str, serious: bool) -> Problem:
    row = _ROW.search(text)
    number = int(row[1]) if row and row[1].isdigit() else 0
    place = _SHEET.search(text)
    sheet, column, value = (place[1], place[2], place[3] or "") if place else ("", "", "")
    for known in _KNOWN:
        found = known.pattern.search(text)
        if found is None:
            continue
        values = {"value": value, **{k: v or "" for k, v in found.groupdict().items()}}
        return Problem(
            AppError(known.cause, **values),
            _(known.remedy).format(**values),
            sheet=sheet or known.sheet or ("survey" if number else ""),
            row=number,
            column=column or known.column,
            serious=serious,
        )
    plain = _SHEET.sub("", _ROW.sub("", text)).strip() or text
    return Problem(
        AppError(N_("The converter says: {text}"), text=plain.replace("\n", " ")),
        "",
        sheet=sheet or ("survey" if number else ""),
        row=number,
        column=column,
        serious=serious,
    )
