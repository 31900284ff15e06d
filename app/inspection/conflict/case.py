"""A case of the conflict desk: what it is about, and how grave it is to decide it wrongly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.forms.definition import bare
from app.i18n import N_
from app.inspection.remarks import path_of

if TYPE_CHECKING:
    from app.forms import Definition, Question
    from app.inspection.conflict.entries import OneSided
    from app.models.log import Json

SAFETY, BASICS, OTHER = "safety", "basics", "other"
TWICE, CONTESTED, WITHDRAWN, WAITING = "twice", "contested", "withdrawn", "waiting"
GROUPS = {
    SAFETY: N_("Structural safety, first"),
    TWICE: N_("One building, two records"),
    OTHER: N_("Other questions"),
    BASICS: N_("Basics"),
    CONTESTED: N_("Deleted and edited"),
    WITHDRAWN: N_("What it rested on is withdrawn"),
    WAITING: N_("Waiting for a package"),
}
"""The groups of the queue in their order, and their titles."""
ENTRY = N_("entry")
"""What differs is an entry of a repeat as a whole, see `Case.sort`."""
OWNED = ("_where", "_reason")


@dataclass(frozen=True)
class Key:
    """What a case is about: a field of a record; ``*`` is the record itself."""

    kind: str
    subject: UUID
    field: str


@dataclass(frozen=True)
class Case:
    """One line of the queue.

    Attributes:
        group: Code name, one of `GROUPS`.
        place: Where it is; None when that has not come.
        where: Names of the levels above the place; ``name``: its own.
        code: Code of the question such as B03, or empty; ``title``: its words.
        sort: What sort of difference: a word such as 选项, to translate.
        people: Who disagrees.
        companions: Fields that belong to the same question and are in conflict as well: they are
            decided with it.
        heads: Changes that stand against each other; a decision holds for just these.
        twins: Further records of the same building, where two places are one: the question
            differs from record to record, and a decision goes into each of them.
        entry: An entry of a repeat that only some of the records have; else None.
        revive: What brings the entry back that it lies in, where somebody removed that entry:
            written with every answer but the removal itself.
    """

    key: Key
    group: str
    place: UUID | None
    where: str
    name: str
    code: str
    title: str
    sort: str
    people: tuple[str, ...]
    companions: tuple[Key, ...]
    heads: frozenset[UUID]
    twins: tuple[UUID, ...] = ()
    entry: OneSided | None = None
    revive: tuple[tuple[Key, Json], ...] = ()

    @property
    def spoken(self) -> str:
        """Return all that people look for it by."""
        return " ".join((self.where, self.name, self.code, self.title, *self.people))


def owner_of(field: str) -> str:
    """Return the question that a field accompanies (its place, reason or remark); else empty."""
    noted = path_of(field)
    if noted:
        return noted
    for tail in OWNED:
        if field.startswith("/") and field.endswith(tail):
            return field.removesuffix(tail)
    return ""


def group_of(key: Key, form: Definition | None, question: Question | None) -> str:
    """Say how grave it is to decide a field wrongly.

    Parts B (structure) and C (gas), and whatever a rule of the checklist sends to an appraisal, are
    structural safety; the first part holds basic facts.
    """
    if key.kind == "place":
        return BASICS
    if question is None or form is None:
        return OTHER
    path = bare(owner_of(key.field) or key.field)
    rules = [rule for rule in form.rules if rule.path == path]
    if any(rule.appraisal for rule in rules) or path.split("/")[2:3] in (["B"], ["C"]):
        return SAFETY
    return BASICS if path.split("/")[2:3] == ["A"] else OTHER
