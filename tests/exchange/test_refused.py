"""Packages that are refused: for a reason in words, leaving no trace but their entry."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.errors import AppError
from app.exchange.receive import packages_in
from app.models.derived import PackageIn
from app.models.ids import new_id
from app.models.values import canonical
from app.workspace import Workspace
from tests.faults.looks import files, tables
from tests.faults.small import rewritten, take
from tests.faults.small_form import form, workbook

Change = Callable[[dict[str, bytes], dict[str, str]], object]


def refused(workspace: Workspace, file: Path) -> str:
    """Receive a bad package: nothing may change but the list of packages; returns the reason."""
    before, there, bytes_ = tables(workspace), files(workspace), file.read_bytes()
    (result,) = take(workspace, file)
    assert result.state == "refused"
    assert result.reason
    assert tables(workspace) == before
    assert files(workspace) == there
    assert file.read_bytes() == bytes_
    with workspace.reading() as session:
        row = session.scalars(
            select(PackageIn).order_by(PackageIn.received_at.desc(), PackageIn.id.desc())
        ).first()
    assert row is not None
    assert (row.state, row.reason, row.name) == ("refused", result.reason, file.name)
    return result.reason


def lines_of(found: dict[str, bytes]) -> list[bytes]:
    return found["changes.jsonl"].splitlines(keepends=True)


def put(found: dict[str, bytes], rows: list[bytes]) -> None:
    found["changes.jsonl"] = b"".join(rows)


def altered(found: dict[str, bytes], _info: dict[str, str]) -> None:
    """One answer is another one; all manifests say that this is right."""
    whole = found["changes.jsonl"]
    assert b'"answer":"none"' in whole
    found["changes.jsonl"] = whole.replace(b'"answer":"none"', b'"answer":"present"', 1)


def left_out(found: dict[str, bytes], _info: dict[str, str]) -> None:
    put(found, lines_of(found)[:-1])


def added(found: dict[str, bytes], _info: dict[str, str]) -> None:
    rows = lines_of(found)
    change = json.loads(rows[-1])
    change["id"] = str(new_id())
    put(found, [*rows, f"{canonical(change)}\n".encode()])


def other_batch(found: dict[str, bytes], info: dict[str, str]) -> None:
    added(found, info)
    found["changes.jsonl"] = found["changes.jsonl"].replace(b'"batch":1', b'"batch":9')


def no_headers(found: dict[str, bytes], _info: dict[str, str]) -> None:
    del found["batches.jsonl"]


def header(**more: object) -> Change:
    def change(found: dict[str, bytes], _info: dict[str, str]) -> None:
        head = json.loads(found["batches.jsonl"].splitlines()[0])
        found["batches.jsonl"] = json.dumps(head | more).encode() + b"\n"

    return change


def headers(data: bytes) -> Change:
    def change(found: dict[str, bytes], _info: dict[str, str]) -> None:
        found["batches.jsonl"] = data

    return change


def label(**more: str) -> Change:
    def change(_found: dict[str, bytes], info: dict[str, str]) -> None:
        for name, value in more.items():
            info[name.replace("_", "-")] = value

    return change


def unlabelled(found: dict[str, bytes], info: dict[str, str]) -> None:
    del info["Chengjian-Sender"]


def without_changes(found: dict[str, bytes], _info: dict[str, str]) -> None:
    del found["changes.jsonl"]


def photo_name(found: dict[str, bytes], _info: dict[str, str]) -> None:
    name = next(name for name in found if name.startswith("photos/"))
    found[name] = found[name][:-1] + b"\0"


def photo_kind(found: dict[str, bytes], _info: dict[str, str]) -> None:
    data = b"MZ not a photo"
    found[f"photos/{hashlib.sha256(data).hexdigest()}.exe"] = data


def bad_form(found: dict[str, bytes], _info: dict[str, str]) -> None:
    data = b"PK\3\4 no workbook"
    found[f"forms/{hashlib.sha256(data).hexdigest()}.xlsx"] = data


def form_that_does_not_run(found: dict[str, bytes], _info: dict[str, str]) -> None:
    data = workbook(
        ({"type": "text", "name": "q", "label": "q", "calculation": "nonsense(${q})"},), ()
    )
    found[f"forms/{hashlib.sha256(data).hexdigest()}.xlsx"] = data


def form_name(found: dict[str, bytes], _info: dict[str, str]) -> None:
    found["forms/newest.xlsx"] = form()


def forged_form_and_altered(found: dict[str, bytes], info: dict[str, str]) -> None:
    """A good form of a higher version beside altered changes must not become the newest."""
    data = workbook(version="999")
    found[f"forms/{hashlib.sha256(data).hexdigest()}.xlsx"] = data
    altered(found, info)


def new_photo_and_altered(found: dict[str, bytes], info: dict[str, str]) -> None:
    data = b"\xff\xd8\xff new bytes"
    found[f"photos/{hashlib.sha256(data).hexdigest()}.jpg"] = data
    altered(found, info)


def row(change: Callable[[dict[str, object]], object]) -> Change:
    def work(found: dict[str, bytes], _info: dict[str, str]) -> None:
        rows = lines_of(found)
        one = json.loads(rows[3])
        change(one)
        rows[3] = json.dumps(one).encode() + b"\n"
        put(found, rows)

    return work


def raw_row(data: bytes) -> Change:
    def work(found: dict[str, bytes], _info: dict[str, str]) -> None:
        rows = lines_of(found)
        put(found, [*rows[:3], data + b"\n", *rows[3:]])

    return work


REFUSED: dict[str, tuple[Change, str]] = {
    "altered change": (altered, "第 1 批"),
    "change left out": (left_out, "批"),
    "change added": (added, "批"),
    "change of a batch without header": (other_batch, "批"),
    "no batch headers": (no_headers, "批"),
    "header of another batch": (header(number=2), "批"),
    "forged digest": (header(digest="0" * 64), "批"),
    "forged chain": (header(previous="0" * 64), "批"),
    "header that is a list": (headers(b"[]\n"), "批"),
    "header twice": (headers(b'{"device":"x","number":1}\n' * 2), "批"),
    "header with a huge number": (header(number=1e308), "批"),
    "header nested deeply": (headers(b"[" * 100_000 + b"\n"), "批"),
    "header of no JSON": (headers(b"{\n"), "批"),
    "other campaign": (label(Chengjian_Campaign=str(new_id())), "批次|任务"),
    "newer profile": (label(BagIt_Profile_Identifier="chengjian-package-2"), "新版"),
    "profile of others": (label(BagIt_Profile_Identifier="https://example.org/x"), "不是"),
    "no sender": (unlabelled, "bag-info"),
    "sender that is no id": (label(Chengjian_Sender="张三"), "bag-info"),
    "number that is none": (label(Chengjian_Number="x"), "bag-info"),
    "number beyond all": (label(Chengjian_Number="9" * 40), "bag-info"),
    "number below all": (label(Chengjian_Number="0"), "bag-info"),
    "no changes": (without_changes, "changes.jsonl"),
    "photo under a wrong name": (photo_name, "photos/"),
    "program among the photos": (photo_kind, "exe"),
    "form under a wrong name": (form_name, "newest"),
    "form that is none": (bad_form, "工作簿"),
    "form that does not run": (form_that_does_not_run, "死循环"),
    "good form beside bad changes": (forged_form_and_altered, "批"),
    "good photo beside bad changes": (new_photo_and_altered, "批"),
    "line of no JSON": (raw_row(b"{"), "第 4 行"),
    "line nested deeply": (raw_row(b"[" * 100_000), "第 4 行"),
    "empty line": (raw_row(b""), "第 4 行"),
    "line too long": (raw_row(b'"' + b"x" * 5_000_000 + b'"'), "4"),
    "line that is no text": (raw_row(b"\xff\xfe"), "4"),
    "field missing": (row(lambda one: one.pop("kind")), "第 4 行"),
    "field too many": (row(lambda one: one.update(extra=1)), "第 4 行"),
    "number with a fraction": (row(lambda one: one.update(clock=1.5)), "第 4 行"),
    "clock below 0": (row(lambda one: one.update(clock=-1)), "第 4 行"),
    "id that is none": (row(lambda one: one.update(id="x")), "第 4 行"),
    "bases that are none": (row(lambda one: one.update(bases=["x"])), "第 4 行"),
    "half a surrogate": (row(lambda one: one.update(person="\ud800")), "第 4 行"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(hub: Workspace, packages: list[Path], tmp_path: Path, name: str) -> None:
    take(hub, packages[2])
    change, word = REFUSED[name]
    bad = rewritten(packages[0], tmp_path / "bad.zip", change)
    reason = refused(hub, bad)
    assert any(part in reason for part in word.split("|")), reason
    (result,) = take(hub, packages[0])  # the right one still comes in
    assert result.state == "merged"


def test_rewriting_alone_is_no_reason(hub: Workspace, packages: list[Path], tmp_path: Path) -> None:
    # So that the refusals above are for what was changed, not for how the file was made.
    same = rewritten(packages[0], tmp_path / "same.zip", lambda found, info: None)
    assert [one.state for one in take(hub, same)] == ["merged"]


def test_known_id_with_other_content(hub: Workspace, packages: list[Path], tmp_path: Path) -> None:
    take(hub, packages[2])

    def relayed(found: dict[str, bytes], _info: dict[str, str]) -> None:
        # Changes of a third device need no header yet; a known one must still be the same.
        with zipfile.ZipFile(packages[2]) as archive:
            (name,) = [n for n in archive.namelist() if n.endswith("changes.jsonl")]
            theirs = archive.read(name).replace(b'"answer":"present"', b'"answer":"none"')
        put(found, sorted([*lines_of(found), *theirs.splitlines(keepends=True)]))

    bad = rewritten(packages[0], tmp_path / "bad.zip", relayed)
    assert refused(hub, bad)


def test_truncated_anywhere(hub: Workspace, packages: list[Path], tmp_path: Path) -> None:
    data = packages[0].read_bytes()
    bad = tmp_path / "bad.zip"
    for length in (0, 1, 30, len(data) // 3, len(data) // 2, len(data) - 22, len(data) - 1):
        bad.write_bytes(data[:length])
        refused(hub, bad)
    bad.write_bytes(data + b"\0")
    refused(hub, bad)


@pytest.mark.parametrize(
    "name", ["../../escape.jpg", "/etc/x.jpg", "data/../../x", "C:\\x.jpg", "data/CON.jpg"]
)
def test_paths_that_lead_outside(
    hub: Workspace, packages: list[Path], tmp_path: Path, name: str
) -> None:
    bad = tmp_path / "bad.zip"
    shutil.copy(packages[0], bad)
    with zipfile.ZipFile(bad, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    refused(hub, bad)
    assert not (tmp_path / "escape.jpg").exists()
    assert not (tmp_path.parent / "escape.jpg").exists()


def test_zip_bomb(hub: Workspace, packages: list[Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    shutil.copy(packages[0], bad)
    with zipfile.ZipFile(packages[0]) as archive:
        top = archive.namelist()[0].partition("/")[0]
    with zipfile.ZipFile(bad, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{top}/data/photos/{'0' * 64}.jpg", bytes(50_000_000))
    assert bad.stat().st_size < 300_000
    refused(hub, bad)


def test_a_folder_and_a_text_instead_of_a_package(hub: Workspace, tmp_path: Path) -> None:
    text_file = tmp_path / "说明.zip"
    text_file.write_text("这不是包", encoding="utf-8")
    refused(hub, text_file)
    (result,) = take(hub, tmp_path)
    assert result.state == "refused"
    with pytest.raises(AppError):
        packages_in(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(AppError):
        packages_in(tmp_path / "empty")


def test_a_name_that_is_no_text(hub: Workspace, packages: list[Path], tmp_path: Path) -> None:
    # As a stick written on a Chinese Windows looks where names are read as UTF-8.
    odd = tmp_path / "包.zip".encode("gbk").decode("utf-8", "surrogateescape")
    try:
        shutil.copy(packages[0], odd)
    except (OSError, UnicodeError):
        pytest.skip("this disk takes no such names")
    (result,) = take(hub, odd)
    assert result.state == "merged"
    with hub.reading() as session:
        assert session.scalars(select(PackageIn)).one().name.endswith(".zip")
