"""The keys of the hub desk, by section 5 of the visual language."""

from __future__ import annotations

from app.i18n import N_
from app.ui.keys import Binding

GROUPS = (
    ("indicator", N_("By indicator")),
    ("place", N_("By building")),
    ("responsible", N_("By responsible")),
    ("community", N_("By community")),
    ("", N_("Ungrouped")),
)
"""How findings are grouped, in the order of Alt+1 … 5."""

BINDINGS = (
    Binding("inbox.receive", "inbox", ("Ctrl+O",), N_("Take in packages")),
    Binding("inbox.folder", "inbox", ("Ctrl+Shift+O",), N_("Take in a folder")),
    Binding("inbox.fetch", "inbox", ("Ctrl+Shift+F",), N_("Fetch from a destination")),
    Binding("inbox.regular", "inbox", ("Ctrl+Shift+T",), N_("Fetch at set times")),
    Binding("inbox.submissions", "inbox", ("Ctrl+Shift+K",), N_("Take in submissions")),
    Binding("inbox.merge", "inbox", ("Ctrl+M",), N_("Merge")),
    Binding("inbox.receipts", "inbox", ("Ctrl+Shift+R",), N_("Write receipts")),
    Binding("inbox.confirm", "inbox", ("Ctrl+Return",), N_("Compare fingerprint")),
    Binding("inbox.select", "inbox", (), N_("Select for merging"), "Space"),
    Binding("inbox.details", "inbox", (), N_("Details"), "Enter"),
    Binding("inbox.remove", "inbox", (), N_("Remove from list"), "Delete"),
    Binding("conflict.use1", "conflict", ("1",), N_("Use A")),
    Binding("conflict.use2", "conflict", ("2",), N_("Use B")),
    Binding("conflict.both", "conflict", ("3",), N_("Record both")),
    Binding("conflict.own", "conflict", ("4",), N_("My own")),
    Binding("conflict.return", "conflict", ("R",), N_("Return to the field")),
    Binding("conflict.settle", "conflict", (), N_("Settle, next"), "Enter"),
    Binding("conflict.next", "conflict", ("PgDown",), N_("Next conflict")),
    Binding("conflict.back", "conflict", ("PgUp",), N_("Previous conflict")),
    Binding("conflict.photos", "conflict", (), N_("Photos large, side by side"), "Space"),
    Binding("conflict.print", "conflict", ("Ctrl+P",), N_("Merge record")),
    Binding("conflict.past", "conflict", ("Ctrl+H",), N_("Decisions made")),
    Binding("conflict.rules", "conflict", ("Ctrl+Shift+G",), N_("Rules decided beforehand")),
    Binding("conflict.alike", "conflict", ("Ctrl+Shift+A",), N_("Decide alike together")),
    *(
        Binding(f"findings.group{number}", "findings", (f"Alt+{number}",), words)
        for number, (_key, words) in enumerate(GROUPS, 1)
    ),
    Binding("review.confirm", "review", ("Ctrl+Return",), N_("Confirm")),
    Binding("review.return", "review", ("Ctrl+R",), N_("Return")),
    Binding("review.join", "review", ("J",), N_("Two places are one building")),
    Binding("review.draw", "review", ("Ctrl+D",), N_("Draw on a photo what is meant")),
    Binding("review.remark", "review", ("Ctrl+M",), N_("Remark on this question")),
    Binding("gaps.export", "gaps", ("Ctrl+Shift+E",), N_("Export lists")),
    Binding("devices.confirm", "devices", ("Ctrl+Return",), N_("Compare fingerprint")),
    Binding("devices.task", "devices", ("Ctrl+N",), N_("Make a task package")),
    Binding("findings.walk", "findings", (), N_("Fold and unfold a group"), "← →"),
    Binding("findings.select", "findings", (), N_("Select several"), "Shift+↑ ↓"),
    Binding("findings.record", "findings", (), N_("Open record"), "Enter"),
    Binding("findings.print", "findings", ("Ctrl+P",), N_("Sheet as PDF")),
    Binding("findings.export", "findings", ("Ctrl+Shift+E",), N_("Export lists")),
    Binding("findings.filing", "findings", ("Ctrl+Shift+T",), N_("Files for others")),
)
