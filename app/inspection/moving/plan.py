"""What moving inspections to another version of their checklist would do; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms.definition import bare
from app.forms.versions import Comparison, compare
from app.forms.versions_effect import Effects, effects
from app.i18n import N_, _, language
from app.inspection.answers import Stored, answers_of, facts_of, photos_by_question
from app.inspection.checklists import Checklist, checklists, definition, version_key
from app.inspection.load import instance_of, who_and_when
from app.inspection.moving.late import Late, late_answers
from app.inspection.whereabouts import place_path
from app.models.tables import Inspection
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.workspace import Workspace


@dataclass(frozen=True)
class Preview:
    """What moving one inspection would do.

    Attributes:
        inspection: Its id; place: of what; where: names of the place, from the community on.
        before: Hash of the version that it has now.
        finished: Somebody said 查完.
        effects: What changes for its answers.
        late: Answers given under another version after it was moved; they would be taken over.
        blocked: Why it cannot be moved, None when it can.
        disputed: Laptops disagree about its version; moving decides.
    """

    inspection: UUID
    place: UUID
    where: str
    before: str
    finished: bool
    effects: Effects
    late: tuple[Late, ...] = ()
    blocked: AppError | None = None
    disputed: bool = False

    @property
    def reopens(self) -> bool:
        """Whether a finished inspection would be 待补 again: the other version asks for more."""
        return self.finished and self.effects.demands_more


@dataclass(frozen=True)
class Plan:
    """What a move would do; nothing is written yet.

    Attributes:
        target: The version to move to.
        comparisons: By hash of the version that inspections have now.
        previews: One per inspection that has another version, or answers that came late.
        confirmed: Renames that a person confirmed, new path by old path.
        problems: Inspections that cannot be looked at, as sentences.
    """

    target: Checklist
    comparisons: Mapping[str, Comparison]
    previews: tuple[Preview, ...]
    confirmed: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[AppError, ...] = ()

    @property
    def movable(self) -> list[Preview]:
        """Those that nothing keeps where they are."""
        return [one for one in self.previews if one.blocked is None]


def newest_version(session: Session, form_id: str) -> Checklist | None:
    """Return the version that new inspections of a form begin with."""
    found = [one for one in checklists(session) if one.form_id == form_id]
    return max(found, key=lambda one: (version_key(one.version), one.hash), default=None)


def inspections_with(
    session: Session, form_id: str, *, form_hash: str = "", places: Iterable[UUID] = ()
) -> list[UUID]:
    """List the inspections of a form that are not removed.

    Args:
        session: Any.
        form_id: The form.
        form_hash: Only those with this version.
        places: Only those of these places.
    """
    query = select(Inspection.id).where(
        Inspection.form_id == form_id,
        Inspection.deleted.is_(False),
        Inspection.form_hash.is_not(None),
        Inspection.place.is_not(None),
    )
    if form_hash:
        query = query.where(Inspection.form_hash == form_hash)
    wanted = set(places)
    if wanted:
        query = query.where(Inspection.place.in_(wanted))
    return list(session.scalars(query.order_by(Inspection.id)))


def plan(
    workspace: Workspace,
    inspections: Sequence[UUID] | None,
    form_hash: str,
    *,
    confirmed: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Plan:
    """Find out what moving inspections to a version of their form would do; writes nothing.

    Args:
        workspace: Where they are.
        inspections: Which; None: all of the form. Those of other forms are left out.
        form_hash: The version to move to; it must be in the workspace.
        confirmed: Renames that a person confirmed, new path by old path.
        progress: Told per inspection.

    Raises:
        AppError: The version is not here.
        Cancelled: By ``progress``.
    """
    form = definition(workspace, form_hash)
    target = Checklist(form_hash, form.form_id, form.version, form.title)
    found = _Planner(workspace, target, confirmed or {})
    with workspace.reading() as session:
        every = inspections_with(session, form.form_id)
        known = set(every)
        wanted = every if inspections is None else [i for i in inspections if i in known]
        for number, inspection in enumerate(wanted):
            progress(number, len(wanted), _("Looking at inspections"))
            found.look(session, inspection)
    progress(len(wanted), len(wanted), _("Looking at inspections"))
    previews = tuple(sorted(found.previews, key=lambda one: (one.where, one.inspection)))
    return Plan(target, found.comparisons, previews, dict(confirmed or {}), tuple(found.problems))


class _Planner:
    def __init__(
        self, workspace: Workspace, target: Checklist, confirmed: Mapping[str, str]
    ) -> None:
        self.workspace, self.target, self.confirmed = workspace, target, confirmed
        self.form = definition(workspace, target.hash)
        self.comparisons: dict[str, Comparison] = {}
        self.previews: list[Preview] = []
        self.problems: list[AppError] = []

    def look(self, session: Session, inspection: UUID) -> None:
        row = session.get_one(Inspection, inspection)
        assert row.form_hash is not None
        assert row.place is not None
        facts = facts_of(session, inspection)
        disputed = "form_hash" in facts and facts["form_hash"].conflict
        stored = answers_of(session, inspection)
        late: tuple[Late, ...] = ()
        if row.form_hash == self.target.hash:
            late = tuple(late_answers(self.workspace, session, inspection, self.target, stored))
            if not late and not disputed:
                return
        try:
            comparison = self._comparison(row.form_hash)
        except AppError as error:
            self.problems.append(error)
            return
        pictures = photos_by_question(session, inspection)
        log = who_and_when(session, inspection)
        before = instance_of(comparison.old, stored, pictures, log)
        homed = {comparison.translate(p): a for p, a in stored.items() if comparison.has_home(p)}
        homed.update({one.to: Stored(one.value) for one in late})
        images = {comparison.translate(p): name for p, name in pictures.items()}
        after = instance_of(self.form, homed, images, log)
        answered = [p for p, answer in stored.items() if answer.value is not None]
        known = [p for p in answered if comparison.old.schema.find(bare(p)) is not None]
        for one in (before, after):
            if one.definition.languages:
                one.set_language("en" if language() == "en" else "zh")
        self.previews.append(
            Preview(
                inspection,
                row.place,
                place_path(session, row.place),
                row.form_hash,
                bool(row.finished),
                effects(comparison, before, after, known),
                late,
                blocked(comparison, stored),
                disputed,
            )
        )

    def _comparison(self, form_hash: str) -> Comparison:
        known = self.comparisons.get(form_hash)
        if known is None:
            known = compare(
                definition(self.workspace, form_hash),
                self.form,
                confirmed=self.confirmed,
                language="en" if language() == "en" else "zh",
            )
            self.comparisons[form_hash] = known
        return known


def blocked(comparison: Comparison, stored: Mapping[str, Stored]) -> AppError | None:
    """Return why an inspection must stay: an answer could not go along without losing something."""
    for path, answer in sorted(stored.items()):
        question = comparison.old.question(path)
        code = question.code if question else path
        if comparison.translate(path) != path:
            if answer.waiting:
                return AppError(
                    N_("{code} has another name in the new version and waits for a package."),
                    code=code,
                )
        elif answer.value is not None and comparison.overwritten(path):
            return AppError(
                N_(
                    "The new version gives the name of {code} to another question, whose answer "
                    "would take its place. Choose another name in the workbook."
                ),
                code=code,
            )
    return None
