"""Tables as KoboToolbox and ODK Central write them, made here from their published formats."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from app.inspection.answers import answers_of
from app.inspection.submission.listing import KNOWN, NEW, REFUSED, Taken, import_submissions
from app.models.ids import inspection_id
from app.workspace import Workspace
from tests.faults.small import picture, place
from tests.inspection.submission_form import COLOURS, SURVEY, made

ONE = {
    "code": "长安/1", "n": "6", "d": "1280.5", "day": "2026-05-04", "clock": "14:30:00.000+08:00",
    "moment": "2026-05-04T14:30:00.000+08:00", "colour": "red", "tags": "green red",
    "order": "sky red blue green", "spot": "37.5 105.2 1220.0 4.5",
    "way": "37.5 105.2 0 0;37.6 105.3 0 0", "words": "东山墙，\n“二层”;有,逗号",
    "secret": "13800138000", "reds": "门",
    "rooms": [
        {"called": "厨房", "walls": "blue sky", "size": "12", "shelves": [
            {"holds": "碗", "width": "0.6"}, {"holds": "米", "width": "1.2"}]},
        {"called": "卧室", "walls": "", "size": "15", "shelves": []},
        {"called": "", "walls": "red", "size": "", "shelves": [{"holds": "书", "width": ""}]},
    ],
}  # fmt: skip
TWO = {"code": "长安/2", "n": "3", "colour": "", "colour_reason": "not_reached", "rooms": []}
GROUP = ["n", "d", "day", "clock", "moment", "colour", "colour_reason", "tags", "order", "spot",
         "way", "words", "pic", "doc", "secret"]  # fmt: skip
EXPECTED = {
    "/housing/code": "长安/1", "/housing/g/n": "6", "/housing/g/d": "1280.5",
    "/housing/g/day": "2026-05-04", "/housing/g/clock": "14:30:00.000+08:00",
    "/housing/g/moment": "2026-05-04T14:30:00.000+08:00", "/housing/g/colour": "red",
    "/housing/g/order": "sky red blue green", "/housing/g/spot": "37.5 105.2 1220.0 4.5",
    "/housing/g/way": "37.5 105.2 0 0;37.6 105.3 0 0", "/housing/g/words": ONE["words"],
    "/housing/g/secret": "13800138000", "/housing/reds": "门",
    "/housing/room[_1]/called": "厨房", "/housing/room[_1]/inner/size": "12",
    "/housing/room[_1]/inner/shelf[_1]/holds": "碗",
    "/housing/room[_1]/inner/shelf[_1]/width": "0.6",
    "/housing/room[_1]/inner/shelf[_2]/holds": "米",
    "/housing/room[_1]/inner/shelf[_2]/width": "1.2",
    "/housing/room[_2]/called": "卧室", "/housing/room[_2]/inner/size": "15",
    "/housing/room[_3]/inner/shelf[_1]/holds": "书",
}  # fmt: skip
SETS = {"/housing/g/tags": {"green", "red"}, "/housing/room[_1]/walls": {"blue", "sky"},
        "/housing/room[_3]/walls": {"red"}}  # fmt: skip


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Workspace]:
    with made(tmp_path / "hub", "汇总") as workspace:
        yield workspace


def inspection(number: int) -> UUID:
    return inspection_id(place(str(number)), "housing", "2026")


def texts(workspace: Workspace, number: int) -> dict[str, str]:
    with workspace.reading() as session:
        stored = answers_of(session, inspection(number))
    return {path: one.text or f"?{one.reason}" for path, one in stored.items() if one.value}


def check(workspace: Workspace, taken: Taken, *, ordered: bool = False) -> None:
    """Compare with what was written by hand."""
    assert [str(one) for one in taken.troubles if one.serious] == []
    assert [one.state for one in taken.outcomes] == [NEW, NEW]
    found = {p: t for p, t in texts(workspace, 1).items() if not p.endswith("]")}
    assert {p: set(found.pop(p).split()) for p in SETS} == SETS
    assert found == EXPECTED
    second = {p: t for p, t in texts(workspace, 2).items() if not p.endswith("]")}
    assert second == {
        "/housing/code": "长安/2", "/housing/g/n": "3", "/housing/g/colour": "?not_reached",
    }  # fmt: skip
    with workspace.reading() as session:
        value = answers_of(session, inspection(1))["/housing/g/n"].value
    assert value["basis"] == "imported"
    assert value["from"]


# --- ODK Central ----------------------------------------------------------------------------


def central(folder: Path, *, split: bool = False, groups: bool = True, version: str = "1") -> Path:
    """Write ``submissions.csv.zip`` as Central's API documentation describes it."""
    pre = "g-" if groups else ""
    head = ["SubmissionDate", "start", "end", "deviceid", "code"]
    for name in GROUP:
        if name == "spot":
            head += [
                f"{pre}spot-{part}" for part in ("Latitude", "Longitude", "Altitude", "Accuracy")
            ]
        else:
            head.append(pre + name)
        if split and name == "tags":
            head += [f"{pre}tags/{choice}" for choice in COLOURS]
    head += ["reds", "total", "meta-instanceID", "KEY", "SubmitterID", "SubmitterName",
             "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState", "DeviceID",
             "Edits", "FormVersion"]  # fmt: skip
    roots, rooms, shelves = [head], [], []
    rooms.append(
        ["called", "walls", ("inner-" if groups else "") + "size", "shot", "PARENT_KEY", "KEY"]
    )
    shelves.append(["holds", "width", "PARENT_KEY", "KEY"])
    for number, one in enumerate((ONE, TWO), 1):
        key = f"uuid:0000000{number}-0000-4000-8000-000000000000"
        row: list[Any] = [
            "2026-05-05T01:02:03.000Z",
            "2026-05-04T14:00:00.000+08:00",
            "",
            "collect:x",
            one["code"],
        ]
        for name in GROUP:
            text = str(one.get(name, ""))
            row += (text.split() or [""] * 4) if name == "spot" else [text]
            if split and name == "tags":
                row += [int(choice in text.split()) if text else "" for choice in COLOURS]
        row += [
            one.get("reds", ""),
            "27",
            key,
            key,
            "5",
            "甲",
            0,
            0,
            "",
            "approved",
            "collect:x",
            0,
            version,
        ]
        roots.append(row)
        for at, room in enumerate(one["rooms"], 1):  # type: ignore[arg-type,var-annotated]
            own = f"{key}/room[{at}]"
            rooms.append([room["called"], room["walls"], room["size"], "", key, own])
            shelves += [
                [shelf["holds"], shelf["width"], own, f"{own}/inner/shelf[{n}]"]
                for n, shelf in enumerate(room["shelves"], 1)
            ]
    target = folder / "submissions.csv.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for name, rows in (
            ("housing.csv", roots),
            ("housing-room.csv", rooms),
            ("housing-shelf.csv", shelves),
        ):
            out = io.StringIO(newline="")
            csv.writer(out).writerows(rows)
            archive.writestr(name, out.getvalue())
    return target


