"""pyxform's messages in the words of this program: place, cause, remedy, in the user's language."""

from __future__ import annotations

import re

from app.errors import AppError
from app.forms.errors import Problem
from app.forms.messages_known import KNOWN
from app.i18n import N_, _

_ROW = re.compile(r"\[row : (\d+|unknown)\]\s*")
_SHEET = re.compile(r"On the '([^']+)' sheet, the '([^']+)' value(?: '([^']*)')? is invalid\.\s*")


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
    for known in KNOWN:
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
