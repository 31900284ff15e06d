"""The scene of filing: a bureau's template tied to our columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.screens.stage import Stage


def filing(stage: Stage) -> None:
    """Tie a bureau's template to our columns."""
    import openpyxl

    stage.open_sample("hub")
    page = stage.enter("findings")
    book = openpyxl.Workbook()
    heads = (
        "社区",
        "小区名称",
        "楼栋",
        "编号",
        "地上层数",
        "结构形式",
        "问题数（处）",
        "检查时间",
        "备注",
    )
    assert book.active is not None
    book.active["A1"] = "城镇房屋体检情况上报表"
    for column, words in enumerate(heads, 1):
        book.active.cell(3, column, words)
    theirs = stage.desk.workspace.cache / "上报表.xlsx"
    theirs.parent.mkdir(parents=True, exist_ok=True)
    book.save(theirs)
    page.filing.ask()
    dialog = page.filing.dialog
    dialog.shapes.parts()[-1].click()
    dialog.take(theirs)
    stage.wait(dialog.go.isEnabled)
    stage.settle()
