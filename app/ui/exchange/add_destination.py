"""添加去处: a destination in plain fields, tried before it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.errors import AppError
from app.exchange.roads.base import NewKeyError
from app.i18n import _, ngettext
from app.progress import Progress
from app.ui.crash import sentence
from app.ui.exchange.destination_form import DestinationForm
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.marks import MarkLabel

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination
    from app.ui.desk import Desk
    from app.ui.jobs import Job


class AddDestination(Dialog):
    """Add a destination, or correct or forget one.

    Attributes:
        take: Shown with a server's key that is new here: it is the right one.

    Signals:
        kept(name, secret): It is remembered now; the password that was typed, empty for none.
        forgotten(name): It is not remembered any more.
    """

    kept = Signal(str, str)
    forgotten = Signal(str)

    def __init__(
        self,
        desk: Desk,
        one: Destination | None = None,
        over: QWidget | None = None,
        new: NewKeyError | None = None,
    ) -> None:
        """Make the dialog.

        Args:
            desk: Whose workspace remembers it.
            one: The destination to correct; None: a new one.
            over: The dialog that asks for it; None: the window.
            new: Its server showed a key that is to be compared and may be taken.
        """
        title = _("Add a destination") if one is None else _("Change a destination")
        super().__init__(over or desk.shell, title, height=480)
        self._desk, self._old = desk, one
        self._job: Job | None = None
        self.form = DestinationForm()
        if one is not None:
            self.form.show_value(one)
        self.form.changed.connect(self._typed)
        self.form.advanced.connect(self.keep)
        self.body.addWidget(self.form)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().space(2))
        self._mark = MarkLabel("done", size=1)
        self.said = Text("", "body", wrap=True)
        row.addWidget(self._mark)
        row.addWidget(self.said, 1)
        self._row.hide()
        self.body.addWidget(self._row)
        self._key = self._asked = ""
        self.take = Button(_("The same: take this key"), icon="check")
        self.take.setAutoDefault(False)
        self.take.clicked.connect(self._take)
        self.take.hide()
        self.body.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch()
        self.drop = self.add_button(Button(_("Forget it"), "danger"))
        self.drop.setVisible(one is not None)
        self.drop.clicked.connect(self._forget)
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.test = self.add_button(Button(_("Try the connection"), icon="rotate-cw"))
        self.test.clicked.connect(self.try_it)
        self.go = self.add_button(Button(_("Remember it"), "primary", hint="Enter"))
        self.go.clicked.connect(self.keep)
        self.setTabOrder(self.go, self.drop)  # not what Tab meets first
        (self.form.name if one is None else self.form.url).setFocus()
        if new is not None:
            self._offer(new)

    def _value(self) -> Destination | None:
        try:
            return self.form.value()
        except AppError as error:
            self._say(sentence(error), "critical")
            return None

    def _say(self, words: str, mark: str) -> None:
        self.said.setText(words)
        self._row.setVisible(bool(words))
        self.take.hide()
        if mark:
            self._mark.set_mark(mark)
        self._grow()

    def _grow(self) -> None:
        """Make room for what was said, and show it where there is none: it stands last."""
        self.fit()
        if self._row.isVisibleTo(self):
            QTimer.singleShot(0, self, self._show_said)

    def _show_said(self) -> None:
        self._scroll.ensureWidgetVisible(self._row if self.take.isHidden() else self.take)

    def try_it(self) -> None:
        """Look whether the destination answers; nothing is written there."""
        one = self._value()
        if one is None or self._job is not None:
            return
        secret = self.form.secret
        self._say(_("Trying…"), "circle-dashed")
        self.test.setEnabled(False)

        def work(_progress: Progress) -> int:
            from app.exchange.roads.destination import kept_secret, open_road

            road = open_road(one, lambda asked: secret or kept_secret(asked))
            try:
                return len(road.sizes())
            finally:
                road.close()

        self._job = job = self._desk.jobs.read(work, "try destination")
        job.succeeded.connect(self._reached)
        job.failed.connect(self._failed)

    def _reached(self, count: int) -> None:
        self._ended()
        words = ngettext(
            "It answers; {count} file lies there.", "It answers; {count} files lie there.", count
        )
        self._say(words.format(count=count), "done")

    def _failed(self, error: BaseException) -> None:
        self._ended()
        if isinstance(error, AppError) and self.isVisible():
            self._desk.mine(error)
            if isinstance(error, NewKeyError):
                self._offer(error)
            else:
                self._say(sentence(error), "critical")

    def _typed(self) -> None:
        """Put away what was said of what stood there; a key offered for this address stays."""
        options = self.form.options
        same = self.form.url.text() == self._asked and not options["host_key"].text()
        if self.take.isHidden() or not same:
            self._say("", "")

    def _offer(self, error: NewKeyError) -> None:
        """Show a server's key, to be compared; it is taken only by a hand."""
        self._key, self._asked = error.key, self.form.url.text()
        self._say(sentence(error), "serious")
        self.take.show()
        self._grow()

    def _take(self) -> None:
        self.form.options["host_key"].setText(self._key)
        if self.form.secret or self.form.options["key_file"].text():
            self.try_it()
        else:  # without a password the server would only refuse
            self._say(_("The key is entered. Remember the destination, then go on."), "done")
        self.go.setFocus()

    def _ended(self) -> None:
        self._job = None
        self.test.setEnabled(True)

    def keep(self) -> None:
        """Remember the destination, and the password if the system is to keep it."""
        one = self._value()
        if one is None:
            return
        workspace, old = self._desk.workspace, self._old
        secret = self.form.secret
        wanted = bool(secret) and self.form.keep.isChecked()

        def work() -> bool:
            from app.exchange.roads.destination import forget, keep, keep_secret

            with workspace.sessions.begin() as session:
                if old is not None and old.name != one.name:
                    forget(session, old.name)
                keep(session, one)
            return keep_secret(one, secret) if wanted else True

        def done(was_kept: bool) -> None:
            if not was_kept:
                self._desk.say(
                    _("This system has no password store; the password is asked for each time."),
                    "serious",
                )
            self.kept.emit(one.name, secret)
            self.accept()

        self._desk.write(work, done, "keep destination")

    def _forget(self) -> None:
        old, workspace = self._old, self._desk.workspace
        if old is None:
            return

        def work() -> None:
            from app.exchange.roads.destination import forget

            with workspace.sessions.begin() as session:
                forget(session, old.name)

        def done(_none: None) -> None:
            self.forgotten.emit(old.name)
            self.accept()

        self._desk.write(work, done, "forget destination")
