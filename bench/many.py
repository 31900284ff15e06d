"""Many packages taken in unattended: ``python -m bench.many``; the full size is 200 x 500 x 5.

Laptops of one campaign send packages of records with photos; a hub verifies and merges them all.
Photos are real JPEGs: a few are made, and each gets a comment of its own, so that none is the same.
They are signed and sealed as in use; ``--open``: neither, as before keys are given out. Also: a
package of 1,000 changed records, from the export to what the hub holds. What is made before is not
measured. Each figure says how many packages it was measured with.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from PIL import Image

from app.exchange.package import export
from app.exchange.receipts.giving import write_receipt
from app.exchange.receipts.taking import take_receipt
from app.exchange.receive import receive
from app.models.ids import inspection_id, new_id, place_id
from app.models.log import Draft, write
from app.models.values import Json
from app.workspace import CampaignInfo, Workspace
from bench.bag import peak_mb, show
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, use_keyring

CAMPAIGN = CampaignInfo(name="试", round="2026", city="中卫", id=UUID(int=7 << 64, version=4))
RECORDS, PHOTOS, QUESTIONS = 500, 5, 40
PICTURES, SIZE = 8, (1600, 1200)
KEPT = 10
"""Packages whose files stay before room is made: 3 GB each."""


def pictures() -> list[bytes]:
    """Make a few JPEGs of about 350 KB."""
    chance = random.Random(3)
    found = []
    for _ in range(PICTURES):
        small = Image.frombytes("RGB", (200, 150), chance.randbytes(200 * 150 * 3))
        held = io.BytesIO()
        small.resize(SIZE, Image.Resampling.BICUBIC).save(held, "JPEG", quality=70)
        found.append(held.getvalue())
    return found


def with_comment(picture: bytes, text: bytes) -> bytes:
    """Return the same picture with a comment (COM, after SOI): other bytes, another digest."""
    return picture[:2] + b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + picture[2:]


def laptop(
    root: Path,
    number: int,
    records: int,
    photos: int,
    made: list[bytes],
    hub: Workspace | None = None,
) -> Path:
    """Make a laptop with so many records and photos, and return its package's folder.

    ``hub``: whose laptop it is; its packages are signed and sealed then.
    """
    name = f"laptop-{number}"
    with ready(root, name, hub) as w:
        subjects = list(filled(w, number, records))
        with w.sessions.begin() as session:
            author, drafts = w.writer(session), []
            for subject in subjects:
                for position in range(photos):
                    data = with_comment(made[position % len(made)], new_id().bytes)
                    sha256 = hashlib.sha256(data).hexdigest()
                    file = w.photo_file(sha256, "jpg")
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(data)
                    facts: dict[str, Json] = {
                        "inspection": str(subject), "sha256": sha256, "extension": "jpg",
                        "size": len(data), "width": SIZE[0], "height": SIZE[1],
                        "position": position, "original_name": f"IMG_{position}.jpg",
                    }  # fmt: skip
                    photo = new_id()
                    drafts += [
                        Draft("photo", photo, field, value) for field, value in facts.items()
                    ]
            write(session, author, drafts)
        export(w, root / "gone" / "packages" / name, destination="hub")
    (root / name).rename(root / "gone" / name)
    return root / "gone" / "packages" / name


def sweep(root: Path) -> None:
    """Make room, and wait until the disk's file system no longer minds.

    What was deleted just before costs each file that is made after it up to a millisecond on ext4
    without a journal, which passes over inodes that were freed within the last 35 s. No hub deletes
    thousands of files before it takes a package in.
    """
    shutil.rmtree(root / "gone")
    (root / "gone").mkdir()
    time.sleep(40)


def ready(root: Path, name: str, hub: Workspace | None) -> Workspace:
    """Make a laptop that works for a hub, or for itself alone."""
    if hub is None:
        return Workspace.create(root / name, person=name, device_name=name, campaign=CAMPAIGN)
    task, told = begin_task(hub, root / f"task-{name}")
    found = make_laptop(root / name, task, told, name)
    know(hub, found)
    return found


def filled(workspace: Workspace, number: int, records: int) -> Iterator[UUID]:
    """Write housing inspections; yields their ids."""
    chance = random.Random(number)
    with workspace.sessions.begin() as session:
        author, drafts = workspace.writer(session), []
        for one in range(records):
            place = place_id(CAMPAIGN.id, f"{number}/{one}")
            subject = inspection_id(place, "housing", "2026")
            facts: dict[str, Json] = {"place": str(place), "form_id": "housing", "round": "2026"}
            for question in range(QUESTIONS):
                answer = chance.choice(("none", "present"))
                facts[f"/housing/B/ZF_{question:02}"] = {"answer": answer, "basis": "seen"}
            drafts += [Draft("inspection", subject, field, value) for field, value in facts.items()]
            yield subject
        write(session, author, drafts)


def taken(hub: Workspace, folders: list[Path]) -> tuple[float, float]:
    """Receive all volumes of all packages; return the seconds, and those of the processor."""
    files = [file for folder in folders for file in sorted(folder.iterdir())]
    start, worked = time.perf_counter(), time.process_time()
    done = receive(hub, files, keep_form=lambda *_: None)
    spent = time.perf_counter() - start, time.process_time() - worked
    wrong = [one for one in done if one.state != "merged"]
    if wrong:
        raise SystemExit(f"{len(wrong)} of {len(files)} not merged: {wrong[0].reason}")
    return spent


def incremental(root: Path) -> tuple[int, float, float]:
    """A laptop changes an answer in each of 1,000 records that are receipted.

    With keys on both sides, signed and sealed: a receipt counts only so.

    Returns:
        Changes in the package; seconds to export it, and to receive it.
    """
    use_keyring()
    hub, _recovery = make_hub(root / "signing-hub")
    with hub:
        task, told = begin_task(hub, root / "task")
        with make_laptop(root / "changing", task, told, "改") as laptop:
            know(hub, laptop)
            subjects = list(filled(laptop, -1, 1000))
            export(laptop, root / "first", destination="hub")
            taken(hub, [root / "first"])
            receipt = write_receipt(hub, laptop.device)
            assert receipt is not None
            take_receipt(laptop, receipt.read_bytes())
            with laptop.sessions.begin() as session:
                value: Json = {"answer": "changed", "basis": "seen"}
                drafts = [Draft("inspection", one, "/housing/B/ZF_00", value) for one in subjects]
                write(session, laptop.writer(session), drafts)
            start = time.perf_counter()
            second = export(laptop, root / "second", destination="hub")
            spent = time.perf_counter() - start
        return second.changes, spent, taken(hub, [root / "second"])[0]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--packages", type=int, default=10)
    options.add_argument("--records", type=int, default=RECORDS)
    options.add_argument("--photos", type=int, default=PHOTOS)
    options.add_argument("--open", action="store_true", help="neither signed nor sealed")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="chengjian-bench-") as held:
        root, made = Path(held), pictures()
        (root / "gone").mkdir()
        changes, exported, received = incremental(root)
        show(f"many: {changes} changes of 1,000 records, export", exported, "s")
        show(f"many: {changes} changes of 1,000 records, received", received, "s")
        if chosen.open:
            hub = Workspace.create(root / "hub", person="汇总", device_name="hub", campaign=None)
        else:
            use_keyring()
            hub, _recovery = make_hub(root / "hub")
        with hub:
            before, photos = peak_mb(), chosen.records * chosen.photos
            spent, worked, size = [], [], 0
            for number in range(chosen.packages):
                folder = laptop(
                    root, number, chosen.records, chosen.photos, made, None if chosen.open else hub
                )
                size += sum(file.stat().st_size for file in folder.iterdir())
                seconds, cpu = taken(hub, [folder])
                spent.append(seconds)
                worked.append(cpu)
                hub.photos.rename(root / "gone" / f"photos-{number}")  # the hub has them by name
                hub.photos.mkdir()
                if number % KEPT == KEPT - 1:
                    sweep(root)
        show(f"many: {chosen.packages} packages of {chosen.records} records, {photos} photos",
             sum(spent), "s", sum(spent) / chosen.packages * 200 / 60, "min for 200")  # fmt: skip
        show("many: size of a package", size / chosen.packages / 1e6, "MB")
        show("many: processor", sum(worked) / chosen.packages, "s a package")
        tenth = max(1, len(spent) // 10)
        show("many: the last tenth", sum(spent[-tenth:]) / tenth, "s a package",
             sum(spent[-tenth:]) / sum(spent[:tenth]), "the first tenth")  # fmt: skip
        show("many: memory above the start", peak_mb() - before, "MB")


if __name__ == "__main__":
    main()
