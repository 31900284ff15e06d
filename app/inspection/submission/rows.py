"""One row of a table into the answers of a record."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from app.i18n import N_
from app.inspection.submission.columns import Columns, Target, of_servers, position
from app.inspection.submission.record import Given, Record
from app.models import media

if TYPE_CHECKING:
    from app.forms import Definition
    from app.forms.schema import Spec
    from app.inspection.submission.sheets import Table

_YES = frozenset(("1", "true", "yes", "1.0", "是"))
_NO = frozenset(("0", "false", "no", "0.0", "否", ""))


class Reader:
    """Reads the rows of one table for one form version."""

    def __init__(self, form: Definition, level: Spec, table: Table) -> None:
        columns = Columns(form, level)
        self._choices = columns.choices
        self._table = table
        self._level = level
        self._targets: list[tuple[int, Target]] = []
        for place, name in enumerate(table.header):
            target = columns.find(name) if name and name not in table.header[:place] else None
            if target is not None and not (of_servers(name) and self._is_meta(target.spec)):
                self._targets.append((place, target))
        self._whole = {target.spec.key for _place, target in self._targets if not target.part}

    def _is_meta(self, spec: Spec) -> bool:
        return spec.name in ("instanceID", "deprecatedID", "rootUuid")

    def read(self, record: Record, path: str, row: int, cells: list[str]) -> None:
        """Take the answers of a row.

        Args:
            record: Gets them.
            path: Path with keys of what the row is: the root, or an instance of a repeat.
            row: Its number.
            cells: Its texts.
        """
        chosen: dict[str, tuple[Spec, list[str], int]] = {}
        parts: dict[str, tuple[Spec, dict[str, str], int]] = {}
        for place, target in self._targets:
            text, spec = cells[place], target.spec
            if target.part == "choice":
                mark = text.strip().casefold()
                entry = chosen.setdefault(spec.key, (spec, [], place))
                if mark in _YES:
                    entry[1].append(target.choice)
                elif mark not in _NO:
                    given = Given(text, self._table.header[place], row, self._table.file)
                    record.trouble(N_("“{text}” is neither 1 nor 0"), given, text=text)
            elif target.part:
                parts.setdefault(spec.key, (spec, {}, place))[1][target.part] = text
            elif spec.preload[0] or "/meta/" in spec.key:
                if text.strip():
                    record.meta[self._path(path, spec)] = text.strip()
            else:
                self._give(record, path, spec, self._value(spec, text), place, row)
        for spec, values, place in chosen.values():
            here = self._path(path, spec)
            before = record.answers.get(here)
            # The summary column keeps the order; that of one column per choice is the form's.
            if before is None or set(before.text.split()) != set(values):
                if before is not None and before.text and not values:
                    continue
                self._give(record, path, spec, " ".join(values), place, row)
        for spec, texts, place in parts.values():
            if spec.key not in self._whole:
                self._give(record, path, spec, position(texts), place, row)

    def _give(self, record: Record, path: str, spec: Spec, text: str, place: int, row: int) -> None:
        given = Given(text, self._table.header[place], row, self._table.file)
        record.answers[self._path(path, spec)] = given

    def _value(self, spec: Spec, text: str) -> str:
        question = spec.question
        if question is None:
            return text
        if question.kind in media.QUESTIONS:
            # Kobo gives a name or an address, Central and Briefcase a name or ``media/name``.
            return PurePosixPath(text.strip().partition("?")[0]).name
        return self._choices.values(spec, text)

    def _path(self, path: str, spec: Spec) -> str:
        """Return the path of a question in what the row is."""
        return path + spec.path[len(self._level.path) :]
