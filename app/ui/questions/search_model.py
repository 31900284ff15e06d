"""Thousands of choices as a list that is filtered while one types.

Words and values are folded at once. Pinyin and its initials, which cost a tenth of a millisecond
each and know which way a sign is read in its word, are worked out by a thread beside the window
and kept; until they are there, only words and values are found. A list of 15,000 is walked in a
few milliseconds, so no index is needed.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.i18n import _
from app.ui.questions.tile import Choice

Index = QModelIndex | QPersistentModelIndex
CHOICE_ROLE = Qt.ItemDataRole.UserRole + 1
CHOSEN_ROLE = Qt.ItemDataRole.UserRole + 2
_ROOT = QModelIndex()
_KEPT = 200_000
LEARNER = "pinyin"
"""Name of the threads that work pinyin out."""
_known: dict[str, str] = {}
"""Pinyin and initials of labels that were read out once."""


def fold(text: str) -> str:
    """Return text as it is compared: width and case do not matter."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


def spoken(text: str) -> str:
    """Return the pinyin of a text and its initials; empty where nothing is Chinese."""
    if text.isascii():
        return ""
    known = _known.get(text)
    if known is None:
        # The copy of the dictionary that pypinyin makes for user extensions costs 10 MB.
        os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
        from pypinyin import lazy_pinyin

        sounds = [fold(sound) for sound in lazy_pinyin(text)]
        known = f"{''.join(sounds)}\n{''.join(sound[:1] for sound in sounds)}"
        if len(_known) >= _KEPT:
            _known.clear()
        _known[text] = known
    return known


class SearchModel(QAbstractTableModel):
    """The choices that match what was typed.

    Args:
        choices: All choices.
        parent: Owner.

    Attributes:
        choices: As given.
        whole: Whether pinyin is known of every choice.
    """

    def __init__(self, choices: Sequence[Choice], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choices = list(choices)
        words = fold("\x01".join(one.words.replace("\x01", "") for one in self.choices))
        values = fold("\x01".join(one.value for one in self.choices))
        pairs = zip(words.split("\x01"), values.split("\x01"), strict=True)
        self._keys = [f"{word}\n{value}" for word, value in pairs] if self.choices else []
        self.whole = False
        if all(one.words.isascii() or one.words in _known for one in self.choices):
            self._learn()
        else:
            threading.Thread(target=self._learn, name=LEARNER, daemon=True).start()
        self._shown: list[int] | range = range(len(self.choices))
        self._chosen: frozenset[str] = frozenset()

    def _learn(self) -> None:
        """Add how the words are read out; the new keys take the place of the old at once."""
        pairs = zip(self.choices, self._keys, strict=True)
        self._keys = [f"{key}\n{spoken(one.words)}" for one, key in pairs]
        self.whole = True

    def filter(self, text: str) -> None:
        """Show what holds every word of ``text``, in its words, value or pinyin."""
        query = fold(text).split()
        found: list[int] | range = range(len(self._keys))
        keys = self._keys
        for word in query:
            found = [at for at in found if word in keys[at]]
        self.beginResetModel()
        self._shown = found
        self.endResetModel()

    def set_chosen(self, values: frozenset[str]) -> None:
        """Mark these values as chosen."""
        if values != self._chosen:
            self._chosen = values
            if self._shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0))

    def row_of(self, value: str) -> int:
        """Return the row that shows a value, or -1."""
        for row, at in enumerate(self._shown):
            if self.choices[at].value == value:
                return row
        return -1

    def choice(self, row: int) -> Choice | None:
        """Return what a row shows."""
        return self.choices[self._shown[row]] if 0 <= row < len(self._shown) else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        choice = self.choice(index.row())
        if choice is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return choice.words
        if role == CHOICE_ROLE:
            return choice
        if role == CHOSEN_ROLE:
            return choice.value in self._chosen
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = _("chosen") if choice.value in self._chosen else _("not chosen")
            return f"{choice.words}, {state}"
        return None
