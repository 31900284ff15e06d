"""All shortcuts in one place: what binds them, what F1 lists, what a button shows.

A window adds its bindings to the registry and gives each the function to call; the help sheet
and the hints inside buttons read the same table, so none of the three can disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.i18n import N_, _

PLACES = {
    "everywhere": N_("Everywhere"),
    "tree": N_("Tree"),
    "building": N_("Building"),
    "question": N_("Question"),
    "number": N_("Number"),
    "summary": N_("Summary"),
    "room": N_("Room mode"),
    "viewer": N_("Photo viewer"),
    "send": N_("Send"),
    "inbox": N_("Inbox"),
    "conflict": N_("Conflicts"),
    "findings": N_("Findings"),
    "review": N_("Review"),
    "gaps": N_("Gaps"),
    "devices": N_("Devices"),
}
"""Where keys are valid, in the order of the help sheet."""


@dataclass(frozen=True)
class Binding:
    """One action and the keys that start it.

    Attributes:
        action: Code name, unique, such as ``photo.import``.
        place: Key of `PLACES`.
        keys: Qt's portable key names, the first is shown: ``("Ctrl+I",)``.
        label: English source string of what it does.
        shown: What the help shows in place of the keys, such as ``1–5``; empty: the first key.
    """

    action: str
    place: str
    keys: tuple[str, ...]
    label: str
    shown: str = ""


class Keys:
    """The shortcuts of one window."""

    def __init__(self) -> None:
        self._bindings: dict[str, Binding] = {}
        self._shortcuts: dict[str, list[QShortcut]] = {}

    def add(self, binding: Binding) -> None:
        """Enter one action.

        Raises:
            ValueError: Unknown place, action entered twice, or a key already taken in that place
                or everywhere: Qt would then call neither.
        """
        if binding.place not in PLACES:
            raise ValueError(binding.place)
        if binding.action in self._bindings:
            raise ValueError(binding.action)
        for other in self._bindings.values():
            near = other.place == binding.place or "everywhere" in (other.place, binding.place)
            if near and set(other.keys) & set(binding.keys):
                raise ValueError(f"{binding.action}: {other.action}")
        self._bindings[binding.action] = binding

    def has(self, action: str) -> bool:
        """Return whether an action was entered."""
        return action in self._bindings

    def bind(
        self, action: str, owner: QWidget, slot: Callable[[], object], *, window: bool = False
    ) -> list[QShortcut]:
        """Let the keys of ``action`` call ``slot`` while the focus is in ``owner``.

        Args:
            action: An action entered before.
            owner: The pane in which the keys are valid.
            slot: What to call.
            window: Valid in the whole window of ``owner``.
        """
        context = (
            Qt.ShortcutContext.WindowShortcut
            if window
            else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        made = []
        for keys in self._bindings[action].keys:
            shortcut = QShortcut(QKeySequence(keys), owner, context=context)
            shortcut.activated.connect(slot)
            made.append(shortcut)
        self._shortcuts.setdefault(action, []).extend(made)
        return made

    def enable(self, action: str, enabled: bool) -> None:
        """Switch the keys of one action on or off."""
        for shortcut in self._shortcuts.get(action, ()):
            shortcut.setEnabled(enabled)

    def hint(self, action: str) -> str:
        """Return what a button shows for ``action``; empty if it has no keys."""
        binding = self._bindings.get(action)
        if binding is None:
            return ""
        if binding.shown:
            return binding.shown
        text = QKeySequence(binding.keys[0]).toString(QKeySequence.SequenceFormat.PortableText)
        return text.replace("Return", "Enter")

    def sheet(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return what F1 lists: place and its (keys, label) pairs, translated, in order."""
        pages = []
        for place, title in PLACES.items():
            here = [b for b in self._bindings.values() if b.place == place]
            if here:
                pages.append((_(title), [(self.hint(b.action), _(b.label)) for b in here]))
        return pages
