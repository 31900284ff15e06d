"""The commands of docs/package-format.md are run as they stand on the page, with its own tools."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.exchange.trusted import begin_task, make_hub, make_laptop, send, use_keyring
from tests.faults.small import ORDINARY, begin

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the page's commands are those of a shell")


class Desk:
    """Where an outsider sits: a sealed package, the recovery key, the page and the script."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        page = (root / "docs" / "package-format.md").read_text(encoding="utf-8")
        self.blocks = ["".join(re.findall("(?m)^    (.*\n)", block))
                       for block in re.findall(r"(?m)(?:^    .*\n)+", page)]  # fmt: skip
        shutil.copytree(root / "tools", folder / "tools", dirs_exist_ok=True)

    @property
    def top(self) -> Path:
        (found,) = [one.parent for one in self.folder.glob("*/bagit.txt")]
        return found

    def block(self, word: str) -> str:
        """Return the one block of the page that holds a word."""
        (found,) = [block for block in self.blocks if word in block]
        return found

    def typed(self, text: str, folder: Path, said: str = "") -> str:
        """Type commands in a shell; returns what they print."""
        here = Path(sys.executable).parent  # its python, and the tools beside it
        done = subprocess.run(
            ["sh", "-e", "-c", text],
            cwd=folder,
            env=os.environ | {"PATH": f"{here}{os.pathsep}{os.environ['PATH']}"},
            input=said,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def desk(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    use_keyring()
    base = tmp_path_factory.mktemp("page")
    hub, recovery = make_hub(base / "hub")
    with hub:
        task, told = begin_task(hub, base / "task")
    with make_laptop(base / "laptop", task, told, "甲") as laptop:
        begin(laptop, **ORDINARY)
        sealed = send(laptop, base / "stick").path
    (base / "desk").mkdir()
    shutil.copy(sealed, base / "desk" / "P.zip.age")
    (base / "desk" / "recovery.txt").write_text(f"{recovery}\n")
    found = Desk(root, base / "desk")
    found.typed(found.block("pyrage"), found.folder)
    with zipfile.ZipFile(found.folder / "P.zip") as archive:
        archive.extractall(found.folder)
    return found


def needs(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"the program {program} is not on this machine")


def test_age_opens_what_is_sealed(desk: Desk, tmp_path: Path) -> None:
    needs("age")
    for name in ("P.zip.age", "recovery.txt"):
        shutil.copy(desk.folder / name, tmp_path)
    desk.typed(desk.block("age --decrypt"), tmp_path)
    assert (tmp_path / "P.zip").read_bytes() == (desk.folder / "P.zip").read_bytes()


def test_unzip_opens_it(desk: Desk, tmp_path: Path) -> None:
    needs("unzip")
    shutil.copy(desk.folder / "P.zip", tmp_path)
    desk.typed(desk.block("unzip"), tmp_path)
    found = {file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.parent != tmp_path}
    right = {file.relative_to(desk.folder) for file in desk.top.rglob("*")}
    assert {one for one in found if len(one.parts) > 1} == right


def test_bagit_accepts_it(desk: Desk) -> None:
    command = desk.block("bagit.py").replace("<folder>", desk.top.name)
    assert "valid" in desk.typed(command, desk.folder)


def test_the_script_accepts_it_with_and_without_the_senders_key(desk: Desk) -> None:
    command = desk.block("verify_package.py")
    info = (desk.top / "bag-info.txt").read_text(encoding="utf-8")
    (key,) = re.findall("Chengjian-Sign-Key: (.*)\n", info)
    for given in ("", key):
        assert key in desk.typed(command.replace("[KEY]", given), desk.folder)


def test_openssl_verifies_the_signature(desk: Desk, tmp_path: Path) -> None:
    needs("openssl")
    shutil.copytree(desk.top, tmp_path / "top")
    command = desk.block("openssl")
    assert "Successfully" in desk.typed(command, tmp_path / "top")
    with (tmp_path / "top" / "tagmanifest-sha256.txt").open("a") as file:
        file.write("\n")
    with pytest.raises(AssertionError):
        desk.typed(command, tmp_path / "top")


def test_the_lines_for_sqlite_can_be_typed_as_they_stand(desk: Desk, tmp_path: Path) -> None:
    needs("sqlite3")
    version = desk.typed("sqlite3 --version", tmp_path).split()[0]
    if tuple(map(int, version.split(".")[:2])) < (3, 38):
        pytest.skip(f"sqlite3 {version} is older than the page asks for")
    shutil.copytree(desk.top / "data", tmp_path / "data")
    first = json.loads(desk.typed(desk.block("head -1"), tmp_path))
    command, _end, said = desk.block("sqlite3 out.db").partition("\n")
    lines = [line.strip() for line in said.replace("…", first["subject"]).splitlines()]
    printed = desk.typed(command, tmp_path, "\n".join(lines))
    assert 'form_id|"housing"' in printed.splitlines(), printed


def test_no_command_of_the_page_is_left_out(desk: Desk) -> None:
    tried = {"age --decrypt", "pyrage", "unzip", "bagit.py", "verify_package.py", "openssl"}
    tried |= {"head -1", "sqlite3 out.db"}
    assert [block for block in desk.blocks if not any(word in block for word in tried)] == []
