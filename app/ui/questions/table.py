"""The one table of question widgets: kind and appearance to the function that makes the editor.

`docs/forms-features.md` says the same to people; a test compares both, row by row.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from app.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.forms.definition import Question
    from app.ui.questions.base import Editor, EditorContext, Factory

FULL, DEGRADED, REFUSED = "full", "degraded", "refused"
ANY = "*"
"""Kind of rows that hold for every kind: pure layout."""


class Row(NamedTuple):
    """One kind of question in one appearance.

    Attributes:
        kind: `app.forms.definition.Question.kind`, or ``group``, ``repeat``, `ANY`.
        appearance: Word of the appearance; ``word:`` and ``word(`` stand for all that begin so,
            ``word-n`` for any number; empty: the kind without one.
        editor: ``module:function`` below ``app.ui.questions``, imported when first needed; empty
            where the appearance is no widget of its own.
        support: ``full``, ``degraded`` or ``refused``.
        said: What the card says where the support is not full; English source text.
    """

    kind: str
    appearance: str
    editor: str
    support: str = FULL
    said: str = ""


_OUTSIDE = N_("The form wants another app of a telephone for this; type the answer instead.")
_CALENDAR = N_("The form asks for another calendar; dates are written in the Gregorian one here.")
_MAP = N_("The form offers these choices on a map; here they are a list.")

TEXT_ROWS = [
    Row("text", "url", "texts:address"),
    Row("text", "masked", "texts:masked"),
    Row("text", "numbers", "texts:digits"),
    Row("text", "thousands-sep", "texts:digits"),
    Row("text", "multiline", "texts:long"),
    Row("text", "ex:", "texts:line", DEGRADED, _OUTSIDE),
    Row("text", "printer:", "texts:line", DEGRADED, N_("Printing on a label printer is left out.")),
    Row("text", "", "texts:line"),
    Row("note", "", "shown:shown"),
    Row("acknowledge", "", "shown:tick"),
]
NUMBER_ROWS = [
    Row("integer", "counter", "numbers:number"),
    Row("integer", "thousands-sep", "numbers:number"),
    Row("integer", "ex:", "numbers:number", DEGRADED, _OUTSIDE),
    Row("integer", "", "numbers:number"),
    Row("decimal", "bearing", "numbers:number", DEGRADED,
        N_("A computer has no compass; type the bearing in degrees.")),
    Row("decimal", "thousands-sep", "numbers:number"),
    Row("decimal", "ex:", "numbers:number", DEGRADED, _OUTSIDE),
    Row("decimal", "", "numbers:number"),
    Row("range", "rating", "ranges:stars"),
    Row("range", "picker", "ranges:picker"),
    Row("range", "vertical", "ranges:slider"),
    Row("range", "no-ticks", "ranges:slider"),
    Row("range", "", "ranges:slider"),
]  # fmt: skip
_CHOOSING = [
    ("image-map", "image_map:image_map"),
    ("minimal", "dropdown:dropdown"),
    ("autocomplete", "search:search"),
    ("search", "search:search"),
    ("list-nolabel", "choices:dots"),
    ("label", "headings:headings"),
    ("list", "choices:scale"),
    ("columns-pack", "choices:columns"),
    ("columns-n", "choices:columns"),
    ("columns", "choices:columns"),
    ("no-buttons", "choices:columns"),
    ("horizontal-compact", "choices:columns"),
    ("horizontal", "choices:columns"),
    ("compact-n", "choices:columns"),
    ("compact", "choices:columns"),
    ("quickcompact-n", "choices:columns"),
    ("quickcompact", "choices:columns"),
]
CHOICE_ROWS = [
    Row("select_one", "likert", "choices:scale"),
    *(Row("select_one", word, editor) for word, editor in _CHOOSING),
    Row("select_one", "map", "choices:single", DEGRADED, _MAP),
    Row("select_one", "quick", "choices:single"),
    Row("select_one", "search(", "choices:single"),
    Row("select_one", "", "choices:single"),
    *(Row("select_multiple", word, editor) for word, editor in _CHOOSING),
    Row("select_multiple", "search(", "choices:multi"),
    Row("select_multiple", "", "choices:multi"),
    Row("boolean", "", "choices:single"),
    Row("rank", "", "rank:rank"),
]
_CALENDARS = ("ethiopian", "coptic", "islamic", "bikram-sambat", "myanmar", "persian")
MOMENT_ROWS = [
    Row("date", "month-year", "moments:month"),
    Row("date", "year", "moments:year"),
    Row("date", "no-calendar", "moments:typed"),
    *(Row("date", name, "moments:moment", DEGRADED, _CALENDAR) for name in _CALENDARS),
    Row("date", "", "moments:moment"),
    Row("time", "", "moments:moment"),
    Row("dateTime", "no-calendar", "moments:typed"),
    *(Row("dateTime", name, "moments:moment", DEGRADED, _CALENDAR) for name in _CALENDARS),
    Row("dateTime", "", "moments:moment"),
]
GROUP_ROWS = [
    Row("group", "field-list", ""),
    Row("group", "table-list", ""),
    Row("group", "", ""),
    Row("repeat", "table", ""),
    Row("repeat", "", ""),
]
LAYOUT_ROWS = [Row(ANY, name, "") for name in ("wn", "no-collapse", "comment")]
_NO_MAP = N_("There is no map to choose on yet; type or paste the coordinates.")
PLACE_ROWS = [
    Row("geopoint", "placement-map", "geo_point:point", DEGRADED, _NO_MAP),
    Row("geopoint", "maps", "geo_point:point", DEGRADED, _NO_MAP),
    Row("geopoint", "", "geo_point:point"),
    Row("geopoint", "hide-input", "geo_point:point", DEGRADED, _NO_MAP),
    Row("geotrace", "placement-map", "geo_line:trace", DEGRADED, _NO_MAP),
    Row("geotrace", "", "geo_line:trace"),
    Row("geoshape", "placement-map", "geo_line:shape", DEGRADED, _NO_MAP),
    Row("geoshape", "", "geo_line:shape"),
]
"""Places on earth; made in the modules ``geo*``."""
_CAMERA = N_("A computer takes no photo by itself: take it with a phone and bring it here.")
_BY_FILE = N_("Nothing is recorded on this computer: bring the file here from a phone.")
MEDIA_ROWS = [
    Row("image", "draw", "media_image:image"),
    Row("image", "signature", "media_image:image"),
    Row("image", "annotate", "media_image:image"),
    Row("image", "new", "media_image:image", DEGRADED, _CAMERA),
    Row("image", "new-front", "media_image:image", DEGRADED, _CAMERA),
    Row("image", "selfie", "media_image:image", DEGRADED, _CAMERA),
    Row("image", "ex:", "media_image:image", DEGRADED, _BY_FILE),
    Row("image", "", "media_image:image"),
    Row("audio", "new", "media_file:media", DEGRADED, _BY_FILE),
    Row("audio", "ex:", "media_file:media", DEGRADED, _BY_FILE),
    Row("audio", "", "media_file:media"),
    Row("video", "new", "media_file:media", DEGRADED, _BY_FILE),
    Row("video", "new-front", "media_file:media", DEGRADED, _BY_FILE),
    Row("video", "selfie", "media_file:media", DEGRADED, _BY_FILE),
    Row("video", "ex:", "media_file:media", DEGRADED, _BY_FILE),
    Row("video", "", "media_file:media"),
    Row("file", "ex:", "media_file:media", DEGRADED, _BY_FILE),
    Row("file", "", "media_file:media"),
    Row("barcode", "front", "barcode:barcode", DEGRADED, _CAMERA),
    Row("barcode", "hidden-answer", "barcode:barcode", DEGRADED,
        N_("The form hides the answer; here it is seen, so that it can be checked.")),
    Row("barcode", "", "barcode:barcode"),
]  # fmt: skip
"""Attachments; made in the modules ``media*``, ``canvas*`` and ``barcode*``."""

EDITORS: list[Row] = [
    *TEXT_ROWS, *NUMBER_ROWS, *CHOICE_ROWS, *MOMENT_ROWS, *GROUP_ROWS, *PLACE_ROWS, *MEDIA_ROWS,
    *LAYOUT_ROWS,
]  # fmt: skip
"""Rows of one kind stand in order: the first whose appearance the question names is taken."""


def matches(appearance: str, word: str) -> bool:
    """Tell whether a word of a form's appearance column is the one that a row names."""
    if appearance.endswith((":", "(")):
        return word.startswith(appearance)
    if appearance.endswith("-n"):
        return re.fullmatch(re.escape(appearance[:-1]) + r"\d{1,2}", word) is not None
    if appearance == "wn":
        return re.fullmatch(r"[wW]\d{1,2}", word) is not None
    return word == appearance


@cache
def _rows(kind: str) -> tuple[Row, ...]:
    return tuple(row for row in EDITORS if row.kind == kind)


def row_for(kind: str, appearance: Iterable[str]) -> Row:
    """Return the row of a kind in its appearance; an unknown kind is asked as text."""
    words = tuple(appearance)
    plain = Row(kind, "", "texts:line")
    for row in _rows(kind):
        if not row.appearance:
            plain = row
        elif any(matches(row.appearance, word) for word in words):
            return row
    return plain


def notices(question: Question) -> list[str]:
    """Return what the card must say: which wishes of the form are not met, and how instead."""
    said: list[str] = []
    rows = (*_rows(question.kind), *_rows(ANY))
    for word in question.appearance:
        row = next((one for one in rows if one.appearance and matches(one.appearance, word)), None)
        if row is None:
            words = _("The form asks for the look “{word}”, which is not known here.")
            said.append(words.format(word=word))
        elif row.said and row.support != FULL:
            said.append(_(row.said))
    plain = row_for(question.kind, ())
    if plain.said and plain.support != FULL:
        said.append(_(plain.said))
    if question.kind == "range" and "tick-labelset" in question.attributes:
        said.append(_("The form has words for the marks of this scale; numbers are shown."))
    return list(dict.fromkeys(said))


@cache
def factory(editor: str) -> Factory:
    """Import the function that ``module:function`` names."""
    module, _colon, name = editor.partition(":")
    made: Factory = getattr(import_module(f"app.ui.questions.{module}"), name)
    return made


def make_editor(context: EditorContext) -> Editor:
    """Return the editor of a question; one that may not be answered is only shown."""
    question = context.question
    row = row_for(question.kind, question.appearance)
    shows = row.editor in ("texts:address", "headings:headings") or question.kind == "note"
    if context.field.readonly and not shows:
        return factory("shown:shown")(context)
    return factory(row.editor)(context)
