"""The changes that go into a package, and what proves them.

``data/batches.jsonl`` holds signed headers: of this device's batches, and of those that it relays.
``data/sets.jsonl`` holds sums over changes that no header covers and the sender vouches for: what a
hub gives out in part, and what an identity wrote that this one replaces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.exchange.signing import set_text
from app.exchange.trust import remembered
from app.models.log import Batch, ChangeLine, batches
from app.models.values import Json, canonical
from app.progress import give_way

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.exchange.outgoing import Outgoing
    from app.keys import Keys
    from app.workspace import Workspace

CHANGES, BATCHES, SETS = "changes.jsonl", "batches.jsonl", "sets.jsonl"
_LINES_A_PIECE = 2000


@dataclass
class Cargo:
    """The changes of a package as they go by, and what proves them.

    Attributes:
        headers: Of the batches that are carried whole, by device and number.
        vouched: Devices whose other changes the sender vouches for; None: anybody's.
        skipped: Devices whose changes are not carried, since the recipient has them.
        lines, size: What went by, and its bytes.
        left_out: Changes of others that nothing proves here; they come from their own devices.
    """

    device: UUID
    signs: bool
    headers: dict[tuple[UUID, int], Batch]
    vouched: set[UUID] | None = field(default_factory=set)
    skipped: set[UUID] = field(default_factory=set)
    lines: int = 0
    size: int = 0
    left_out: int = 0

    def __post_init__(self) -> None:
        self._sets: dict[UUID, tuple[Any, list[int]]] = {}

    def pieces(self, source: Iterable[ChangeLine]) -> Iterator[bytes]:
        """Yield changes as canonical lines, some thousand at a time."""
        piece: list[str] = []
        for line in source:
            give_way()
            text = line.to_json()
            if self.signs and line.device != self.device and not self._proved(line, text):
                continue
            piece.append(text)
            if len(piece) == _LINES_A_PIECE:
                yield self._counted(piece)
                piece.clear()
        if piece:
            yield self._counted(piece)

    def sets(self, by: Keys) -> bytes:
        """Return the signed sums over the sets that went by."""
        rows = []
        for device, (digest, count) in sorted(self._sets.items(), key=lambda one: str(one[0])):
            text = set_text(by.device, device, count[0], digest.hexdigest())
            row: Json = {
                "by": str(by.device),
                "changes": count[0],
                "device": str(device),
                "digest": digest.hexdigest(),
                "signature": by.signature(text),
            }
            rows.append(canonical(row) + "\n")
        return "".join(rows).encode()

    def batches(self) -> bytes:
        """Return the headers, one a line."""
        rows = []
        for _key, batch in sorted(
            self.headers.items(), key=lambda one: (str(one[0][0]), one[0][1])
        ):
            row: dict[str, Json] = {
                "device": str(batch.device),
                "number": batch.number,
                "changes": batch.changes,
                "digest": batch.digest or "",
                "previous": batch.previous,
            }
            if batch.signature:
                row["signature"] = batch.signature
            rows.append(canonical(row) + "\n")
        return "".join(rows).encode()

    def _proved(self, line: ChangeLine, text: str) -> bool:
        if line.device in self.skipped:
            return False
        if (line.device, line.batch) in self.headers:
            return True
        if self.vouched is not None and line.device not in self.vouched:
            self.left_out += 1
            return False
        digest, count = self._sets.setdefault(line.device, (hashlib.sha256(b"\n"), [0]))
        digest.update(text.encode() + b"\n")
        count[0] += 1
        return True

    def _counted(self, piece: list[str]) -> bytes:
        data = ("\n".join(piece) + "\n").encode()
        self.lines += len(piece)
        self.size += len(data)
        return data


def cargo(session: Session, workspace: Workspace, out: Outgoing, after: int) -> Cargo:
    """Return what proves the changes of this workspace's next package.

    Args:
        session: Of the snapshot that is packed.
        workspace: The sender.
        out: How it is signed.
        after: Last batch of this device that the recipient has whole.
    """
    headers = {
        (one.device, one.number): one
        for one in batches(session, workspace.device)
        if one.digest and one.number > after
    }
    made = Cargo(workspace.device, out.keys is not None, headers)
    if out.public is None:
        return made
    made.vouched = set(out.public.replaces)
    if out.recipient is not None:
        made.skipped = {out.recipient.keys.device, *out.recipient.keys.replaces}
        given = remembered(session, "from_hub")
        if isinstance(given, list):  # the hub vouched for their changes, so it has them
            made.skipped |= {UUID(one) for one in given}
    own = {workspace.device, *made.vouched}
    made.skipped -= own
    for one in batches(session):
        if one.digest and one.signature and one.device not in own | made.skipped:
            headers[one.device, one.number] = one
    return made
