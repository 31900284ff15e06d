"""The rules decided beforehand of a campaign: which are on, exceptions, who counts as professional.

Data, not code: `resources/conflict_rules.json` is what holds until the campaign's field
``conflict_rules`` (the same form) takes its place, so that every hub rules alike. ``professionals``
lists names of people, and devices as ``device:<hex>``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.models.derived import Peer
from app.models.log import Draft, write
from app.models.tables import Campaign, Cell, Origin
from app.paths import resource

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models.log import Json
    from app.workspace import Workspace

FIELD, PROFESSIONALS = "conflict_rules", "professionals"
RULES = {
    "worse": N_("The worse grade holds"),
    "professional": N_("The professional's word holds over the community's"),
    "measured": N_("Measured later holds over asked or estimated"),
}
"""The rules there are, and what each is called where a decision names it."""
ASK = "ask"
"""Said of a question instead of a rule: a person decides it."""
_DEVICE = "device:"


@dataclass(frozen=True)
class Rules:
    """The rules of a campaign.

    Attributes:
        order: Pairs of rule and what it is for: parts (``B``), codes (``ZF-B03``) or ``*``.
        grades: Values of a question from better to worse, by its code; ``""``: of any question.
        professionals: Names of those who inspect by profession.
        devices: Devices whose every word is a professional's.
        questions: A rule, or `ASK`, by code of a question; no other is tried there.
        off: Rules that are known and not used.
    """

    order: tuple[tuple[str, tuple[str, ...]], ...]
    grades: Mapping[str, tuple[str, ...]]
    professionals: frozenset[str] = frozenset()
    devices: frozenset[UUID] = frozenset()
    questions: Mapping[str, str] = field(default_factory=dict)
    off: frozenset[str] = frozenset()

    def with_off(self, off: Collection[str]) -> Rules:
        """Return the rules with other ones switched off."""
        return replace(self, off=frozenset(off) & set(RULES))


@dataclass(frozen=True)
class Voice:
    """Somebody whose words are here: a person, or a device.

    Attributes:
        person: A name; empty for a device.
        device: The device; None for a person.
        words: What to call it.
    """

    person: str
    device: UUID | None
    words: str


def rules_of(session: Session) -> Rules:
    """Return the campaign's rules, or the shipped ones where it says nothing usable."""
    said: dict[str, Any] = {}
    query = (
        select(Cell.field, Cell.value)
        .join(Campaign, Campaign.id == Cell.subject)
        .where(
            Cell.kind == "campaign",
            Cell.field.in_((FIELD, PROFESSIONALS)),
            Cell.conflict.is_(False),
            Campaign.deleted.is_(False),
        )
        .order_by(Campaign.id.desc())
    )
    for row in session.execute(query):
        said[row.field] = json.loads(row.value)
    names = said.get(PROFESSIONALS)
    listed = [one for one in names if isinstance(one, str)] if isinstance(names, list) else []
    try:
        rules = _read(said.get(FIELD) or _shipped())
    except (KeyError, TypeError, ValueError):  # a package may say anything
        rules = _read(_shipped())
    return replace(
        rules,
        professionals=frozenset(one for one in listed if not one.startswith(_DEVICE)),
        devices=frozenset(found for one in listed if (found := _device(one)) is not None),
    )


def save_rules(workspace: Workspace, rules: Rules, person: str = "") -> None:
    """Keep rules with the campaign.

    Raises:
        AppError: There is no campaign.
    """
    campaign = workspace.campaign()
    if campaign is None:
        raise AppError(N_("This workspace has no campaign yet."))
    who = [*rules.professionals, *(f"{_DEVICE}{one.hex}" for one in rules.devices)]
    drafts = [
        Draft("campaign", campaign.id, FIELD, _written(rules)),
        Draft("campaign", campaign.id, PROFESSIONALS, [*sorted(who)]),
    ]
    with workspace.sessions.begin() as session:
        write(session, workspace.writer(session, person), drafts)


def set_professionals(workspace: Workspace, names: Collection[str], person: str = "") -> None:
    """Say who inspects by profession, by name; the rest of the rules stays."""
    with workspace.reading() as session:
        rules = rules_of(session)
    tidy = frozenset(name.strip() for name in names if name.strip())
    save_rules(workspace, replace(rules, professionals=tidy), person)


def voices(session: Session) -> list[Voice]:
    """List whose words are here: people by name, then devices by theirs."""
    rows = session.execute(
        select(Origin.person, Origin.device).where(Origin.withdrawn.is_(False)).distinct()
    ).all()
    names = {row.device: row.name for row in session.execute(select(Peer.device, Peer.name))}
    people = sorted({row.person for row in rows if row.person})
    found = [Voice(name, None, name) for name in people]
    for device in sorted({row.device for row in rows}):
        known = names.get(device) or "、".join(
            sorted({row.person for row in rows if row.device == device and row.person})
        )
        found.append(Voice("", device, f"{known} · {device.hex[:8]}".strip(" ·")))
    return found


def _shipped() -> Any:
    return json.loads(resource("conflict_rules.json").read_text(encoding="utf-8"))


def _read(raw: Any) -> Rules:
    questions = raw.get("questions", {})
    return Rules(
        tuple((one["rule"], tuple(one["for"])) for one in raw["rules"] if one["rule"] in RULES),
        {code: tuple(values) for code, values in raw["grades"].items()},
        questions={c: one for c, one in questions.items() if one in RULES or one == ASK},
        off=frozenset(one for one in raw.get("off", ()) if one in RULES),
    )


def _written(rules: Rules) -> Json:
    return {
        "rules": [{"rule": rule, "for": [*scope]} for rule, scope in rules.order],
        "grades": {code: [*values] for code, values in rules.grades.items()},
        "questions": {code: rules.questions[code] for code in sorted(rules.questions)},
        "off": [*sorted(rules.off)],
    }


def _device(text: str) -> UUID | None:
    try:
        return UUID(hex=text.removeprefix(_DEVICE)) if text.startswith(_DEVICE) else None
    except ValueError:
        return None
