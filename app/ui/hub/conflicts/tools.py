"""The top bar and dialogs of the conflict desk: undo, decisions made, protocol, alike together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.i18n import _
from app.ui.widgets.buttons import Button
from app.ui.widgets.file_dialog import FOLDER, file_dialog
from app.ui.words import listed

if TYPE_CHECKING:
    from app.inspection.conflict.entry_own import EntryTrial
    from app.inspection.conflict.own import Trial
    from app.inspection.conflict.rules import Ruling
    from app.inspection.conflict.side import Detail
    from app.progress import Progress
    from app.ui.desk import Desk
    from app.ui.hub.conflicts.bulk import BulkDialog
    from app.ui.hub.conflicts.large import LargePhotos
    from app.ui.hub.conflicts.own import OwnAnswer
    from app.ui.hub.conflicts.own_entry import OwnEntry
    from app.ui.hub.conflicts.page import ConflictPage
    from app.ui.hub.conflicts.past import PastDialog
    from app.ui.hub.conflicts.rules import RulesDialog


class Tools(QObject):
    """What the page does besides deciding one case.

    Attributes:
        buttons: For the top bar.
        dialog: The dialog that was opened last, for tests and for pictures.
    """

    def __init__(self, desk: Desk, page: ConflictPage) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.dialog: (
            BulkDialog | LargePhotos | OwnAnswer | OwnEntry | PastDialog | RulesDialog | None
        ) = None
        words = _("Take the last decision back")
        self._undo = Button("", icon="undo-2", name=words)
        self._undo.setToolTip(f"{words} (Ctrl+Z)")
        self._undo.clicked.connect(page.undo)
        again = _("Decide again what was taken back")
        self._redo = Button("", icon="redo-2", name=again)
        self._redo.setToolTip(f"{again} (Ctrl+Y)")
        self._redo.clicked.connect(page.redo)
        self._protocol = Button(_("Merge record"), icon="printer")
        self._protocol.clicked.connect(self.choose_folder)
        self._alike = Button(_("Decide alike together…"), icon="layers")
        self._alike.clicked.connect(self.decide_alike)
        self._past = Button(_("Decisions made…"), icon="history")
        self._past.clicked.connect(self.show_past)
        self._rules = Button(_("Rules…"), icon="gavel")
        self._rules.clicked.connect(self.edit_rules)
        self.buttons = (
            self._undo,
            self._redo,
            self._past,
            self._protocol,
            self._rules,
            self._alike,
        )
        self._worded = [(one, one.text()) for one in (self._past, self._protocol, self._rules)]
        for button in self.buttons:
            button.hide()

    def fold(self, on: bool) -> None:
        """Let words go where the bar has no room for them: icon, name and tooltip stay."""
        for button, words in self._worded:
            button.set_words("" if on else words)
            button.setAccessibleName(words)
            button.setToolTip(words if on else "")

    def allow(self, *, undo: bool, redo: bool, cases: int) -> None:
        """Let only be pressed what can be done."""
        free = not self._desk.locked
        self._undo.setEnabled(undo and free)
        self._redo.setEnabled(redo and free)
        self._alike.setEnabled(cases > 0 and free)
        self._rules.setEnabled(free)

    # Alike together

    def decide_alike(self) -> None:
        """Open the dialog of rules."""
        from app.ui.hub.conflicts.bulk import BulkDialog

        page = self._page
        cases = page.queue.queue.cases
        if not cases or self._desk.locked:
            return
        how = page.chosen.how if page.chosen is not None else ""
        found = page.found
        side = next((one for one in found.sides if one.letter == how), None) if found else None
        dialog = BulkDialog(self._desk, cases, found, side, page)
        dialog.agreed.connect(self._agreed)
        self._open(dialog)

    @Slot(object)
    def _agreed(self, rulings: list[Ruling]) -> None:
        self._page.work.decide([one.choice for one in rulings])

    def edit_rules(self) -> None:
        """Open the rules decided beforehand."""
        from app.ui.hub.conflicts.rules import RulesDialog

        if self._desk.locked:
            return
        dialog = RulesDialog(self._desk, self._page.queue.queue.cases, self._page)
        dialog.kept.connect(self._kept)
        self._open(dialog)

    @Slot(bool)
    def _kept(self, look: bool) -> None:
        self._desk.say(_("The rules are kept"), "done")
        if look:
            self.decide_alike()
        else:
            self._page.look_again()

    # What was decided before

    def show_past(self) -> None:
        """List the decisions that were made; any of them can be taken back."""
        from app.ui.hub.conflicts.past import PastDialog

        self._open(PastDialog(self._desk, self._page.work, self._page))

    # Large photos, an answer of one's own

    def show_photos(self, found: Detail) -> None:
        """Show the photos of the sides beside one another."""
        from app.ui.hub.conflicts.large import LargePhotos

        if not any(side.photos for side in found.sides):
            self._desk.say(_("Neither side has a photo of this question"), "info")
            return
        self._open(LargePhotos(self._desk, found, self._page))

    @Slot(object)
    def ask_own(self, found: Detail) -> None:
        """Ask for an answer; the record is read for a trial first, so that the form can check."""
        workspace = self._desk.workspace

        def work(session: Any) -> tuple[Detail, Trial | EntryTrial | None]:
            from app.inspection.conflict.entry_own import entry_trial
            from app.inspection.conflict.own import trial_of

            way = trial_of if found.case.entry is None else entry_trial
            return found, way(workspace, session, found.case.key)

        self._desk.read(work, self._ask, "own answer")

    @Slot(object)
    def _ask(self, asked: tuple[Detail, Trial | EntryTrial | None]) -> None:
        from app.inspection.conflict.entry_own import EntryTrial
        from app.ui.hub.conflicts.own import OwnAnswer
        from app.ui.hub.conflicts.own_entry import OwnEntry

        found, trial = asked
        if self._page.found is not found:  # another case is in view by now
            return
        if found.case.entry is not None and not isinstance(trial, EntryTrial):
            self._desk.say(_("The checklist of this record has not come yet"), "serious")
            return
        dialog = (
            OwnEntry(found, trial, self._page)
            if isinstance(trial, EntryTrial)
            else OwnAnswer(found, trial, self._page)
        )
        dialog.given.connect(self._page.pane.take_own)
        self._open(dialog)

    def _open(
        self, dialog: BulkDialog | LargePhotos | OwnAnswer | OwnEntry | PastDialog | RulesDialog
    ) -> None:
        """Open a dialog; the keys of the queue work again when it closes."""
        self.dialog = dialog
        dialog.finished.connect(self._page.back_to_queue)
        dialog.open()

    # The protocol

    def choose_folder(self) -> None:
        """Ask where the protocol goes."""
        dialog = file_dialog(self._page, _("Folder for the merge record"), "lists", FOLDER)
        dialog.fileSelected.connect(lambda folder: self.write_to(Path(folder)))
        dialog.open()

    def write_to(self, folder: Path) -> None:
        """Write the protocol of all decisions as a workbook and for paper."""
        workspace = self._desk.workspace

        def work(progress: Progress) -> list[Path]:
            from app.reports.merge_record import write_merge_record

            return write_merge_record(workspace, folder, progress)

        self._desk.jobs.write(work, "merge record").succeeded.connect(self._written)

    @Slot(object)
    def _written(self, files: list[Path]) -> None:
        from app.ui.hub.output import open_file

        names = listed(file.name for file in files)
        folder = files[0].parent
        self._desk.say(
            _("Written: {names}").format(names=names),
            "done",
            _("Open folder"),
            lambda: open_file(folder),
        )
