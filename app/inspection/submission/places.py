"""Which place of the roster a submission is about."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.forms.definition import bare
from app.i18n import N_
from app.inspection.checklists import LEVEL_OF_FORM
from app.models.tables import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.inspection.submission.record import Record

_CODES = ("code", "census_code")


class Places:
    """The roster, by what a submission may call a place."""

    def __init__(self, session: Session, column: str, assigned: Mapping[str, str]) -> None:
        """Read the roster.

        Args:
            session: A session.
            column: Column of the table, or question, that holds the place; empty: the question
                bound to the roster's code.
            assigned: Code of the place by instanceID, as a person says.
        """
        self._column = column
        self._assigned = {_plain(key): text for key, text in assigned.items()}
        self._by: dict[str, dict[str, set[UUID]]] = {"code": {}, "census_code": {}, "name": {}}
        self._levels: dict[UUID, str] = {}
        query = select(Place.id, Place.level, Place.code, Place.census_code, Place.name).where(
            Place.deleted.is_(False)
        )
        for row in session.execute(query):
            self._levels[row.id] = row.level or ""
            for name, text in zip(self._by, (row.code, row.census_code, row.name), strict=True):
                if text:
                    self._by[name].setdefault(_plain(text), set()).add(row.id)

    def find(self, record: Record) -> UUID | None:
        """Return the place; None, with a trouble at the record, when it is not clear."""
        said = self._said(record)
        if isinstance(said, UUID):
            return said
        if not said:
            record.trouble(
                N_("it does not say which place it is about: use --place-column or --assign")
            )
            return None
        level = LEVEL_OF_FORM.get(record.form.form_id, "")
        for names in self._by.values():
            found = {
                place
                for place in names.get(_plain(said), ())
                if not level or self._levels[place] == level
            }
            if len(found) == 1:
                return next(iter(found))
            if found:
                record.trouble(N_("several places are called “{place}”"), place=said)
                return None
        record.trouble(N_("no place of the roster is called “{place}”"), place=said)
        return None

    def _said(self, record: Record) -> str | UUID:
        assigned = self._assigned.get(_plain(record.instance_id))
        if assigned:
            return assigned
        if self._column:
            return self._of_column(record)
        if record.extra is not None and record.extra.place:
            try:
                place = UUID(record.extra.place.get("id", ""))
            except ValueError:
                place = UUID(int=0)
            return place if place in self._levels else record.extra.place.get("code", "")
        for path, given in record.answers.items():
            question = record.form.question(path)
            if question is not None and question.extras.get("roster", "") in _CODES and given.text:
                return given.text
        return ""

    def _of_column(self, record: Record) -> str:
        if self._column in record.columns:
            return record.columns[self._column]
        for path, given in record.answers.items():
            plain = bare(path)
            if self._column in (plain, plain.rpartition("/")[2], given.column) and given.text:
                return given.text
        return ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
