"""A workspace is a folder: database, photos, forms, inbox, outbox, backups, cache."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from filelock import FileLock
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.errors import AppError
from app.i18n import N_
from app.identity import SAME, Recognition, born, current, note, recognise
from app.models.database import Database, create, open_database
from app.models.ids import new_id
from app.models.log import Author, Draft, open_batch, write
from app.models.tables import Campaign
from app.workspace_folder import DATABASE, FOLDERS, LOCK, clear, disk_trouble, locked, shut_opened

_PHOTO = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}")


@dataclass(frozen=True)
class CampaignInfo:
    """What a campaign is called and covers.

    Attributes:
        round: Such as ``2026``; inspections of another round are others.
        data_date: Day that the figures are valid for, ``2026-06-30``.
        zone: Time zone in which times are shown.
        rehearsal: Practice; marked on everything printed.
        id: Given when a task package brings the campaign; None: a new one.
    """

    name: str
    round: str
    city: str = ""
    data_date: str = ""
    zone: str = "Asia/Shanghai"
    rehearsal: bool = False
    id: UUID | None = None


class Workspace:
    """An open workspace; close it, or use it in a ``with`` statement.

    Attributes:
        root: The folder.
        database: Its database.
        device: Identity under which changes are written here.
        person: Name used by `author` unless it is told another.
        recognition: Whether it was moved, copied or restored since it was last open.
    """

    def __init__(
        self, root: Path, database: Database, device: UUID, lock: FileLock | None, person: str
    ) -> None:
        self.root = root
        self.database = database
        self.device = device
        self.person = person
        self.recognition = Recognition(SAME, device)
        self._lock = lock

    @classmethod
    def create(
        cls,
        root: Path,
        *,
        person: str = "",
        device_name: str = "",
        campaign: CampaignInfo | None = None,
    ) -> Self:
        """Make a workspace in a folder that is new or empty; a failure leaves no half of one.

        Raises:
            AppError: There is a workspace already, other files are in the way, or the disk is full
                or cannot be written.
        """
        root = root.absolute()
        with disk_trouble(root):
            if (root / DATABASE).exists():
                raise AppError(N_("There is a workspace in {folder} already"), folder=root)
            if root.exists() and any(entry.name != LOCK for entry in root.iterdir()):
                raise AppError(N_("{folder} is not empty; choose a new folder"), folder=root)
            root.mkdir(parents=True, exist_ok=True)
        lock = locked(root)
        database: Database | None = None
        try:
            with disk_trouble(root):
                for name in FOLDERS:
                    (root / name).mkdir(exist_ok=True)
            database = create(root / DATABASE)
            with database.sessions.begin() as session:
                device = born(session, root, device_name)
                if campaign is not None:
                    _write_campaign(session, Author(device, person, 1), campaign)
        except BaseException:
            if database is not None:
                database.close()
            clear(root)
            lock.release()
            raise
        return cls(root, database, device, lock, person)

    @classmethod
    def open(cls, root: Path, *, read_only: bool = False, person: str = "") -> Self:
        """Open a workspace; for writing it is locked, so that one program at a time has it.

        Raises:
            AppError: It is not there, open elsewhere, damaged, of a newer program, or cannot be
                written.
        """
        root = root.absolute()
        if not (root / DATABASE).is_file():
            raise AppError(N_("There is no workspace in {folder}"), folder=root)
        lock = None if read_only else locked(root)
        try:
            if not read_only:
                with disk_trouble(root):
                    for name in FOLDERS:
                        (root / name).mkdir(exist_ok=True)
                shut_opened(root)  # of a run that crashed; the lock is ours
            database = open_database(root / DATABASE, read_only=read_only)
            try:
                known = _recognised(database, root)
            except BaseException:
                database.close()
                raise
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        workspace = cls(root, database, known.device, lock, person)
        workspace.recognition = known
        return workspace

    @property
    def sessions(self) -> sessionmaker[Session]:
        """Sessions for work that writes."""
        return self.database.sessions

    @property
    def reading(self) -> sessionmaker[Session]:
        """Sessions that only read and never hold up a writer."""
        return self.database.reading

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written."""
        return self.database.read_only

    @property
    def photos(self) -> Path:
        """Original photos, ``<2 hex>/<sha256>.<extension>``."""
        return self.root / "photos"

    @property
    def forms(self) -> Path:
        """Form workbooks, ``<hash>.xlsx``."""
        return self.root / "forms"

    @property
    def inbox(self) -> Path:
        """Packages that came."""
        return self.root / "inbox"

    @property
    def outbox(self) -> Path:
        """Packages that were written."""
        return self.root / "outbox"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.root / "backups"

    @property
    def cache(self) -> Path:
        """What can be made again at any time."""
        return self.root / "cache"

    def campaign(self) -> Campaign | None:
        """Return the campaign, detached (the first by id if there are several), or None."""
        with self.reading() as session:
            found = session.scalars(
                select(Campaign).where(Campaign.deleted.is_(False)).order_by(Campaign.id).limit(1)
            ).first()
            if found is not None:
                session.expunge(found)
            return found

    def author(self, person: str = "") -> Author:
        """Return who writes now: this device, the person, the batch that is open."""
        with self.sessions.begin() as session:
            return self.writer(session, person)

    def writer(self, session: Session, person: str = "") -> Author:
        """Return who writes in this transaction; an export may have opened a new batch since."""
        return Author(self.device, person or self.person, open_batch(session, self.device))

    def photo_file(self, sha256: str, extension: str) -> Path:
        """Return where the original of a photo lies, whether it is there or not.

        A change from elsewhere may name anything: what is no photo's name leads where none is.
        """
        if not _PHOTO.fullmatch(f"{sha256}.{extension}"):
            return self.photos / "none"
        return self.photos / sha256[:2] / f"{sha256}.{extension}"

    def close(self) -> None:
        """Close the database and let other programs in."""
        self.database.close()
        if self._lock is not None:
            shut_opened(self.root)
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _recognised(database: Database, root: Path) -> Recognition:
    """Tell who a workspace is; one that was copied or restored gets a new identity."""
    if database.read_only:
        with database.reading() as session:
            row = current(session)
            known = Recognition(SAME, row.id) if row is not None else None
    else:
        with database.sessions.begin() as session:
            known = recognise(session, root)
        if known is not None:
            with database.reading() as session:
                note(session)
    if known is None:
        raise AppError(N_("The database is damaged; restore the latest backup"))
    return known


def _write_campaign(session: Session, author: Author, info: CampaignInfo) -> None:
    values = asdict(info)
    subject = values.pop("id") or new_id()
    write(session, author, [Draft("campaign", subject, *item) for item in values.items()])
