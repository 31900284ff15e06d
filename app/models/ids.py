"""Identities: UUIDv7 where a row is born alone, UUIDv5 where laptops must meet."""

from __future__ import annotations

import secrets
import threading
import time
import unicodedata
from uuid import UUID, uuid5

_RANDOM_BITS = 74
_lock = threading.Lock()
_last_ms = 0
_last_random = 0


def new_id() -> UUID:
    """Make a UUIDv7; each is greater than the one before in this process, whatever the clock does.

    Source:
        RFC 9562, sections 5.7 and 6.2, method 2 (monotonic random).
    """
    global _last_ms, _last_random
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_ms:
            _last_ms = now
            _last_random = secrets.randbits(_RANDOM_BITS - 1)
        else:
            _last_random += 1 + secrets.randbits(16)
            if _last_random >> _RANDOM_BITS:
                _last_ms += 1
                _last_random = secrets.randbits(_RANDOM_BITS - 1)
        high, low = _last_random >> 62, _last_random & ((1 << 62) - 1)
        return UUID(int=_last_ms << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


def _named(space: UUID, *parts: str) -> UUID:
    # The unit separator cannot be typed, so ("a", "b") and ("ab", "") stay apart.
    return uuid5(space, unicodedata.normalize("NFC", "\x1f".join(parts)))


def place_id(campaign: UUID, code: str) -> UUID:
    """Identify a place by the first full roster code that it had; renames keep the id."""
    return _named(campaign, "place", code)


def inspection_id(place: UUID, form_id: str, round: str) -> UUID:  # noqa: A002 - the field's name
    """Identify the inspection of a place by one form in one round, the same on every laptop."""
    return _named(place, "inspection", form_id, round)


def finding_id(inspection: UUID, rule: str, repeat: str = "") -> UUID:
    """Identify what one rule found in an inspection, within one repeat instance if it has any."""
    return _named(inspection, "finding", rule, repeat)


def earlier_id(place: UUID, finding: UUID) -> UUID:
    """Identify a finding of an earlier round on a place, the same wherever it is taken over."""
    return _named(place, "earlier", str(finding))


def earlier_photo_id(earlier: UUID, sha256: str) -> UUID:
    """Identify a photo that an earlier round took of a finding."""
    return _named(earlier, "photo", sha256)


def batch_id(device: UUID, batch: int) -> UUID:
    """Identify a device's batch, the subject of the change that withdraws it."""
    return _named(device, "batch", str(batch))
