"""What somebody makes who has a laptop's keys and a program of his own.

`says` writes what our program would refuse to write; the other functions make packages and headers
of batches under a right signature.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import keys as keyring
from app.exchange.receive import receive
from app.exchange.received import Received
from app.inspection.checklists import keeper
from app.keys import Keys
from app.models.batches import header_text
from app.models.clock import wall_ms
from app.models.ids import new_id
from app.models.log import ChangeLine, Json, merge
from app.models.tables import Cell
from app.models.values import canonical, parsed
from app.workspace import Workspace

Files = dict[str, bytes]


def take(hub: Workspace, *packages: Path, more: tuple[str, ...] = ()) -> list[Received]:
    return receive(hub, packages, keep_form=keeper(hub), more=more)


def keys_of(laptop: Path) -> Keys:
    """Return the secret keys of a closed workspace."""
    with Workspace.open(laptop, read_only=True) as opened:
        found = keyring.find(opened.device)
    assert found is not None
    return found


def rows_of(found: Files, name: str = "changes.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in found[name].splitlines()]


def head(keys: Keys, number: int, lines: list[str], previous: str = "") -> str:
    """Write a header as that device would; ``lines``: canonical, without line ends."""
    whole = f"{previous}\n" + "".join(f"{line}\n" for line in lines)
    digest = hashlib.sha256(whole.encode()).hexdigest()
    text = header_text(keys.device, number, len(lines), digest, previous)
    return canonical(
        {
            "device": str(keys.device), "number": number, "changes": len(lines),
            "digest": digest, "previous": previous, "signature": keys.signature(text),
        }
    )  # fmt: skip


def own_batch(found: Files, keys: Keys, rows: list[dict[str, Any]]) -> None:
    """Write changes as the first batch of a device that has its keys."""
    texts = [canonical(row) for row in rows]
    found["changes.jsonl"] = "".join(f"{text}\n" for text in texts).encode()
    found["batches.jsonl"] = f"{head(keys, 1, texts)}\n".encode()


def says(
    laptop: Workspace,
    kind: str,
    subject: UUID,
    field: str,
    value: Json,
    *,
    bases: tuple[UUID, ...] = (),
    clock: int | None = None,
    change: UUID | None = None,
) -> UUID:
    """Let a laptop write any change in its open batch, by whatever program; returns its id."""
    now = wall_ms()
    with laptop.sessions.begin() as session:
        author = laptop.writer(session)
        line = ChangeLine(
            change or new_id(), kind, subject, field, canonical(value), tuple(sorted(bases)),
            (now + 3_600_000) << 16 if clock is None else clock,  # later than the hub's own
            author.device, author.person, author.batch, now,
        )  # fmt: skip
        merge(session, [line])
    return line.id


def shown(workspace: Workspace, kind: str, subject: UUID, field: str) -> Json:
    """Return what a field shows; None: nothing."""
    query = select(Cell.value).where(
        Cell.kind == kind, Cell.subject == subject, Cell.field == field
    )
    with workspace.reading() as session:
        text = session.scalar(query)
    return parsed(text) if text is not None else None
