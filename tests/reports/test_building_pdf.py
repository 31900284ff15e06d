from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from app.errors import AppError
from app.reports.building_pdf import Sheet, write_building_pdf, write_buildings_pdf
from app.reports.file_names import Names, safe, sheet_name
from app.reports.sheet import (
    BuildingSheet,
    Picture,
    SheetFinding,
    SheetRow,
    SheetSection,
    for_public,
)
from app.reports.typeset import REGULAR, advance, load_fonts, wrap

ROWS = (
    SheetRow("ZF-B01", "承重构件有可见裂缝", "有", severity="critical", where="2单元3层"),
    SheetRow("ZF-B02", "违规拆除承重构件", reason="undecidable", basis="问来"),
    SheetRow("ZF-B03", "砌体缺棱掉角", "无", basis="看见", conflict=True),
    SheetRow("ZF-B05", "裂缝宽度", "0.8 mm", basis="量得", pictures=(Picture("c" * 64, "带尺"),)),
    SheetRow("ZF-B09", "女儿墙开裂", missing=True),
    SheetRow("ZF-M04", "陪同人", "李四 13812341234", sensitive=True),
    SheetRow("ZF-M05", "备注", "找物业 13987654321"),
)
SHEET = BuildingSheet(
    title="住房检查表",
    building="3号楼",
    community="东方红社区",
    area="光明小区",
    code="01-01-003",
    address="鼓楼西街 18 号",
    campaign="2024 年城市体检",
    state="incomplete",
    inspector="王建军",
    date="2024-07-30",
    printed="2026-11-22 16:40",
    facts=(("建成年份", "1996"), ("结构类型", "砖混（砌体）")),
    numbers=(("已答", "70/79"), ("还缺", "3")),
    notes=("还缺 3 题，查完以前不计入任何指标。",),
    findings=(
        SheetFinding(
            "ZF-B01",
            "混凝土承重构件开裂",
            "critical",
            suspected=True,
            deadline="限时解决",
            marks=("有冲突",),
            facts=(("位置", "2单元3层"), ("责任单位", "房屋所有权人")),
            pictures=(Picture("a" * 64, "全景", "2024-07-30 08:40"), Picture("b" * 64, "近景放尺")),
        ),
    ),
    sections=(SheetSection("结构安全", ROWS),),
)


def no_picture(_sha256: str, _marks: str) -> Path | None:
    return None