@pytest.mark.parametrize("split", [False, True])
@pytest.mark.parametrize("groups", [True, False])
def test_central_zip(hub: Workspace, tmp_path: Path, split: bool, groups: bool) -> None:
    file = central(tmp_path, split=split, groups=groups)
    check(hub, import_submissions(hub, [file]))
    again = import_submissions(hub, [file])
    assert [one.state for one in again.outcomes] == [KNOWN, KNOWN]


def test_central_names_the_version_that_is_not_here(hub: Workspace, tmp_path: Path) -> None:
    taken = import_submissions(hub, [central(tmp_path, version="2024-x")])
    assert taken.outcomes == []
    said = [str(one) for one in taken.troubles if one.serious]
    assert "housing.csv" in said[0]
    assert "2024-x" in said[0]
    assert "FormVersion" in said[0]
    forced = import_submissions(hub, [central(tmp_path, version="2024-x")], form="housing@1")
    assert [one.state for one in forced.outcomes] == [NEW, NEW]


# --- KoboToolbox ----------------------------------------------------------------------------

KOBO = ["_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
        "_submitted_by", "__version__", "_tags", "_index"]  # fmt: skip
LABELS = {row[1]: row[2:4] for row in SURVEY if len(row) > 3}


class Kobo:
    """Writes an XLSX export as formpack describes it."""

    def __init__(self, sep: str, language: int | None, multiple: str, hierarchy: bool) -> None:
        self.sep, self.language, self.multiple = sep, language, multiple
        self.hierarchy = hierarchy

    def label(self, *path: str) -> str:
        names = list(path)
        if self.language is not None:
            names = [LABELS[name][self.language] if name in LABELS else name for name in path]
        return self.sep.join(names) if self.hierarchy else names[-1]

    def choice(self, value: str) -> str:
        return value if self.language is None else COLOURS[value][self.language]

    def head(self, *path: str) -> list[str]:
        name, label = path[-1], self.label(*path)
        if name == "spot":
            above = label[
                : len(label)
                - len(
                    self.label(name)
                    if not self.hierarchy
                    else Kobo(self.sep, self.language, "", False).label(name)
                )
            ]
            own = label[len(above) :]
            return [
                label,
                *(
                    f"{above}_{own}_{part}"
                    for part in ("latitude", "longitude", "altitude", "precision")
                ),
            ]
        found = [label]
        if name in ("tags", "walls"):
            if self.multiple == "details":
                found = []
            if self.multiple != "summary":
                found += [f"{label}{self.sep}{self.choice(value)}" for value in COLOURS]
        if name in ("pic", "shot"):
            found.append(f"{label}_URL")
        return found

    def cells(self, name: str, text: str) -> list[str]:
        if name == "spot":
            return [text, *(text.split() or [""] * 4)]
        if name in ("tags", "walls"):
            found = [" ".join(self.choice(value) for value in text.split())]
            if self.multiple == "details":
                found = []
            if self.multiple != "summary":
                found += [str(int(value in text.split())) if text else "" for value in COLOURS]
            return found
        if name in ("pic", "shot"):
            return [text, ""]
        if name == "colour" and text:
            return [self.choice(text)]
        if name == "order" and text:
            return [" ".join(self.choice(value) for value in text.split())]
        if name == "colour_reason" and text and self.language is not None:
            return [("未查到", "Not reached")[self.language]]
        return [text]

    def write(self, target: Path) -> Path:
        top = [("code",), *(("g", name) for name in GROUP), ("reds",), ("total",)]
        room = [("room", "called"), ("room", "walls"), ("room", "inner", "size"), ("room", "shot")]
        shelf = [("room", "inner", "shelf", "holds"), ("room", "inner", "shelf", "width")]
        link = ["_index", "_parent_table_name", "_parent_index", "_submission__id",
                "_submission__uuid", "_submission__submission_time"]  # fmt: skip
        roots = [
            ["start", "end", "deviceid", *(h for path in top for h in self.head(*path)), *KOBO]
        ]
        rooms = [[*(h for path in room for h in self.head(*path)), *link]]
        shelves = [[*(h for path in shelf for h in self.head(*path)), *link]]
        for number, one in enumerate((ONE, TWO), 1):
            uuid = f"0000000{number}-0000-4000-8000-000000000000"
            cells = [c for path in top for c in self.cells(path[-1], str(one.get(path[-1], "")))]
            roots.append(["2026-05-04T14:00:00.000+08:00", "", "kobo:1", *cells, "9", uuid,
                          "2026-05-05T01:02:03", "", "", "submitted_via_web", "x",
                          "vAbCdEfGhIjKlMnOpQrStUv", "", str(number)])  # fmt: skip
            for each in one["rooms"]:  # type: ignore[attr-defined]
                own = len(rooms)
                cells = [
                    c for path in room for c in self.cells(path[-1], str(each.get(path[-1], "")))
                ]
                rooms.append([*cells, str(own), "housing", str(number), "9", uuid, ""])
                for board in each["shelves"]:
                    cells = [board["holds"], board["width"]]
                    shelves.append([*cells, str(len(shelves)), "room", str(own), "9", uuid, ""])
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in (("housing", roots), ("room", rooms), ("shelf", shelves)):
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        book.save(target)
        return target


