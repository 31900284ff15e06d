"""Small forms for tests, written as XForm XML or as workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms" '
    'xmlns:orx="http://openrosa.org/xforms" xmlns:cj="https://chengjian.org/xforms">'
)


def xform(data: str, binds: str = "", body: str = "", model: str = "") -> str:
    """Return an XForm; ``data`` is what stands in the root ``data`` of the instance."""
    return (
        f'{HEAD}<h:head><h:title>Test</h:title><model>{model}<instance><data id="test" version="1">'
        f"{data}</data></instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>"
    )


def inputs(*names: str) -> str:
    """Return text controls for questions below the root."""
    return "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in names)


def workbook(
    survey: Iterable[Sequence[Any]],
    choices: Iterable[Sequence[Any]] = (),
    findings: Iterable[Sequence[Any]] = (),
    settings: Iterable[Sequence[Any]] = (),
) -> bytes:
    """Return an .xlsx workbook of these rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets = {"survey": survey, "choices": choices, "findings": findings, "settings": settings}
    for name, rows in sheets.items():
        kept = list(rows)
        if kept:
            sheet = book.create_sheet(name)
            for row in kept:
                sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
