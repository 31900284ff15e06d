"""The keys of the field desk, by section 5 of the visual language."""

from __future__ import annotations

from app.i18n import N_
from app.ui.keys import Binding

BINDINGS = (
    Binding("tree.filter1", "tree", ("Alt+1",), N_("Filter: all")),
    Binding("tree.filter2", "tree", ("Alt+2",), N_("Filter: not started")),
    Binding("tree.filter3", "tree", ("Alt+3",), N_("Filter: incomplete")),
    Binding("tree.filter4", "tree", ("Alt+4",), N_("Filter: done")),
    Binding("tree.walk", "tree", (), N_("Walk, fold and unfold; Enter opens"), "↑ ↓ ← →"),
    Binding("building.next_new", "building", ("Ctrl+Down",), N_("Next one not started"), "Ctrl+↓"),
    Binding(
        "building.next_short",
        "building",
        ("Ctrl+Shift+Down",),
        N_("Next one with something missing"),
        "Ctrl+Shift+↓",
    ),
    Binding("building.back", "building", ("Alt+Left",), N_("Previous building"), "Alt+←"),
    Binding("building.next", "building", ("Alt+Right",), N_("Next building"), "Alt+→"),
    Binding("building.summary", "building", ("F9",), N_("Done, have a look")),
    Binding("building.part", "building", ("Ctrl+G",), N_("Go to a part, then its letter")),
    Binding("building.visit", "building", ("F7",), N_("How the visit went")),
    Binding("building.recall", "building", ("F4",), N_("Look again at earlier problems")),
    Binding("building.who", "building", ("Ctrl+U",), N_("Somebody else inspects")),
    Binding("building.copy", "building", ("Ctrl+D",), N_("Copy the basics from a neighbour")),
    Binding(
        "question.bulk",
        "question",
        ("Ctrl+Shift+B",),
        N_("This answer for several buildings"),
    ),
    Binding(
        "question.looked", "question", ("Ctrl+K",), N_("All copied answers of this part looked at")
    ),
    Binding(
        "question.statement",
        "question",
        ("Ctrl+J",),
        N_("All of this part looked at, the rest none"),
    ),
    Binding(
        "question.statements",
        "question",
        ("Ctrl+Shift+J",),
        N_("Several parts looked at, the rest none"),
    ),
    Binding("question.answer", "question", (), N_("Answer; tick in a multiple choice"), "1–9"),
    Binding("question.undecidable", "question", ("Alt+3",), N_("Undecidable")),
    Binding("question.not_applicable", "question", ("Alt+4",), N_("Not applicable")),
    Binding("question.not_reached", "question", ("Alt+5",), N_("Not reached")),
    Binding("question.step", "question", (), N_("Next question"), "Enter"),
    Binding("question.next_open", "question", ("F8",), N_("Next unanswered")),
    Binding("question.previous_open", "question", ("Shift+F8",), N_("Previous unanswered")),
    Binding("question.clear", "question", (), N_("Clear the answer"), "Delete"),
    Binding("question.place", "question", ("Ctrl+L",), N_("Location")),
    Binding("question.basis", "question", ("Ctrl+B",), N_("Basis, then a digit")),
    Binding("question.remark", "question", ("Ctrl+M",), N_("Remark")),
    Binding("photo.import", "question", ("Ctrl+I",), N_("Take or import a photo")),
    Binding("photo.folder", "question", ("Ctrl+Shift+I",), N_("Import a folder of photos")),
    Binding("photo.paste", "question", ("Ctrl+V",), N_("Photo from the clipboard")),
    Binding("number.leave", "number", (), N_("Leave the field; they do not count"), "↑ ↓"),
    Binding("summary.jump", "summary", (), N_("Jump to what is missing"), "1–9"),
    Binding("summary.leave", "summary", ("F10",), N_("Leave it, mark incomplete")),
    Binding(
        "summary.next", "summary", ("Ctrl+Return", "Ctrl+Enter"), N_("Next building"), "Ctrl+Enter"
    ),
    Binding("viewer.step", "viewer", (), N_("Previous and next photo"), "← →"),
    Binding("viewer.zoom", "viewer", (), N_("Zoom in, out, whole picture"), "+ - 0"),
    Binding("viewer.full", "viewer", (), N_("Full size"), "1"),
    Binding("viewer.turn", "viewer", (), N_("Turn upright"), "R"),
    Binding(
        "viewer.marks",
        "viewer",
        (),
        N_("Circle, arrow, scale, text, blur, crop copy"),
        "O A M T B X",
    ),
    Binding("viewer.done", "viewer", (), N_("Done marking"), "Ctrl+S"),
    Binding("viewer.stamp", "viewer", (), N_("Show the watermark"), "W"),
    Binding("viewer.compare", "viewer", (), N_("Compare with another photo"), "V"),
    Binding("viewer.export", "viewer", (), N_("Export copies"), "E"),
    Binding("viewer.belongs", "viewer", (), N_("Belongs to: question or finding"), "G"),
    Binding("viewer.caption", "viewer", (), N_("Write a caption"), "C"),
    Binding("viewer.order", "viewer", (), N_("Move the photo before, behind"), "Alt+← →"),
    Binding("viewer.remove", "viewer", (), N_("Remove the photo"), "Delete"),
)
"""What the rooms of the field desk bind; those without keys are only listed by F1."""
