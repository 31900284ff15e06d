"""The frame of the preview: parts, questions, what stands beside them, and the bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import _, ngettext
from app.models.clock import wall_ms
from app.ui.field.parts_pane import PartsPane
from app.ui.field.question_pane import QuestionPane
from app.ui.field.shown import clock
from app.ui.preview.panels import FindingsPanel, ProblemPanel, WhyPanel
from app.ui.shell import reach
from app.ui.theme import theme
from app.ui.widgets.bars import Note, StatusBar, TopBar
from app.ui.widgets.buttons import Button
from app.ui.widgets.chips import ChipSpec
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.labels import Panel
from app.ui.widgets.segments import SegmentBar
from app.ui.widgets.toast import Toasts

if TYPE_CHECKING:
    from app.ui.preview.memory import PreviewBuilding
    from app.ui.preview.reading import Read

TABS = ("why", "problems", "findings")


class PreviewFrame(QMainWindow):
    """What stands where; `app.ui.preview.window` brings it to life.

    Attributes:
        clear: 清空答案.
        languages: Languages of the form, made anew with each form.
        side: Why, problems and findings behind tabs.
        middle: The questions, or why there are none.
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._shows_form = False
        self.topbar = TopBar()
        self.topbar.set_path((), title)
        self.clear = Button(_("Clear the answers"), icon="eraser")
        self.languages = SegmentBar(_("Language of the form"), ())
        self.parts = PartsPane()
        self.questions = QuestionPane()
        self.parts.chosen.connect(self.questions.show_part)
        self.questions.part_changed.connect(self.parts.show_part)
        self.why, self.found = WhyPanel(), FindingsPanel()
        self.problem_panel = ProblemPanel()
        self.tabs = SegmentBar(
            _("Beside the form"),
            (("why", _("Why")), ("problems", _("Problems")), ("findings", _("Findings"))),
        )
        self._stack = QStackedWidget()
        for panel in (self.why, self.problem_panel, self.found):
            self._stack.addWidget(panel)
        self.side = self._make_side()
        self.empty = EmptyState(
            _("The form cannot be shown yet"),
            _("The problems at the right say what keeps it. It shows as soon as it is saved."),
        )
        self.middle = QStackedWidget()
        self.middle.addWidget(self.empty)
        self.middle.addWidget(self.questions)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.parts)
        row.addWidget(self.middle, 1)
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
        self.toasts = Toasts(self.middle)
        self._ring = FocusRing(self)

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
        self.parts.setVisible(now.sections and self._shows_form)
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

    def show_tab(self, key: str) -> None:
        """Show why, problems or findings."""
        self.tabs.set_value(key)
        self._stack.setCurrentIndex(TABS.index(key))

    def show_state(self, found: Read, building: PreviewBuilding | None) -> None:
        """Say in the bars how the file stands and what is shown.

        Args:
            found: The last reading.
            building: What the panes show, None while there is none.
        """
        serious = sum(problem.serious for problem in found.problems)
        self.tabs.set_words("problems", f"{_('Problems')} {len(found.problems)}")
        if found.form is None:
            words = ngettext("{count} thing to mend", "{count} things to mend", serious)
            shown = _("the last good version is shown") if building else ""
            text = " · ".join(part for part in (words.format(count=serious), shown) if part)
            self.topbar.set_state(ChipSpec("critical", text, "critical"))
        else:
            self.topbar.set_state(ChipSpec("done", _("As saved"), "ok"))
        at, seconds = clock(wall_ms(), seconds=True), f"{found.seconds:.1f}"
        words = _("Read at {time} in {seconds} s").format(time=at, seconds=seconds)
        notes = [Note("", words)]
        if building is not None:
            form = building.visit.definition
            count = len(form.questions())
            questions = ngettext("{count} question", "{count} questions", count)
            notes += [
                Note("", f"{form.form_id} {form.version}".strip()),
                Note("", questions.format(count=count)),
            ]
        self.statusbar.set_left(*notes)
        self.statusbar.set_right(Note("", _("Answers here are for trying only; nothing is kept")))
