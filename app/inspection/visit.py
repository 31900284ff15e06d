"""A visit (入户检查): one inspection open in memory, and the road of every answer to disk.

An answer is durable when `Visit.answer` returns: it is committed as a change before anything else
happens to it. There is no save. Calculated values are not stored: they follow from the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.forms import FormError, Instance
from app.i18n import N_
from app.inspection.answers import REASONS, Stored, answers_of, photos_by_question, value_of
from app.inspection.checklists import definition, newest
from app.inspection.form_store import media_folder
from app.inspection.load import instance_of, is_kept, who_and_when
from app.inspection.prefill import prefilled
from app.inspection.review_desk import resubmit
from app.models import media
from app.models.acts import Act, acting, current
from app.models.clock import wall_ms
from app.models.ids import inspection_id
from app.models.log import Draft, delete, restore, write
from app.models.tables import Campaign, Inspection, Place

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from app.forms import Definition
    from app.models.log import Json
    from app.workspace import Workspace


@dataclass(frozen=True)
class Basis:
    """How an answer is known (依据).

    Attributes:
        how: seen, asked, measured, papers, estimated or imported; empty: as the question says.
        whose: Whose papers or words, where that matters.
    """

    how: str = ""
    whose: str = ""


class Visit:
    """An open inspection.

    Attributes:
        workspace: Where it is kept.
        person: Who answers.
        inspection: Its id; the same on every laptop that inspects this place.
        place: The place inspected.
        definition: The form version that it began with.
        instance: Answers and rules in memory.
        stored: Answers as stored, by path, with basis and conflict marks.
        commit: Runs the part of a change that touches the disk; by default at once. A window sets
            it to hand that part to its writer's lane, in order; when it fails there, the window
            calls `reload`.
    """

    def __init__(
        self,
        workspace: Workspace,
        person: str,
        inspection: UUID,
        place: UUID,
        form: Definition,
    ) -> None:
        self.workspace = workspace
        self.person = person
        self.inspection = inspection
        self.place = place
        self.definition = form
        self.finished = False
        self.stored: dict[str, Stored] = {}
        self.instance = Instance(form)
        self._pictures: dict[str, str] = {}
        self._together: list[Draft] | None = None
        self._stood_first: dict[str, Json] = {}
        self._fixed: Instance | None = None  # what the form itself begins with
        self.commit: Callable[[Callable[[], None]], object] = lambda work: work()
        self.reload()

    @classmethod
    def begin(
        cls, workspace: Workspace, place: UUID, *, person: str = "", now_ms: int | None = None
    ) -> Self:
        """Open the inspection of a place in this campaign's round, starting it if there is none.

        One that was removed comes back with its answers. A new one begins with the newest checklist
        for this kind of place, and with what the roster knows of it as answers of provenance
        ``imported`` (别人的资料).

        Raises:
            AppError: The place is unknown or has no checklist.
        """
        with workspace.reading() as session:
            row = session.get(Place, place)
            if row is None or row.deleted:
                raise AppError(N_("This place is not in the roster any more."))
            round_ = session.scalar(select(Campaign.round).where(Campaign.id == row.campaign)) or ""
            form_of_level = newest(session, row.level or "")
            inspection = inspection_id(place, form_of_level.form_id, round_)
            known = session.get(Inspection, inspection)
            begun = known is not None and bool(known.form_hash)
            removed = known is not None and known.deleted
            form_hash = (
                known.form_hash if known is not None and known.form_hash else form_of_level.hash
            )
        form = definition(workspace, form_hash)
        if begun and removed:  # taken up again, with the answers that it had
            with workspace.sessions.begin() as session:
                author = workspace.writer(session, person)
                restore(session, author, "inspection", inspection, now_ms=now_ms)
        if not begun:
            with workspace.sessions.begin() as session:
                author = workspace.writer(session, person)
                facts: dict[str, Json] = {
                    "place": str(place),
                    "form_id": form.form_id,
                    "form_hash": form_hash,
                    "round": round_,
                }
                drafts = [Draft("inspection", inspection, *item) for item in facts.items()]
                answers: dict[str, Json] = {**_defaults(form), **prefilled(session, form, place)}
                there = answers_of(session, inspection)  # of a package whose first part is missing
                drafts += [
                    Draft("inspection", inspection, *item)
                    for item in answers.items()
                    if item[0] not in there
                ]
                write(session, author, drafts, now_ms=now_ms)
        return cls(workspace, person, inspection, place, form)

    @classmethod
    def open(cls, workspace: Workspace, inspection: UUID, *, person: str = "") -> Self:
        """Open an inspection that exists, by its id, under the form version it began with.

        Raises:
            AppError: It is unknown, or its checklist is not here.
        """
        with workspace.reading() as session:
            row = session.get(Inspection, inspection)
            if row is None or row.place is None or row.form_hash is None:
                raise AppError(
                    N_("This inspection is not complete yet: a package is still missing.")
                )
            place, form_hash = row.place, row.form_hash
        return cls(workspace, person, inspection, place, definition(workspace, form_hash))

    @property
    def media_folders(self) -> tuple[Path, ...]:
        """Where the form's own pictures, sound and film lie."""
        return (media_folder(self.workspace, self.definition.hash),)

    def reload(self) -> None:
        """Read everything again from the database, after a merge for instance."""
        with self.workspace.reading() as session:
            self.stored = answers_of(session, self.inspection)
            pictures = photos_by_question(session, self.inspection)
            row = session.get(Inspection, self.inspection)
            self.finished = bool(row and row.finished)
            facts = who_and_when(session, self.inspection)
        self._pictures = pictures
        self.instance = instance_of(self.definition, self.stored, pictures, facts)

    def answer(
        self, path: str, text: str, basis: Basis | None = None, *, now_ms: int | None = None
    ) -> frozenset[str]:
        """Record an answer; empty text clears it.

        Returns:
            Paths whose value, relevance or rules changed.

        Raises:
            AppError: The workspace cannot be written; memory and disk are then as before.
        """
        return self._change(
            Act("answer", path), lambda: self.instance.set(path, text).changed, basis, now_ms
        )

    def leave_open(
        self, path: str, reason: str, basis: Basis | None = None, *, now_ms: int | None = None
    ) -> frozenset[str]:
        """Record why a question has no answer: 判不了, 不适用 or 未查到.

        Args:
            path: The question.
            reason: ``undecidable``, ``not_applicable`` or ``not_reached``; empty: take it back.
            basis: How this is known.
            now_ms: Wall clock, UTC milliseconds.
        """
        if reason and reason not in REASONS:
            raise ValueError(f"unknown reason {reason!r}")
        return self._change(
            Act("reason", path),
            lambda: self.instance.set_reason(path, reason).changed,
            basis,
            now_ms,
        )

    def set_basis(self, path: str, basis: Basis, *, now_ms: int | None = None) -> None:
        """Say how an answer that stands is known."""
        self._change(Act("basis", path), frozenset, basis, now_ms)

    def add_repeat(self, path: str, *, now_ms: int | None = None) -> str:
        """Add an instance of a repeat; returns its path with its key."""
        before = set(self.instance.repeat_paths(path))

        def work() -> frozenset[str]:
            changed = self.instance.add_repeat(path).changed
            # Values that a new instance starts with are not among the changes.
            added = [one for one in self.instance.repeat_paths(path) if one not in before]
            below = {
                field.path
                for field in self.instance.fields()
                if any(field.path.startswith(one) for one in added)
            }
            return changed | below

        self._change(Act("repeat_add"), work, None, now_ms)
        return next(one for one in self.instance.repeat_paths(path) if one not in before)

    def remove_repeat(self, path: str, *, now_ms: int | None = None) -> frozenset[str]:
        """Remove one instance of a repeat, given its path with its key, and its answers."""
        return self._change(
            Act("repeat_remove"), lambda: self.instance.remove_repeat(path).changed, None, now_ms
        )

    @contextmanager
    def together(self, act: Act, *, now_ms: int | None = None) -> Iterator[list[Draft]]:
        """Write all that is answered in the block as one act, in one transaction at its end.

        Yields the facts as they are gathered; whoever takes them out of the list writes them.

        Raises:
            AppError: The workspace cannot be written; memory and disk are then as before.
        """
        drafts: list[Draft] = []
        now = wall_ms() if now_ms is None else now_ms
        self._together, self._stood_first = drafts, {}
        try:
            yield drafts
            self._together = None
            self._store(act, drafts, now, self._stood_first)
        except BaseException:
            self._together = None
            self.reload()
            raise

    def finish(self, *, now_ms: int | None = None) -> None:
        """Say 查完; allowed when nothing is missing.

        Raises:
            AppError: Something is missing; says how much.
        """
        missing = self.instance.missing()
        if missing:
            raise AppError(
                N_("{count} things are still missing: {first}"),
                count=len(missing),
                first=missing[0].label,
            )
        self._write(Act("finish"), {"finished": True}, now_ms)
        self.finished = True
        resubmit(self.workspace, self.inspection, person=self.person)

    def set_aside(self, *, now_ms: int | None = None) -> None:
        """Say 先这样，标待补: left with things missing on purpose; it is not counted as 查完."""
        self._write(Act("aside"), {"finished": True}, now_ms)
        self.finished = True

    def reopen(self, *, now_ms: int | None = None) -> None:
        """Take 查完 back."""
        self._write(Act("reopen"), {"finished": None}, now_ms)
        self.finished = False

    def discard(self, *, now_ms: int | None = None) -> None:
        """Delete the whole inspection; `app.models.log.restore` brings it back."""
        with acting(Act("discard")), self.workspace.sessions.begin() as session:
            author = self.workspace.writer(session, self.person)
            delete(session, author, "inspection", self.inspection, now_ms=now_ms)

    def photos_changed(
        self, pictures: Mapping[str, str] | None = None, *, now_ms: int | None = None
    ) -> frozenset[str]:
        """Take photo rows into the instance, after photos were added, moved or removed.

        What follows from them by the form's own rules is stored as well.

        Args:
            pictures: File name of the first photo by question, as `photos_by_question` gives it;
                None: read them.
            now_ms: Wall clock, UTC milliseconds.

        Returns:
            Paths whose value, relevance or rules changed.
        """
        if pictures is None:
            with self.workspace.reading() as session:
                pictures = photos_by_question(session, self.inspection)
        before, self._pictures = self._pictures, dict(pictures)
        changed: set[str] = set()
        for path in sorted(before.keys() | pictures.keys()):
            wanted = pictures.get(path, "")
            question = self.definition.question(path)
            if before.get(path, "") == wanted or question is None:
                continue
            if question.kind not in media.QUESTIONS:
                continue
            try:
                field = self.instance.node(path)
            except FormError:  # a repeat instance that is gone; its photos are still rows
                continue
            if field.kept != wanted:
                changed |= self.instance.set(path, wanted).changed | {path}
        follow = dict(self._to_write(changed, "", None))
        if follow:
            self._write(Act("answer", follows="photo"), follow, now_ms)
        if self.finished and self.instance.missing():
            self._write(Act("reopen", follows="photo"), {"finished": None}, now_ms)
            self.finished = False
        return frozenset(changed)

    def _change(
        self,
        act: Act,
        work: Callable[[], frozenset[str]],
        basis: Basis | None,
        now_ms: int | None,
    ) -> frozenset[str]:
        asked = act.path
        try:
            changed = work()
            fields = dict(self._to_write(changed | ({asked} if asked else set()), asked, basis))
            stood = {name: self._stood(name) for name, value in fields.items() if value is None}
            if self.finished and fields:
                fields["finished"] = None
            self._write(act, fields, now_ms, stood)
        except BaseException:
            if self._together is None:
                self.reload()
            raise
        if "finished" in fields:
            self.finished = False
        return changed

    def _to_write(
        self, changed: Iterable[str], asked: str, basis: Basis | None
    ) -> Iterator[tuple[str, Json]]:
        """Compare memory with what is stored; one answer may have changed others (setvalue)."""
        for path in changed:
            before = self.stored.get(path)
            try:
                field = self.instance.node(path)
            except FormError:  # a repeat instance that was removed, with all below it
                gone = [
                    name
                    for name in (path, *self._below(path))
                    if name in self.stored and self.stored[name].value is not None
                ]
                if before is None and self._stood(path) is not None:
                    gone.append(path)
                yield from ((name, None) for name in gone)
                continue
            if field.key and field.spec.is_repeat:
                value: Json = {"answer": f"{field.ordinal:g}"}
            elif is_kept(field, by_hand=path == asked):
                given = basis if path == asked else None
                value = value_of(self.definition, path, field.kept, field.reason, given, before)
            else:
                continue
            if value is None and before is None:
                if self._stood(path) is not None:
                    yield path, None
            elif value != (before.value if before else None):
                yield path, value

    def _stood(self, path: str) -> Json:
        """Return what the form itself puts somewhere, as long as nothing is stored there.

        It is in no log: a fixed default, or the entry that a repeat begins with.
        """
        if path in self.stored or not path.startswith("/"):
            return None
        if self._fixed is None:
            self._fixed = instance_of(self.definition, {}, {}, {})
        try:
            field = self._fixed.node(path)
        except FormError:  # an entry that somebody added
            return None
        if field.key and field.spec.is_repeat:
            return {"answer": f"{field.ordinal:g}"}
        if not is_kept(field):
            return None
        return value_of(self.definition, path, field.kept, "", None, None)

    def _below(self, path: str) -> list[str]:
        return [name for name in self.stored if name.startswith(f"{path}/")]

    def _write(
        self,
        act: Act,
        fields: Mapping[str, Json],
        now_ms: int | None,
        stood: Mapping[str, Json] | None = None,
    ) -> None:
        now = wall_ms() if now_ms is None else now_ms  # when it was said, not when it is written
        drafts = [
            Draft("inspection", self.inspection, name, value) for name, value in fields.items()
        ]
        if self._together is not None:
            self._together.extend(drafts)
            self._stood_first |= stood or {}
        else:
            self._store(act, drafts, now, stood)
        for name, value in fields.items():
            if name.startswith("/"):
                self.stored[name] = Stored(value)

    def _store(
        self, act: Act, drafts: list[Draft], now: int, stood: Mapping[str, Json] | None = None
    ) -> None:
        if not drafts:
            return
        act = current() or act  # the lane that writes knows nothing of this thread's act
        # Only what is in the log can be cleared, and brought back by undo.
        first = [
            Draft("inspection", self.inspection, name, value)
            for name, value in (stood or {}).items()
            if value is not None
        ]

        def store() -> None:
            with self.workspace.sessions.begin() as session:
                author = self.workspace.writer(session, self.person)
                with acting(None):
                    write(session, author, first, now_ms=now)
                with acting(act):
                    write(session, author, drafts, now_ms=now)

        self.commit(store)


def _defaults(form: Definition) -> dict[str, Json]:
    """Return what a new record of the form starts with beyond its fixed defaults."""
    fixed = instance_of(form, {}, {}, {})
    found: dict[str, Json] = {}
    for field in Instance(form).fields():
        if field.kept and is_kept(field) and field.kept != fixed.node(field.path).kept:
            found[field.path] = value_of(form, field.path, field.kept, "", None, None)
    return found


def inspections_of(session: Session, place: UUID) -> list[UUID]:
    """List the inspections of a place that are not deleted."""
    query = select(Inspection.id).where(Inspection.place == place, Inspection.deleted.is_(False))
    return list(session.scalars(query.order_by(Inspection.id)))
