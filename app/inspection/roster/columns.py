"""The columns of a roster: what they are called and what they take."""

from __future__ import annotations

from app.inspection.roster.basics import BASICS
from app.inspection.roster.column import BUILT as _BUILT
from app.inspection.roster.column import Column

__all__ = (
    "ATTRIBUTES",
    "BY_NAME",
    "CLEAR",
    "COLUMNS",
    "LEVELS",
    "OF_THE_AREA",
    "PARENTS",
    "REQUIRED",
    "SHEET",
    "Column",
)
LEVELS = ("district", "street", "community", "area", "building", "unit", "household")
"""Levels of places from the top; each is also the roster's column with the place's name."""
PARENTS: dict[str, tuple[str, ...]] = {
    "district": (),
    "street": ("district",),
    "community": ("street",),
    "area": ("community",),
    "building": ("area",),
    "unit": ("building",),
    "household": ("unit", "building"),  # a bungalow has no units
}

COLUMNS: tuple[Column, ...] = (
    Column("district", "区", "District", "path", "必填，例：沙坡头区", 1, 60, ("区县", "县区")),
    Column(
        "street", "街道/乡镇", "Street", "path", "街道或乡镇", 1, 60, ("街道", "乡镇", "街道乡镇")
    ),
    Column("community", "社区", "Community", "path", "例：长安", 1, 60, ("社区名称", "村")),
    Column(
        "area",
        "小区",
        "Residential area",
        "path",
        "没有小区的零散楼栋先划进一个临时小区",
        1,
        60,
        ("小区名称",),
    ),
    Column(
        "area_type",
        "小区类型",
        "Area type",
        "word",
        "从列表里选；写在楼栋行上也行，指它所在的小区",
        levels=("area", *_BUILT),
    ),
    Column(
        "temporary",
        "临时小区",
        "Temporary area",
        "flag",
        "是或否；写在楼栋行上也行",
        others=("临时小区(是/否)", "是否临时小区"),
        levels=("area", *_BUILT),
    ),
    Column(
        "building",
        "楼栋",
        "Building",
        "path",
        "同一小区里不能重名，重名加区分，例：3号楼东",
        1,
        60,
        ("楼栋名称", "楼号", "幢号", "栋号"),
    ),
    Column("unit", "单元", "Unit", "path", "要登记到单元才填", 1, 60),
    Column("household", "户", "Household", "path", "只写门牌号，不写姓名", 1, 60, ("户号", "房号")),
    Column(
        "code",
        "编号",
        "Code",
        "text",
        "可不填。填了就不能重复；以后改名，凭编号认得是同一个",
        1,
        200,
        ("编码", "代码"),
    ),
    Column(
        "address", "地址", "Address", "text", "写到楼栋，不写户号", 1, 200, ("坐落地址", "坐落")
    ),
    Column("house_type", "住房类型", "House type", "word", "从列表里选", levels=_BUILT),
    Column(
        "built_year",
        "建成年份",
        "Year built",
        "year",
        "四位数年份；只知道年代（2000年前）也可以，会记进备注",
        1800,
        2100,
        ("建造年份", "建成时间", "建造时间", "建成年代"),
        ("area", *_BUILT),
    ),
    Column(
        "floors_above", "地上层数", "Floors above ground", "integer", "", 1, 150, ("层数",), _BUILT
    ),
    Column(
        "floors_below", "地下层数", "Floors below ground", "integer", "没有写 0", 0, 10, (), _BUILT
    ),
    Column("units", "单元数", "Units", "integer", "", 0, 100, (), _BUILT),
    Column(
        "households",
        "总套数",
        "Dwellings",
        "integer",
        "总套数（户数）",
        0,
        100_000,
        ("套数", "总户数", "户数", "总套数(户数)"),
    ),
    Column(
        "residents",
        "常住人口",
        "Residents",
        "integer",
        "只写人数",
        0,
        10_000_000,
        ("人口", "居住人口", "常住人口数"),
    ),
    Column(
        "floor_area",
        "建筑面积",
        "Floor area",
        "decimal",
        "平方米",
        0,
        100_000_000,
        ("建筑面积(平方米)", "建筑面积(㎡)", "总建筑面积"),
    ),
    Column("structure", "结构类型", "Structure", "word", "从列表里选", levels=_BUILT),
    Column("lift", "有无电梯", "Lift", "word", "从列表里选", others=("电梯",), levels=_BUILT),
    Column(
        "manager",
        "物业服务单位",
        "Property manager",
        "text",
        "写单位名，不写个人手机号",
        1,
        100,
        ("物业", "物业公司", "物业服务企业"),
    ),
    Column(
        "census_code",
        "普查房屋编号",
        "Census code",
        "text",
        "单元格要设成文本，不然 Excel 会改数",
        1,
        60,
        ("普查编号", "房屋普查编号"),
    ),
    *BASICS,
    Column(
        "longitude", "经度", "Longitude", "decimal", "十进制度，要和纬度、坐标系一起填", -180, 180
    ),
    Column("latitude", "纬度", "Latitude", "decimal", "十进制度", -90, 90),
    Column("crs", "坐标系", "Reference system", "word", "填了坐标就必填", others=("坐标系统",)),
    Column("position_source", "坐标来源", "Position source", "word", "从列表里选"),
    Column("note", "备注", "Note", "text", "", 1, 500, ("说明",)),
    Column("sample", "样例", "Sample", "flag", "真名册里不填", others=("是否样例",)),
)
BY_NAME = {column.name: column for column in COLUMNS}
ATTRIBUTES = tuple(column for column in COLUMNS if column.kind != "path" and column.name != "code")
REQUIRED = ("district", "street", "community")
OF_THE_AREA = ("area_type", "temporary")
"""Fields that a building's line gives for the residential area it lies in."""
SHEET = "名册"
CLEAR = "清空"
"""What a cell says to empty a field; a blank cell leaves it as it is."""
