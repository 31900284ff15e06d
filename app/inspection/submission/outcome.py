"""What became of the submissions of an import."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from app.inspection.submission.record import Trouble

NEW, ADDED, KNOWN, REFUSED = "new", "added", "known", "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of one submission.

    Attributes:
        file: Its file.
        row: Its row in a table, else 0.
        instance_id: Its id.
        state: ``new`` (an inspection was begun), ``added`` (to one that was there), ``known``
            (taken in before, nothing done), ``refused`` (left out as a whole; see the troubles).
        place: The place in words; empty while it is not known.
        inspection: The inspection it went to.
        answers: How many answers are new.
        replaced: How many took the place of what the roster or an earlier edition said.
        conflicts: How many contradict what somebody answered; a person decides.
        photos: How many files are new.
        finished: Nothing was missing, so that the inspection counts as 查完.
    """

    file: str
    row: int
    instance_id: str
    state: str
    place: str = ""
    inspection: UUID | None = None
    answers: int = 0
    replaced: int = 0
    conflicts: int = 0
    photos: int = 0
    finished: bool = False


@dataclass
class Taken:
    """What an import did, or would do.

    Attributes:
        outcomes: One per submission, in the order of the files.
        troubles: Everything that is wrong, with file, row and column; not serious ones too.
    """

    outcomes: list[Outcome] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def count(self, state: str) -> int:
        """Return how many submissions ended in a state."""
        return sum(outcome.state == state for outcome in self.outcomes)
