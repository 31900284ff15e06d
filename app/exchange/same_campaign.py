"""A laptop that began the hub's campaign by itself, under the same code: the hub's words hold.

Both made the campaign under one id without having seen the other, so name, round and city would
stay two heads, of which the later shows: a laptop started after the hub would rename the campaign
on the hub too. Taking the task decides for what the hub says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exchange.adopt import into_round
from app.models.log import Author, Draft, conflicts, write

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from uuid import UUID

    from sqlalchemy.orm import Session


def take_over(
    session: Session,
    author: Author,
    campaign: UUID,
    given: AbstractSet[UUID],
    *,
    now_ms: int | None = None,
) -> None:
    """Let what the hub says of its campaign replace what was said of it here.

    Args:
        session: The transaction that takes the task; the hub's changes are merged.
        author: Who writes.
        campaign: The hub's.
        given: Devices whose changes the hub vouches for, itself among them.
        now_ms: Wall clock, UTC milliseconds.
    """
    theirs = given - {author.device}
    rounds: list[str] = []
    drafts: list[Draft] = []
    for one in conflicts(session):
        if (one.kind, one.subject) != ("campaign", campaign):
            continue
        said = [head for head in one.heads if head.device in theirs]
        own = [head for head in one.heads if head.device not in theirs]
        if not said or not own:
            continue  # the hub itself has not decided, or this is none of ours
        word = max(said, key=lambda head: (head.shown, head.time))
        drafts.append(Draft("campaign", campaign, one.field, word.value))
        if one.field == "round":
            rounds = [head.value for head in own if isinstance(head.value, str)]
    write(session, author, drafts, now_ms=now_ms, resolve=True)
    if rounds:
        into_round(session, author, campaign, rounds, now_ms=now_ms)
