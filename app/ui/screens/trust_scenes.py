"""Scenes of devices, keys, task packages and gaps at the hub."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage
    from app.workspace import Workspace


def _keyring() -> None:
    """Let keys be kept in memory: a picture must leave nothing on this machine."""
    import keyring
    from keyring.backend import KeyringBackend

    from app import keys

    class InMemory(KeyringBackend):
        priority = 1
        _kept: ClassVar[dict[tuple[str, str], str]] = {}

        def get_password(self, service: str, username: str) -> str | None:
            return self._kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            self._kept[service, username] = password

    keys.forget()
    InMemory._kept.clear()
    keyring.set_keyring(InMemory())  # type: ignore[no-untyped-call]


def _trusting(stage: Stage) -> Workspace:
    """Open the sample hub with keys; one laptop is confirmed, one new, one revoked."""
    from app.exchange.trust import confirm, device, note, own_keys, revoke
    from app.keys import make
    from app.models.ids import new_id

    _keyring()
    stage.open_sample("hub")
    hub = stage.desk.workspace
    own_keys(hub, as_hub=True)
    with hub.reading() as session:
        from app.exchange.device_lines import device_lines

        there = [line.device for line in device_lines(session, hub)]
    named: list[tuple[UUID, str]] = list(zip(there, ("笔记本 1", "笔记本 2"), strict=False))
    named.append((new_id(), "笔记本 7"))
    for one, name in named:
        with hub.sessions.begin() as session:
            note(session, make(one).public(name))
    with hub.reading() as session:
        first, last = device(session, named[0][0]), device(session, named[-1][0])
    assert first is not None
    assert last is not None
    confirm(hub, first.keys.device, first.keys.fingerprint, "周工（样例）")
    confirm(hub, last.keys.device, last.keys.fingerprint, "周工（样例）")
    revoke(hub, last.keys.device, "周工（样例）", "丢了或被盗 · 11-20 路上丢的")
    return hub


def devices(stage: Stage) -> None:
    """Look at devices of which one waits to be compared."""
    _trusting(stage)
    stage.enter("devices")


def revoked(stage: Stage) -> None:
    """Look at a device that is trusted no longer."""
    devices(stage)
    page = stage.page
    row = next(at for at, one in enumerate(page.model.rows) if one.state == "revoked")
    page.table.setCurrentIndex(page.model.index(row, 0))


def compare(typed: int, wrong: bool, stage: Stage) -> None:
    """Compare a fingerprint, so many letters of which are typed."""
    devices(stage)
    page = stage.page
    row = next(at for at, one in enumerate(page.model.rows) if one.state == "unknown")
    page.table.setCurrentIndex(page.model.index(row, 0))
    page.compare(page.side.line)
    real = page.side.line.fingerprint.replace("-", "")
    text = real[:typed]
    if wrong:
        text = text[:-1] + ("A" if text[-1] != "A" else "B")
    page.dialog.typed.setText(text)


def revoke(stage: Stage) -> None:
    """Ask before a device is trusted no longer."""
    devices(stage)
    page = stage.page
    row = next(at for at, one in enumerate(page.model.rows) if one.state == "confirmed")
    page.table.setCurrentIndex(page.model.index(row, 0))
    page.revoke(page.side.line)


def held(stage: Stage) -> None:
    """Take in a package of a device that nobody has compared."""
    from app.exchange.package import export
    from app.exchange.trust import own_keys
    from app.workspace import Workspace

    _keyring()
    stage.open_sample("hub")
    own_keys(stage.desk.workspace, as_hub=True)
    laptop = stage.place / "laptop"
    shutil.copytree(stage.samples / "laptop-A", laptop)
    stick = stage.place / "stick"
    stick.mkdir()
    with Workspace.open(laptop) as space:
        own_keys(space)
        package = export(space, stick, destination="hub").path
    page = stage.enter("inbox")
    page.take([package])
    stage.settle()
    row = next(at for at, one in enumerate(page.model.shown) if one.held)
    page.table.setCurrentIndex(page.model.index(row, 1))


def keys(act: str, stage: Stage) -> None:
    """Look at the keys of the hub; ``act``: go on to the recovery key."""
    _trusting(stage)
    page = stage.enter("devices")
    page.open_keys()
    stage.settle()
    if act:
        page.dialog.recovery.click()
        page.dialog.dialog.words.setText("x" * 12)


def no_keys(stage: Stage) -> None:
    """Look at a hub without keys."""
    _keyring()
    stage.open_sample("hub")
    page = stage.enter("devices")
    page.open_keys()


def task(step: int, stage: Stage) -> None:
    """Walk through the steps of a task package."""
    from app.exchange.recovery import make_recovery
    from app.exchange.roads.destination import Destination, keep

    hub = _trusting(stage)
    make_recovery(hub)
    with hub.sessions.begin() as session:
        keep(session, Destination("单位 NAS", "https://nas.example/chengjian", {"user": "tijian"}))
    page = stage.enter("devices")
    page.make_task()
    dialog = page.dialog
    stage.wait(lambda: dialog.next.isEnabled())
    dialog.whom.kind.set_value("one")
    dialog.whom._shape("one")
    dialog.whom.people.setPlainText("马晓梅 0117\n李建国 0123")
    for _number in range(min(step, 2)):
        dialog.next.click()
    if step == 3:
        dialog.write_to(stage.place)
        stage.wait(lambda: dialog.made is not None)
    stage.settle()


def tasks(stage: Stage) -> None:
    """Look at the task packages that were made."""
    task(3, stage)
    page = stage.page
    page.dialog.accept()
    page.head.views.set_value("tasks")
    page._view("tasks")


def network(runs: bool, stage: Stage) -> None:
    """Look at the network inbox; its accounts go to the home that the pictures have."""
    _trusting(stage)
    page = stage.enter("devices")
    page.open_network()
    dialog = page.dialog
    stage.settle()
    dialog.accounts.add_wanted.emit("laptop1")
    stage.settle()
    if runs:
        dialog.port.setText("18443")
        dialog.go.click()
        stage.settle()


def gaps(stage: Stage) -> None:
    """Look for what is missing, after a photo went and a package never came."""
    stage.open_sample("hub")
    workspace = stage.desk.workspace
    photo = next(iter(sorted(workspace.photos.glob("*/*"))))
    photo.unlink()
    stage.enter("gaps")


def receipts(stage: Stage) -> None:
    """Merge a package; its receipt is written."""
    stage.open_empty()
    stick = stage.place / "stick"
    stick.mkdir()
    for package in stage.packages[:2]:
        shutil.copy(package, stick)
    page = stage.enter("inbox")
    page.take([stick])
    stage.settle()
    page.merge_marked()
    stage.settle()


def fetch(stage: Stage) -> None:
    """Choose which destination packages are fetched from."""
    from app.exchange.roads.destination import Destination, keep

    nas = stage.place / "NAS"
    nas.mkdir()
    ways = (
        Destination("单位 NAS", "https://nas.example/chengjian", {"user": "hub"}),
        Destination("共享盘", str(nas)),
    )
    stage.open_sample("hub")
    with stage.desk.workspace.sessions.begin() as session:
        for one in ways:
            keep(session, one)
    page = stage.enter("inbox")
    stage.settle()
    page.work.choose_road()
    stage.settle()
    page.work.dialog.list.pick("单位 NAS")


PLAYS: dict[str, Callable[[Stage], None]] = {
    "hub_devices": devices,
    "hub_devices_revoked": revoked,
    "hub_compare": partial(compare, 10, False),
    "hub_compare_wrong": partial(compare, 7, True),
    "hub_revoke": revoke,
    "hub_inbox_held": held,
    "hub_inbox_receipt": receipts,
    "hub_keys": partial(keys, ""),
    "hub_keys_none": no_keys,
    "hub_recovery": partial(keys, "recovery"),
    "hub_task_whom": partial(task, 0),
    "hub_task_what": partial(task, 1),
    "hub_task_where": partial(task, 2),
    "hub_task_made": partial(task, 3),
    "hub_tasks": tasks,
    "hub_network": partial(network, False),
    "hub_network_runs": partial(network, True),
    "hub_gaps": gaps,
    "hub_fetch": fetch,
}
