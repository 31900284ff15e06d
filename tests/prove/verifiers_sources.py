"""Right packages of every kind, taken apart so that they can be made again with something else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from app import keys
from app.exchange.bags.read import open_bag
from app.exchange.package import export
from app.exchange.receipts.giving import write_receipt
from app.exchange.receipts.taking import take_receipt
from app.inspection.photo.photos import add_photos
from app.keys import Keys
from app.sealing import open_held
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, send, use_keyring
from tests.faults.small import BUILDINGS, ORDINARY, begin, fill, picture, take


@dataclass
class Source:
    """A package in pieces.

    Attributes:
        name: What kind it is.
        sender: Keys that signed it: an attacker may have them.
        top: Its folder; ``labels``: lines of ``bag-info.txt`` without the sum over the content.
        files: Content by name below ``data/``, without changes, headers and sets.
        changes: Each line with what vouches for it: device and batch, or device and 0.
        rows: Headers and sets, as they lie in their files.
        signature: The right one, as the package carries it.
    """

    name: str
    sender: Keys
    top: str
    labels: list[str]
    files: dict[str, bytes]
    changes: list[tuple[tuple[str, int], bytes]]
    rows: dict[str, list[bytes]] = field(default_factory=dict)
    signature: str = ""


def sources(base: Path) -> list[Source]:
    """Make right packages in a folder: work, volumes, an incremental one, a task, relayed work."""
    use_keyring()
    found: list[Source] = []
    hub, _recovery = make_hub(base / "hub")
    with hub:
        task, told = begin_task(hub, base / "task")
        with make_laptop(base / "laptop", task, told, "甲") as laptop:
            know(hub, laptop)
            mine, theirs = keys.find(laptop.device, ""), keys.find(hub.device, "")
            assert mine is not None
            assert theirs is not None
            found.append(taken_apart("task", task, theirs))
            visit = begin(laptop, **ORDINARY)
            add_photos(laptop, visit.inspection, [picture(base / f"{n}.jpg", n) for n in (1, 2)])
            first = send(laptop, base / "one")
            fill(begin(laptop, BUILDINGS[1], **ORDINARY), B07="第二批")
            second = send(laptop, base / "two")
            found.append(taken_apart("work", second.path, mine, theirs))
            take(hub, first.path, second.path)
            receipt = write_receipt(hub, laptop.device)
            assert receipt is not None
            take_receipt(laptop, receipt.read_bytes())
            fill(visit, B02="present")
            add_photos(laptop, visit.inspection, [picture(base / f"{n}.jpg", n) for n in (3, 4)])
            third = export(laptop, base / "three", destination="hub", volume_bytes=20_000)
            found += [
                taken_apart(f"volume {number}", path, mine, theirs)
                for number, path in enumerate(third.paths, 1)
            ]
        found.append(taken_apart("relayed", send(hub, base / "four").path, theirs))
    return found


def taken_apart(name: str, path: Path, sender: Keys, *more: Keys) -> Source:
    """Open a package and take it apart."""
    held = open_held(path, *(one.seal_secret for one in more)) if more else path.read_bytes()
    with open_bag(path, held=held) as bag:
        files = {one: bag.read(one) for one in bag.names}
        labels = [f"{label}: {value}\n" for label, value in bag.info.items()][:-1]
        rows = {
            one: files.pop(f"{one}.jsonl", b"").splitlines(keepends=True)
            for one in ("batches", "sets")
        }
        heads = [json.loads(line) for line in rows["batches"]]
        batches = {(head["device"], head["number"]) for head in heads}
        changes = []
        for line in files.pop("changes.jsonl").splitlines(keepends=True):
            one = json.loads(line)
            owner = (one["device"], one["batch"])
            changes.append((owner if owner in batches else (one["device"], 0), line))
        return Source(name, sender, bag.top, labels, files, changes, rows, bag.signature)


def manifest(files: dict[str, bytes]) -> bytes:
    """Write a manifest as the program does."""
    rows = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(rows).encode()
