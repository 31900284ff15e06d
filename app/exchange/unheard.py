"""What a package says that only a hub may say: it is kept and does not count; people hear of it.

Not told is what harms nobody: words about a campaign that is not here, as a laptop has that began
one of its own, and words that say what holds anyway.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from uuid import UUID

from app.i18n import _
from app.models.project import field_heads, unheard
from app.models.raw import raw
from app.models.tables import Campaign
from app.models.values import answer_key
from app.models.voices import WORDS, Key, hubs, topic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from app.models.log import ChangeLine


class Unheard:
    """Looks at the changes of a package as they go by, and afterwards at which did not count.

    Args:
        session: Of the merge.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known = hubs(raw(session))
        self._seen: dict[Key, dict[bytes, str]] = {}

    def see(self, line: ChangeLine) -> None:
        """Look at one change."""
        if not self._known or line.device.bytes in self._known:
            return
        key = Key(line.kind, line.subject.bytes, line.field)
        about = topic(key, line.value)
        if about:
            self._seen.setdefault(key, {})[line.id.bytes] = about

    def told(self) -> dict[str, int]:
        """Return, once the changes are merged, how many do not count, by what they are about."""
        found: Counter[str] = Counter()
        db = raw(self._session) if self._seen else None
        for key, seen in self._seen.items():
            assert db is not None
            if key.kind == "campaign" and not self._is_here(key.subject):
                continue
            shown = field_heads(db, *key)
            holds = answer_key(shown.heads[0].value) if shown is not None else None
            for word in unheard(db, *key):
                if word.id in seen and (holds is None or answer_key(word.value) != holds):
                    found[seen[word.id]] += 1
        return {about: found[about] for about in WORDS if about in found}

    def _is_here(self, campaign: bytes) -> bool:
        return self._session.get(Campaign, UUID(bytes=campaign)) is not None


def in_words(counts: Mapping[str, int]) -> str:
    """List what does not count, such as ``settings of the campaign (3)``."""
    return _(", ").join(
        f"{_(WORDS[one])} ({count})" for one, count in counts.items() if one in WORDS
    )
