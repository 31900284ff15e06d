"""The appearance ``search('table', …)``: choices that a select takes from the rows of a CSV file.

XLSForm, as ODK Collect and SurveyCTO have it: ``search('table')``, or with a kind of comparison,
the columns compared and the text wanted, or with a further column and the value it must have:
``search('table', 'contains', 'name,town', ${text}, 'country', ${country})``. The choice whose value
is no whole number names the columns of value and label; choices with whole numbers stand in front
of the rows as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.forms.errors import FormError
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.definition import Choice, Question
    from app.forms.tree import Node

START = "search("
_KINDS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda cell, wanted: wanted in cell,
    "startswith": lambda cell, wanted: cell.startswith(wanted),
    "endswith": lambda cell, wanted: cell.endswith(wanted),
    "matches": lambda cell, wanted: cell == wanted,
}
_COUNTS = (1, 4, 6)


@dataclass(frozen=True, slots=True)
class Search:
    """What a search appearance says; texts are XPath.

    Attributes:
        table: Name of the CSV file without its ending, also the id of a secondary instance.
        kind: contains, startswith, endswith or matches; empty: every row.
        columns: Columns compared.
        wanted: XPath of the text, empty for every row.
        filter_column: XPath of the name of a further column, empty for none.
        filter_value: XPath of the value that it must have.
        value: Column of the values.
        labels: Columns of the labels.
        fixed: Choices in front of the rows.
    """

    table: str
    kind: str
    columns: tuple[str, ...]
    wanted: str
    filter_column: str
    filter_value: str
    value: str
    labels: tuple[str, ...]
    fixed: tuple[Choice, ...]

    def expressions(self) -> list[str]:
        """Return every XPath, for dependencies."""
        return [text for text in (self.wanted, self.filter_column, self.filter_value) if text]

    def rows(self, top: Node, wanted: str, column: str, value: str) -> list[Node]:
        """Return the rows that fit, those with a column ``sortby`` in its order.

        Args:
            top: The node above the root of the table.
            wanted: The text to compare with, letters of either case.
            column: The further column; empty for none.
            value: What it must hold.
        """
        compare = _KINDS.get(self.kind)
        text = wanted.casefold()
        found = []
        for row in top.descend(("root", "item")):
            if column and _cell(row, column) != value:
                continue
            cells = (_cell(row, name).casefold() for name in self.columns)
            if compare is None or any(compare(cell, text) for cell in cells):
                found.append(row)
        if found and found[0].child("sortby") is not None:
            found.sort(key=_place)
        return found

    def label(self, row: Node) -> str:
        """Return the label of a row."""
        return ", ".join(text for name in self.labels if (text := _cell(row, name)))


def _cell(row: Node, name: str) -> str:
    cell = row.child(name)
    return cell.string() if cell is not None else ""


def _place(row: Node) -> float:
    try:
        return float(_cell(row, "sortby"))
    except ValueError:
        return 0.0


def read_search(question: Question) -> Search | None:
    """Read the search of a question's appearance, None when it has none.

    Raises:
        FormError: It names no table, has a wrong number of arguments, or the choices do not say
            which columns hold value and label.
    """
    word = next((word for word in question.appearance if word.startswith(START)), "")
    if not word or question.control not in ("select", "select1", "rank"):
        return None
    args = arguments(word)
    texts = [_literal(arg) for arg in args]
    if len(args) not in _COUNTS or not texts[0]:
        raise FormError(
            N_("{path}: the appearance {word} is not search('table', …)"),
            path=question.path,
            word=word,
        )
    kind = (texts[1] or "").strip().lower() if len(args) > 1 else ""
    if len(args) > 1 and (kind not in _KINDS or not texts[2]):
        raise FormError(
            N_("{path}: {name} is no way to search; use contains, startswith, endswith or matches"),
            path=question.path,
            name=args[1],
        )
    columns = next((one for one in question.choices if not _whole(one.value)), None)
    if columns is None:
        raise FormError(
            N_("{path}: the choices do not name the columns that search() shows"),
            path=question.path,
        )
    label = "".join(part for part in columns.label.parts if isinstance(part, str))
    return Search(
        table=(texts[0] or "").removesuffix(".csv"),
        kind=kind,
        columns=_names(texts[2] or "") if len(args) > 1 else (),
        wanted=args[3] if len(args) > 1 else "",
        filter_column=args[4] if len(args) > 4 else "",
        filter_value=args[5] if len(args) > 4 else "",
        value=columns.value,
        labels=_names(label) or (columns.value,),
        fixed=tuple(one for one in question.choices if _whole(one.value)),
    )


def arguments(call: str) -> list[str]:
    """Return the arguments of ``name(a, b)`` as text, commas in quotes and brackets kept."""
    inside = call[call.index("(") + 1 : call.rindex(")")] if call.endswith(")") else ""
    found = [""]
    depth, quote = 0, ""
    for char in inside:
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and not depth:
            found.append("")
            continue
        found[-1] += char
    return [text.strip() for text in found]


def _literal(text: str) -> str | None:
    return text[1:-1] if re.fullmatch(r"'[^']*'|\"[^\"]*\"", text) else None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _whole(value: str) -> bool:
    return re.fullmatch(r"-?\d+", value) is not None
