"""What is done with packages, as jobs: taken in and verified, merged, taken out of the list."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.hub import receipt_work
from app.ui.hub.fetch_work import FetchWork
from app.ui.hub.inbox_model import readable
from app.ui.lazy import lazy
from app.ui.trust.opened import keys_open
from app.ui.widgets.file_dialog import FOLDER, MANY, file_dialog

if TYPE_CHECKING:
    from app.exchange.inbox import parcels as inbox
    from app.exchange.inbox import take as inbox_take
    from app.exchange.inbox.parcels import Parcel
    from app.exchange.received import Received
    from app.exchange.roads.destination import Destination
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.hub.job_strip import JobStrip
else:
    inbox = lazy("app.exchange.inbox.parcels")
    inbox_take = lazy("app.exchange.inbox.take")


def held_words(count: int) -> str:
    """Say that packages of a device that nobody has compared are kept."""
    return ngettext(
        "{count} package of a new device is kept. Compare its fingerprint, then merge.",
        "{count} packages of a new device are kept. Compare its fingerprint, then merge.",
        count,
    ).format(count=count)


class Merged(NamedTuple):
    """What a merge did: results, receipts written where packages came from, why some were not."""

    results: list[Received]
    receipts: list[str]
    problem: str


class InboxWork(QObject):
    """Takes packages in, merges and removes them; one job at a time, shown by a strip.

    Args:
        desk: Whose workspace it is.
        strip: Shows how far the job is, and stops it.
        window: Over which the dialogs for files open.

    Signals:
        began(): A merge is on its way.
        listed(): The list of packages is another one now.
    """

    began = Signal()
    listed = Signal()

    def __init__(self, desk: Desk, strip: JobStrip, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._strip, self._window = desk, strip, window
        from app.ui.hub.regular import Regular  # what it says of packages is here

        self.regular = Regular.of(desk)
        self.road = FetchWork(desk, strip, self)
        self.road.listed.connect(self.listed)
        self.road.came.connect(self.merge)
        self.road.asked_again.connect(self.choose_road)
        self.regular.beside(self.road, lambda: strip.busy)

    # Taking in

    def choose_files(self) -> None:
        """Ask for package files."""
        dialog = file_dialog(self._window, _("Take in packages"), "packages", MANY)
        dialog.setNameFilters([_("Packages (*.zip *.zip.age)")])
        dialog.filesSelected.connect(lambda files: self.take([Path(file) for file in files]))
        dialog.open()

    def choose_folder(self) -> None:
        """Ask for a folder with packages."""
        dialog = file_dialog(self._window, _("Take in a folder"), "packages", FOLDER)
        dialog.fileSelected.connect(lambda folder: self.take([Path(folder)]))
        dialog.open()

    def choose_road(self) -> None:
        """Ask which destination packages are fetched from."""
        if self._strip.busy:
            return
        if self._desk.locked:
            self._desk.say(_("This workspace is open for reading only."), "serious")
            return
        from app.ui.hub.fetch_dialog import FetchDialog

        road = self.road
        self.dialog = FetchDialog(self._desk, self._window, road.last, merge=road.merges)
        self.dialog.agreed.connect(self._fetch)
        self.dialog.open()

    @Slot(object, str, bool)
    def _fetch(self, one: Destination, secret: str, merge: bool) -> None:
        if keys_open(self._window, self._desk, receiving=True):
            fetch = partial(self.road.fetch, one, secret, merge=merge)
            self.regular.make_way(fetch)  # two at once would write the same files

    def take(self, sources: Sequence[Path]) -> None:
        """Copy packages into the workspace and verify them."""
        if not sources or self._strip.busy:
            return
        if self._desk.locked:
            self._desk.say(_("This workspace is open for reading only."), "serious")
            return
        if not keys_open(self._window, self._desk, receiving=True):
            return
        desk, chosen = self._desk, list(sources)
        job = desk.jobs.write(
            lambda progress: inbox_take.take_in(desk.workspace, chosen, progress), "take in"
        )
        self._strip.follow(job, _("Taking in and verifying"))
        job.succeeded.connect(self._taken)
        job.cancelled.connect(self._stopped)
        job.failed.connect(self._failed)

    @Slot(object)
    def _taken(self, taken: list[Parcel]) -> None:
        refused = [one for one in taken if one.state == "refused" and not one.held]
        held = sum(one.held for one in taken)
        if refused:
            self._desk.say(readable(refused[0].reason), "critical")
        elif held:
            self._desk.say(held_words(held), "serious")
        else:
            count = len(taken)
            self._desk.say(
                ngettext(
                    "{count} package taken in and verified, the stick may go",
                    "{count} packages taken in and verified, the stick may go",
                    count,
                ).format(count=count)
            )
        self.listed.emit()

    @Slot()
    def _stopped(self) -> None:
        self._desk.say(_("Stopped. What was done before stays, the rest is as it was."), "serious")
        self._desk.places_changed.emit()  # packages before this one are merged
        self._desk.packed.emit()

    @Slot(object)
    def _failed(self, _error: object) -> None:
        self.listed.emit()  # the desk has told what went wrong

    # Merging

    def merge(self, chosen: Sequence[Parcel]) -> None:
        """Merge packages in the order of their numbers, then work out their findings."""
        if not chosen or self._strip.busy or self._desk.locked:
            return
        if not keys_open(self._window, self._desk, receiving=True):
            return
        desk = self._desk

        def work(progress: Progress) -> Merged:
            from app.inspection.checklists import keeper
            from app.inspection.derive import derive  # loads the form engine

            workspace = desk.workspace
            done = inbox.merge_parcels(
                workspace,
                chosen,
                keep_form=keeper(workspace),
                progress=progress,
            )
            derive(workspace, progress=progress)
            return Merged(done, *receipt_work.back(workspace, chosen, self.regular.secret))

        job = desk.jobs.write(work, "merge")
        self._strip.follow(job, _("Merging"))
        job.succeeded.connect(self._merged)
        job.cancelled.connect(self._stopped)
        job.failed.connect(self._failed)
        self.began.emit()

    @Slot(object)
    def _merged(self, merged: Merged) -> None:
        results = merged.results
        refused = [one for one in results if one.state == "refused"]
        changes = sum(one.changes_new for one in results)
        photos = sum(one.photos_new for one in results)
        conflicts = sum(one.conflicts_new for one in results)
        if refused:
            self._desk.say(readable(refused[0].reason), "critical")
        else:
            words = _("Merged: {changes} changes, {photos} photos, {conflicts} conflicts").format(
                changes=changes, photos=photos, conflicts=conflicts
            )
            self._desk.say(f"{words} · {receipt_work.words(merged.receipts, merged.problem)}")
        self._desk.saved.emit(wall_ms())
        self._desk.places_changed.emit()
        self._desk.packed.emit()

    # Receipts

    def choose_receipts(self) -> None:
        """Ask where receipts for all senders go."""
        dialog = file_dialog(self._window, _("Write receipts to"), "packages", FOLDER)
        dialog.fileSelected.connect(lambda folder: self.write_receipts(Path(folder)))
        dialog.open()

    def write_receipts(self, folder: Path) -> None:
        """Write the receipts of all senders to a stick or folder."""
        if self._strip.busy or self._desk.locked or not keys_open(self._window, self._desk):
            return
        workspace = self._desk.workspace
        job = self._desk.jobs.write(
            lambda _progress: receipt_work.everyone(workspace, folder), "receipts"
        )
        self._strip.follow(job, _("Writing receipts"))
        job.succeeded.connect(self._written)

    @Slot(object)
    def _written(self, names: list[str]) -> None:
        self._desk.say(receipt_work.words(names, ""), "delivered")
        self.listed.emit()

    def remove(self, parcel: Parcel | None) -> None:
        """Take a package that is not merged out of the list, with its copy."""
        if parcel is None or self._strip.busy or self._desk.locked:
            return
        if not parcel.waiting and parcel.state != "refused":
            return
        desk = self._desk
        desk.write(lambda: inbox.remove(desk.workspace, parcel), self._removed, "inbox remove")

    @Slot(object)
    def _removed(self, _nothing: object) -> None:
        self.listed.emit()
