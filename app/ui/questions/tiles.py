"""Choices side by side: tiles in columns, pictures, a scale of equal parts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.i18n import _
from app.ui.questions.keys import ChoiceKeys
from app.ui.questions.tile import BOXED, Choice, RadioTile, TickTile
from app.ui.theme import theme
from app.ui.widgets.exclusive import HeldRadio
from app.ui.widgets.flow import FlowRow


class ChoiceTiles(QWidget):
    """Choices side by side.

    Args:
        name: Name of the question for screen readers.
        choices: The choices.
        multiple: Whether several may be ticked.
        columns: Tiles in a row; 0: as many as fit.
        look: `BOXED`, `BARE`, `SCALE` or `DOT`.
        alone: Values that clear all others, such as 无.

    Signals:
        changed(values): What is ticked now, in the order of the choices; for a single choice one
            value, or none once Delete was pressed.
        reason_given(reason): Alt+3, Alt+4 or Alt+5.
        cleared(): Delete took everything back.
        advanced(): Enter was pressed.
    """

    changed = Signal(tuple)
    reason_given = Signal(str)
    cleared = Signal()
    advanced = Signal()

    def __init__(
        self,
        name: str,
        choices: Sequence[Choice],
        *,
        multiple: bool = False,
        columns: int = 0,
        look: str = BOXED,
        alone: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._name, self._multiple, self._alone = name, multiple, alone
        self._values: tuple[str, ...] = ()
        keys = ChoiceKeys(self)
        keys.picked.connect(self.pick_at)
        keys.pressed.connect(self._press)
        keys.moved.connect(self._step)
        keys.emptied.connect(self._clear)
        keys.reason_given.connect(self.reason_given)
        keys.advanced.connect(self.advanced)
        make = TickTile if multiple else RadioTile
        self.tiles: list[TickTile | RadioTile] = [make(one, look, keys) for one in choices]
        for tile in self.tiles:
            tile.clicked.connect(lambda _on=False, tile=tile: self._toggle(tile.choice.value))
        self._lay_out(columns)
        self._tell()

    def _lay_out(self, columns: int) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme().space(2))
        if not columns:
            flow = FlowRow(theme().space(2))
            for tile in self.tiles:
                tile.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
                flow.add_widget(tile)
            grid.addWidget(flow, 0, 0)
            return
        for number, tile in enumerate(self.tiles):
            grid.addWidget(tile, number // columns, number % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)

    @property
    def values(self) -> tuple[str, ...]:
        """What is ticked, in the order of the choices."""
        return self._values

    def set_values(self, values: Sequence[str]) -> None:
        """Show an answer without emitting."""
        self._values = tuple(t.choice.value for t in self.tiles if t.choice.value in values)
        self._tell()

    def focus_current(self) -> None:
        """Put the focus on what is chosen, or on the first."""
        chosen = [tile for tile in self.tiles if tile.choice.value in self._values]
        for tile in [*chosen, *self.tiles][:1]:
            tile.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def pick_at(self, number: int) -> None:
        """Choose (or toggle) by number."""
        if number < len(self.tiles):
            self.tiles[number].setFocus(Qt.FocusReason.OtherFocusReason)
            self._toggle(self.tiles[number].choice.value)

    def _press(self) -> None:
        for tile in self.tiles:
            if tile.hasFocus():
                self._toggle(tile.choice.value)

    def _toggle(self, value: str) -> None:
        if not self._multiple:
            if (value,) == self._values:
                return
            kept = [value]
        elif value in self._values:
            kept = [one for one in self._values if one != value]
        elif value in self._alone:
            kept = [value]
        else:
            kept = [one for one in self._values if one not in self._alone] + [value]
        self.set_values(kept)
        self.changed.emit(self._values)

    def _step(self, by: int) -> None:
        for at, tile in enumerate(self.tiles):
            if tile.hasFocus():
                to = self.tiles[(at + by) % len(self.tiles)]
                to.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _clear(self) -> None:
        if self._values:
            self.set_values(())
            self.cleared.emit()

    def _tell(self) -> None:
        words = []
        for at, tile in enumerate(self.tiles):
            on = tile.choice.value in self._values
            if isinstance(tile, HeldRadio):
                tile.show_checked(on)
                stop = on or (not self._values and at == 0)
                focus = Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus
                tile.setFocusPolicy(focus)
                state = _("chosen") if on else _("not chosen")
            else:
                tile.setChecked(on)
                state = _("ticked") if on else _("not ticked")
            if on:
                words.append(tile.choice.words)
            tile.setAccessibleName(f"{self._name}: {tile.choice.words}, {state}")
            tile.update()
        self.setAccessibleName(f"{self._name}: {', '.join(words) or _('unanswered')}")
