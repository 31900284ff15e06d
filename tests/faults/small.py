"""A small city with a small checklist: quick to make, with every kind of rule that counts."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

from PIL import Image

from app.exchange.bags.read import open_bag
from app.exchange.bags.write import BagWriter
from app.exchange.package import Package, export
from app.exchange.receive import receive
from app.exchange.received import Received
from app.inspection.checklists import keeper, register
from app.inspection.visit import Visit
from app.models.ids import new_id, place_id
from app.models.log import ChangeLine, Draft, dump, merge, write
from app.models.values import Json, canonical
from app.paths import user_data
from app.workspace import CampaignInfo, Workspace
from app.workspace_folder import DATABASE
from tests.faults.small_form import form

CAMPAIGN = UUID("5c1e0000-0000-7000-8000-00000000000f")
INFO = CampaignInfo(name="试", round="2026", city="中卫", id=CAMPAIGN)
BUILDINGS = ("1号楼", "2号楼", "3号楼", "4号楼", "5号楼", "6号楼")


def place(name: str) -> UUID:
    """Return the id of a building."""
    return place_id(CAMPAIGN, f"长安/{name}")


def path(name: str) -> str:
    """Return the path of a question of the small form outside the repeat."""
    return {"C03": "/housing/C03", "C04": "/housing/C04"}.get(name, f"/housing/{name[0]}/{name}")


def make(root: Path, person: str, *, campaign: bool = True, filled: bool = True) -> Workspace:
    """Make a workspace; ``filled``: with checklist and roster, as on a laptop."""
    workspace = Workspace.create(
        root, person=person, device_name=root.name, campaign=INFO if campaign else None
    )
    if filled:
        file = root.parent / f"{root.name}.form.xlsx"
        file.write_bytes(form())
        register(workspace, file)
        with workspace.sessions.begin() as session:
            drafts = [
                Draft("place", place(name), field, value)
                for name in BUILDINGS
                for field, value in {
                    "campaign": str(CAMPAIGN),
                    "level": "building",
                    "code": f"长安/{name}",
                    "name": name,
                    "floors_above": 5,
                }.items()
            ]
            # The roster's rows are older than anything that a person answers.
            write(session, workspace.writer(session), drafts, now_ms=1_790_000_000_000)
    return workspace


def copied(template: Path, root: Path) -> Path:
    """Copy a closed workspace that stands for the same laptop: it is told that it lives there."""
    shutil.copytree(template, root)
    return at_home(root)


def at_home(root: Path) -> Path:
    """Make a copied workspace believe that it was always here, so that its identity goes along."""
    with closing(sqlite3.connect(root / DATABASE)) as db, db:
        for device, marker in db.execute("SELECT id, marker FROM device").fetchall():
            told = json.dumps({**json.loads(marker), "folder": str(root.absolute())})
            db.execute("UPDATE device SET marker = ? WHERE id = ?", (told, device))
    shutil.rmtree(user_data() / "devices", ignore_errors=True)
    return root


def begin(workspace: Workspace, name: str = "1号楼", **answers: str) -> Visit:
    """Begin or open the inspection of a building and answer."""
    visit = Visit.begin(workspace, place(name))
    fill(visit, **answers)
    return visit


def fill(visit: Visit, **answers: str) -> None:
    """Answer by name; ``?reason`` leaves the question open."""
    for name, text in answers.items():
        if text.startswith("?"):
            visit.leave_open(path(name), text[1:])
        else:
            visit.answer(path(name), text)


ORDINARY = {
    "A03": "brick", "B02": "none", "B03": "yes", "B04": "0", "B05": "none", "B06": "none",
    "C04": "none",
}  # fmt: skip


def picture(file: Path, seed: int, size: tuple[int, int] = (64, 48)) -> Path:
    """Write a JPEG of noise, another one for each seed."""
    rng = random.Random(seed)
    image = Image.frombytes("RGB", size, rng.randbytes(size[0] * size[1] * 3))
    file.parent.mkdir(parents=True, exist_ok=True)
    image.save(file, "JPEG", quality=80)
    return file


def send(workspace: Workspace, folder: Path, **more: str) -> Package:
    """Export a package for the hub."""
    return export(workspace, folder, destination=more.get("destination", "hub"))


def take(workspace: Workspace, *files: Path) -> list[Received]:
    """Receive packages as the command does."""
    return receive(
        workspace,
        files,
        keep_form=keeper(workspace),
    )


def dumped(workspace: Workspace, folder: Path) -> dict[str, str]:
    """Dump and return a digest of each table."""
    with workspace.reading() as session:
        dump(session, folder)
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.iterdir())
    }


STRANGER = UUID("5c1e0000-0000-4000-8000-00000000beef")


def foreign(
    workspace: Workspace,
    subject: UUID,
    field: str,
    value: Json,
    *,
    kind: str = "inspection",
    bases: tuple[UUID, ...] = (),
    early: bool = False,
) -> UUID:
    """Merge a change that another device wrote without having seen ours; returns its id.

    ``early``: written before everything here, so that ours goes on showing.
    """
    time = 1_700_000_000_000 if early else 1_900_000_000_000
    line = ChangeLine(
        new_id(), kind, subject, field, canonical(value), bases, time << 16, STRANGER, "乙", 1, time
    )
    with workspace.sessions.begin() as session:
        merge(session, [line], now_ms=time)
    return line.id


def rewritten(
    package: Path, target: Path, change: Callable[[dict[str, bytes], dict[str, str]], object]
) -> Path:
    """Write a package again with other content or labels, its manifests made anew."""
    with open_bag(package) as bag:
        files = {name: bag.read(name) for name in bag.names}
        info = dict(bag.info)
        top = bag.top
    change(files, info)
    info.pop("Payload-Oxum", None)
    with BagWriter(target, top, info) as writer:
        for name, data in files.items():
            writer.add_bytes(name, data)
        writer.close()
    return target
