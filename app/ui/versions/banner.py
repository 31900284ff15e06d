"""有新版检查表: a calm line over the questions of a building that has an older version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.i18n import _
from app.ui.lazy import lazy
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.marks import MarkLabel

if TYPE_CHECKING:
    from app.inspection.checklists import Checklist
    from app.inspection.moving import actions as moving
    from app.ui.desk import Desk
    from app.ui.field.building import Building
    from app.ui.field.question_pane import QuestionPane
    from app.ui.field.visits import Visits

if not TYPE_CHECKING:
    moving = lazy("app.inspection.moving.actions")


class VersionBanner(Panel):
    """Stands over the questions while a newer version is in the workspace."""

    def __init__(self, desk: Desk, pane: QuestionPane, visits: Visits) -> None:
        super().__init__("sunken", "b", pane, _("Newer checklist"))
        self._desk, self._visits = desk, visits
        look = theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(look.space(3), look.space(1), look.space(2), look.space(1))
        row.setSpacing(look.space(2))
        row.addWidget(MarkLabel("git-compare-arrows"))
        self._words = Text("", "label", elide=True)
        row.addWidget(self._words, 1)
        self.look = Button(_("See what is different"), "quiet")
        self.look.clicked.connect(self.open)
        row.addWidget(self.look)
        later = Button("", "quiet", "x", name=_("Not now"))
        later.clicked.connect(self.hide)
        row.addWidget(later)
        self.hide()
        layout = pane.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(0, self)
        visits.shown.connect(self._shown)

    def _shown(self, building: Building) -> None:
        self.hide()
        form_id = building.visit.definition.form_id
        self._desk.read(
            lambda session: moving.newest_version(session, form_id), self._known, "newest version"
        )

    def _known(self, newest: Checklist | None) -> None:
        building = self._visits.building
        if building is None or newest is None:
            return
        form = building.visit.definition
        if newest.form_id == form.form_id and newest.hash != form.hash:
            words = _("Newer checklist {version}; this building has {old}")
            self._words.setText(words.format(version=newest.version, old=form.version))
            self.show()

    def open(self) -> None:
        """Show what is different for this building."""
        building = self._visits.building
        if building is None:
            return
        from app.ui.versions.dialog import open_versions

        place = building.line.id
        form_id = building.visit.definition.form_id

        def moved() -> None:
            open_now = self._visits.building
            if open_now is not None and open_now.line.id == place:
                self._visits.leave()
                self._visits.open_place(place)

        open_versions(self._desk, [building.visit.inspection], form_id, moved)
