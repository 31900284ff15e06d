"""send, receive --from, receipt, gaps, purge, serve: the whole round on the command line."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main
from app.commands.watching import Round
from app.inspection.photo.photos import add_photos
from app.workspace import Workspace
from tests.exchange.trusted import begin_task, know, make_hub, make_laptop, use_keyring
from tests.faults.small import ORDINARY, begin, picture


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A hub, a laptop that it knows with one building recorded, and a stick."""
    use_keyring()
    hub, _recovery = make_hub(tmp_path / "hub")
    task, told = begin_task(hub, tmp_path / "tasks")
    with hub, make_laptop(tmp_path / "a", task, told, "甲") as laptop:
        know(hub, laptop)
        visit = begin(laptop, **ORDINARY)
        add_photos(laptop, visit.inspection, [picture(tmp_path / "1.jpg", 1)])
        visit.finish()
    (tmp_path / "stick").mkdir()
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> str:
    found = main(["--language", "en", *map(str, words)])
    said = capsys.readouterr()
    assert found == code, said
    assert "Traceback" not in said.err
    return said.out + said.err


def test_the_whole_round(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    laptop, hub, stick = ("-w", city / "a"), ("-w", city / "hub"), city / "stick"
    assert "0 photos may go" in run(capsys, "purge", *laptop, "--preview", code=1)
    run(capsys, "send", "站", *laptop, "--url", stick)
    assert f"站\t{stick}" in run(capsys, "send", "--list", *laptop)
    assert "Nothing is new" in run(capsys, "send", "站", *laptop)
    said = run(capsys, "receive", *hub, "--from", stick, "--merge")
    assert "1 packages merged" in said
    assert "-receipt-1.json" in said
    said = run(capsys, "send", "站", *laptop)
    assert "1 packages merged, 0 records returned" in said
    assert "not signed" not in said
    assert "1 photos are let go" in run(capsys, "purge", *laptop)
    run(capsys, "doctor", *laptop)
    assert "never inspected" in run(capsys, "gaps", *hub, code=1)
    assert "0 receipts" in run(capsys, "receipt", stick, *hub)
    (receipt,) = stick.glob("*-receipt-1.json")
    run(capsys, "receipt", receipt, *laptop)
    receipt.write_text(receipt.read_text().replace('"merged"', '"refused"'))
    assert "not signed by the hub" in run(capsys, "receipt", receipt, *laptop, code=1)


def test_what_a_person_can_mend(
    city: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laptop = ("-w", city / "a")
    assert "no destination named" in run(capsys, "send", "nobody", *laptop, code=1)
    assert "is not there" in run(capsys, "send", tmp_path / "pulled", *laptop, code=1)
    words = ("send", "x", *laptop, "--url", "https://a:secret@nas/")
    assert "password does not belong" in run(capsys, *words, code=1)
    run(capsys, "send", *laptop, code=2)
    assert "of the form" in run(
        capsys, "send", "x", *laptop, "--url", "https://nas/", "--option", "user", code=1
    )
    assert "no account" in run(capsys, "serve", "-w", city / "hub", code=1)


def test_watching_merges_and_writes_receipts(
    city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "send", city / "stick", "-w", city / "a")
    with Workspace.open(city / "hub", person="汇总") as hub:
        one = Round(hub, lambda: [city / "stick", city / "not there"], merge=True)
        assert (one.go(), one.go(), one.go()) == (0, 1, 0)
    assert len(list((city / "stick").glob("*-receipt-*.json"))) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="stops by Ctrl+C")
def test_serve_runs_until_stopped(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hub = ("-w", str(city / "hub"))
    said = run(capsys, "serve", *hub, "--add-account", "laptop1")
    assert "Password of laptop1" in said
    assert run(capsys, "serve", *hub, "--accounts").strip() == "laptop1"
    command = [sys.executable, "-m", "app", "serve", *hub, "--port", "0", "--host", "127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        words = process.stdout.readline(), process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        try:
            assert process.wait(20) == 0
        finally:
            process.kill()
    assert len(words[1].strip()) == 64
