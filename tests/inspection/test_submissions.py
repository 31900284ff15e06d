"""Submissions in daily use: edits, contradictions, unknown places and versions, encryption."""

from __future__ import annotations

import base64
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.cli import main
from app.errors import AppError, Cancelled
from app.inspection.answers import answers_of
from app.inspection.derive import derive
from app.inspection.submission.export import choose, export_submissions
from app.inspection.submission.listing import ADDED, KNOWN, NEW, REFUSED, Taken, import_submissions
from app.inspection.visit import Visit
from app.models.ids import inspection_id
from app.models.log import conflicts
from app.workspace import Workspace
from tests.faults.small import picture, place
from tests.inspection.submission_form import Filled, form, made, put

XML = (
    '<?xml version="1.0"?><housing id="housing" version="{version}" '
    'xmlns:orx="http://openrosa.org/xforms"><start>2026-05-04T08:00:00.000+08:00</start>'
    "<code>{code}</code><g><n>{n}</n>{more}</g>{rooms}"
    "<orx:meta><orx:instanceID>{id}</orx:instanceID>{old}</orx:meta></housing>"
)
ENTITY = b'<housing id="housing"><code>&x;</code></housing>'


def written(folder: Path, ident: str = "uuid:1", **parts: str) -> Path:
    """Write a submission as Collect lays it down."""
    values = {"version": "1", "code": "长安/1", "n": "6", "more": "", "rooms": "", "old": ""}
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "submission.xml"
    file.write_text(XML.format(id=ident, **values | parts), encoding="utf-8")
    return file


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Workspace]:
    with made(tmp_path / "hub", "汇总") as workspace:
        yield workspace


def inspection(number: int = 1) -> UUID:
    return inspection_id(place(str(number)), "housing", "2026")


def text(workspace: Workspace, path: str, number: int = 1) -> str:
    with workspace.reading() as session:
        found = answers_of(session, inspection(number)).get(path)
    return found.text if found else ""


def states(taken: Taken) -> list[str]:
    return [outcome.state for outcome in taken.outcomes]


def reasons(taken: Taken) -> str:
    return "\n".join(str(trouble) for trouble in taken.troubles if trouble.serious)


def test_a_dry_run_says_the_same_and_changes_nothing(hub: Workspace, tmp_path: Path) -> None:
    picture(tmp_path / "in" / "1.jpg", 1)
    written(tmp_path / "in", more="<pic>1.jpg</pic>")
    before = sorted(hub.photos.rglob("*"))
    dry = import_submissions(hub, [tmp_path / "in"], dry_run=True)
    with hub.reading() as session:
        assert answers_of(session, inspection()) == {}
    assert sorted(hub.photos.rglob("*")) == before
    taken = import_submissions(hub, [tmp_path / "in"])
    assert dry.outcomes == taken.outcomes
    assert (states(taken), taken.outcomes[0].photos) == ([NEW], 1)
    assert text(hub, "/housing/g/n") == "6"
    assert derive(hub).problems == []


def test_an_answer_that_differs_is_a_conflict_and_replaces_nothing(
    hub: Workspace, tmp_path: Path
) -> None:
    visit = Visit.begin(hub, place("1"))
    visit.answer("/housing/g/n", "7")
    visit.answer("/housing/g/d", "10")
    taken = import_submissions(hub, [written(tmp_path / "in", more="<d>10.0</d><words>x</words>")])
    (outcome,) = taken.outcomes
    assert (outcome.state, outcome.answers, outcome.conflicts) == (ADDED, 1, 1)
    with hub.reading() as session:
        (found,) = conflicts(session)
    assert found.field == "/housing/g/n"
    assert {head.value["answer"] for head in found.heads} == {"6", "7"}
    visit.reload()
    assert not visit.finished
    # Whoever says again what one side of the conflict says adds nothing to it.
    (again,) = import_submissions(hub, [written(tmp_path / "again", "uuid:2")]).outcomes
    assert (again.state, again.conflicts) == (ADDED, 0)
    (again,) = import_submissions(hub, [written(tmp_path / "other", "uuid:3", n="7")]).outcomes
    assert again.conflicts == 0
    with hub.reading() as session:
        (found,) = conflicts(session)
    assert len(found.heads) == 2


def test_what_only_the_roster_said_gives_way(hub: Workspace, tmp_path: Path) -> None:
    Visit.begin(hub, place("1"))  # fills in the code, as written in the roster
    taken = import_submissions(hub, [written(tmp_path / "in", code="1号楼")], place_column="code")
    (outcome,) = taken.outcomes
    assert (outcome.conflicts, outcome.replaced) == (0, 1)
    assert text(hub, "/housing/code") == "1号楼"


