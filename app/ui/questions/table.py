"""The one table of question widgets: kind and appearance to the function that makes the editor.

`docs/forms-features.md` says the same to people; a test compares both, row by row.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.ui.questions.base import Editor, EditorContext, Factory

FULL, DEGRADED, REFUSED = "full", "degraded", "refused"


class Row(NamedTuple):
    """One kind of question in one appearance.

    Attributes:
        kind: `app.forms.definition.Question.kind`.
        appearance: Word of the appearance; empty: the kind without one.
        editor: ``module:function`` below ``app.ui.questions``, imported when first needed.
        support: ``full``, ``degraded`` or ``refused``.
        said: What the card says where the support is not full; English source text.
    """

    kind: str
    appearance: str
    editor: str
    support: str = FULL
    said: str = ""


EDITORS: list[Row] = [
    Row("select_one", "", "choices:single"),
    Row("select_multiple", "", "choices:multi"),
    Row("rank", "", "choices:multi"),
    Row("boolean", "", "choices:single"),
    Row("integer", "", "numbers:number"),
    Row("decimal", "", "numbers:number"),
    Row("range", "", "numbers:number"),
    Row("text", "multiline", "texts:long"),
    Row("text", "", "texts:line"),
    Row("barcode", "", "texts:line"),
    Row("date", "", "moments:moment"),
    Row("time", "", "moments:moment"),
    Row("dateTime", "", "moments:moment"),
    Row("geopoint", "", "texts:point"),
    Row("geotrace", "", "shown:not_here", REFUSED),
    Row("geoshape", "", "shown:not_here", REFUSED),
    Row("audio", "", "shown:not_here", REFUSED),
    Row("video", "", "shown:not_here", REFUSED),
    Row("file", "", "shown:not_here", REFUSED),
    Row("image", "", "shown:shown"),
    Row("acknowledge", "", "shown:tick"),
    Row("note", "", "shown:shown"),
]
"""Rows of one kind stand in order: the first whose appearance the question names is taken."""


def row_for(kind: str, appearance: tuple[str, ...]) -> Row:
    """Return the row of a kind in its appearance; an unknown kind is asked as text."""
    plain = Row(kind, "", "texts:line")
    for row in EDITORS:
        if row.kind == kind and row.appearance in appearance:
            return row
        if row.kind == kind and not row.appearance:
            plain = row
    return plain


@cache
def factory(editor: str) -> Factory:
    """Import the function that ``module:function`` names."""
    module, _colon, name = editor.partition(":")
    made: Factory = getattr(import_module(f"app.ui.questions.{module}"), name)
    return made


def make_editor(context: EditorContext) -> Editor:
    """Return the editor of a question."""
    question = context.question
    if context.field.readonly:
        return factory("shown:shown")(context)
    return factory(row_for(question.kind, question.appearance).editor)(context)
