"""One submission after the other into the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.i18n import N_
from app.inspection.submission import build as submission_build
from app.inspection.submission import media as submission_media
from app.inspection.submission import store as submission_store
from app.inspection.submission.keys import adopt_keys
from app.inspection.submission.outcome import ADDED, KNOWN, NEW, REFUSED, Outcome
from app.inspection.submission.places import Places
from app.inspection.submission.record import Record
from app.inspection.whereabouts import place_path
from app.models.ids import inspection_id
from app.models.tables import Campaign, Inspection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms import Instance
    from app.models.log import Author, Json
    from app.workspace import Workspace


class Importer:
    """Stores submissions in one transaction of the caller.

    Attributes:
        without: Files that are missing are left out instead of being troubles.
        store: Keep the bytes of files; False: only look at them.
    """

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
