"""The rule at the heart of it: which changes of one field count, and which of them is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from app.models.values import answer_key

ID_BYTES = 16


class Version(NamedTuple):
    """A change of one field, as far as the rule needs it.

    Attributes:
        live: Neither withdrawn nor quarantined.
        bases: Ids of its bases, joined; None when there are none.
    """

    n: int
    id: bytes
    clock: int
    device: bytes
    live: bool
    bases: bytes | None
    value: str


class Settled(NamedTuple):
    """What is known of a field.

    Attributes:
        heads: Live changes that no later live change names, the shown one first.
        conflict: Heads say different things and nothing is missing.
        waiting: A live change names a base that has not arrived, so that who replaced whom is not
            known yet.
    """

    heads: list[Version]
    conflict: bool
    waiting: bool


def split_ids(joined: bytes | None) -> list[bytes]:
    """Take joined ids apart."""
    if not joined:
        return []
    if len(joined) == ID_BYTES:
        return [joined]
    return [joined[at : at + ID_BYTES] for at in range(0, len(joined), ID_BYTES)]


def order(version: Version) -> tuple[int, bytes, bytes]:
    """Return the sort key that is total and the same on every machine."""
    return version.clock, version.device, version.id


def settle(
    versions: Iterable[Version], missing: Callable[[Sequence[bytes]], bool]
) -> Settled | None:
    """Find the heads of one field; None when no change of it is live.

    A base counts only if it is a live change of the same field with an earlier clock, so bases
    that form a cycle cannot hide all changes. A field waits while a live change names a base that
    is not there (or was withdrawn, which must look as if it had never come). A single head whose
    own bases are all there is settled all the same: there is nothing to confuse it with, and
    without this a lost package or a withdrawal would lock a field for ever, decided or not.

    Args:
        versions: All changes of the field, in any order.
        missing: Tells whether any of the given ids is not a live change of the whole log; asked
            only about ids that are not in the field.
    """
    live = {version.id: version for version in versions if version.live}
    if not live:
        return None
    replaced: set[bytes] = set()
    elsewhere: dict[bytes, list[bytes]] = {}
    for version in live.values():
        if version.bases is None:
            continue
        for base in split_ids(version.bases):
            found = live.get(base)
            if found is None:
                elsewhere.setdefault(version.id, []).append(base)
            elif found.clock < version.clock:
                replaced.add(base)
    heads = [version for version in live.values() if version.id not in replaced]
    if len(heads) > 1:
        heads.sort(key=order, reverse=True)
    waiting = False
    if elsewhere:
        if len(heads) == 1:
            asked = elsewhere.get(heads[0].id, [])
        else:
            asked = [base for bases in elsewhere.values() for base in bases]
        waiting = bool(asked) and missing(asked)
    conflict = (
        not waiting and len(heads) > 1 and len({answer_key(version.value) for version in heads}) > 1
    )
    return Settled(heads, conflict, waiting)
