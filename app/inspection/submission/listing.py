"""Take submissions of ODK and KoboToolbox in: checked first, then all in one transaction."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.inspection.submission.files import opened
from app.inspection.submission.forms import Forms
from app.inspection.submission.importer import Importer
from app.inspection.submission.outcome import ADDED, KNOWN, NEW, REFUSED, Outcome, Taken
from app.inspection.submission.read import read_all
from app.inspection.submission.record import Record
from app.models.clock import wall_ms
from app.progress import Progress, silent

if TYPE_CHECKING:
    from app.workspace import Workspace


class _DryRun(Exception):  # noqa: N818 - the way out of a transaction, no error
    pass


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
        from app.forms.encrypted_keys import private_key

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
        importer = Importer(workspace, session, place_column, assigned or {}, person, now)
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


__all__ = ["ADDED", "KNOWN", "NEW", "REFUSED", "Outcome", "Taken", "import_submissions"]
