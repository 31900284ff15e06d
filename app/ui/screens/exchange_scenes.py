"""Scenes of handing in: the send dialog in each state, a task package, receipts, purge."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.exchange.send import SendDialog
    from app.ui.screens.stage import Stage

_BUILDING = "长安/样例小区甲/2号楼"


def _stick(stage: Stage, name: str = "KINGSTON") -> Path:
    folder = stage.place / name
    folder.mkdir(exist_ok=True)
    return folder


def _dialog(stage: Stage, *, stick: bool = True) -> SendDialog:
    from app.ui.exchange.send import SendDialog
    from app.ui.exchange.sticks import Stick

    stage.open_sample("laptop-A")
    page = stage.enter("inspect")
    page.open_place(stage.find(_BUILDING))
    stage.wait(lambda: page.building is not None)
    found = [Stick("KINGSTON", _stick(stage), 21_400_000_000)] if stick else []
    dialog = SendDialog(stage.desk, lambda: found)
    dialog.open()
    stage.settle()
    return dialog


def where(stage: Stage) -> None:
    """Choose where to: a stick, a NAS with its password, a share."""
    from app.exchange.roads.destination import Destination, keep

    dialog = _dialog(stage)
    with stage.desk.workspace.sessions.begin() as session:
        keep(session, Destination("单位网盘", "https://nas.example/tijian", {"user": "laptop1"}))
    dialog.choice._look_anew()
    stage.settle()


def nothing(stage: Stage) -> None:
    """No stick, no destination."""
    _dialog(stage, stick=False)


def going(stage: Stage, *, stopped: bool = False) -> None:
    """In the middle of writing, held there; or the stick pulled out."""
    from app.exchange.sending import VolumeLine

    dialog = _dialog(stage)
    way = dialog.where.list.way
    assert way is not None
    dialog._way = way
    dialog._desk.write = lambda *_rest: None  # type: ignore[method-assign, assignment]
    dialog._go()
    mb = 1_000_000
    rows = (
        VolumeLine("ca02f1d3-0007-1.zip.age", 7, 1, 64 * mb, 128 * mb, "sent"),
        VolumeLine("ca02f1d3-0007-2.zip.age", 7, 2, 64 * mb, 54 * mb, "going"),
        VolumeLine("ca02f1d3-0007-3.zip.age", 7, 3, 20 * mb),
    )
    watch = dialog.sending.watch
    watch.lines, watch.speed = rows, 14.2
    dialog._progressed(182 * mb, 296 * mb)
    if stopped:
        from app.exchange.roads.local import GoneError
        from app.exchange.sending import UnfinishedError
        from app.models.custody import Delivery

        way.one.folder.rmdir()
        row = Delivery(name=rows[1].name, number=7, volume=2)
        dialog._failed(UnfinishedError(row, GoneError("")))
    stage.settle()


def result(stage: Stage) -> None:
    """Sent to the stick."""
    dialog = _dialog(stage)
    dialog.next_step()
    stage.wait(lambda: dialog.state == "done")
    stage.settle()


def destination(stage: Stage) -> None:
    """Add a destination by WebDAV."""
    from app.exchange.roads.destination import Destination
    from app.ui.exchange.add_destination import AddDestination

    dialog = _dialog(stage)
    add = AddDestination(stage.desk, None, dialog)
    add.form.show_value(Destination("单位网盘", "https://nas.example/tijian", {"user": "laptop1"}))
    add.open()
    stage.settle()


def unlock(stage: Stage) -> None:
    """Ask for the passphrase of the keys; the one typed was wrong."""
    from app.ui.exchange.unlock import UnlockDialog

    dialog = UnlockDialog(_dialog(stage), stage.desk.workspace)
    dialog.problem.setText(_wrong())
    dialog.words.setText("........")
    dialog.words.set_error(True)
    dialog.open()
    stage.settle()


def _wrong() -> str:
    from app.i18n import _

    return _("The passphrase is not right, or the key file is damaged.")


def _task(stage: Stage) -> Any:
    """Make a hub and its task package; returns the package."""
    import keyring
    from keyring.backend import KeyringBackend

    from app.exchange.recovery import make_recovery
    from app.exchange.roads.destination import Destination
    from app.exchange.task.make import make_task
    from app.workspace import Workspace

    class Kept(KeyringBackend):
        priority = 1
        kept: dict[tuple[str, str], str] = {}  # noqa: RUF012

        def get_password(self, service: str, username: str) -> str | None:
            return self.kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self.kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del self.kept[service, username]

    keyring.set_keyring(Kept())  # type: ignore[no-untyped-call]
    import shutil

    shutil.copytree(stage.samples / "hub", stage.place / "hub")
    with Workspace.open(stage.place / "hub") as hub:
        make_recovery(hub)
        nas = Destination("单位网盘", "https://nas.example/tijian", {"user": "laptop1"})
        return make_task(hub, stage.place, destinations=[nas]).path


def task(stage: Stage, *, ready: bool = False) -> None:
    """Take the first task package."""
    from app.ui.start.first_run import FirstRun

    file = _task(stage)
    stage.program.show_start()
    window = stage.program.window
    assert isinstance(window, FirstRun)
    stage.settle()
    dialog = window.take_task(file)
    stage.wait(lambda: dialog.state == "preview")
    stage.settle()
    assert dialog.page is not None
    if not ready:
        dialog.page.typed.setText(dialog.page._shown.hub.fingerprint[:9])
        stage.settle()
        return
    dialog.page.heard.setChecked(True)
    dialog.next_step()
    stage.wait(lambda: dialog.state == "ready")
    stage.settle()


def purge(stage: Stage) -> None:
    """Nothing may go yet."""
    stage.open_sample("laptop-A")
    stage.enter("start")
    stage.desk.act("purge")
    stage.settle()


def purge_some(stage: Stage) -> None:
    """Ask before some go and some stay."""
    from app.exchange.purge import NO_RECEIPT, NOT_MERGED, Purge
    from app.ui.exchange.purge import PurgeDialog

    stage.open_sample("laptop-A")
    stage.enter("start")
    dialog = PurgeDialog(stage.desk)
    dialog.open()
    stage.settle()
    photos = tuple((f"{number:064x}", "jpg") for number in range(187))
    dialog._looked(Purge(photos, 612_000_000, {NO_RECEIPT: 23, NOT_MERGED: 9}))
    stage.settle()


def start(stage: Stage) -> None:
    """Show the start page with hub and handing in."""
    stage.open_sample("laptop-A")
    stage.enter("start")


def packed(stage: Stage) -> None:
    """Rows of the tree after a package was sent."""
    dialog = _dialog(stage)
    dialog.next_step()
    stage.wait(lambda: dialog.state == "done")
    dialog.accept()
    stage.settle(600)


def returned(stage: Stage) -> None:
    """Show the list of records that were sent back."""
    stage.open_sample("laptop-A")
    page = stage.enter("todo")
    page.show_view("returned")
    stage.settle()


def returned_some(stage: Stage) -> None:
    """Show the list with a record in it, and what is wanted."""
    from app.inspection.review.desk import send_back
    from app.inspection.review.fields import Remark
    from app.models.ids import inspection_id

    stage.open_sample("laptop-A")
    workspace = stage.desk.workspace
    campaign = workspace.campaign()
    assert campaign is not None
    record = inspection_id(stage.find(_BUILDING), "housing", campaign.round or "")
    remark = Remark("/housing/B/ZF_B03", "东山墙勒脚再看一眼，拍张近景放尺", None, "")
    send_back(workspace, record, [remark], until="2026-12-01", person="周工（样例）")
    page = stage.enter("todo")
    page.show_view("returned")
    stage.settle()


PLAYS: dict[str, Callable[[Stage], None]] = {
    "exchange_send_where": where,
    "exchange_send_nothing": nothing,
    "exchange_send_going": going,
    "exchange_send_pulled_out": partial(going, stopped=True),
    "exchange_send_result": result,
    "exchange_destination": destination,
    "exchange_unlock": unlock,
    "exchange_task": task,
    "exchange_task_ready": partial(task, ready=True),
    "exchange_purge": purge,
    "exchange_purge_some": purge_some,
    "exchange_start": start,
    "exchange_packed": packed,
    "exchange_returned": returned,
    "exchange_returned_some": returned_some,
}
