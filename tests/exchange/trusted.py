"""A hub and laptops that know one another by keys, and what an attacker with keys would make."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend

from app.exchange.bags.write import BagWriter
from app.exchange.package import Package, export
from app.exchange.recovery import make_recovery
from app.exchange.seal_read import opened_package
from app.exchange.signing import key_labels
from app.exchange.task.make import make_task
from app.exchange.task.take import take_task
from app.exchange.trust import confirm
from app.inspection.checklists import keeper
from app.keys import Keys
from app.workspace import Workspace
from tests.faults.small import at_home, make

Change = Callable[[dict[str, bytes], dict[str, str]], object]
Work = Callable[[Workspace], object]


class KeyringInMemory(KeyringBackend):
    """A keyring as a system offers one; it ends with the tests."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def use_keyring() -> KeyringInMemory:
    found = KeyringInMemory()
    keyring.set_keyring(found)
    return found


def make_hub(root: Path) -> tuple[Workspace, str]:
    """Make a hub with campaign, roster and checklist; returns it and its recovery key."""
    hub = make(root, "汇总")
    return hub, make_recovery(hub)


def make_laptop(root: Path, task: Path, fingerprint: str, person: str) -> Workspace:
    """Make a laptop ready by a task package."""
    laptop = Workspace.create(root, person=person, device_name=root.name)
    take_task(laptop, task, keep_form=keeper(laptop), fingerprint=fingerprint)
    return laptop


def fingerprint(workspace: Workspace) -> str:
    from app.exchange.trust import own_keys

    return own_keys(workspace).public().fingerprint


def know(hub: Workspace, laptop: Workspace) -> None:
    """Let the hub see the laptop's first package and confirm it, as people do by telephone."""
    from app.exchange.trust import note

    with hub.sessions.begin() as session, laptop.reading() as other:
        from app.exchange.trust import device

        found = device(other, laptop.device)
        assert found is not None
        note(session, found.keys)
    confirm(hub, laptop.device, fingerprint(laptop), "汇总")


def send(laptop: Workspace, folder: Path) -> Package:
    return export(laptop, folder, destination="hub")


def resigned(
    hub: Workspace,
    package: Path,
    target: Path,
    change: Change,
    keys: Keys | None,
    *,
    claim: bool = False,
) -> Path:
    """Write a package again with other content, signed by whoever has ``keys``; unsealed.

    ``claim``: its label names those keys, as the attacker's own.
    """
    with opened_package(hub, package) as bag:
        files = {name: bag.read(name) for name in bag.names}
        info, top = dict(bag.info), bag.top
    change(files, info)
    info.pop("Payload-Oxum", None)
    if claim and keys is not None:
        info |= key_labels(keys.public("x"))
    sign = keys.signature if keys is not None else None
    with BagWriter(target, top, info, sign=sign) as writer:
        for name, data in files.items():
            writer.add_bytes(name, data)
        writer.close()
    return target


def cloned(laptop: Path, root: Path) -> Path:
    """Copy a closed workspace behind the program's back, identity and all."""
    shutil.copytree(laptop, root)
    return at_home(root)


def make_city(folder: Path, work: Mapping[str, Work]) -> Path:
    """Make a hub that knows laptops, and the first package of each; see `package_of`.

    Args:
        folder: Gets ``hub``, ``tasks``, and a folder for each laptop.
        work: What is done on each laptop before it sends, by its name.
    """
    use_keyring()
    hub, _recovery = make_hub(folder / "hub")
    with hub:
        task, told = begin_task(hub, folder / "tasks")
        for name, do in work.items():
            with make_laptop(folder / name, task, told, f"人{name}") as laptop:
                do(laptop)
                send(laptop, folder / name / "out")
                know(hub, laptop)
    return folder


def package_of(city: Path, name: str) -> Path:
    (found,) = (city / name / "out").glob("*.zip.age")
    return found


def begin_task(hub: Workspace, folder: Path) -> tuple[Path, str]:
    made = make_task(hub, folder)
    return made.path, made.fingerprint
