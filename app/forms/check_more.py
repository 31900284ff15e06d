"""What else is looked at in a workbook that converts: settings, translations, defaults, files."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

import openpyxl

from app.errors import AppError
from app.forms.definition import Question
from app.forms.errors import Problem
from app.forms.itext import Text
from app.forms.lexical import canonical
from app.forms.tree import Node
from app.i18n import N_, _

if TYPE_CHECKING:
    from app.forms.definition import Definition
    from app.forms.places import Places

_UNTRANSLATED = ("", "-")  # what the converter puts where a translation is missing


def sheets_of(data: bytes) -> dict[str, list[list[str]]]:
    """Return header and first row of each sheet; empty for what is no .xlsx file."""
    if data[:4] != b"PK\x03\x04":
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        found = {
            sheet.title: [
                ["" if cell is None else str(cell).strip() for cell in row]
                for row in sheet.iter_rows(max_row=2, values_only=True)
            ]
            for sheet in book.worksheets
        }
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        return {}
    return found


def in_sheet(problem: Problem, sheets: dict[str, list[list[str]]]) -> tuple[str, int]:
    """Return sheet and row of a header that stands twice; empty and 0 when it is not found."""
    name = str(problem.cause.values.get("name", "")).strip()
    for title, rows in sheets.items():
        if rows and name and [cell.casefold() for cell in rows[0]].count(name.casefold()) > 1:
            return title, 1
    return "", 0


def settings(definition: Definition, data: bytes) -> Iterator[Problem]:
    """Yield what is wrong with the sheet ``settings``."""
    rows = sheets_of(data).get("settings", [])
    cells = dict(zip(rows[0], rows[1], strict=False)) if len(rows) > 1 else {}
    row = 2 if cells else 0

    def problem(column: str, cause: AppError, remedy: str, serious: bool = False) -> Problem:
        return Problem(cause, remedy, "settings", row, column, serious=serious)

    if re.search(r"[\s/\\]", definition.form_id):
        cause = AppError(
            N_("The form id {name} has a space or a slash in it"), name=definition.form_id
        )
        yield problem("form_id", cause, _("Use letters, digits, hyphen and underscore only"))
    if not definition.version:
        yield problem(
            "version",
            AppError(N_("The form has no version")),
            _("Fill in a version and raise it with each change, such as 2026.1"),
        )
    default = cells.get("default_language", "")
    if default and definition.languages and default not in _written_languages(data):
        cause = AppError(N_("No column is in the default language {name}"), name=default)
        yield problem("default_language", cause, _("Write it as in label::language"))
    key = definition.submission.get("base64RsaPublicKey", "")
    if key:
        from app.forms.encrypted_keys import (
            public_key,  # no form without a key pays for the library
        )

        try:
            public_key(key)
        except AppError as error:
            remedy = _("Paste the whole key, without the lines BEGIN and END")
            yield problem("public_key", error, remedy, serious=True)


def _written_languages(data: bytes) -> set[str]:
    survey = sheets_of(data).get("survey", [])
    headers = survey[0] if survey else []
    found = {head.partition("::")[2].strip() for head in headers if head.startswith("label::")}
    return found or {head for head in ("",) if "label" in headers}


def translations(definition: Definition, places: Places) -> Iterator[Problem]:
    """Yield labels that one language lacks and another has."""
    if len(definition.languages) < 2:
        return
    for element in definition.by_path.values():
        for language in _lacking(definition, element.label):
            row = places.row(element.path)
            yield _untranslated("survey" if row else "", row, element.name, language)
        if isinstance(element, Question) and not element.itemset:
            for choice in element.choices:
                for language in _lacking(definition, choice.label):
                    yield _untranslated(
                        "choices", places.names.get(choice.value, 0), choice.value, language
                    )
    listed: set[str] = set()
    for element in definition.by_path.values():
        if not isinstance(element, Question) or element.itemset is None:
            continue
        for choice in element.choices:
            ident = choice.label.itext
            if ident and ident not in listed:
                listed.add(ident)
                for language in _lacking(definition, choice.label):
                    yield _untranslated(
                        "choices", places.names.get(choice.value, 0), choice.value, language
                    )


def _lacking(definition: Definition, text: Text | None) -> list[str]:
    if text is None or not text.itext:
        return []
    texts = {name: definition.texts.parts(text.itext, name) for name in definition.languages}
    empty = [
        name
        for name, parts in texts.items()
        if all(isinstance(part, str) for part in parts)
        and "".join(str(part) for part in parts).strip() in _UNTRANSLATED
    ]
    return empty if len(empty) < len(texts) else []


def _untranslated(sheet: str, row: int, name: str, language: str) -> Problem:
    return Problem(
        AppError(N_("{name} has no label in {language}"), name=name, language=language),
        _("Fill in the translation"),
        sheet,
        row,
        f"label::{language}",
        serious=False,
    )


def defaults(definition: Definition, places: Places) -> Iterator[Problem]:
    """Yield fixed defaults that are no answer to their question."""
    for element in definition.by_path.values():
        if not isinstance(element, Question):
            continue
        names = [step.rpartition(":")[2] for step in element.path.strip("/").split("/")[1:]]
        nodes: list[Node] = definition.schema.template.root.descend(names)
        text = nodes[0].text if nodes and not nodes[0].children else ""
        if not text:
            continue
        value = canonical(element.type, text)
        known = {choice.value for choice in element.choices}
        words = value.split() if element.control in ("select", "rank") else [value]
        if value and not (known and any(word not in known for word in words)):
            continue
        row = places.row(element.path)
        yield Problem(
            AppError(N_("The default “{text}” is no answer to this question"), text=text),
            _("Correct the default"),
            "survey" if row else "",
            row,
            "default",
        )


def holding(places: Places, source: str) -> tuple[int, str]:
    """Return row and column of the first cell that names an external file; 0 and empty for none."""
    name = source.rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    for row, cells in places.survey:
        for column, text in cells.items():
            if name in text or f"'{stem}'" in text or f'"{stem}"' in text:
                return row, column
    return 0, ""
