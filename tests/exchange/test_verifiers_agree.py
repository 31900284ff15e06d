"""The program and the outsider's script give one verdict; a small share of the long trial."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.exchange.bags.text import write_info
from app.exchange.signing import tidy
from tests.prove import verifiers
from tests.prove.verifiers_sources import Source, sources


@pytest.fixture(scope="module")
def rights(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    """Right packages of every kind."""
    return sources(tmp_path_factory.mktemp("rights"))


def test_they_agree_about_packages_that_somebody_changed(rights: list[Source]) -> None:
    found = verifiers.run(60, seed=3, people=60, rights=rights)
    assert found["problems"] == []
    assert found["states"]["refused"] > 30
    assert found["states"]["accepted"] > 2


def test_a_script_that_looks_less_closely_would_be_noticed(
    rights: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = verifiers.SCRIPT.read_text(encoding="utf-8")
    lax = text.replace("text == line and", "").replace("re.fullmatch(LABEL, x) and ", "")
    assert lax != text
    (tmp_path / "lax.py").write_text(lax, encoding="utf-8")
    monkeypatch.setattr(verifiers, "SCRIPT", tmp_path / "lax.py")
    found = verifiers.run(40, seed=4, people=10**6, rights=rights)
    assert any("script: " in problem for problem in found["problems"])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 100])
def test_whatever_is_given_to_the_script_it_answers_in_words(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "p.zip").write_bytes(data)
    assert verifiers.told_by(tmp_path / "p.zip") == ""


def test_the_script_answers_in_words_when_nothing_is_given_or_there() -> None:
    for arguments in ([], ["no such file"]):
        command = [sys.executable, str(verifiers.SCRIPT), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 1
        assert done.stderr.startswith("WRONG: ")
        assert "Traceback" not in done.stderr


def test_a_device_name_that_is_cut_after_a_blank_can_be_packed() -> None:
    assert write_info({"Chengjian-Device-Name": tidy("字" * 59 + " 二")}).endswith("字\n")
