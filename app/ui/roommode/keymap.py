"""The keys of room mode, by section 5 of the visual language."""

from __future__ import annotations

from app.i18n import N_
from app.ui.keys import Binding

BINDINGS = (
    Binding("roommode.begin", "building", ("F11",), N_("Room mode")),
    Binding("roommode.answer", "room", (), N_("Answer; tick in a multiple choice"), "1–5"),
    Binding("roommode.next", "room", ("Right", "Ctrl+Return", "Ctrl+Enter"),
            N_("Next question"), "Enter →"),
    Binding("roommode.back", "room", ("Left",), N_("Previous question"), "←"),
    Binding("roommode.skip", "room", ("Tab",),
            N_("Skip; it comes again at the end of the part")),
    Binding("roommode.place", "room", ("L",), N_("Location")),
    Binding("roommode.photo", "room", ("C",), N_("Take or import a photo")),
    Binding("roommode.end", "room", ("F11",), N_("Back to the desk, to the same question"),
            "F11 Esc"),
)  # fmt: skip
"""Those without keys are only listed by F1."""
