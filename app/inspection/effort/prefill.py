"""What roster and last campaign know of a place, as answers of others (别人的资料)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from app.forms.lexical import canonical
from app.inspection.effort.earlier_answers import earlier_defaults
from app.inspection.provenance import ROSTER
from app.models.tables import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.models.log import Json


def prefilled(session: Session, form: Definition, place: UUID) -> dict[str, dict[str, Json]]:
    """Return the answers that roster and last campaign give, by question path.

    Where both do, the roster's stands: it is this campaign's.

    A question names its roster column in ``bind::cj:roster``: a column of the place (``name``,
    ``built_year`` …) or of a place above it (``community.name``, ``area.manager``).
    """
    chain = _chain(session, place)
    if not chain:
        return {}
    found = earlier_defaults(session, form, place)
    for question in form.questions():
        wanted = question.extras.get("roster", "")
        if not wanted:
            continue
        level, _dot, column = wanted.rpartition(".")
        row = chain[0] if not level else next((item for item in chain if item.level == level), None)
        text = _text(getattr(row, column, None)) if row is not None else ""
        text = canonical(question.type, text)
        if text:
            found[question.path] = {"answer": text, "basis": "imported", "from": ROSTER}
    return found


def _chain(session: Session, place: UUID) -> list[Place]:
    chain: list[Place] = []
    current: UUID | None = place
    while current is not None and len(chain) < 16:  # a loop of parents must not hang the program
        row = session.get(Place, current)
        if row is None:
            break
        chain.append(row)
        current = row.parent
    return chain


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
