"""Make ``resources/sample/roster.xlsx`` and the template anew; run it in ``.venv`` after a change.

The 21 communities are those of the plan, by name. To which street or township each belongs is not
known, so one placeholder says so. Residential areas and buildings are invented and marked as such.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from app.files import written  # noqa: E402
from app.inspection.roster.columns import COLUMNS  # noqa: E402
from app.inspection.roster.export import write_template, write_workbook  # noqa: E402

DISTRICT, STREET = "沙坡头区", "街道（待填）"
COMMUNITIES = """
长安 平安 宜居 东方红 文苑 瑞丰 新墩花园 新河 光明 湖畔 杞香苑 华西 福润苑 和润 世纪花园 丰安
黄河花园 恒祥 福兴苑 香山 迎宾
"""
Row = dict[str, str | int]


class Kind(NamedTuple):
    """A kind of building: year, floors above and below, staircases, structure, lift."""

    house: str
    year: int
    above: int
    below: int
    stairs: int
    structure: str
    lift: str


OLD = Kind("房改房", 1994, 5, 0, 3, "砖混（砌体）", "无")
DORMITORY = Kind("单位宿舍", 1987, 4, 0, 2, "砖混（砌体）", "无")
SIX = Kind("商品房", 2004, 6, 0, 4, "砖混（砌体）", "无")
FITTED = Kind("商品房", 2002, 6, 0, 3, "砖混（砌体）", "后加装")
SHOPS = Kind("商品房", 1999, 6, 0, 3, "底部框架上部砌体", "无")
TOWER = Kind("商品房", 2013, 18, 1, 2, "剪力墙", "建成时有")
ELEVEN = Kind("商品房", 2010, 11, 1, 2, "框剪", "建成时有")
RESETTLED = Kind("保障房/安置房", 2016, 17, 1, 2, "剪力墙", "建成时有")
OWN = Kind("自建房", 2001, 2, 0, 1, "砖混（砌体）", "无")
BUNGALOW = Kind("平房/里弄", 1982, 1, 0, 1, "砖木/土木/其他", "无")
TIMBER = Kind("历史建筑", 1936, 1, 0, 1, "木结构", "无")
# Community, residential area, its type, property manager, the buildings: name or number of each.
AREAS: tuple[tuple[str, str, str, str, tuple[tuple[str, Kind], ...]], ...] = (
    ("长安", "样例小区甲", "老旧小区", "样例物业一", tuple((f"{n}号楼", OLD) for n in range(1, 9))),
    (
        "长安",
        "样例小区乙",
        "商品房小区",
        "样例物业一",
        (*((f"{n}号楼", SIX) for n in range(1, 6)), ("6号楼（沿街）", SHOPS), ("7号楼", FITTED)),
    ),
    (
        "平安",
        "样例小区丙",
        "商品房小区",
        "样例物业二",
        (*((f"{n}号楼", TOWER) for n in range(1, 6)), ("6号楼", ELEVEN), ("7号楼", ELEVEN)),
    ),
    (
        "宜居",
        "样例小区丁",
        "保障房/安置房",
        "样例物业二",
        tuple((f"{n}号楼", RESETTLED) for n in range(1, 7)),
    ),
    ("东方红", "样例家属院", "单位院落", "", tuple((f"{n}号楼", DORMITORY) for n in range(1, 6))),
    (
        "东方红",
        "样例零散楼栋（临时）",
        "临时小区（零散楼栋）",
        "",
        (("老邮局楼", OLD), ("粮站楼", DORMITORY), ("沿街二层楼", OWN), ("旧戏台院", TIMBER)),
    ),
    (
        "文苑",
        "样例小区戊",
        "商品房小区",
        "样例物业三",
        (*((f"{n}号楼", SIX) for n in range(1, 8)), ("3号楼东", SIX), ("8号楼（沿街）", SHOPS)),
    ),
    ("瑞丰", "样例自建房片区", "自建房片区", "", tuple((f"自建房{n}号", OWN) for n in range(1, 9))),
    (
        "新墩花园",
        "样例平房片区",
        "平房/城中村",
        "",
        tuple((f"平房{n}排", BUNGALOW) for n in range(1, 7)),
    ),
    (
        "新河",
        "样例小区己",
        "商品房小区",
        "样例物业三",
        (*((f"{n}号楼", ELEVEN) for n in range(1, 5)), ("5号楼", TOWER), ("6号楼", FITTED)),
    ),
    ("光明", "样例小区庚", "老旧小区", "", tuple((f"{n}号楼", FITTED) for n in range(1, 6))),
)


def rows() -> list[Row]:
    """Return the rows of the sample roster, parents first."""
    found: list[Row] = [
        {"district": DISTRICT},
        {"district": DISTRICT, "street": STREET, "note": "各社区所属街道或乡镇未查到，待填"},
    ]
    place: Row = {"district": DISTRICT, "street": STREET}
    found += [{**place, "community": name} for name in COMMUNITIES.split()]
    number = count(1)
    for community, area, kind, manager, buildings in AREAS:
        inside = {**place, "community": community, "area": area, "sample": "是"}
        found.append(
            {
                **inside,
                "area_type": kind,
                "temporary": "是" if "临时" in area else "否",
                "manager": manager,
                "address": f"样例路{next(number)}号",
                "note": "样例，不是真实小区",
            }
        )
        road = next(number)
        for order, (name, one) in enumerate(buildings, start=1):
            found.append({**inside, **building(name, one, f"样例路{road}号{name}", order)})
    return found


def building(name: str, kind: Kind, address: str, order: int) -> Row:
    """Return the row of one building; figures vary with its order so that no two look copied."""
    dwellings = kind.above * kind.stairs * 2 if kind.above > 2 else kind.stairs * (1 + order % 2)
    return {
        "building": name,
        "address": address,
        "house_type": kind.house,
        "built_year": kind.year + order % 3,
        "floors_above": kind.above,
        "floors_below": kind.below,
        "units": kind.stairs,
        "households": dwellings,
        "residents": dwellings * 5 // 2 + order,
        "floor_area": dwellings * (62 + 7 * (order % 5)) + 40,
        "structure": kind.structure,
        "lift": kind.lift,
    }


def main() -> None:
    """Write both workbooks."""
    table = [[row.get(column.name, "") for column in COLUMNS] for row in rows()]
    target = ROOT / "resources" / "sample" / "roster.xlsx"
    with written(target, target.with_suffix(".part")) as file:
        write_workbook(file, table)
    write_template(ROOT / "resources" / "templates" / "roster.xlsx")
    print(f"{len(table)} rows, {sum('building' in row for row in rows())} buildings")


if __name__ == "__main__":
    main()
