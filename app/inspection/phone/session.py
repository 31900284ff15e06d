"""Who may send: the token of the QR code lets one phone in, once; then its cookie does."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one phone may do.

    Attributes:
        token_s: Seconds that a shown QR code is good for.
        idle_s: Seconds without a request after which the phone is forgotten.
        photo_bytes: Bytes of one photo.
        photos: Photos in one session.
    """

    token_s: float = 600
    idle_s: float = 3600
    photo_bytes: int = 200_000_000
    photos: int = 2000


class Sessions:
    """One token at a time, one phone at a time."""

    def __init__(
        self, limits: Limits | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limits = limits or Limits()
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0
        self._cookie = ""
        self._seen = 0.0
        self._photos = 0

    def new_token(self) -> str:
        """Make a token for a QR code; the one before, and the phone that used it, are out."""
        with self._lock:
            self._token = secrets.token_urlsafe(16)
            self._until = self._clock() + self.limits.token_s
            self._cookie = ""
            return self._token

    def enter(self, token: str) -> str:
        """Exchange a token for a cookie; empty when it is wrong, old or used."""
        with self._lock:
            right = bool(self._token) and hmac.compare_digest(self._token, token)
            if not right or self._clock() > self._until:
                return ""
            self._token = ""  # once
            self._cookie = secrets.token_urlsafe(24)
            self._seen = self._clock()
            self._photos = 0
            return self._cookie

    def known(self, cookie: str) -> bool:
        """Tell whether a cookie is that of the phone that is in."""
        with self._lock:
            right = bool(self._cookie) and hmac.compare_digest(self._cookie, cookie)
            if not right or self._clock() - self._seen > self.limits.idle_s:
                return False
            self._seen = self._clock()
            return True

    def count(self) -> bool:
        """Count a photo; false when there were too many."""
        with self._lock:
            self._photos += 1
            return self._photos <= self.limits.photos

    @property
    def connected(self) -> bool:
        """Whether a phone is in."""
        with self._lock:
            return bool(self._cookie) and self._clock() - self._seen <= self.limits.idle_s

    def end(self) -> None:
        """Let nobody in any more."""
        with self._lock:
            self._token = self._cookie = ""
