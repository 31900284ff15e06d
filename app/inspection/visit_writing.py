"""The road of every answer to disk: memory changes first, then one act in one transaction.

There is no save. Calculated values are not stored: they follow from the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from app.forms import FormError, Instance
from app.inspection.answers import Stored, answers_of, photos_by_question, value_of
from app.inspection.load import instance_of, is_kept, who_and_when
from app.models.acts import Act, acting, current
from app.models.clock import wall_ms
from app.models.log import Draft, write
from app.models.tables import Inspection

if TYPE_CHECKING:
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


class Writing:
    """An inspection in memory that writes what changes; `app.inspection.visit.Visit` for people.

    Attributes: as of `app.inspection.visit.Visit`.
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
