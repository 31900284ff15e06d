"""Where an answer comes from, beyond its basis: code words in ``from`` that travel in answers.

A code word is shown in the reader's language; any other text is a name or paper and is shown as it
stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.i18n import N_, _
from app.models.opening import EARLIER, ROSTER

if TYPE_CHECKING:
    from app.inspection.answers import Stored

__all__ = [
    "BULK", "COPIED", "EARLIER", "ROSTER", "STATEMENT",
]  # fmt: skip

STATEMENT = "statement"
"""The answer was given by the statement of its whole part (本段都看过，其余无)."""
BULK = "bulk"
"""The answer was given for several buildings at once."""
COPIED = "copied:"
"""The answer was copied from the building whose name follows (照抄), and waits for a look."""
_WORDS = {
    ROSTER: N_("the roster"),
    STATEMENT: N_("statement: all of this part was looked at, the rest none"),
    BULK: N_("answered for several buildings at once"),
}


def provenance_words(stored: Stored) -> str:
    """Say whose an answer is, for history, PDF and lists; empty when there is nothing to say."""
    return source_words(stored.source)


def source_words(source: str) -> str:
    """Say in words what stands in an answer's ``from``."""
    if source in _WORDS:
        return _(_WORDS[source])
    if source.startswith(COPIED):
        return _("copied from {name}").format(name=source.removeprefix(COPIED))
    if source.startswith(EARLIER):
        return _("record of round {round}").format(round=source.removeprefix(EARLIER))
    return source


def waits_for_a_look(stored: Stored) -> bool:
    """Tell whether an answer was copied, or is last campaign's, and nobody has looked here."""
    return stored.basis == "imported" and stored.source.startswith((COPIED, EARLIER))


def is_stated(stored: Stored) -> bool:
    """Tell whether an answer was given by the statement of its part."""
    return stored.source == STATEMENT