def text_of(file: Path) -> str:
    """All text without blanks, as line breaks fall anywhere in Chinese."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(file).pages))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "photo.jpg"
    Image.effect_noise((320, 240), 60).convert("RGB").save(file, quality=80)
    return file


def test_the_sheet_says_everything_in_chinese(tmp_path: Path) -> None:
    text = text_of(write_building_pdf(SHEET, tmp_path / "a.pdf", no_picture))
    for words in (
        "光明小区3号楼", "编码01-01-003", "待补", "王建军2024-07-30", "70/79", "砖混（砌体）",
        "非常严重", "疑似：混凝土承重构件开裂", "限时解决·有冲突", "房屋所有权人",
        "判不了", "有冲突，未定", "0.8mm", "未答", "量得", "找物业13987654321",
        "检查人", "社区复核", "2024年城市体检", "打印2026-11-2216:40", "第1页共2页",
    ):  # fmt: skip
        assert words in text


def test_only_embedded_subsets_of_the_shipped_font_are_used(tmp_path: Path) -> None:
    file = write_building_pdf(SHEET, tmp_path / "a.pdf", no_picture)
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()
        for page in PdfReader(file).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    for name, font in fonts.items():
        assert re.fullmatch(r"/[A-Z]{6}\+NotoSansSC-(Regular|SemiBold)", name)
        assert "/FontFile2" in font["/FontDescriptor"]
    assert file.stat().st_size < 200_000


def test_photos_stand_beside_what_they_show_and_missing_ones_say_so(
    tmp_path: Path, photo: Path
) -> None:
    def preview(sha256: str, _marks: str) -> Path | None:
        return photo if sha256.startswith("a") else None

    file = write_building_pdf(SHEET, tmp_path / "a.pdf", preview)
    assert [len(page.images) for page in PdfReader(file).pages] == [1, 0]
    text = text_of(file)
    finding, table = text.index("房屋所有权人"), text.index("结构安全")
    assert finding < text.index("全景") < text.index("近景放尺") < table < text.index("带尺")
    assert text.count("照片不在本机") == 2
    assert "编号bbbbbbbb" in text


def test_a_broken_preview_is_shown_as_broken(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8 not a picture")
    file = write_building_pdf(SHEET, tmp_path / "a.pdf", lambda _sha256, _marks: broken)
    assert text_of(file).count("照片打不开") == 3


def test_the_public_copy_hides_people(tmp_path: Path) -> None:
    text = text_of(write_building_pdf(SHEET, tmp_path / "a.pdf", no_picture, public=True))
    for hidden in ("王建军", "李四", "13812341234", "13987654321", "鼓楼西街"):
        assert hidden not in text
    assert "139****4321" in text
    assert "公开件：敏感内容已隐去" in text
    assert "陪同人（已隐去）" in text
    assert "混凝土承重构件开裂" in text


def test_photos_of_sensitive_questions_stay_out_of_public_copies() -> None:
    row = SheetRow("X", "x", "y", sensitive=True, where="z", pictures=(Picture("a" * 64),))
    finding = replace(SHEET.findings[0], sensitive=True)
    sheet = replace(SHEET, findings=(finding,), sections=(SheetSection("s", (row,)),))
    shown = for_public(sheet)
    assert shown.findings[0].pictures == ()
    assert shown.findings[0].facts[0] == ("位置", "（已隐去）")
    assert shown.sections[0].rows[0].pictures == ()
    assert shown.sections[0].rows[0].where == "（已隐去）"


def test_a_remark_longer_than_a_page_and_many_photos_of_one_question_fit(
    tmp_path: Path, photo: Path
) -> None:
    long = SheetRow("ZF-M04", "备注", "很长的备注，" * 900)
    many = SheetRow("ZF-B01", "裂缝", "有", pictures=tuple(Picture("a" * 64) for _ in range(90)))
    facts = (("建议措施", "分批修缮。" * 1500),)
    finding = replace(SHEET.findings[0], facts=facts)
    sheet = replace(
        SHEET, findings=(finding,), sections=(SheetSection("结构安全", (long, many, ROWS[0])),)
    )
    file = write_building_pdf(sheet, tmp_path / "a.pdf", lambda _sha256, _marks: photo)
    text = text_of(file)
    assert text.count("很长的备注") > 880  # a phrase may be cut by a page's foot
    assert text.count("分批修缮") > 1480
    assert f"第1页共{len(PdfReader(file).pages)}页" in text


def test_a_batch_writes_a_file_a_building_and_never_one_over_another(tmp_path: Path) -> None:
    seen: list[int] = []
    same = replace(SHEET, code="", area="", building="3号楼/东:西")
    files = write_buildings_pdf(
        [Sheet(SHEET, no_picture), Sheet(same, no_picture), Sheet(same, no_picture)],
        tmp_path / "out",
        progress=lambda done, total, what="": seen.append(done),
    )
    assert [file.name for file in files] == [
        "东方红社区-光明小区-3号楼.pdf",
        "东方红社区-3号楼-东-西.pdf",
        "东方红社区-3号楼-东-西（2）.pdf",
    ]
    assert all(file.is_file() for file in files)
    assert seen == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("3号楼/东:西?", "3号楼-东-西-"),
        ("CON", "_CON"),
        ("lpt1.2栋", "_lpt1.2栋"),
        ("console", "console"),
        (" 3号楼. ", "3号楼"),
        ("3号楼\u202egpj", "3号楼gpj"),
        ("...", ""),
        ("楼" * 300, "楼" * 80),
    ],
)
def test_a_file_name_that_every_system_takes(name: str, kept: str) -> None:
    assert safe(name) == kept


def test_sheets_are_named_by_where_the_building_is() -> None:
    assert sheet_name(SHEET) == "东方红社区-光明小区-3号楼"
    area = replace(SHEET, area="光明小区", building="光明小区")
    assert sheet_name(area) == "东方红社区-光明小区"
    assert sheet_name(replace(SHEET, community="", area="", building="...")) == "楼栋"
    whole = replace(SHEET, community="沙坡头区 · 街道（待填） · 长安社区", building="1/2号楼")
    assert sheet_name(whole) == "长安社区-光明小区-1-2号楼"
    empty = replace(SHEET, community="沙坡头区 · 街道（待填）", building="3号楼")
    assert sheet_name(empty) == "光明小区-3号楼"
    assert sheet_name(replace(SHEET, community="长" * 90)).endswith("-光明小区-3号楼")
    names = Names()
    assert [names.free(name) for name in ("A栋", "a栋", "A栋")] == ["A栋", "a栋（2）", "A栋（3）"]


def test_long_names_at_the_head_stand_beside_each_other(tmp_path: Path) -> None:
    """No text of the head is drawn over another: boxes from the page's own positions."""
    sheet = replace(
        SHEET,
        area="中卫市沙坡头区文昌镇东方红社区光明小区（原第二毛纺厂家属院）",
        building="3号楼（沿街，含商铺）",
        address="鼓楼西街 18 号院内东侧第三排，原毛纺厂锅炉房以北",
        code="沙坡头区-文昌镇-东方红社区-光明小区（原第二毛纺厂家属院）-3号楼（沿街，含商铺）",
        inspector="欧阳建军（第三方专业机构）、阿布都热合曼·买买提",
        campaign="2026 年中卫市沙坡头区城市体检住房与小区（社区）维度普查",
        sections=(SheetSection("结构安全", ROWS * 12),),
    )
    for public in (False, True):
        file = write_building_pdf(sheet, tmp_path / f"{public}.pdf", no_picture, public=public)
        for page in PdfReader(file).pages:
            found: list[tuple[float, float, float, float]] = []

            def visit(
                text: str,
                place: list[float],
                matrix: list[float],
                _font: object,
                size: float,
                found: list[tuple[float, float, float, float]] = found,
            ) -> None:
                line = text.strip()
                if line:
                    left, top = place[4] + matrix[4], place[5] + matrix[5]
                    found.append((top, left, advance(line, REGULAR, size), size))

            page.extract_text(visitor_text=visit)
            for top, left, wide, size in found:
                for other_top, other_left, _wide, _size in found:
                    same_line = abs(top - other_top) < size * 0.6
                    if same_line and left < other_left:
                        assert left + wide <= other_left + 1


