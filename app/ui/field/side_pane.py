"""The right of the field desk: photos of the building, and its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import _
from app.inspection.edges import THUMBNAIL_EDGE
from app.ui.field.rows import findings
from app.ui.field.shown import clock, photos_count, places_count, short_code
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.findings import FindingCard, FindingInfo
from app.ui.widgets.labels import Panel, Text
from app.ui.widgets.photo_model import Photo, PhotoModel
from app.ui.widgets.photos import PhotoGrid, dropped_files
from app.ui.widgets.progress import CountBar

if TYPE_CHECKING:
    from app.inspection.photos import PhotoRow
    from app.ui.field.building import Building
    from app.ui.field.photo_work import PhotoWork

WANTED = "wanted:"
"""Key of a tile that stands for a photo still missing, before the path it is missing at."""
_ROWS = 2
_ROWS_ALL = 4
_COLUMNS = 2


class SidePane(Panel):
    """Photos and findings of the open building.

    Signals:
        import_wanted(path): Choose files for this question; empty: for the building.
        dropped(files): Files or folders were dropped on the pane.
        photo_opened(photo): Look at this photo (its id as text).
        photo_removed(photo): Delete was pressed on it.
        question_wanted(path): Open the question of a finding.
    """

    import_wanted = Signal(str)
    dropped = Signal(list)
    photo_opened = Signal(str)
    photo_removed = Signal(str)
    question_wanted = Signal(str)

    def __init__(self, work: PhotoWork, parent: QWidget | None = None) -> None:
        super().__init__("bg", "", parent, _("Photos and findings"))
        look = theme()
        self._work = work
        self._building: Building | None = None
        self._cards: list[FindingCard] = []
        self._all = False
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._show)
        self.setAcceptDrops(True)
        column = QVBoxLayout(self)
        edge = look.space(4)
        column.setContentsMargins(edge - look.stroke("focus"), look.space(3), edge, 0)
        column.setSpacing(look.space(2))
        self._photo_head(column)
        self.model = PhotoModel(self)
        self.grid = PhotoGrid(_("Photos"), self.model, _COLUMNS)
        self.grid.show_rows(_ROWS)
        self.grid.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.grid.opened.connect(self.photo_opened)
        self.grid.removed.connect(self.photo_removed)
        self.grid.dropped.connect(self.dropped)
        self.grid.wanted.connect(lambda key: self.import_wanted.emit(key.removeprefix(WANTED)))
        column.addWidget(self.grid)
        self._photo_foot(column)
        self._finding_part(column)
        work.preview_ready.connect(self._preview)
        work.preview_failed.connect(self._damaged)
        work.progressed.connect(self._progressed)
        work.ended.connect(self._ended)

    def _photo_head(self, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme().space(2))
        head.addWidget(Text(_("Photos"), "body_strong"))
        self._photo_count = Text("", "label", "text2")
        head.addWidget(self._photo_count)
        head.addStretch()
        self.take = Button(_("Import"), "quiet", "image-plus", name=_("Import photos"))
        self.take.clicked.connect(lambda: self.import_wanted.emit(""))
        head.addWidget(self.take)
        column.addLayout(head)

    def _photo_foot(self, column: QVBoxLayout) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(theme().space(2))
        self._foot = Text("", "caption", "text2", elide=True)
        foot.addWidget(self._foot, 1)
        self._bar = CountBar(_("Photos taken in"))
        self._bar.hide()
        foot.addWidget(self._bar, 1)
        self._stop = Button(_("Stop"), "quiet")
        self._stop.clicked.connect(self._work.cancel)
        self._stop.hide()
        foot.addWidget(self._stop)
        self._more = Button("", "quiet")
        self._more.clicked.connect(self._toggle_all)
        self._more.hide()
        foot.addWidget(self._more)
        column.addLayout(foot)

    def _finding_part(self, column: QVBoxLayout) -> None:
        look = theme()
        head = QHBoxLayout()
        head.setSpacing(look.space(2))
        head.addWidget(Text(_("Findings here"), "body_strong"))
        self._finding_count = Text("", "label", "text2")
        head.addWidget(self._finding_count)
        head.addStretch()
        head.addWidget(Text(_("by severity"), "caption", "text2"))
        column.addLayout(head)
        cards = QWidget()
        self._pile = QVBoxLayout(cards)
        self._pile.setContentsMargins(0, 0, 0, look.space(4))
        self._pile.setSpacing(look.space(2))
        self._none = Text("", "label", "text2", wrap=True)
        self._pile.addWidget(self._none)
        self._pile.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(cards)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        cards.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        column.addWidget(self._scroll, 1)

    # What is shown

    def show_building(self, building: Building | None) -> None:
        """Show the photos and findings of a building; None: of none."""
        self._building = building
        self._all = False
        self.model.set_photos([])
        if building is not None:
            building.changed.connect(self._changed)
            building.reloaded.connect(self._changed)
            building.photos_changed.connect(self._changed)
            self._soon.start()

    def _changed(self, _paths: object = None) -> None:
        if self.sender() is self._building:
            self._soon.start()  # photos and answers often change together: show them once

    def _show(self) -> None:
        self._show_findings()
        self._show_photos()

    def _show_photos(self) -> None:
        building = self._building
        if building is None:
            return
        rows, wanted = building.photos, self._wanted(building)
        # What is missing stands behind the first photo, where it is seen.
        order: list[PhotoRow | Photo] = [*rows[:1], *wanted[:2], *rows[1:], *wanted[2:]]
        room = _ROWS * _COLUMNS
        shown = order if self._all else order[:room]
        damaged = {tile.key for tile in self._tiles() if tile.state == "damaged"}
        tiles = [
            one if isinstance(one, Photo) else self._tile(building, one, damaged) for one in shown
        ]
        if self._tiles() != tiles:
            self.model.set_photos(tiles)
        self._fit_grid(len(tiles))
        for one in shown:
            if not isinstance(one, Photo):
                self._work.want_preview(one)
        self._photo_count.setText(photos_count(len(rows)))
        self._foot.setText(
            _("Originals stay untouched")
            if rows
            else _("Drop photos here, or paste them with Ctrl+V")
        )
        self._more.setVisible(len(order) > room)
        self._more.set_words(
            _("Show fewer") if self._all else _("See all ({count})").format(count=len(order))
        )

    def _tiles(self) -> list[Photo]:
        found = (self.model.photo(row) for row in range(self.model.rowCount()))
        return [tile for tile in found if tile is not None]

    def _fit_grid(self, tiles: int) -> None:
        rows = -(-tiles // _COLUMNS) if tiles else 1
        self.grid.show_rows(min(rows, _ROWS_ALL if self._all else _ROWS))
        policy = Qt.ScrollBarPolicy
        scrolls = rows > _ROWS_ALL
        self.grid.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff
        )
        self.grid.setVisible(bool(tiles))

    def _wanted(self, building: Building) -> list[Photo]:
        tiles = []
        for one in building.missing():
            if one.kind != "photo":
                continue
            question = building.visit.definition.question(one.path)
            code = short_code(question.code) if question else ""
            words = _("{code} {what} missing").format(code=code, what=one.label)
            tiles.append(Photo(WANTED + one.path, code, state="missing", words=words))
        return tiles

    def _tile(self, building: Building, row: PhotoRow, damaged: set[str]) -> Photo:
        question = building.visit.definition.question(row.question) if row.question else None
        kind = ""
        if question is not None and question.kind == "image" and row.question:
            kind = building.field(row.question).label
        at = row.taken_at if row.taken_at is not None else row.added_at
        time = ""
        if at is not None:
            # Without a zone the camera's wall time was kept as if it were UTC.
            wall = row.taken_at is not None and not row.taken_zone
            time = _wall(at) if wall else clock(at)
        code = short_code(question.code) if question else ""
        key = str(row.id)
        state = "there" if row.here and key not in damaged else "damaged"
        return Photo(key, code, time, kind, state)

    def _preview(self, key: str, edge: int, image: QImage) -> None:
        if edge == THUMBNAIL_EDGE:
            self.model.set_preview(key, image)

    def _damaged(self, key: str, edge: int) -> None:
        if edge == THUMBNAIL_EDGE:
            self.model.update_photo(key, state="damaged")

    def _toggle_all(self) -> None:
        self._all = not self._all
        self._show_photos()

    def _progressed(self, done: int, total: int) -> None:
        self._foot.hide()
        self._bar.show()
        self._stop.show()
        self._bar.set_count(done, total)

    def _ended(self) -> None:
        self._bar.hide()
        self._stop.hide()
        self._foot.show()

    def _show_findings(self) -> None:
        building = self._building
        if building is None:
            return
        infos = findings(building)
        self._finding_count.setText(places_count(len(infos)))
        self._none.setText(_("No finding so far"))
        self._none.setVisible(not infos)
        for card, info in zip(self._cards, infos, strict=False):
            card.set_finding(info)
        for info in infos[len(self._cards) :]:
            self._add_card(info)
        for card in self._cards[len(infos) :]:
            self._pile.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = self._cards[: len(infos)]

    def _add_card(self, info: FindingInfo) -> None:
        card = FindingCard(info)
        card.opened.connect(self.question_wanted)
        self._pile.insertWidget(self._pile.count() - 1, card)
        self._cards.append(card)

    # Dropping anywhere on the pane

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.dropped.emit(files)


def _wall(at_ms: int) -> str:
    from datetime import UTC, datetime

    return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%H:%M}"