@pytest.mark.parametrize(
    ("sep", "language", "multiple", "hierarchy"),
    [
        ("/", None, "both", True),
        (".", None, "details", True),
        ("/", None, "summary", False),
        ("/", 0, "both", False),
        ("/", 1, "details", True),
        (".", 1, "summary", False),
    ],
)
def test_kobo_workbook(
    hub: Workspace, tmp_path: Path, sep: str, language: int | None, multiple: str, hierarchy: bool
) -> None:
    file = Kobo(sep, language, multiple, hierarchy).write(tmp_path / "kobo.xlsx")
    check(hub, import_submissions(hub, [file]))
    again = import_submissions(hub, [file])
    assert [one.state for one in again.outcomes] == [KNOWN, KNOWN]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_kobo_csv_with_semicolons_in_any_encoding(
    hub: Workspace, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "kobo.csv"
    file.write_bytes(
        '"code";"g/n";"g/words";"_uuid"\n"长安/3";"4";"东山墙";"abc"\n'.encode(encoding)
    )
    taken = import_submissions(hub, [file])
    assert [one.state for one in taken.outcomes] == [NEW]
    assert texts(hub, 3)["/housing/g/words"] == "东山墙"
    assert any("room" in str(one) for one in taken.troubles)  # its rows are not in a CSV


def test_every_bad_cell_is_named_and_its_row_left_out_whole(hub: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    rows = [
        ["code", "g/n", "g/colour", "g/day", "g/tags", "_uuid", "comment"],
        ["长安/1", "six", "red", "2026-05-04", "red", "1", "x"],
        ["长安/2", "6", "purple", "04.05.2026", "red mauve", "2", ""],
        ["长安/99", "6", "red", "", "", "3", ""],
        ["", "6", "red", "", "", "4", ""],
        ["长安/5", "6", "red", "", "", "5", ""],
    ]
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)
    dry = import_submissions(hub, [file], dry_run=True)
    taken = import_submissions(hub, [file])
    assert [one.state for one in dry.outcomes] == [one.state for one in taken.outcomes]
    assert [one.state for one in taken.outcomes] == [REFUSED] * 4 + [NEW]
    places = [(one.row, one.column) for one in taken.troubles if one.serious]
    assert places == [(2, "g/n"), (3, "g/day"), (3, "g/colour"), (3, "g/tags"), (4, ""), (5, "")]
    assert texts(hub, 1) == {}
    assert any(one.column == "comment" and not one.serious for one in taken.troubles)
    assert all("bad.csv" in str(one) for one in taken.troubles)


def test_photos_come_from_the_media_folder(hub: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "central"
    picture(folder / "files" / "uuid:a" / "1.jpg", 1)
    picture(folder / "files" / "uuid:b" / "1.jpg", 2)
    (folder / "housing.csv").write_text(
        "code,g-pic,KEY\n长安/1,1.jpg,uuid:a\n长安/2,1.jpg,uuid:b\n长安/3,2.jpg,uuid:c\n",
        encoding="utf-8",
    )
    taken = import_submissions(hub, [folder])
    assert [(one.state, one.photos) for one in taken.outcomes] == [(NEW, 1), (NEW, 1), (REFUSED, 0)]
    (trouble,) = [one for one in taken.troubles if one.serious]
    assert (trouble.row, trouble.column) == (4, "g-pic")
    assert "2.jpg" in str(trouble)
    without = import_submissions(hub, [folder], without_media=True)
    assert [one.state for one in without.outcomes] == [KNOWN, KNOWN, NEW]
