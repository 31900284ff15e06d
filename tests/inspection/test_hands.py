"""Helper processes take photos in as threads do, may be killed, and never outlive the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import wait
from pathlib import Path

import pytest
from PIL import Image

from app.inspection.photo.hands import FROM_FILES, hands
from app.inspection.photo.pictures import intake
from app.progress import silent

_PROGRAM = """
import os, sys, time
from app.inspection.photo.hands import hands

if __name__ == "__main__":
    with hands(100) as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        time.sleep(60)
"""


@pytest.fixture
def card(tmp_path: Path) -> Path:
    folder = tmp_path / "card"
    folder.mkdir()
    for number in range(5):
        Image.new("RGB", (400, 300), (40 * number, 90, 120)).save(folder / f"IMG_{number}.jpg")
    for number in range(6):  # the same picture again and again: settled by whoever is first
        (folder / f"IMG_4_{number}.jpg").write_bytes((folder / "IMG_4.jpg").read_bytes())
    (folder / "notes.txt").write_bytes(b"no photo")
    return folder


def _facts(card: Path, to: Path, helpers: object) -> list[tuple[object, ...]]:
    outcomes = intake(card, to / "photos", to / "cache", silent, helpers=helpers)  # type: ignore[arg-type]
    return [
        (one.source, one.stored and one.stored.picture, str(one.error) if one.error else "")
        for one in outcomes
    ]


def test_helpers_do_what_threads_do_even_when_one_is_killed(card: Path, tmp_path: Path) -> None:
    by_threads = _facts(card, tmp_path / "a", None)
    assert any("notes.txt" in str(said) for _source, _picture, said in by_threads)
    with hands(FROM_FILES) as pool:
        assert pool is not None
        assert _facts(card, tmp_path / "b", pool) == by_threads
        one = pool.submit(os.getpid).result(120)
        assert one != os.getpid()
        running = pool.submit(time.sleep, 60)
        end = time.monotonic() + 120
        while not running.running():
            assert time.monotonic() < end, "the helper never began"
            time.sleep(0.005)
        os.kill(one, getattr(signal, "SIGKILL", signal.SIGTERM))
        wait([running], 20)
        assert running.exception() is not None
        assert _facts(card, tmp_path / "c", pool) == by_threads
    assert len([file for file in (tmp_path / "b" / "photos").rglob("*") if file.is_file()]) == 5


def test_few_files_need_no_helpers() -> None:
    with hands(FROM_FILES - 1) as pool:
        assert pool is None


@pytest.mark.skipif(sys.platform == "win32", reason="asks by signal 0 whether a process lives")
def test_helpers_end_with_a_program_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(_PROGRAM, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    program = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment
    )
    with program:
        assert program.stdout is not None
        helper = int(program.stdout.readline())
        program.kill()
    end = time.monotonic() + 20
    while _lives(helper):
        assert time.monotonic() < end, "the helper goes on without its program"
        time.sleep(0.02)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")  # ended, but nobody has asked for it yet
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")
