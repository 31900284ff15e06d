"""Take submissions of ODK and KoboToolbox in: checked first, then all in one transaction."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.i18n import N_
from app.inspection import submission_build, submission_media, submission_store
from app.inspection.submission_files import opened
from app.inspection.submission_forms import Forms
from app.inspection.submission_keys import adopt_keys
from app.inspection.submission_places import Places
from app.inspection.submission_read import read_all
from app.inspection.submission_record import Record, Trouble
from app.inspection.whereabouts import place_path
from app.models.clock import wall_ms
from app.models.ids import inspection_id
from app.models.tables import Campaign, Inspection
from app.progress import Progress, silent

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Instance
    from app.models.log import Author, Json
    from app.workspace import Workspace

NEW, ADDED, KNOWN, REFUSED = "new", "added", "known", "refused"


class _DryRun(Exception):  # noqa: N818 - the way out of a transaction, no error
    pass


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


def import_submissions(
    workspace: Workspace,
    paths: Iterable[Path],
    *,
    key: Path | None = None,
    password: str = "",
    form: str = "",
    place_column: str = "",
    assigned: Mapping[str, str] | None = None,
    without_media: bool = False,
    dry_run: bool = False,
    person: str = "",
    now_ms: int | None = None,
    progress: Progress = silent,
) -> Taken:
    """Take submissions in, in one transaction; the same again changes nothing.

    A submission with a serious trouble is left out as a whole; the others go in.

    Args:
        workspace: The workspace, with forms and roster.
        paths: Submission XML, folders of them, ZIP files, CSV and Excel exports.
        key: Private key (PEM or DER) for encrypted submissions.
        password: Of the key, if it has one.
        form: ``form`` or ``form@version`` that everything belongs to, whatever it says.
        place_column: Column or question that holds the place.
        assigned: Code of the place by instanceID.
        without_media: Take answers also where their files are missing.
        dry_run: Only say what would happen.
        person: Who imports.
        now_ms: Wall clock, UTC milliseconds.
        progress: Told per file and per submission; cancelling changes nothing.

    Raises:
        AppError: A file or the key cannot be opened at all, or the workspace not be written.
    """
    private = None
    if key is not None:
        from app.forms.encrypted import private_key

        private = private_key(key, password)
    now = wall_ms() if now_ms is None else now_ms
    taken = Taken()
    with (
        tempfile.TemporaryDirectory(prefix="chengjian-", ignore_cleanup_errors=True) as temporary,
        opened(paths, progress) as entries,
        suppress(_DryRun),
        workspace.sessions.begin() as session,
    ):
        read = read_all(
            entries,
            Forms(workspace, session, form),
            key=private,
            temporary=Path(temporary),
            progress=progress,
        )
        # The column that names the place is read, though the form does not ask for it.
        taken.troubles += [
            one for one in read.troubles if one.serious or one.column != (place_column or None)
        ]
        importer = _Importer(workspace, session, place_column, assigned or {}, person, now)
        importer.without, importer.store = without_media, not dry_run
        for number, record in enumerate(_in_order(read.records), 1):
            progress(number, len(read.records), record.file)
            taken.outcomes.append(importer.take(record))
            taken.troubles += record.troubles
        if dry_run:
            raise _DryRun
    return taken


def _in_order(records: list[Record]) -> list[Record]:
    """Put editions behind what they replace, the rest as it came."""
    by_id = {record.instance_id: record for record in records}
    done: dict[int, Record] = {}

    def add(record: Record) -> None:
        chain = [record]
        while (before := by_id.get(chain[-1].deprecated_id)) is not None and before not in chain:
            chain.append(before)
        for one in reversed(chain):
            done.setdefault(id(one), one)

    for record in records:
        add(record)
    return list(done.values())


class _Importer:
    without = False
    store = True

    def __init__(
        self,
        workspace: Workspace,
        session: Session,
        place_column: str,
        assigned: Mapping[str, str],
        person: str,
        now: int,
    ) -> None:
        self._workspace, self._session, self._now = workspace, session, now
        self._places = Places(session, place_column, assigned)
        self._round = session.scalar(select(Campaign.round)) or ""
        self._author: Author = workspace.writer(session, person)
        self._fresh: dict[str, Instance] = {}
        self._known = submission_store.known(session)

    def take(self, record: Record) -> Outcome:
        """Store one submission, or say why not."""
        known = self._known.get(record.instance_id)
        if record.instance_id and known is not None:
            record.troubles.clear()
            place = self._place_of(known)
            return Outcome(record.file, record.row, record.instance_id, KNOWN, place, known)
        before = self._known.get(record.deprecated_id)
        if before is not None and record.extra is None:
            adopt_keys(
                record, submission_store.keys_of(self._session, before, record.deprecated_id)
            )
        place_id = self._place(record)
        files = submission_media.take_in(
            self._workspace, record, store=self.store and not record.bad, without=self.without
        )
        fresh = self._fresh.get(record.form.hash)
        if fresh is None:
            fresh = self._fresh[record.form.hash] = submission_build.fresh_of(record.form)
        source = record.file.rpartition("/")[2] if record.row else record.file
        built = submission_build.build(record, files.names, fresh, source)
        refused = Outcome(record.file, record.row, record.instance_id, REFUSED)
        if built is None or place_id is None:
            return refused
        words = place_path(self._session, place_id)
        round_ = (record.extra.round if record.extra is not None else "") or self._round
        inspection = inspection_id(place_id, record.form.form_id, round_)
        row = self._session.get(Inspection, inspection)
        if row is not None and not self._fits(record, row):
            return Outcome(record.file, record.row, record.instance_id, REFUSED, words, inspection)
        facts: dict[str, Json] = {}
        finished = False
        if row is None or row.form_hash is None:
            finished = not built.instance.missing()
            if record.extra is not None:
                finished = record.extra.finished
            facts = {
                "place": str(place_id),
                "form_id": record.form.form_id,
                "form_hash": record.form.hash,
                "round": round_,
            } | ({"finished": True} if finished else {})
        counts = submission_store.store(
            self._session, self._author, inspection, facts, built.values,
            instance_id=record.instance_id, deprecated_id=record.deprecated_id,
            digest=built.digest, more=_more(record), emptied=built.emptied, now_ms=self._now,
        )  # fmt: skip
        self._known[record.instance_id] = inspection
        photos = submission_media.hang(
            self._session, self._author, inspection, record, files, self._now
        )
        for name in files.missing:
            record.trouble(N_("the file {name} is not beside it"), serious=False, name=name)
        return Outcome(
            record.file, record.row, record.instance_id, NEW if facts else ADDED, words,
            inspection, counts.new, counts.replaced, counts.conflicts, photos, finished,
        )  # fmt: skip

    def _fits(self, record: Record, row: Inspection) -> bool:
        if row.deleted:
            record.trouble(N_("this inspection was removed here; restore it first"))
        elif row.form_hash is not None and row.form_hash != record.form.hash:
            record.trouble(
                N_(
                    "this place is inspected with another version of the form; move that "
                    "inspection to version “{version}” first"
                ),
                version=record.form.version,
            )
        return not record.bad

    def _place(self, record: Record) -> UUID | None:
        """Return the place: a later edition is about the one that the earlier was about."""
        before = self._known.get(record.deprecated_id)
        row = self._session.get(Inspection, before) if before is not None else None
        if row is not None and row.place is not None:
            return row.place
        return self._places.find(record)

    def _place_of(self, inspection: UUID) -> str:
        row = self._session.get(Inspection, inspection)
        return place_path(self._session, row.place) if row is not None else ""


def _more(record: Record) -> dict[str, Json]:
    return {
        "meta": dict(sorted(record.meta.items())),
        "repeats": dict(record.extra.repeats) if record.extra is not None else {},
    }


__all__ = ["ADDED", "KNOWN", "NEW", "REFUSED", "AppError", "Outcome", "Taken", "import_submissions"]
