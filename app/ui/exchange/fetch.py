"""查收回执: fetch now what the hub left for this laptop, and say what it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exchange.returns import Fetched, fetch_returns
from app.i18n import _, ngettext
from app.progress import Progress
from app.ui.exchange.prepare import Prepared, prepare
from app.ui.exchange.sticks import sticks
from app.ui.exchange.told import told_words
from app.ui.exchange.ways import title_of

if TYPE_CHECKING:
    from app.exchange.roads.destination import Destination
    from app.ui.desk import Desk
    from app.ui.jobs import Job


def look_for_receipts(desk: Desk, one: Destination, secret: str = "") -> Job:
    """Fetch receipts, returned records and newer tasks from a destination.

    A dialog says what came; the tree shows it.
    """
    workspace = desk.workspace

    def work(progress: Progress) -> Fetched:
        from app.exchange.roads.destination import kept_secret
        from app.inspection.checklists import keeper
        from app.inspection.derive import derive

        return fetch_returns(
            workspace,
            one,
            keep_form=keeper(workspace),
            derive=lambda: derive(workspace),
            secrets=lambda asked: secret or kept_secret(asked),
            progress=progress,
        )

    def done(found: Fetched) -> None:
        desk.packed.emit()
        if found.receipts or found.merged:
            desk.places_changed.emit()
        say_fetched(desk, found)

    job = desk.jobs.read(work, "receipts")
    job.succeeded.connect(done)
    return job


def fetched_words(found: Fetched) -> list[str]:
    """Say what came; an empty list: nothing, or only a newer task, which is shown by itself."""
    lines = told_words(found.receipts, found.problems)
    if found.merged:
        words = ngettext(
            "{count} package of the hub merged here", "{count} packages of the hub merged here",
            found.merged,
        )  # fmt: skip
        lines.append(words.format(count=found.merged))
    return lines or ([] if found.tasks else [_("No new receipt there yet.")])


def fetched_mark(found: Fetched) -> str:
    """Return the mark of what came."""
    if found.problems:
        return "serious"
    if any(told.returned for told in found.receipts):
        return "returned"
    return "done" if found.receipts or found.merged else "info"


def say_fetched(desk: Desk, found: Fetched) -> None:
    """Say what was found; offer a newer task."""
    lines, mark = fetched_words(found), fetched_mark(found)
    if found.tasks:
        from app.ui.exchange.task_open import open_task

        desk.say(_("The hub left a newer task package."), "info")
        open_task(desk, found.tasks[0], fetched=True)
    if lines:
        action = _("See them") if mark == "returned" else ""
        desk.say(" ".join(lines), mark, action, lambda: desk.room_wanted.emit("todo"))


def look_everywhere(desk: Desk) -> None:
    """Fetch from the destination that is used most; without any the send dialog says what to do."""

    def work(_progress: Progress) -> Prepared:
        return prepare(desk.workspace, sticks)

    def done(found: Prepared) -> None:
        ways = [
            way for way in found.ways if way.there and (way.secret_kept or not way.needs_secret)
        ]
        if not ways:
            desk.act("send")
            return
        way = next((one for one in ways if one.key == found.chosen), ways[0])
        desk.say(_("Looking for receipts at {name}…").format(name=title_of(way)), "info")
        look_for_receipts(desk, way.one)

    job = desk.jobs.read(work, "where receipts are")
    job.succeeded.connect(done)
