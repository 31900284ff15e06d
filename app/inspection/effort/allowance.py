"""What a campaign allows to save effort: copies, last campaign's answers, statements.

Kept as fields of the campaign, so that they travel and merge: ``allow_copy``, ``allow_earlier``
and ``allow_statement``, lists of parts (``D``) and question codes (``ZF-G03``); one with ``-``
before it is left out. What was measured or asked, and documents, need their code named; parts B
(structure) and C (gas) need to be named by a person, no default holds them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.models.derived import PackageIn
from app.models.log import Draft, write
from app.models.tables import Campaign, Cell

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Question
    from app.workspace import Workspace

COPY, EARLIER, STATEMENT = "allow_copy", "allow_earlier", "allow_statement"
DEFAULTS: dict[str, tuple[str, ...]] = {
    # Basics: stairs, who manages it, whether gas is laid on; an appraisal is of one building.
    COPY: ("A", "ZF-A10", "ZF-A17", "ZF-C00", "-ZF-A20"),
    # Basics of the building itself; how it is built and served seldom changes in a year.
    EARLIER: ("A", "ZF-A10", "ZF-A11", "ZF-A17", "ZF-A19", "-ZF-A20", "ZF-C00"),
    # Nobody answers with one key for a whole part unless somebody has said that it may be.
    STATEMENT: (),
}


@dataclass(frozen=True)
class Allowance:
    """What a campaign allows.

    Attributes:
        copy: Parts and codes that may be copied from a neighbour.
        statement: Parts and codes that may be closed by a statement.
        earlier: Parts and codes whose answers of the last campaign become defaults.
    """

    copy: tuple[str, ...]
    statement: tuple[str, ...]
    earlier: tuple[str, ...] = DEFAULTS[EARLIER]

    def may_copy(self, question: Question) -> bool:
        """Tell whether an answer to this question may be copied."""
        return _allows(self.copy, question, ("", "seen", "imported", "papers"))

    def may_recall(self, question: Question, basis: str = "") -> bool:
        """Tell whether last campaign's answer, known on this basis, may be a default."""
        if basis in ("measured", "estimated") and question.code not in self.earlier:
            return False
        return _allows(self.earlier, question, ("", "seen", "imported", "papers"))

    def may_state(self, question: Question) -> bool:
        """Tell whether this question may be answered by the statement of its part."""
        return _allows(self.statement, question, ("", "seen"))


def part_of(path: str) -> str:
    """Return the part (section letter) that a question's path lies in."""
    steps = path.split("/")
    return steps[2].partition("[")[0] if len(steps) > 3 else ""


def allowance(session: Session) -> Allowance:
    """Return what the campaign allows, or the defaults where it says nothing."""
    said = {}
    query = (
        select(Cell.field, Cell.value)
        .join(Campaign, Campaign.id == Cell.subject)
        .where(
            Cell.kind == "campaign",
            Cell.field.in_(DEFAULTS),
            Cell.conflict.is_(False),  # while people disagree, the cautious default holds
            Campaign.deleted.is_(False),
        )
        .order_by(Campaign.id.desc())
    )
    for row in session.execute(query):
        value = json.loads(row.value)
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            said[row.field] = tuple(value)
    found = {name: said.get(name, default) for name, default in DEFAULTS.items()}
    return Allowance(found[COPY], found[STATEMENT], found[EARLIER])


def allow(
    workspace: Workspace,
    *,
    copy: Sequence[str] | None = None,
    statement: Sequence[str] | None = None,
    earlier: Sequence[str] | None = None,
    person: str = "",
) -> None:
    """Say what the campaign allows; None leaves a list as it is.

    Raises:
        AppError: There is no campaign, or an entry is neither a part nor a code.
    """
    campaign = workspace.campaign()
    if campaign is None:
        raise AppError(N_("This workspace has no campaign yet."))
    wanted = {COPY: copy, STATEMENT: statement, EARLIER: earlier}
    drafts = []
    for name, entries in wanted.items():
        if entries is not None:
            cleaned = [one.strip() for one in entries if one.strip()]
            for one in cleaned:
                if not one.lstrip("-").replace("-", "").replace("_", "").isalnum():
                    raise AppError(N_("{entry} is neither a part nor a question"), entry=one)
            drafts.append(Draft("campaign", campaign.id, name, [*cleaned]))
    with workspace.sessions.begin() as session:
        write(session, workspace.writer(session, person), drafts)


def led_by_hub(session: Session) -> bool:
    """Tell whether a hub leads this workspace: something was received from elsewhere."""
    return session.scalar(select(PackageIn.id).limit(1)) is not None


def _allows(entries: Sequence[str], question: Question, bases: tuple[str, ...]) -> bool:
    if f"-{question.code}" in entries:
        return False
    if question.code in entries:
        return True
    how = question.extras.get("basis", "")
    return part_of(question.path) in entries and how in bases
