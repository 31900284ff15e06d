"""Fetching at set times: from which destinations, how often, how long to wait after a failure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.exchange.trust import remember, remembered

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEPT = "regular fetching"
MINUTES = (5, 15, 60)
_MOST_DOUBLINGS = 2
"""A road that fails is tried again ever later, yet at most four times the interval later: whoever
mended it should not wait for half a day."""


@dataclass(frozen=True)
class Plan:
    """What is fetched at set times; neither addresses nor passwords are part of it.

    Attributes:
        names: Of the destinations.
        minutes: From one look to the next; 0: nothing is fetched by itself.
    """

    names: tuple[str, ...] = ()
    minutes: int = 0

    @property
    def on(self) -> bool:
        """Whether anything is fetched by itself."""
        return bool(self.names) and self.minutes > 0


def keep_plan(session: Session, plan: Plan) -> None:
    """Note the plan in the workspace, over restarts."""
    remember(session, KEPT, {"names": list(plan.names), "minutes": plan.minutes})


def kept_plan(session: Session) -> Plan:
    """Return the plan of this workspace; without one, or with one that is damaged: none."""
    kept = remembered(session, KEPT)
    if not isinstance(kept, dict):
        return Plan()
    names, minutes = kept.get("names"), kept.get("minutes")
    if not isinstance(names, list) or minutes not in MINUTES:
        return Plan()
    return Plan(tuple(name for name in names if isinstance(name, str)), minutes)


def pause(plan: Plan, failures: int) -> int:
    """Return the minutes to the next look.

    Args:
        plan: Its interval is the shortest pause.
        failures: How many looks in a row have failed.
    """
    return int(plan.minutes * 2 ** min(max(failures - 1, 0), _MOST_DOUBLINGS))
