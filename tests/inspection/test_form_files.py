"""A checklist with files of its own: registered, inspected, packed, received, derived; the same."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest

from app.commands.doctor import examine
from app.errors import AppError
from app.exchange.bags.read import open_bag
from app.exchange.bags.write import BagWriter
from app.exchange.package import export
from app.exchange.receive import receive
from app.form_files import Manifest, check_names, read_manifest
from app.forms import Instance, load_workbook
from app.forms.convert import convert_workbook
from app.i18n import language, set_language
from app.inspection import checklists
from app.inspection.checklists import definition, keeper, register
from app.inspection.derive import derive
from app.inspection.form_store import media_folder, problems
from app.inspection.visit import Visit
from app.models.log import Draft, dump, write
from app.workspace import Workspace
from tests.faults.small import CAMPAIGN, INFO, place

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
WALLS = "name,label,bad\nbrick,砖,yes\nconcrete,混凝土,no\n"
SURVEY = (
    ("type", "name", "label", "media::image", "calculation"),
    ("select_one_from_file 墙体.csv", "wall", "墙体", "样图.png", ""),
    ("calculate", "bad", "", "", "instance('墙体')/root/item[name = ${wall}]/bad"),
    ("text", "note", "说明", "", ""),
)
FINDINGS = (
    ("code", "question", "rule", "clear", "title::中文 (zh)", "indicator", "severity"),
    ("W1", "wall", "${bad} = 'yes'", "${bad} = 'no'", "墙体有问题", "H01", "serious"),
)


def workbook(
    folder: Path, *, version: str = "1", survey: tuple[tuple[str, ...], ...] = SURVEY
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in survey:
        sheet.append(row)
    settings = book.create_sheet("settings")
    settings.append(("form_id", "form_title", "version", "name"))
    settings.append(("housing", "试", version, "housing"))
    rules = book.create_sheet("findings")
    for row in FINDINGS:
        rules.append(row)
    folder.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    book.save(out)
    file = folder / "房屋.xlsx"
    file.write_bytes(_still(out.getvalue()))
    return file


def _still(data: bytes) -> bytes:
    """Pack again without times, so that equal content is equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if name != "docProps/core.xml":
                new.writestr(zipfile.ZipInfo(name), old.read(name))
    return out.getvalue()


def beside(folder: Path, walls: str = WALLS, *, version: str = "1") -> Path:
    file = workbook(folder, version=version)
    media = folder / "房屋-media"
    media.mkdir()
    (media / "墙体.csv").write_text(walls, encoding="gbk")
    (folder / "样图.png").write_bytes(PNG)  # beside the workbook is as good
    return file


def laptop(root: Path) -> Workspace:
    workspace = Workspace.create(root, person="甲", campaign=INFO)
    with workspace.sessions.begin() as session:
        facts = {
            "campaign": str(CAMPAIGN),
            "level": "building",
            "code": "长安/1号楼",
            "name": "1号楼",
        }
        drafts = [Draft("place", place("1号楼"), *item) for item in facts.items()]
        write(session, workspace.writer(session), drafts)
    return workspace


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = language()
    set_language("en")
    checklists._compiled.clear()
    yield
    checklists._compiled.clear()
    set_language(before)


@pytest.fixture
def sent(tmp_path: Path) -> tuple[Path, str, dict[str, bytes]]:
    """A package of an inspected building, the form's identity, and the laptop's tables."""
    with laptop(tmp_path / "laptop") as space:
        form = register(space, beside(tmp_path / "designer"))
        visit = Visit.begin(space, place("1号楼"))
        assert [one.label for one in visit.instance.node("/housing/wall").choices] == [
            "砖",
            "混凝土",
        ]
        visit.answer("/housing/wall", "brick")
        visit.finish()
        assert not derive(space).problems
        package = export(space, tmp_path / "stick", destination="hub")
        return package.path, form.hash, tables(space, tmp_path / "dump-laptop")


def tables(space: Workspace, folder: Path) -> dict[str, bytes]:
    with space.reading() as session:
        dump(session, folder)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def take(hub: Workspace, file: Path) -> tuple[str, str]:
    (result,) = receive(hub, [file], keep_form=keeper(hub))
    return result.state, result.reason


def test_the_road_from_the_designer_to_the_hub(
    sent: tuple[Path, str, dict[str, bytes]], tmp_path: Path
) -> None:
    package, identity, at_laptop = sent
    with open_bag(package) as bag:
        names = [name for name in bag.names if name.startswith("forms/")]
        digest = hashlib.sha256(WALLS.encode("gbk")).hexdigest()
        assert f"forms/{identity}-media/{digest}.csv" in names
        assert len(names) == 4  # workbook, list, CSV, picture
    shutil.rmtree(tmp_path / "laptop")
    shutil.rmtree(tmp_path / "designer")
    checklists._compiled.clear()
    with Workspace.create(tmp_path / "hub", person="汇总") as hub:
        assert take(hub, package)[0] == "merged"
        assert not derive(hub).problems
        there = tables(hub, tmp_path / "dump-hub")
        assert there["finding.jsonl"].count(b"\n") == 1
        assert there["finding.jsonl"] == at_laptop["finding.jsonl"]
        assert there["verdict.jsonl"] == at_laptop["verdict.jsonl"]
        assert there["progress.jsonl"] == at_laptop["progress.jsonl"]
        assert (media_folder(hub, identity) / "样图.png").read_bytes() == PNG
        (inspection,) = (json.loads(line)["id"] for line in there["inspection.jsonl"].splitlines())
        visit = Visit.open(hub, UUID(inspection))
        (folder,) = visit.media_folders
        assert (folder / "样图.png").is_file()
        assert take(hub, package)[0] == "repeated"
        assert not [one for one in examine(hub) if one.harm]


