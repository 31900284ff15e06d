"""Basics of a building that papers know: the census, the property company, the gas company.

Whoever has them in the roster need not be asked for them at each building. Only questions that no
rule rests on: what a building lacks or what was altered in it, the inspector answers.
"""

from __future__ import annotations

from app.inspection.roster.column import BUILT, Column

BASICS: tuple[Column, ...] = (
    Column("stairs", "楼梯数", "Staircases", "integer", "", 1, 100, ("楼梯部数",), BUILT),
    Column(
        "foundation",
        "基础类型",
        "Foundation",
        "word",
        "从列表里选",
        others=("基础形式", "地基基础"),
        levels=BUILT,
    ),
    Column(
        "tenure",
        "产权性质",
        "Tenure",
        "word",
        "从列表里选",
        others=("产权类型", "房屋产权"),
        levels=BUILT,
    ),
    Column(
        "management",
        "物业管理方式",
        "Management",
        "word",
        "从列表里选",
        others=("物业管理", "是否采用物业管理"),
        levels=BUILT,
    ),
    Column(
        "drawings",
        "图纸资料",
        "Drawings",
        "word",
        "从列表里选",
        others=("设计图纸", "图纸情况"),
        levels=BUILT,
    ),
    Column(
        "gas",
        "管道燃气",
        "Piped gas",
        "word",
        "从列表里选，照燃气公司的清单填",
        others=("管道天然气", "是否通燃气", "通气情况"),
        levels=BUILT,
    ),
    Column(
        "gas_year",
        "燃气立管年份",
        "Year of the gas riser",
        "year",
        "立管引入的年份，照燃气公司的清单填",
        1950,
        2100,
        ("燃气引入年份", "通气年份", "立管年份"),
        BUILT,
    ),
)
