"""清理已合并的照片: says what may go, what stays and why; what went cannot come back from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.exchange.purge import NO_RECEIPT, NOT_MERGED, UNSIGNED, Purge, look, purge
from app.i18n import _, ngettext
from app.progress import Progress
from app.ui.crash import sentence
from app.ui.field.shown import photos_named, size_words
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Card, Text
from app.ui.widgets.marks import MarkLabel
from app.ui.widgets.progress import CountBar

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.jobs import Job


def stays_words(reason: str, count: int) -> str:
    """Say why photos stay."""
    words = {
        NO_RECEIPT: ngettext(
            "{count} photo stays: the hub has not said that it has it.",
            "{count} photos stay: the hub has not said that it has them.",
            count,
        ),
        NOT_MERGED: ngettext(
            "{count} photo stays: its building is not merged as it is now.",
            "{count} photos stay: their building is not merged as it is now.",
            count,
        ),
        UNSIGNED: ngettext(
            "{count} photo stays: the receipt for it is not signed.",
            "{count} photos stay: the receipt for them is not signed.",
            count,
        ),
    }
    return words[reason].format(count=count)


class PurgeDialog(Dialog):
    """Preview, then the purge.

    Attributes:
        go: Removes; the danger button.
        state: ``looking``, ``asking``, ``going`` or ``done``.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.shell, _("Clear photos that the hub has"), height=400)
        self._desk = desk
        self._job: Job | None = None
        self.state = "looking"
        self._now: QWidget = QWidget()
        self.body.addWidget(self._now, 1)
        self.leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        self.leave.clicked.connect(self._leave)
        self.go = self.add_button(Button(_("Clear them"), "danger", "trash-2"))
        self.go.clicked.connect(self._purge)
        self.go.setEnabled(False)
        self.leave.setFocus()
        self._bar("", 0)
        workspace = desk.workspace
        desk.read(lambda session: look(session, workspace), self._looked, "purge")

    def _looked(self, found: Purge) -> None:
        self.state = "asking"
        count = len(found.photos)
        column = self._fresh()
        if count:
            words = ngettext("{count} photo may go", "{count} photos may go", count)
            title = words.format(count=count) + f" · {size_words(found.bytes)}"
            column.addLayout(_row("merged", Text(title, "heading", wrap=True), 2))
            about = _(
                "The hub has them: its signed receipt names each one, and their records are merged"
                " as they are now. Records, findings and small pictures stay on this laptop."
            )
            column.addWidget(Text(about, "body", "text2", wrap=True))
            warn = _("This cannot be undone here: the originals are at the hub alone afterwards.")
            column.addLayout(_row("serious", Text(warn, "body", wrap=True), 1))
        elif not found.kept:
            column.addLayout(
                _row("info", Text(_("No photos on this laptop yet."), "heading", wrap=True), 2)
            )
        else:
            column.addLayout(_row("info", Text(_("Nothing may go yet"), "heading", wrap=True), 2))
            words = _("Photos go only when a signed receipt of the hub names them.")
            column.addWidget(Text(words, "body", "text2", wrap=True))
        if found.kept:
            column.addWidget(self._stays(found))
        column.addStretch()
        self.go.setEnabled(bool(count) and not self._desk.locked)
        self.go.set_words(
            _("Clear {photos}").format(photos=photos_named(count)) if count else _("Clear them")
        )
        self.leave.setFocus()

    def _stays(self, found: Purge) -> Card:
        look_ = theme()
        card = Card("bg")
        card.setAccessibleName(_("What stays"))
        column = QVBoxLayout(card)
        edge = look_.space(4)
        column.setContentsMargins(edge, look_.space(3), edge, look_.space(3))
        column.setSpacing(look_.space(1))
        column.addWidget(Text(_("What stays"), "label_strong"))
        for reason, count in sorted(found.kept.items()):
            column.addWidget(Text(stays_words(reason, count), "label", wrap=True))
        return card

    def _purge(self) -> None:
        self.state = "going"
        self.go.setEnabled(False)
        self.leave.set_words(_("Stop"), "Esc")
        bar = self._bar(_("Clearing"), 1)
        workspace = self._desk.workspace

        def work(progress: Progress) -> Purge:
            return purge(workspace, progress)

        job = self._job = self._desk.jobs.write(work, "purge")
        job.progressed.connect(lambda done, total, _what: bar.set_count(done, total))
        job.succeeded.connect(self._purged)
        job.failed.connect(self._failed)
        job.cancelled.connect(self._cancelled)

    def _purged(self, found: Purge) -> None:
        words = ngettext(
            "{count} photo is cleared", "{count} photos are cleared", len(found.photos)
        )
        title = words.format(count=len(found.photos)) + f" · {size_words(found.bytes)}"
        self._end("done", title, _("They show as “at the hub” from now on."))

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, AppError) and self.isVisible():
            self._desk.mine(error)
        self._end("critical", sentence(error), _("Those before it are cleared."))

    def _cancelled(self) -> None:
        self._end("info", _("Stopped"), _("Those before are cleared; the others stay."))

    def _end(self, mark: str, title: str, line: str) -> None:
        self.state, self._job = "done", None
        column = self._fresh()
        column.addLayout(_row(mark, Text(title, "heading", wrap=True), 2))
        column.addWidget(Text(line, "body", "text2", wrap=True))
        column.addStretch()
        self.go.hide()
        self.leave.set_words(_("OK"), "Enter")
        self.leave.setDefault(True)
        self.leave.setFocus()
        self._desk.packed.emit()

    def _leave(self) -> None:
        if self.state == "going" and self._job is not None:
            self._job.cancel()
        else:
            self.reject()

    def reject(self) -> None:
        if self.state == "going" and self._job is not None:
            self._job.cancel()
        else:
            super().reject()

    def _bar(self, words: str, total: int) -> CountBar:
        column = self._fresh()
        bar = CountBar(words or _("Counting…"))
        bar.set_count(0, total)
        column.addWidget(Text(words or _("Counting…"), "body", "text2"))
        column.addWidget(bar)
        column.addStretch()
        return bar

    def _fresh(self) -> QVBoxLayout:
        old, self._now = self._now, QWidget()
        column = QVBoxLayout(self._now)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(3))
        self.body.replaceWidget(old, self._now)
        old.hide()
        old.deleteLater()
        return column


def _row(mark: str, text: Text, size: int) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme().space(2))
    row.addWidget(MarkLabel(mark, size=size))
    row.addWidget(text, 1)
    return row


def open_purge(desk: Desk) -> PurgeDialog:
    """Open the window."""
    dialog = PurgeDialog(desk)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