def test_the_same_workbook_with_other_files_is_another_version(tmp_path: Path) -> None:
    with laptop(tmp_path / "one") as space:
        first = register(space, beside(tmp_path / "a"))
        again = register(space, beside(tmp_path / "copy"))
        other = register(
            space, beside(tmp_path / "b", WALLS.replace("brick,砖,yes", "brick,砖,no"))
        )
        bare = register(space, workbook(tmp_path / "c"))
        assert first == again
        assert len({first.hash, other.hash, bare.hash}) == 3
        assert set(bare.missing) == {"墙体.csv", "样图.png"}
        assert not first.missing
        for one, bad in ((first, "yes"), (other, "no")):
            made = Instance(definition(space, one.hash))
            made.set("/housing/wall", "brick")
            assert made.node("/housing/bad").value == bad


def test_convert_and_a_plain_reading_find_the_same_files(tmp_path: Path) -> None:
    file = beside(tmp_path / "a")
    missing: list[str] = []
    (tmp_path / "out").mkdir()
    written = convert_workbook(file, tmp_path / "out" / "f.xml", missing)
    assert {one.name for one in written} == {"f.xml", "墙体.csv", "样图.png"}
    assert not missing
    assert not load_workbook(file).missing_resources
    with laptop(tmp_path / "one") as space:
        kept = media_folder(space, register(space, file).hash)
        assert {one.name for one in kept.iterdir()} == {"墙体.csv", "样图.png"}


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("样图.png", b"MZ\x90\x00 a program", "not what its name says"),
        ("墙体.csv", b"name,label\nbrick\x00,x\n", "not what its name says"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    file = beside(tmp_path / "a")
    for folder in (file.parent, file.parent / "房屋-media"):
        if (folder / name).exists():
            (folder / name).write_bytes(data)
    with laptop(tmp_path / "one") as space:
        with pytest.raises(AppError, match=words):
            register(space, file)
        assert not list(space.forms.iterdir())


def test_doctor_names_what_is_lost_or_altered(
    sent: tuple[Path, str, dict[str, bytes]], tmp_path: Path
) -> None:
    _package, identity, _tables = sent
    with Workspace.open(tmp_path / "laptop") as space:
        assert not problems(space, identity)
        (media_folder(space, identity) / "样图.png").unlink()
        (media_folder(space, identity) / "墙体.csv").write_text("name,label\n")
        said = [one.text for one in examine(space) if one.harm]
        assert len(said) == 2
        assert any("样图.png" in one and "not here" in one for one in said)
        assert any("墙体.csv" in one and "damaged" in one for one in said)
        with pytest.raises(AppError, match=r"altered|not there"):
            export(space, tmp_path / "stick")


@pytest.mark.parametrize(
    "name",
    [
        "../a.csv",
        "a/b.csv",
        "C:a.csv",
        ".a.csv",
        "con.csv",
        "a.exe",
        "a.csv.",
        "a\u202e.csv",
        "a",
        "e\u0301.csv",
        "a\\b.csv",
        "",
    ],
)
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(AppError):
        check_names({name: "0" * 64})
    with pytest.raises(AppError):
        read_manifest(Manifest("0" * 64, {name: "0" * 64}).data)


def test_names_that_are_one_file_on_windows_are_refused() -> None:
    with pytest.raises(AppError, match="Two of"):
        check_names({"A.csv": "", "a.CSV": ""})


Alter = Callable[[dict[str, bytes], str], None]


def _other_csv(files: dict[str, bytes], identity: str) -> None:
    name = next(one for one in files if one.endswith(".csv"))
    files[name] = b"name,label\nbrick,other\n"


def _other_workbook(files: dict[str, bytes], identity: str) -> None:
    files[f"forms/{identity}.xlsx"] += b"\0"


def _no_list(files: dict[str, bytes], identity: str) -> None:
    del files[f"forms/{identity}.json"]


def _lacking(files: dict[str, bytes], identity: str) -> None:
    del files[next(one for one in files if one.endswith(".csv"))]


def _one_more(files: dict[str, bytes], identity: str) -> None:
    data = b"name\n"
    files[f"forms/{identity}-media/{hashlib.sha256(data).hexdigest()}.csv"] = data


def _listed_elsewhere(files: dict[str, bytes], identity: str) -> None:
    manifest = json.loads(files[f"forms/{identity}.json"])
    manifest["files"] = {f"../../{name}": one for name, one in manifest["files"].items()}
    made = Manifest(manifest["workbook"], manifest["files"])
    for name in list(files):
        if identity in name:
            data = files.pop(name)
            files[name.replace(identity, made.identity)] = (
                made.data if name.endswith(".json") else data
            )


@pytest.mark.parametrize(
    "alter", [_other_csv, _other_workbook, _no_list, _lacking, _one_more, _listed_elsewhere]
)
def test_a_package_whose_form_is_not_whole_is_refused(
    sent: tuple[Path, str, dict[str, bytes]], tmp_path: Path, alter: Alter
) -> None:
    package, identity, _tables = sent
    with open_bag(package) as bag:
        info = dict(bag.info)
        files = {name: bag.read(name) for name in bag.names}
    alter(files, identity)
    forged = tmp_path / "forged" / package.name
    info.pop("Payload-Oxum", None)
    with BagWriter(forged, package.stem, info) as out:
        for name, data in files.items():
            out.add_bytes(name, data)
        out.close()
    with Workspace.create(tmp_path / "hub", person="汇总") as hub:
        state, reason = take(hub, forged)
        assert state == "refused"
        assert reason
        assert not list(hub.forms.iterdir())
        with hub.reading() as session:
            assert not checklists.checklists(session)
