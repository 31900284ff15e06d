"""Thousands of choices as a list that is filtered while one types.

The keys to search in are made once per list, in slices while the window is idle: folded words and
values at once (cheap), pinyin and its initials after that. A list of 15,000 is walked in a few
milliseconds, so no index is needed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.i18n import _
from app.ui.questions.tile import Choice

Index = QModelIndex | QPersistentModelIndex
CHOICE_ROLE = Qt.ItemDataRole.UserRole + 1
CHOSEN_ROLE = Qt.ItemDataRole.UserRole + 2
_ROOT = QModelIndex()
_syllables: dict[str, str] = {}


def fold(text: str) -> str:
    """Return text as it is compared: width and case do not matter."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


def spoken(text: str) -> str:
    """Return the pinyin of a text and its initials; empty where nothing is Chinese."""
    if text.isascii():
        return ""
    sounds = [_syllable(char) for char in text]
    return f"{''.join(sounds)}\n{''.join(sound[:1] for sound in sounds)}"


def _syllable(char: str) -> str:
    known = _syllables.get(char)
    if known is None:
        if char.isascii():
            known = char.lower()
        else:
            from pypinyin import lazy_pinyin

            known = "".join(lazy_pinyin(char))
        _syllables[char] = known
    return known


class SearchModel(QAbstractListModel):
    """The choices that match what was typed.

    Args:
        choices: All choices.
        parent: Owner.
    """

    def __init__(self, choices: Sequence[Choice], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choices = list(choices)
        self._keys = [f"{fold(one.words)}\n{fold(one.value)}" for one in self.choices]
        self._spoken = 0
        self._shown: list[int] | range = range(len(self.choices))
        self._chosen: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether pinyin is known of every choice."""
        return self._spoken >= len(self._keys)

    def learn(self, count: int) -> None:
        """Work out the pinyin of so many further choices."""
        end = min(self._spoken + count, len(self._keys))
        for at in range(self._spoken, end):
            sound = spoken(self.choices[at].words)
            if sound:
                self._keys[at] += f"\n{sound}"
        self._spoken = end

    def filter(self, text: str) -> None:
        """Show what holds every word of ``text``, in its words, value or pinyin."""
        query = fold(text).split()
        if not self.whole and any(word.isascii() for word in query):
            self.learn(len(self._keys))
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
                self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

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