def test_a_later_edition_replaces_its_own_answers_only(hub: Workspace, tmp_path: Path) -> None:
    rooms = "<room><called>甲</called></room><room><called>乙</called></room>"
    import_submissions(
        hub, [written(tmp_path / "a", more="<d>1</d><words>old</words>", rooms=rooms)]
    )
    visit = Visit.open(hub, inspection())
    visit.answer("/housing/g/d", "2")  # a person corrects it here
    edited = written(
        tmp_path / "b", "uuid:2", n="8", more="<d>3</d><words/>",
        rooms="<room><called>甲</called></room>",
        old="<orx:deprecatedID>uuid:1</orx:deprecatedID>",
    )  # fmt: skip
    (outcome,) = import_submissions(hub, [edited]).outcomes
    assert outcome.state == ADDED
    assert outcome.conflicts == 1  # the floor area: both stand
    assert text(hub, "/housing/g/n") == "8"
    assert text(hub, "/housing/g/words") == ""
    visit.reload()
    assert visit.instance.repeat_paths("/housing/room") == ["/housing/room[_1]"]


def test_editions_in_one_import_go_in_in_their_order(hub: Workspace, tmp_path: Path) -> None:
    written(
        tmp_path / "in" / "a", "uuid:2", n="8", old="<orx:deprecatedID>uuid:1</orx:deprecatedID>"
    )
    written(tmp_path / "in" / "b", "uuid:1")
    taken = import_submissions(hub, [tmp_path / "in"])
    assert [(one.instance_id, one.state) for one in taken.outcomes] == [
        ("uuid:1", NEW),
        ("uuid:2", ADDED),
    ]
    with hub.reading() as session:
        assert conflicts(session) == []
    assert text(hub, "/housing/g/n") == "8"


def test_an_export_that_others_edited_comes_home(hub: Workspace, tmp_path: Path) -> None:
    visit = Visit.begin(hub, place("1"))
    visit.answer("/housing/g/n", "5")
    visit.answer("/housing/g/secret", "13800138000")
    added = visit.add_repeat("/housing/room")
    visit.answer(f"{added}/called", "厨房")
    done = export_submissions(hub, tmp_path / "out", [inspection()])
    (folder,) = done.folders
    assert done.withheld == 1
    xml = (folder / "submission.xml").read_text(encoding="utf-8")
    assert "13800138000" not in xml + (folder / "chengjian.json").read_text(encoding="utf-8")
    ident = json.dumps(xml).split("instanceID>")[1].split("<")[0]
    meta = f"<instanceID>uuid:new</instanceID><deprecatedID>{ident}</deprecatedID>"
    edited = xml.replace(f"<instanceID>{ident}</instanceID>", meta)
    edited = edited.replace("<n>5</n>", "<n>9</n>").replace("厨房", "客厅")
    (tmp_path / "back").mkdir()
    (tmp_path / "back" / "submission.xml").write_text(edited, encoding="utf-8")
    (outcome,) = import_submissions(hub, [tmp_path / "back"]).outcomes
    assert (outcome.state, outcome.conflicts) == (ADDED, 0)
    assert text(hub, "/housing/g/n") == "9"
    assert text(hub, f"{added}/called") == "客厅"
    assert text(hub, "/housing/g/secret") == "13800138000"  # was not in what went out


def test_an_export_names_what_it_replaces(hub: Workspace, tmp_path: Path) -> None:
    visit = Visit.begin(hub, place("1"))
    visit.answer("/housing/g/n", "5")
    first = export_submissions(hub, tmp_path / "1", [inspection()])
    again = export_submissions(hub, tmp_path / "1", [inspection()])
    assert (first.changed, again.changed) == (1, 0)
    assert first.folders == again.folders
    visit.answer("/housing/g/n", "6")
    second = export_submissions(hub, tmp_path / "1", [inspection()])
    assert second.changed == 1
    xml = (second.folders[0] / "submission.xml").read_text(encoding="utf-8")
    assert f"deprecatedID>{first.folders[0].name.replace('uuid', 'uuid:', 1)}<" in xml
    assert 'id="housing"' in xml
    assert 'version="1"' in xml
    assert "<reds" not in xml  # not asked


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"code": "长安/99"}, "长安/99"),
        ({"code": ""}, "--place-column"),
        ({"version": "9"}, "9"),
        ({"more": "<mystery>42</mystery>"}, "mystery"),
        ({"more": "<pic>gone.jpg</pic>"}, "gone.jpg"),
        ({"n": "six"}, "six"),
        ({"more": "<colour>mauve</colour>"}, "mauve"),
        ({"more": "<n>7</n>"}, "/housing/g/n"),
        ({"more": "<colour_reason>lazy</colour_reason>"}, "lazy"),
    ],
)
def test_what_cannot_be_taken_is_left_out_whole(
    hub: Workspace, tmp_path: Path, parts: dict[str, str], said: str
) -> None:
    written(tmp_path / "in" / "good", "uuid:good", code="长安/2")
    written(tmp_path / "in" / "bad", "uuid:bad", **parts)
    taken = import_submissions(hub, [tmp_path / "in"])
    assert said in reasons(taken)
    assert "bad" in reasons(taken)
    assert taken.count(NEW) == 1
    assert text(hub, "/housing/g/n") == ""
    assert text(hub, "/housing/g/n", 2) == "6"


