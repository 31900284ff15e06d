"""删与改碰头: who deleted a record, and what they had not seen when they did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.inspection.conflict.side import Detail, Edit
from app.inspection.field_words import FieldWords
from app.models.log import contested

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.inspection.conflict.case import Case
    from app.models.review import Head
    from app.workspace import Workspace

_PLUMBING = ("campaign", "level", "sample", "form_id", "form_hash", "place", "round")
"""What makes a record hang together and says nothing to people."""


def contested_detail(workspace: Workspace, session: Session, case: Case) -> Detail:
    """Read a record that one deleted and another changed; a person keeps or removes it."""
    key = case.key
    words = FieldWords(workspace, session)
    deletions: list[Edit] = []
    unseen: list[Edit] = []
    for record in contested(session):
        if (record.kind, record.subject) == (key.kind, key.subject):
            deletions = [_edit(head, "", "") for head in record.deletions if head.value is True]
            unseen = [
                _edit(
                    head,
                    words.field(key.kind, key.subject, field),
                    words.value(key.kind, key.subject, field, head.value),
                )
                for field, head in record.unseen
                if field not in _PLUMBING
            ]
    # Two laptops that were given the same roster say the same: once is enough.
    unseen = list({(one.what, one.words): one for one in unseen}.values())
    unseen.sort(key=lambda one: (-one.at, one.what))
    return Detail(
        case, None, (), (), (), "", False, "", (), deletions=tuple(deletions), unseen=tuple(unseen)
    )


def _edit(head: Head, what: str, words: str) -> Edit:
    return Edit(what, words, head.person, head.batch, head.time)
