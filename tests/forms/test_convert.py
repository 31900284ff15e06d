"""The XForm of a workbook is written with every file that ODK wants beside it."""

from __future__ import annotations

from pathlib import Path

from app.forms.convert import convert_workbook
from app.forms.xform import load_xform
from tests.forms.made import workbook


def test_files_of_the_form_go_into_its_media_folder(tmp_path: Path) -> None:
    source = tmp_path / "in" / "form.xlsx"
    source.parent.mkdir()
    source.write_bytes(
        workbook(
            [
                ("type", "name", "label", "media::image", "calculation"),
                ("select_one_from_file lists.csv", "a", "A", "roof & wall.jpg", ""),
                ("calculate", "b", "", "", "pulldata('prices', 'x', 'y', ${a})"),
                ("text", "c", "C", "gone.jpg", ""),
            ],
            (),
            (),
            [("form_id", "version"), ("f", "1")],
        )
    )
    (source.parent / "lists.csv").write_text("name,label\n1,一\n", encoding="utf-8")
    (source.parent / "roof & wall.jpg").write_bytes(b"picture")
    (source.parent / "form-media").mkdir()
    (source.parent / "form-media" / "prices.csv").write_text("y,x\n1,2\n", encoding="utf-8")
    target = tmp_path / "out" / "written.xml"
    target.parent.mkdir()
    missing: list[str] = []
    written = convert_workbook(source, target, missing)
    media = target.parent / "written-media"
    assert {file.name for file in media.iterdir()} == {"lists.csv", "roof & wall.jpg", "prices.csv"}
    assert set(written) == {target, *media.iterdir()}
    assert (media / "roof & wall.jpg").read_bytes() == b"picture"
    assert missing == ["gone.jpg"]
    assert load_xform(target.read_text(encoding="utf-8")).form_id == "f"


def test_external_choices_are_written_too(tmp_path: Path) -> None:
    source = tmp_path / "form.md"
    source.write_text(
        "| survey | | | | |\n"
        "| | type | name | label | choice_filter |\n"
        "| | text | region | Region | |\n"
        "| | select_one_external towns | town | Town | region=${region} |\n"
        "| external_choices | | | |\n"
        "| | list_name | name | region |\n"
        "| | towns | zw | nx |\n",
        encoding="utf-8",
    )
    written = convert_workbook(source, tmp_path / "x.xml")
    assert [file.relative_to(tmp_path).as_posix() for file in written] == [
        "x.xml", "itemsets.csv", "x-media/itemsets.csv",
    ]  # fmt: skip
    assert "zw" in (tmp_path / "x-media" / "itemsets.csv").read_text(encoding="utf-8")
