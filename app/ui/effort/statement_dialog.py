"""几段都看过，其余无: the parts and questions that one statement would answer, confirmed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.choices import TickChip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Text
from app.ui.widgets.markup import to_plain

if TYPE_CHECKING:
    from app.ui.field.building import Building

_HEIGHT = 560


@dataclass(frozen=True)
class PartLine:
    """A part that the statement may close, and the names of the questions it would answer."""

    letter: str
    name: str
    questions: tuple[str, ...]


def lines_of(building: Building, by_part: Mapping[str, Sequence[str]]) -> list[PartLine]:
    """Name parts and questions of a building, given the paths by letter."""
    names = {part.letter: part.name for part in building.parts}
    return [
        PartLine(
            letter,
            names.get(letter, letter),
            tuple(to_plain(building.field(path).label) for path in paths),
        )
        for letter, paths in by_part.items()
    ]


class StatementDialog(Dialog):
    """Lists what would be answered with 无; Enter says so, once for all that is ticked."""

    def __init__(self, parent: QWidget, lines: list[PartLine]) -> None:
        title = _("Parts looked at, the rest none")
        super().__init__(parent, title, height=theme().scaled(_HEIGHT))
        self._lines = lines
        said = _(
            "Only where you have looked. Each of these questions gets “none”, and its basis says"
            " that it was stated for the whole part. Untick what you have not looked at."
        )
        self.body.addWidget(Text(said, "body", "text2", wrap=True))
        self.ticks: dict[str, TickChip] = {}
        for line in lines:
            count = len(line.questions)
            words = ngettext("{count} question", "{count} questions", count).format(count=count)
            name = line.name.removeprefix(line.letter).strip()
            tick = TickChip(f"{line.letter} {name} · {words}")
            tick.setChecked(True)
            tick.toggled.connect(lambda _on: self._tell())
            self.ticks[line.letter] = tick
            self.body.addWidget(tick)
            self.body.addWidget(Text("；".join(line.questions), "caption", "text2", wrap=True))
        self.body.addStretch()
        leave = self.add_button(Button(_("Cancel"), hint="Esc"))
        leave.clicked.connect(self.reject)
        self.go = self.add_button(Button("", "primary", hint="Enter"))
        self.go.clicked.connect(self.accept)
        self.set_note(_("One Ctrl+Z takes all of it back."))
        self._tell()
        self.go.setFocus()

    def chosen(self) -> tuple[str, ...]:
        """Return the letters of the parts that are ticked."""
        return tuple(one.letter for one in self._lines if self.ticks[one.letter].isChecked())

    def _tell(self) -> None:
        chosen = self.chosen()
        count = sum(len(one.questions) for one in self._lines if one.letter in chosen)
        words = ngettext("All looked at: {count} none", "All looked at: {count} none", count)
        self.go.set_words(words.format(count=count), "Enter")
        self.go.setEnabled(bool(chosen))
