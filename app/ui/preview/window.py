"""The preview: a form as the field desk shows it, read again whenever its workbook is saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.forms import FormError
from app.forms.trace import explain
from app.i18n import N_, _, language, ngettext
from app.models.clock import wall_ms
from app.ui.field.card import OpenCard
from app.ui.field.parts_pane import PartsPane
from app.ui.field.question_pane import QuestionPane
from app.ui.field.rows import findings, part_rows
from app.ui.field.shown import clock
from app.ui.jobs import Jobs
from app.ui.keys import Binding, Keys
from app.ui.preview.memory import PreviewBuilding, PreviewDesk, PreviewVisit
from app.ui.preview.panels import FindingsPanel, ProblemPanel, WhyPanel
from app.ui.preview.reading import Read, carried, read
from app.ui.preview.watch import WatchedFile
from app.ui.shell import reach
from app.ui.theme import theme
from app.ui.widgets.bars import Note, StatusBar, TopBar
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.key_sheet import open_key_sheet
from app.ui.widgets.labels import Panel
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.toast import Toasts

if TYPE_CHECKING:
    from app.forms import Problem
    from app.inspection.answers import Stored

_TABS = ("why", "problems", "findings")


class PreviewWindow(QMainWindow):
    """One workbook.

    Attributes:
        file: The workbook.
        building: What the panes show; None until it could be read once.
        problems: Of the file as it was last saved.
        readings: How often it has been read.
    """

    def __init__(self, file: Path, jobs: Jobs) -> None:
        super().__init__()
        self.file, self._jobs = file.resolve(), jobs
        self.building: PreviewBuilding | None = None
        self.problems: tuple[Problem, ...] = ()
        self.readings = 0
        self._broken = False
        self._again = False
        self._busy = False
        self._language = "en" if language() == "en" else "zh"
        self.setWindowTitle(f"{file.name} · {_('Preview')} · {_('Chengjian')}")
        self.desk = PreviewDesk(jobs, self)
        self._make()
        self.desk.told.connect(lambda sentence: self.toasts.show_toast(sentence, "critical"))
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._show_side)
        self.watched = WatchedFile(self.file, self)
        self.watched.changed.connect(self.reload)
        self.watched.gone.connect(self._gone)
        self.reload()

    # Layout

    def _make(self) -> None:
        self.topbar = TopBar()
        self.topbar.set_path((), self.file.name)
        self.clear = Button(_("Clear the answers"), icon="eraser")
        self.clear.clicked.connect(self.clear_answers)
        self.languages = SegmentBar(_("Language of the form"), ())
        self.parts = PartsPane()
        self.questions = QuestionPane()
        self.parts.chosen.connect(self.questions.show_part)
        self.questions.part_changed.connect(self.parts.show_part)
        self.questions.photo_wanted.connect(self._photo)
        self.questions.view.opened.connect(self._soon_shown)
        self.why, self.found = WhyPanel(), FindingsPanel()
        self.problem_panel = ProblemPanel()
        self.found.wanted.connect(self.questions.go_to)
        self.tabs = SegmentBar(
            _("Beside the form"),
            (("why", _("Why")), ("problems", _("Problems")), ("findings", _("Findings"))),
        )
        self.tabs.chosen.connect(self.show_tab)
        self._stack = QStackedWidget()
        for panel in (self.why, self.problem_panel, self.found):
            self._stack.addWidget(panel)
        self.side = self._make_side()
        self._empty = EmptyState(
            _("The form cannot be shown yet"),
            _("The problems at the right say what keeps it. It shows as soon as it is saved."),
        )
        self._middle = QStackedWidget()
        self._middle.addWidget(self._empty)
        self._middle.addWidget(self.questions)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.parts)
        row.addWidget(self._middle, 1)
        row.addWidget(self.side)
        self.statusbar = StatusBar()
        whole = Panel("surface")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.topbar)
        column.addLayout(row, 1)
        column.addWidget(self.statusbar)
        self.setCentralWidget(whole)
        self.toasts = Toasts(self._middle)
        self._ring = FocusRing(self)
        self.keys = Keys()
        for action, keys, words, slot in (
            ("question.next_open", "F8", N_("Next question without an answer"), self._next_open),
            ("question.back_open", "Shift+F8", N_("Previous question without an answer"),
             lambda: self.questions.next_open(-1)),
            ("photo", "Ctrl+I", N_("Mark the photo as there"), self._photo_here),
            ("reload", "F5", N_("Read the workbook again"), self.reload),
            ("help", "F1", N_("All keys"), lambda: open_key_sheet(self, self.keys)),
        ):  # fmt: skip
            self.keys.add(Binding(action, "everywhere", (keys,), words))
            self.keys.bind(action, self, slot, window=True)

    def _make_side(self) -> QWidget:
        look = theme()
        side = Panel("bg", "l", role=_("Beside the form"))
        column = QVBoxLayout(side)
        column.setContentsMargins(look.space(4), look.space(3), look.space(1), 0)
        column.setSpacing(look.space(3))
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        return side

    def _flow(self) -> None:
        now, look = reach(self.width()), theme()
        self.parts.setVisible(now.sections and self.building is not None)
        self.parts.setFixedWidth(look.width("sections_wide" if now.wide else "sections"))
        self.side.setFixedWidth(look.width("side_field_wide" if now.sections else "side"))
        self.questions.show_dropdown(not now.sections)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._flow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "side"):
            self._flow()

    # Reading

    def reload(self) -> None:
        """Read the file beside the GUI thread; what is half typed is handed over before."""
        if self._busy:  # saved again while it is read
            self._again = True
            return
        self._busy = True
        file = self.file
        job = self._jobs.read(lambda _progress: read(file), "preview")
        job.succeeded.connect(self._read)
        job.failed.connect(self._failed)

    def _failed(self, error: object) -> None:
        self._busy = False
        self.desk.fault(error)

    def _read(self, found: Read) -> None:
        self._busy = False
        self.readings += 1
        self.problems = found.problems
        self._broken = found.form is None
        if found.form is not None:
            self._show_form(found)
        self.problem_panel.show_problems(found.problems)
        if self._broken:
            self.show_tab("problems")
        self._show_state(found.seconds)
        if self._again:
            self._again = False
            self.reload()

    def _show_form(self, found: Read) -> None:
        assert found.form is not None
        self.questions.flush()
        before, form = self.building, found.form
        answers: dict[str, Stored] = {}
        part, path = "", self.questions.view.open_key
        photos = []
        if before is not None:
            visit = before.visit
            answers = carried(visit.definition, form, visit.stored)
            photos = before.photos
            part = self.questions.part.key if self.questions.part else ""
        try:
            visit = PreviewVisit(form, answers, self._language, self.file.parent)
        except FormError as error:
            self.problems = (*error.problems, *self.problems)
            self._broken = True
            return
        self._take(PreviewBuilding(self.desk, visit, self.file.name, self))
        assert self.building is not None
        if photos:
            self.building.take_photos([p for p in photos if form.question(p.question or "")])
        if part:
            self.questions.show_part(part, open_first=False)
        if path:
            self.questions.go_to(path)
        self._show_languages(form.languages)

    def _take(self, building: PreviewBuilding) -> None:
        before, self.building = self.building, building
        self.questions.show_building(None)
        if before is not None:
            before.closed = True
            before.deleteLater()
        building.changed.connect(self._soon_shown)
        building.reloaded.connect(self._soon_shown)
        self._middle.setCurrentWidget(self.questions)
        self.questions.show_building(building)
        self._flow()
        self._soon_shown()

    def _show_languages(self, names: tuple[str, ...]) -> None:
        self.languages.deleteLater()
        parts = [(name, name.partition("(")[0].strip() or name) for name in names]
        self.languages = SegmentBar(_("Language of the form"), parts)
        if self.building is not None and parts:
            self.languages.set_value(self.building.visit.instance.language)
        self.languages.chosen.connect(self.set_language)
        self.languages.setFixedHeight(theme().height("target"))
        several = [self.languages] if len(parts) > 1 else []
        self.topbar.set_actions([*several, self.clear])
        self.languages.setVisible(len(parts) > 1)

    def _gone(self) -> None:
        self.toasts.show_toast(_("The file is gone; what was read last is shown."), "serious")

    # What is shown

    def show_tab(self, key: str) -> None:
        """Show why, problems or findings."""
        self.tabs.set_value(key)
        self._stack.setCurrentIndex(_TABS.index(key))

    def _soon_shown(self, _what: object = None) -> None:
        self._soon.start()

    def _show_side(self) -> None:
        building = self.building
        if building is None:
            return
        infos = findings(building)
        self.found.show_findings(infos)
        self.tabs.set_words("findings", f"{_('Findings')} {len(infos)}")
        self.parts.model.set_parts(part_rows(building))
        if self.questions.part is not None:
            self.parts.show_part(self.questions.part.key)
        path = self.questions.view.open_key
        try:
            self.why.explain(explain(building.visit.instance, path) if path else None)
        except FormError:  # a repeat as a whole has no rules of its own
            self.why.explain(None)

    def _show_state(self, seconds: float) -> None:
        serious = sum(problem.serious for problem in self.problems)
        self.tabs.set_words("problems", f"{_('Problems')} {len(self.problems)}")
        if self._broken:
            words = ngettext("{count} thing to mend", "{count} things to mend", serious)
            shown = _("the last good version is shown") if self.building else ""
            text = " · ".join(part for part in (words.format(count=serious), shown) if part)
            self.topbar.set_state(ChipSpec("critical", text, "critical"))
        else:
            self.topbar.set_state(ChipSpec("done", _("As saved"), "ok"))
        at = clock(wall_ms(), seconds=True)
        words = _("Read at {time} in {seconds} s").format(time=at, seconds=f"{seconds:.1f}")
        notes = [Note("", words)]
        if self.building is not None:
            form = self.building.visit.definition
            count = len(form.questions())
            questions = ngettext("{count} question", "{count} questions", count)
            notes += [
                Note("", f"{form.form_id} {form.version}".strip()),
                Note("", questions.format(count=count)),
            ]
        self.statusbar.set_left(*notes)
        self.statusbar.set_right(Note("", _("Answers here are for trying only; nothing is kept")))

    # What people do

    def clear_answers(self) -> None:
        """Begin with an empty record."""
        if self.building is None:
            return
        form = self.building.visit.definition
        visit = PreviewVisit(form, {}, self._language, self.file.parent)
        self._take(PreviewBuilding(self.desk, visit, self.file.name, self))

    def set_language(self, name: str) -> None:
        """Show the texts of the form in another of its languages."""
        building = self.building
        if building is None:
            return
        self._language = name
        visit = building.visit
        assert isinstance(visit, PreviewVisit)
        visit.language = name
        visit.instance.set_language(name)
        path = self.questions.view.open_key
        self.questions.flush()
        building._map()
        self.questions.show_building(None)
        self.questions.show_building(building)
        if path:
            self.questions.go_to(path)
        self._soon_shown()

    def _next_open(self) -> None:
        self.questions.next_open(1)

    def _photo_here(self) -> None:
        card = self.questions.card
        if isinstance(card, OpenCard):
            self._photo(card.next_photo())

    def _photo(self, path: str) -> None:
        if self.building is not None:
            self.building.mark(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.questions.flush()
        super().closeEvent(event)


def run(file: Path, *, theme: str = "") -> int:
    """Show the preview of a workbook until its window is closed; returns the exit code."""
    from app.settings import load_settings
    from app.ui.app import make_application
    from app.ui.qt_words import install
    from app.ui.theme import dress

    settings = load_settings()
    application = make_application()
    dress(application, theme or settings.theme, settings.text_size)
    jobs = Jobs()
    window = PreviewWindow(file, jobs)
    kept = install(window) if language() == "zh_CN" else []
    window.resize(1366, 768)
    window.show()
    try:
        return application.exec()
    finally:
        jobs.shut_down()
        kept.clear()
