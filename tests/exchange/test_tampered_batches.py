"""A package tampered with by whoever has its sender's key: the chain of batches tells, and where.

Both say it: ``chengjian verify`` and the script that an outsider runs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError
from app.exchange.audit import audit_package
from app.exchange.bags.read import open_bag
from app.i18n import language, set_language
from app.models.log import close_batch
from app.workspace import Workspace
from tests.exchange.forged import Files, keys_of, rows_of
from tests.exchange.trusted import (
    Change,
    begin_task,
    make_hub,
    make_laptop,
    resigned,
    send,
    use_keyring,
)
from tests.faults.small import begin, path


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)


def one_change(found: Files, _info: dict[str, str]) -> None:
    """Alter one answer in the second batch."""
    lines = found["changes.jsonl"].splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if json.loads(line)["batch"] == 2)
    row = json.loads(lines[at])
    row["value"] = {"answer": "forged"}
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    found["changes.jsonl"] = b"".join([*lines[:at], f"{text}\n".encode(), *lines[at + 1 :]])


def one_header(found: Files, _info: dict[str, str]) -> None:
    """Alter the digest in the header of the second batch."""
    rows = rows_of(found, "batches.jsonl")
    row = next(one for one in rows if one["number"] == 2)
    row["digest"] = row["digest"][::-1]
    _write(found, rows)


def dropped(found: Files, _info: dict[str, str]) -> None:
    """Leave the second batch out: its header and its changes."""
    rows = rows_of(found, "batches.jsonl")
    _write(found, [one for one in rows if one["number"] != 2])
    lines = found["changes.jsonl"].splitlines(keepends=True)
    found["changes.jsonl"] = b"".join(one for one in lines if json.loads(one)["batch"] != 2)


def reordered(found: Files, _info: dict[str, str]) -> None:
    """Give the second and the third batch each other's numbers."""
    swap = {2: 3, 3: 2}
    rows = rows_of(found, "batches.jsonl")
    for one in rows:
        one["number"] = swap.get(one["number"], one["number"])
    _write(found, sorted(rows, key=lambda one: one["number"]))
    changed = []
    for one in rows_of(found):
        one["batch"] = swap.get(one["batch"], one["batch"])
        changed.append(json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    found["changes.jsonl"] = "".join(f"{one}\n" for one in changed).encode()


def _write(found: Files, rows: list[dict[str, object]]) -> None:
    lines = [json.dumps(one, sort_keys=True, separators=(",", ":")) for one in rows]
    found["batches.jsonl"] = "".join(f"{one}\n" for one in lines).encode()


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A laptop that has closed three batches, and its sealed package."""
    use_keyring()
    base = tmp_path_factory.mktemp("tampered")
    hub, _recovery = make_hub(base / "hub")
    with hub:
        task, told = begin_task(hub, base / "task")
    with make_laptop(base / "laptop", task, told, "甲") as laptop:
        visit = begin(laptop)
        for answer in ("1", "2", "3"):
            visit.answer(path("B04"), answer)
            with laptop.sessions.begin() as session:
                close_batch(session, laptop.device)
        package = send(laptop, base / "stick").path
    return base, package


def plain(sent: tuple[Path, Path], target: Path, change: Change) -> Path:
    """Open the package and sign it again with the laptop's own key, changed."""
    base, package = sent
    keys = keys_of(base / "laptop")
    with Workspace.open(base / "hub") as hub:
        return resigned(hub, package, target, change, keys)


def script(root: Path, package: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "tools" / "verify_package.py"), str(package)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_untouched_it_passes_both(root: Path, sent: tuple[Path, Path], tmp_path: Path) -> None:
    good = plain(sent, tmp_path / "good.zip", lambda _found, _info: None)
    done = script(root, good)
    assert (done.returncode, done.stderr) == (0, "")
    with open_bag(good) as bag:
        assert audit_package(bag).batches >= 3


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (one_change, "batch 2"),
        (one_header, "batch 2"),
        (dropped, "batch 2"),
        (reordered, "batch 2"),
    ],
)
def test_found_and_named_by_both(
    root: Path, sent: tuple[Path, Path], tmp_path: Path, change: Change, named: str
) -> None:
    bad = plain(sent, tmp_path / "bad.zip", change)
    done = script(root, bad)
    assert done.returncode == 1
    assert done.stderr.startswith("WRONG")
    assert named in done.stderr.lower(), done.stderr
    with open_bag(bad) as bag, pytest.raises(AppError) as told:
        audit_package(bag)
    assert named in str(told.value).lower(), str(told.value)
