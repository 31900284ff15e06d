"""交接单: what stands on the page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.errors import AppError
from app.reports.handover_slip import Slip, SlipVolume, write_handover_slip

SLIP = Slip(
    campaign="2026 年城市体检",
    rehearsal=False,
    numbers=(7,),
    device="笔记本 7",
    fingerprint="ZU7T-9PWT-WWL2-TAM3",
    person="马晓梅（样例）",
    hub="沙坡头区汇总台",
    where="KINGSTON",
    buildings=6,
    changes=41,
    photos=87,
    bytes=148_000_000,
    volumes=(SlipVolume("ca02f1d3-0007-1.zip.age", 64_000_000),),
    digest="0123456789abcdef" * 4,
    sealed=True,
    at_ms=1_795_000_000_000,
)


def said(file: Path) -> str:
    [page] = PdfReader(file).pages
    return page.extract_text()


def test_who_gives_what_to_whom(tmp_path: Path) -> None:
    words = said(write_handover_slip(tmp_path / "slip.pdf", SLIP))
    for part in ("交接单", "第 7 包", "马晓梅（样例）", "笔记本 7", "ZU7T-9PWT-WWL2-TAM3"):
        assert part in words
    for part in ("沙坡头区汇总台", "KINGSTON", "6 栋", "41 处改动", "87 张照片", "148.0 MB"):
        assert part in words
    assert "ca02f1d3-0007-1.zip.age" in words
    assert words.count("签字") == 2
    assert words.replace(" ", "").replace("\n", "").count(SLIP.digest) == 1
    assert "只有汇总台能打开" in words
    assert "演练" not in words


def test_practice_unsealed_and_many_volumes(tmp_path: Path) -> None:
    volumes = tuple(SlipVolume(f"ca02f1d3-0007-{number}.zip", 1) for number in range(1, 41))
    slip = replace(SLIP, rehearsal=True, sealed=False, hub="", volumes=volumes, where="长" * 200)
    words = said(write_handover_slip(tmp_path / "slip.pdf", slip))  # still one page
    assert "演练，不是真实数据" in words
    assert "没加密" in words
    assert "40 卷" in words
    assert "另有 32 卷" in words


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AppError):
        write_handover_slip(tmp_path / "no" / "slip.pdf", SLIP)
