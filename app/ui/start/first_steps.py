"""The steps of the first start: who you are, a task package or a roster, the first building."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.ui.field.shown import ZONE
from app.ui.settings_dialog import desk_bar
from app.ui.start.steps import Step
from app.ui.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.fields import TextField
from app.ui.widgets.flow import FlowRow
from app.ui.widgets.labels import Text
from app.ui.widgets.left_row import left_row


class WhoStep(Step):
    """您是谁.

    Attributes:
        person: The name; ``known``: goes on; ``desk``: what the computer is used for.
    """

    def __init__(self, person: str, desk: str) -> None:
        super().__init__(1, _("Who you are"), _("Your name stands beside every answer you give."))
        self.person = TextField(_("Your name"))
        self.person.setText(person)
        self.person.setMaximumWidth(theme().width("dropdown") * 2)
        self.known = Button(_("Go on"), "primary", hint="Enter")
        self.person.advanced.connect(self.known.click)
        self.content.addLayout(left_row(self.person, self.known))
        self.desk = desk_bar(desk)
        self.content.addLayout(left_row(Text(_("This computer"), "label", "text2"), self.desk))


class TaskStep(Step):
    """把任务包导进来; without a hub a name for the campaign, and a roster or none.

    A hub makes task packages instead of taking one: there it asks for name and roster alone.

    Attributes:
        task: Looks on the sticks; ``task_file``: asks for the file.
        campaign: What one's own campaign is called.
        roster: Asks for a roster; ``empty``: begins without one.
        first: Where the focus goes.
    """

    def __init__(self, desk: str) -> None:
        if desk == "hub":
            title = _("Set the campaign up")
            words = _("A name for it, and the roster with all its buildings.")
        else:
            title = _("Bring the task package in")
            words = _(
                "It holds the roster, the checklists and the keys for handing in. The hub gives it"
                " to you, mostly on a stick."
            )
        super().__init__(2, title, words)
        self.task = Button(_("Import it from a stick…"), "primary", "usb", "Enter")
        self.task_file = Button(_("From a folder…"), icon="folder-input")
        if desk != "hub":
            self.content.addWidget(_flow(self.task, self.task_file))
            self.content.addSpacing(theme().space(2))
            words = _("No hub? Begin by yourself, with a name for the campaign:")
            self.content.addWidget(Text(words, "label", "text2", wrap=True))
        self.campaign = TextField(_("What this campaign is called"))
        self.campaign.setText(usual_name())
        self.campaign.setMaximumWidth(theme().width("dropdown") * 2)
        self.content.addLayout(left_row(self.campaign))
        kind, hint = ("primary", "Enter") if desk == "hub" else ("plain", "")
        self.roster = Button(_("Import a roster…"), kind, "folder-input", hint)
        self.campaign.advanced.connect(self.roster.click)
        self.empty = Button(_("Begin without one"), icon="plus")
        self.content.addWidget(_flow(self.roster, self.empty))
        self.first: QWidget = self.campaign if desk == "hub" else self.task

    @property
    def name(self) -> str:
        """What the campaign is called."""
        return self.campaign.text().strip() or usual_name()


def begin_step(desk: str) -> Step:
    """Make the third step; it says only what comes."""
    if desk == "hub":
        words = _("In the room of devices: first the keys of this hub, then the task packages")
        return Step(3, _("Give the laptops their task"), words)
    words = _("After the import, choose one in the roster")
    return Step(3, _("Inspect the first building"), words)


def usual_name() -> str:
    """Return the name that a campaign of this year would have."""
    return _("{year} city check-up").format(year=datetime.now(ZONE).year)


def _flow(*buttons: Button) -> FlowRow:
    row = FlowRow(theme().space(2))
    for button in buttons:
        row.add_widget(button)
    return row
