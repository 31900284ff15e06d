"""Scenes of what keeps records safe, of help, and of photos that come in by themselves."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.screens.stage import Stage

_BUILDING = "长安/样例小区甲/2号楼"
_QUESTION = "/housing/B/ZF_B03"


def _open(stage: Stage) -> None:
    stage.open_sample("laptop-A")
    page = stage.enter("inspect")
    page.open_place(stage.find(_BUILDING))
    stage.wait(lambda: page.building is not None)
    page.go_to(_QUESTION)
    stage.settle()


def settings(page: str, stage: Stage) -> None:
    """Open a page of the settings; with three backups on that of backups."""
    from app import backup
    from app.models.clock import wall_ms

    _open(stage)
    if page == "backup":
        for days in (9, 2, 0):
            now = wall_ms() - days * 86_400_000
            backup.make(stage.desk.workspace, now_ms=now)
        stage.desk.guard.look()
    if page == "photos":
        folder = stage.place / "DCIM"
        folder.mkdir()
        stage.desk.act_with("watch", folder)
    stage.desk.act_with("settings", page)
    stage.settle()


def second_place(stage: Stage) -> None:
    """Set a second place up."""
    from app.ui.settings_dialog import SettingsDialog

    settings("backup", stage)
    window = stage.program.window
    assert window is not None
    (dialog,) = window.findChildren(SettingsDialog)
    assert dialog.outside is not None
    stick = stage.place / "U盘"
    stick.mkdir()
    dialog.outside.take_folder(stick)


def from_backup(stage: Stage) -> None:
    """Restore from the first steps."""
    from app import backup
    from app.ui.start.first_run import FirstRun

    _open(stage)
    root = stage.desk.workspace.root
    backup.make(stage.desk.workspace)
    stage.program.show_start()
    window = stage.program.window
    assert isinstance(window, FirstRun)
    window.from_backup().take_folder(root)


def phone(stage: Stage) -> None:
    """Offer the page to a phone."""
    _open(stage)
    dialog = stage.page.incoming.open_phone()
    stage.wait(lambda: stage.page.incoming.link.url)
    dialog.use("127.0.0.1")


def phone_strip(stage: Stage) -> None:
    """Go on inspecting while the phone stays on."""
    phone(stage)
    from app.ui.phone.dialog import PhoneDialog

    dialog = stage.desk.shell.findChild(PhoneDialog)
    assert dialog is not None
    dialog.keep.click()


def notices(stage: Stage) -> None:
    """Say all that the guard may say."""
    from app.ui.safety import words
    from app.watch import Jump, Room

    _open(stage)
    lines = stage.desk.shell.notices
    lines.tell("workspace", words.recognised("copied"))
    stage.desk.guard.show_room(Room(120_000_000, "critical"))
    lines.tell("clock", words.clock_jump(Jump(-7_500_000, while_running=True)), "clock")


def help_sheet(stage: Stage) -> None:
    """Open help at a question."""
    _open(stage)
    stage.desk.act("help")


def guide(stage: Stage) -> None:
    """Show the first of the first steps."""
    _open(stage)
    stage.desk.act("guide")


def contrast(play: Callable[[Stage], None], stage: Stage) -> None:
    """Look at a scene in high contrast."""
    stage.program.choose(theme="contrast")
    play(stage)


PLAYS: dict[str, Callable[[Stage], None]] = {
    "safety_settings": partial(settings, "general"),
    "safety_settings_photos": partial(settings, "photos"),
    "safety_settings_backup": partial(settings, "backup"),
    "safety_second_place": second_place,
    "safety_from_backup": from_backup,
    "safety_phone": phone,
    "safety_phone_strip": phone_strip,
    "safety_notices": notices,
    "safety_help": help_sheet,
    "safety_guide": guide,
    "safety_contrast": partial(contrast, _open),
}
"""How to come to each, all on the field desk."""