def test_a_file_that_cannot_be_replaced_is_named(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    (target / "in the way").mkdir(parents=True)
    with pytest.raises(AppError, match=r"a\.pdf"):
        write_building_pdf(SHEET, target, no_picture)
    assert [file.name for file in tmp_path.iterdir()] == ["a.pdf"]


def test_lines_break_as_chinese_print_does() -> None:
    load_fonts()
    text = "依据 GB 50292-2015，裂缝（贯通状）宽度：0.8 mm；见《手册》。"
    for room in range(40, 200, 7):
        lines = wrap(text, REGULAR, 9, room)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(advance(line, REGULAR, 9) <= room + 0.01 for line in lines)
        if room > 60:  # a line must hold the longest word and what hangs on it
            assert not any(line[0] in "，。；：）》" for line in lines)
            assert not any(line[-1] in "（《" for line in lines)
            assert any("50292-2015" in line for line in lines)


def test_a_thousand_rows_and_three_hundred_photos_take_about_a_second(
    tmp_path: Path, photo: Path
) -> None:
    rows = tuple(
        SheetRow(
            f"ZF-X{number}",
            f"第{number}项：混凝土承重墙体、楼板、结构梁有肉眼清晰可见的裂缝（墙、板贯通状）",
            "有",
            severity="serious",
            where=f"{number % 4 + 1}单元{number % 6 + 1}层东侧",
            pictures=tuple(Picture("a" * 64) for _ in range(3)) if number % 10 == 0 else (),
        )
        for number in range(1000)
    )
    sheet = replace(SHEET, findings=(), sections=(SheetSection("全部", rows),))
    load_fonts()
    started = time.process_time()
    write_building_pdf(sheet, tmp_path / "a.pdf", lambda _sha256, _marks: photo)
    assert time.process_time() - started < 5  # the figure itself is taken by bench/lists.py