def test_a_person_names_the_place_of_one(hub: Workspace, tmp_path: Path) -> None:
    file = written(tmp_path / "in", code="一号")
    assert states(import_submissions(hub, [file])) == [REFUSED]
    assert states(import_submissions(hub, [file], assigned={"uuid:1": "长安/3"})) == [NEW]
    assert text(hub, "/housing/g/n", 3) == "6"


def test_another_version_than_the_inspection_has_is_left_out(
    hub: Workspace, tmp_path: Path
) -> None:
    from app.inspection.checklists import register_bytes

    import_submissions(hub, [written(tmp_path / "a")])
    register_bytes(hub, form("2", (("text", "later", "以后", "Later"),)))
    taken = import_submissions(hub, [written(tmp_path / "b", "uuid:2", version="2")])
    assert states(taken) == [REFUSED]
    assert "2" in reasons(taken)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.xml", b"<housing id='housing'><g>"),
        ("xxe.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ENTITY),
        ("laughs.xml", b'<!DOCTYPE a [<!ENTITY x "&y;&y;"><!ENTITY y "ha">]>' + ENTITY),
        ("latin.xml", b"<?xml version='1.0' encoding='nonsense'?><housing id='housing'/>"),
        ("deep.xml", b"<housing id='housing'>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</housing>"),
        ("empty.xml", b""),
        ("no.zip", b"PK\x03\x04 nonsense"),
        ("no.xlsx", b"PK\x03\x04 nonsense"),
        ("old.xls", b"\xd0\xcf\x11\xe0 nonsense"),
        ("quote.csv", '_uuid,code\n"1,长安/1\n'.encode()),
        ("binary.csv", bytes(range(256)) * 4),
        ("other.csv", b"KEY,name\n1,2\n"),
        ("wide.csv", "_uuid,code\n1,长安/1,more\n".encode()),
    ],
)  # fmt: skip
def test_damaged_files_are_named_and_nothing_is_taken(
    hub: Workspace, tmp_path: Path, name: str, data: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    said: object
    try:
        taken = import_submissions(hub, [file])
    except AppError as error:
        said = error
    else:
        said = reasons(taken)
        assert taken.outcomes == []
    assert name in str(said)


def test_a_zip_that_reaches_outside_or_is_cut_off_is_refused(
    hub: Workspace, tmp_path: Path
) -> None:
    good = tmp_path / "good.zip"
    with zipfile.ZipFile(good, "w") as archive:
        archive.write(written(tmp_path / "in"), "forms/housing/instances/uuid1/submission.xml")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-40])
    with pytest.raises(AppError, match=r"cut\.zip"):
        import_submissions(hub, [cut])
    for name in ("../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "C:/evil.xml"):
        slip = tmp_path / "slip.zip"
        with zipfile.ZipFile(slip, "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(AppError, match=r"slip\.zip"):
            import_submissions(hub, [slip])
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", bytes(80 << 20))
    with pytest.raises(AppError, match=r"bomb\.zip"):
        import_submissions(hub, [bomb])
    assert states(import_submissions(hub, [good])) == [NEW]


def test_cancelled_means_unchanged(hub: Workspace, tmp_path: Path) -> None:
    written(tmp_path / "in" / "a")
    written(tmp_path / "in" / "b", "uuid:2", code="长安/2")

    def stop(done: int, total: int, what: str = "") -> None:
        if text(hub, "/housing/g/n") or done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        import_submissions(hub, [tmp_path / "in"], progress=stop)
    assert text(hub, "/housing/g/n") == ""


def test_encrypted_out_and_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = rsa.generate_private_key(65537, 2048)
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    data = form("1", (), base64.b64encode(der).decode())
    pem = tmp_path / "private.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    photo = picture(tmp_path / "photo.jpg", 5).read_bytes()
    with made(tmp_path / "a", "甲", data=data) as sender:
        (workbook,) = sender.forms.glob("*.xlsx")
        answers = {"/housing/g/secret": {"answer": "13800138000", "basis": "asked"}}
        put(sender, inspection(), Filled(1, answers, {"/housing/g/pic": photo}), workbook.stem)
        with sender.reading() as session:
            assert choose(session, ["长安/1"]) == [inspection()]
    made(tmp_path / "b", "乙", data=data).close()
    out = tmp_path / "out"
    assert main(["submission", "export", str(out), "-w", str(tmp_path / "a"), "--encrypt"]) == 0
    (folder,) = out.iterdir()
    assert all(file.name == "submission.xml" or file.suffix == ".enc" for file in folder.iterdir())
    assert b"13800138000" not in b"".join(file.read_bytes() for file in folder.iterdir())
    take = ["submission", "import", str(out), "-w", str(tmp_path / "b")]
    assert main(take) == 1
    assert "--key" in capsys.readouterr().err
    assert main([*take, "--key", str(pem)]) == 0
    assert "1" in capsys.readouterr().out
    with Workspace.open(tmp_path / "b") as receiver:
        assert text(receiver, "/housing/g/secret") == "13800138000"
        with receiver.reading() as session:
            stored = answers_of(session, inspection())["/housing/g/secret"]
        assert stored.basis == "asked"
    assert main([*take, "--key", str(pem)]) == 0
    shutil.rmtree(folder)
    assert main(take) == 1


def test_the_command_line_tells_each_row_of_a_dry_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(tmp_path / "hub", "汇总").close()
    file = tmp_path / "kobo.csv"
    file.write_text("code,g/n,_uuid\n长安/1,6,a\n长安/2,six,b\n", encoding="utf-8")
    assert main(["submission", "import", str(file), "-w", str(tmp_path / "hub"), "--dry-run"]) == 1
    said = capsys.readouterr()
    assert "1号楼" in said.out
    assert "第 3 行" in said.err
    assert "g/n" in said.err
    with Workspace.open(tmp_path / "hub") as hub:
        assert text(hub, "/housing/g/n") == ""
    assert main(["submission", "import", str(file), "-w", str(tmp_path / "hub")]) == 1
    assert (
        main(["submission", "export", str(tmp_path / "out"), "-w", str(tmp_path / "hub"), "--all"])
        == 0
    )
    assert len(list((tmp_path / "out").iterdir())) == 1
    assert main(["submission", "import", str(tmp_path / "out"), "-w", str(tmp_path / "hub")]) == 0
    assert KNOWN == "known"


def test_photos_beyond_the_first_captions_and_those_of_the_building_arrive(
    tmp_path: Path,
) -> None:
    from app.inspection.photo.photos import add_photos, change_photo, photos_of

    with made(tmp_path / "a", "甲") as sender:
        visit = Visit.begin(sender, place("1"))
        for seed, question in (
            (1, "/housing/g/pic"),
            (2, "/housing/g/pic"),
            (3, "/housing/g/n"),
            (4, None),
        ):
            file = picture(tmp_path / f"{seed}.jpg", seed)
            add_photos(sender, visit.inspection, [file], question=question)
        for photo in photos_of(sender, visit.inspection):
            change_photo(sender, photo.id, caption=f"图{photo.position}")
        export_submissions(sender, tmp_path / "out", [visit.inspection])
        expected = [
            (row.question, row.sha256, row.caption) for row in photos_of(sender, visit.inspection)
        ]
    with made(tmp_path / "b", "乙") as receiver:
        taken = import_submissions(receiver, [tmp_path / "out"])
        assert reasons(taken) == ""
        (outcome,) = taken.outcomes
        assert (outcome.state, outcome.photos) == (NEW, 4)
        found = [
            (row.question, row.sha256, row.caption)
            for row in photos_of(receiver, outcome.inspection)
        ]  # type: ignore[arg-type]
        assert sorted(found, key=str) == sorted(expected, key=str)
        assert found[0][0] == "/housing/g/pic"


def test_a_sensitive_photo_stays_at_home(tmp_path: Path) -> None:
    from app.inspection.photo.photos import add_photos

    with made(tmp_path / "a", "甲") as sender:
        visit = Visit.begin(sender, place("1"))
        add_photos(
            sender, visit.inspection, [picture(tmp_path / "1.jpg", 1)], question="/housing/g/secret"
        )
        (folder,) = export_submissions(sender, tmp_path / "out", [visit.inspection]).folders
        assert {file.name for file in folder.iterdir()} == {"submission.xml", "chengjian.json"}
        assert b"jpg" not in (folder / "chengjian.json").read_bytes()
