"""What rooms may ask for without knowing who does it; each is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.desk import Desk
    from app.ui.program import Program


def acts(program: Program, desk: Desk) -> dict[str, Callable[..., object]]:
    """Return the acts of a desk: roster, sample, place, send, settings, open."""

    def roster() -> None:
        from app.ui.start.roster_open import choose_roster

        choose_roster(desk)

    def sample() -> None:
        from app.ui.start.sample import open_sample

        open_sample(program)

    def place() -> None:
        from app.ui.field.place_form import add_building

        add_building(desk)

    def send() -> None:
        from app.ui.exchange.send import open_send

        page: Any = program.page
        page.leave()
        open_send(desk)

    def task(file: Path | None = None) -> None:
        from app.ui.exchange.task_open import open_task

        open_task(desk, file)

    def purge() -> None:
        from app.ui.exchange.purge import open_purge

        open_purge(desk)

    def fingerprint() -> None:
        from app.ui.exchange.own import open_fingerprint

        open_fingerprint(desk)

    def receipts() -> None:
        from app.ui.exchange.fetch import look_everywhere

        look_everywhere(desk)

    def settings(page: str = "") -> None:
        from app.ui.settings_dialog import open_settings

        open_settings(program, page)

    def back_up_outside() -> None:
        from app.ui.settings_dialog import BACKUP, open_settings

        dialog = open_settings(program, BACKUP)
        if dialog.outside is not None:
            dialog.outside.back_up()

    def put_back(file: Path) -> None:
        from app.ui.safety.restoring import put_back

        put_back(program, desk.workspace.root, file)

    return {
        "roster": roster,
        "sample": sample,
        "place": place,
        "send": send,
        "task": task,
        "purge": purge,
        "fingerprint": fingerprint,
        "receipts": receipts,
        "settings": settings,
        "open": program.show_start,
        "back_up_outside": back_up_outside,
        "put_back": put_back,
        "choose": program.choose,
    }
