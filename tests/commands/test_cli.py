"""Every command: 0 done, 1 the user can mend it (in Chinese), 2 usage; never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from app.cli import COMMANDS, main
from app.inspection.photo.photos import add_photos
from app.models.log import conflicts
from app.paths import resource
from app.workspace import Workspace
from app.workspace_folder import DATABASE
from tests.faults.small import ORDINARY, begin, copied, make, picture, rewritten, send
from tests.faults.small_form import workbook

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two laptops that disagree, and their packages in one folder."""
    folder = tmp_path_factory.mktemp("template")
    for name, answer in (("a", "none"), ("b", "present")):
        with make(folder / name, f"人{name}") as workspace:
            visit = begin(workspace, **ORDINARY | {"B02": answer})
            add_photos(workspace, visit.inspection, [picture(folder / f"{name}.jpg", ord(name))])
            visit.finish()
            send(workspace, folder / "stick")
    with make(folder / "hub", "汇总", campaign=False, filled=False):
        pass
    return folder


class Shell:
    """Runs commands in this process; keeps what they said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.out = ""
        self.err = ""

    def __call__(self, *words: str | Path) -> int:
        code = main([str(word) for word in words])
        self.out, self.err = self._capsys.readouterr()
        assert "Traceback" not in self.out + self.err
        return code

    def mends(self, *words: str | Path) -> str:
        """Run what must fail with 1 and a Chinese sentence on the error stream."""
        assert self(*words) == 1, (words, self.out, self.err)
        assert CHINESE.search(self.err), (words, self.err)
        return self.err


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def laptop(template: Path, tmp_path: Path) -> Path:
    return copied(template / "a", tmp_path / "laptop")


@pytest.fixture
def hub(template: Path, tmp_path: Path) -> Path:
    return copied(template / "hub", tmp_path / "hub")


# --- usage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        [], ["nonsense"], ["init"], ["roster"], ["roster", "import"], ["forms", "check"],
        ["verify"], ["dump"], ["lists"], ["export", "--nonsense"], ["receive", "-w"],
        ["doctor", "too", "many"], ["demo", "--out"], ["--language", "xx", "doctor"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage(shell: Shell, words: list[str]) -> None:
    assert shell(*words) == 2
    assert CHINESE.search(shell.err)
    assert shell.out == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_help(shell: Shell, command: str) -> None:
    assert shell(command, "--help") == 0
    assert CHINESE.search(shell.out)


def test_version_and_language(shell: Shell) -> None:
    assert shell("--version") == 0
    assert shell.out.startswith("chengjian ")
    assert shell("--language", "en", "doctor", "--help") == 0
    assert not CHINESE.search(shell.out)


# --- the road of a user -------------------------------------------------------------------------


def test_from_an_empty_folder_to_lists(shell: Shell, tmp_path: Path) -> None:
    laptop = tmp_path / "我的 电脑"
    assert shell("init", laptop, "--campaign", "2026-01", "--city", "中卫", "--person", "甲") == 0
    assert str(laptop) in shell.out
    assert shell("roster", "import", "-w", laptop, resource("sample/roster.xlsx")) == 0
    assert "105" in shell.out
    assert shell("roster", "import", "-w", laptop, resource("sample/roster.xlsx")) == 0
    assert shell("roster", "export", "-w", laptop, tmp_path / "名册.xlsx") == 0
    assert shell("roster", "import", "--dry-run", "-w", laptop, tmp_path / "名册.xlsx") == 0
    assert shell("roster", "template", tmp_path / "空表.xlsx") == 0
    assert openpyxl.load_workbook(tmp_path / "空表.xlsx").sheetnames
    assert shell("export", "-w", laptop, tmp_path / "stick") == 0
    (package,) = (tmp_path / "stick").glob("*.zip")
    assert package.name in shell.out
    assert shell("verify", package) == 0
    hub = tmp_path / "hub"
    assert shell("init", hub, "--campaign", "2026-01") == 0
    assert shell("receive", "-w", hub, tmp_path / "stick") == 0
    assert shell("lists", "-w", hub, tmp_path / "lists") == 0
    assert len(list((tmp_path / "lists").glob("*.xlsx"))) == 6
    for file in (tmp_path / "lists").glob("*.xlsx"):
        assert str(file) in shell.out
    assert shell("dump", "-w", hub, tmp_path / "dump") == 0
    places = (tmp_path / "dump" / "place.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(places) == 105
    assert all(json.loads(line)["campaign"] for line in places)
    assert shell("conflicts", "-w", hub) == 0
    assert shell("doctor", "-w", hub) == 0


def test_two_laptops_that_disagree(shell: Shell, template: Path, hub: Path) -> None:
    assert shell("receive", "-w", hub, template / "stick") == 0
    assert shell("conflicts", "-w", hub) == 0
    assert "1号楼" in shell.out
    assert "B02" in shell.out
    assert "人a" in shell.out
    assert "人b" in shell.out
    with Workspace.open(hub, read_only=True) as workspace, workspace.reading() as session:
        assert len(conflicts(session)) == 1


# --- mistakes that a user can mend --------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["export"], ["receive"], ["conflicts"], ["doctor"], ["lists", "x"], ["dump", "x"],
        ["roster", "import", "x.xlsx"], ["roster", "export", "x.xlsx"], ["forms", "add", "x.xlsx"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_where_there_is_no_workspace(shell: Shell, tmp_path: Path, words: list[str]) -> None:
    before = sorted(tmp_path.iterdir())
    shell.mends(*words, "-w", tmp_path)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "words",
    [
        ["export"], ["receive"], ["roster", "import", str(resource("sample/roster.xlsx"))],
        ["forms", "add", str(resource("checklists/housing.xlsx"))], ["lists", "out"],
    ],
    ids=lambda words: words[0],
)  # fmt: skip
def test_where_it_is_open_elsewhere(shell: Shell, laptop: Path, words: list[str]) -> None:
    with Workspace.open(laptop):
        assert "打开" in shell.mends(*words, "-w", laptop)


def test_readers_work_while_it_is_open_elsewhere(
    shell: Shell, laptop: Path, tmp_path: Path
) -> None:
    with Workspace.open(laptop, person="甲") as workspace:
        begin(workspace, B07="刚写的")
        assert shell("conflicts", "-w", laptop) == 0
        assert shell("doctor", "-w", laptop) == 0
        assert shell("dump", "-w", laptop, tmp_path / "dump") == 0
    assert "刚写的" in (tmp_path / "dump" / "cell.jsonl").read_text(encoding="utf-8")


def test_init(shell: Shell, tmp_path: Path, laptop: Path) -> None:
    assert "已" in shell.mends("init", laptop, "--campaign", "x")
    full = tmp_path / "full"
    full.mkdir()
    (full / "a.txt").touch()
    shell.mends("init", full, "--campaign", "x")
    shell.mends("init", full / "a.txt", "--campaign", "x")
    assert [file.name for file in full.iterdir()] == ["a.txt"]


def test_roster(shell: Shell, tmp_path: Path, laptop: Path) -> None:
    shell.mends("roster", "import", "-w", laptop, tmp_path / "gone.xlsx")
    not_one = tmp_path / "图.xlsx"
    not_one.write_bytes(b"\x89PNG nothing of the kind")
    shell.mends("roster", "import", "-w", laptop, not_one)
    bad = tmp_path / "bad.csv"
    bad.write_bytes(
        "区,街道/乡镇,社区,小区,楼栋,地上层数\n沙坡头区,一,长安,甲,1号楼,七\n".encode("gbk")
    )
    shell.mends("roster", "import", "-w", laptop, bad)
    assert re.search(r"2", shell.out + shell.err)  # the row
    before = (laptop / DATABASE).read_bytes()
    shell("roster", "import", "--dry-run", "-w", laptop, resource("sample/roster.xlsx"))
    assert (laptop / DATABASE).read_bytes() == before
    shell.mends("roster", "export", "-w", laptop, tmp_path / "bad.csv" / "x.xlsx")
    shell.mends("roster", "template", tmp_path / "bad.csv" / "x.xlsx")


def test_forms(shell: Shell, tmp_path: Path, laptop: Path) -> None:
    good, newer = resource("checklists/housing.xlsx"), tmp_path / "newer.xlsx"
    assert shell("forms", "check", good) == 0
    newer.write_bytes(workbook(version="2"))
    assert shell("forms", "add", "-w", laptop, newer) == 0
    assert shell("forms", "add", "-w", laptop, newer) == 0
    assert shell("forms", "convert", newer, tmp_path / "form.xml") == 0
    assert (tmp_path / "form.xml").read_text(encoding="utf-8").startswith("<")
    cycle = tmp_path / "环.xlsx"
    rows = (
        {"type": "calculate", "name": "a", "calculation": "${b}"},
        {"type": "calculate", "name": "b", "calculation": "${a}"},
        {"type": "text", "name": "c", "label": "c"},
    )
    cycle.write_bytes(workbook(rows, ()))
    unknown = tmp_path / "函数.xlsx"
    unknown.write_bytes(
        workbook(({"type": "text", "name": "c", "label": "c", "relevant": "made-up(1)"},), ())
    )
    lists = tmp_path / "选项.xlsx"
    lists.write_bytes(workbook(({"type": "select_one nowhere", "name": "c", "label": "c"},), ()))
    for file, word in ((cycle, "a"), (unknown, "made-up"), (lists, "nowhere")):
        assert word in shell.mends("forms", "check", file)
        shell.mends("forms", "add", "-w", laptop, file)
    shell.mends("forms", "convert", lists, tmp_path / "out.xml")
    assert not (tmp_path / "out.xml").exists()
    shell.mends("forms", "check", tmp_path / "gone.xlsx")
    text = tmp_path / "不是.xlsx"
    text.write_text("不是工作簿", encoding="utf-8")
    shell.mends("forms", "check", text)
    shell.mends("forms", "convert", newer, tmp_path / "form.xml" / "x.xml")
    assert len(list((laptop / "forms").glob("*.xlsx"))) == 2  # the one it had, and the newer


def test_export(shell: Shell, tmp_path: Path, laptop: Path, hub: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    shell.mends("export", "-w", laptop, in_the_way)
    shell.mends("export", "-w", hub, tmp_path / "stick")  # it has no campaign yet
    assert shell("export", "-w", laptop) == 0
    assert len(list((laptop / "outbox").glob("*.zip"))) == 1


def test_receive(shell: Shell, tmp_path: Path, template: Path, hub: Path) -> None:
    shell.mends("receive", "-w", hub, tmp_path / "nowhere")
    shell.mends("receive", "-w", hub)  # nothing in the inbox
    (good, other) = sorted((template / "stick").glob("*.zip"))
    bad = tmp_path / "bad.zip"
    bad.write_bytes(good.read_bytes()[:-9])
    assert shell("receive", "-w", hub, bad, other) == 1  # one of them
    assert "bad.zip" in shell.out
    assert other.name in shell.out
    assert CHINESE.search(shell.out)
    shutil.copy(good, hub / "inbox" / "x.zip")
    assert shell("receive", "-w", hub) == 0
    assert shell("receive", "-w", hub) == 0
    assert "0" in shell.out


def test_verify(shell: Shell, tmp_path: Path, template: Path) -> None:
    good = next((template / "stick").glob("*.zip"))
    assert shell("verify", good) == 0
    shell.mends("verify", tmp_path / "gone.zip")
    shell.mends("verify", tmp_path)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(good.read_bytes().replace(b"PK\x05\x06", b"PK\x05\x07"))
    shell.mends("verify", bad)

    def forge(found: dict[str, bytes], _info: dict[str, str]) -> None:
        found["changes.jsonl"] = (
            found["changes.jsonl"].replace(b'"B-', b'"X-').replace(b'"answer":"', b'"answer":"x', 1)
        )

    shell.mends("verify", rewritten(good, tmp_path / "forged.zip", forge))


def test_lists_and_dump(shell: Shell, tmp_path: Path, template: Path, hub: Path) -> None:
    assert shell("receive", "-w", hub, template / "stick") == 0
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    shell.mends("lists", "-w", hub, in_the_way)
    shell.mends("dump", "-w", hub, in_the_way)
    (checklist,) = (hub / "forms").glob("*.xlsx")
    with Workspace.open(hub, person="x") as workspace:
        begin(workspace, B07="新")
    checklist.rename(tmp_path / "away.xlsx")
    assert checklist.stem[:12] in shell.mends("lists", "-w", hub, tmp_path / "lists") + shell.out
    assert not list((tmp_path / "lists").glob("*.xlsx"))


def test_doctor(shell: Shell, tmp_path: Path, laptop: Path) -> None:
    assert shell("doctor", "-w", laptop) == 0
    (photo,) = (laptop / "photos").glob("*/*")
    data = photo.read_bytes()
    photo.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert shell("doctor", "-w", laptop) == 1
    assert photo.stem[:12] in shell.out
    assert shell("doctor", "--quick", "-w", laptop) == 0
    photo.unlink()
    assert shell("doctor", "--quick", "-w", laptop) == 1
    photo.write_bytes(data)
    (checklist,) = (laptop / "forms").glob("*.xlsx")
    checklist.rename(tmp_path / "away.xlsx")
    assert shell("doctor", "-w", laptop) == 1
    assert checklist.stem[:12] in shell.out


def test_demo_touches_nothing_that_is_not_its_own(shell: Shell, tmp_path: Path) -> None:
    theirs = tmp_path / "照片"
    theirs.mkdir()
    (theirs / "重要.jpg").write_bytes(b"x")
    shell.mends("demo", "--out", theirs)
    assert [file.name for file in theirs.iterdir()] == ["重要.jpg"]
    (tmp_path / "file").touch()
    shell.mends("demo", "--out", tmp_path / "file")


# --- as another program sees it -----------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "gbk", "utf-8"])
def test_any_console(laptop: Path, root: Path, tmp_path: Path, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "doctor", "-w", str(laptop)],
        cwd=root, capture_output=True, check=False,
        env={**os.environ, "HOME": str(tmp_path), "PYTHONIOENCODING": encoding}, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    assert done.stdout


def test_the_exit_code_reaches_the_shell(root: Path, tmp_path: Path) -> None:
    for words, code in ((["doctor", "-w", str(tmp_path)], 1), (["nonsense"], 2)):
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            cwd=root, capture_output=True, check=False, encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"}, timeout=120,
        )  # fmt: skip
        assert done.returncode == code
        assert CHINESE.search(done.stderr)
        assert done.stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="a pipe without a reader is another error there")
def test_a_reader_that_goes_away_is_no_mistake(tmp_path: Path) -> None:
    """``chengjian … | head``, with a real pipe whose reader is gone."""
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        [sys.executable, "-u", "-m", "app", "forms", "check", resource("checklists/housing.xlsx")],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "HOME": str(tmp_path)},
        timeout=120,
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, "")
