"""Answers as they are stored: one value of the change log per question."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.models.tables import Cell, Photo

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.inspection.visit import Basis
    from app.models.log import Json

FACTS = ("finished", "form_hash", "form_id", "place", "round")
REASONS = ("undecidable", "not_applicable", "not_reached")
BASES = ("seen", "asked", "measured", "papers", "estimated", "imported")


@dataclass(frozen=True)
class Stored:
    """One stored answer.

    Attributes:
        value: As in the log: ``{"answer": …}`` or ``{"reason": …}`` with ``basis`` and ``from``;
            None for a cleared one.
        conflict: People said different things and nobody has decided.
        waiting: A change that it rests on has not arrived.
        change: Local number of the change that shows; 0 when just written here.
    """

    value: Any
    conflict: bool = False
    waiting: bool = False
    change: int = 0

    @property
    def text(self) -> str:
        """The answer's text; empty when there is none."""
        return str(self._part("answer"))

    @property
    def reason(self) -> str:
        """Why there is no answer; empty when there is one or nothing was said."""
        return str(self._part("reason"))

    @property
    def basis(self) -> str:
        """How it is known; empty when not said."""
        return str(self._part("basis"))

    @property
    def source(self) -> str:
        """Whose papers or words; empty when not said."""
        return str(self._part("from"))

    def _part(self, name: str) -> object:
        # A package may carry anything: what is no answer reads as none.
        found = self.value.get(name) if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else ""


def answers_of(session: Session, inspection: UUID) -> dict[str, Stored]:
    """Read all answers of an inspection: one range of the primary key."""
    return _cells(session, inspection, Cell.field >= "/", Cell.field < "0")


def facts_of(session: Session, inspection: UUID) -> dict[str, Stored]:
    """Read what an inspection is about and whether it is finished, see `FACTS`."""
    return _cells(session, inspection, Cell.field.in_(FACTS))


def _cells(session: Session, inspection: UUID, *fields: ColumnElement[bool]) -> dict[str, Stored]:
    query = select(Cell.field, Cell.value, Cell.conflict, Cell.waiting, Cell.change).where(
        Cell.subject == inspection, *fields, Cell.kind == "inspection"
    )
    return {
        row.field: Stored(json.loads(row.value), bool(row.conflict), bool(row.waiting), row.change)
        for row in session.execute(query)
    }


def photos_by_question(session: Session, inspection: UUID) -> dict[str, str]:
    """Map the path of each image question to the file name of its first photo."""
    query = (
        select(Photo.question, Photo.sha256, Photo.extension)
        .where(
            Photo.inspection == inspection,
            Photo.deleted.is_(False),
            Photo.question.is_not(None),
            Photo.sha256.is_not(None),
        )
        .order_by(Photo.question, Photo.position, Photo.id)
    )
    found: dict[str, str] = {}
    for row in session.execute(query):
        found.setdefault(row.question, f"{row.sha256}.{row.extension}")
    return found


def value_of(
    form: Definition,
    path: str,
    text: str,
    reason: str,
    given: Basis | None,
    before: Stored | None,
) -> dict[str, Json] | None:
    """Make the value to store.

    The basis is what was given, else what the answer had while it stays the same, else what the
    question names, else ``seen``.

    Returns:
        The value; None when there is neither an answer nor a reason.
    """
    if not text and not reason:
        return None
    value: dict[str, Json] = {"answer": text} if text else {"reason": reason}
    same = (
        before is not None and before.text == text and before.reason == (reason if not text else "")
    )
    question = form.question(path)
    basis = (
        (given.how if given else "")
        or (before.basis if before and same else "")
        or (question.extras.get("basis", "") if question else "")
        or "seen"
    )
    if basis == "imported" and not (given and given.how) and not same:
        basis = "seen"  # a person who answers does not hand on somebody else's papers
    whose = given.whose if given else (before.source if before and same else "")
    value["basis"] = basis
    if whose:
        value["from"] = whose
    return value
