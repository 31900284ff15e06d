"""Words of the roster that come from a fixed list: codes in the data, words for people."""

from __future__ import annotations

from typing import NamedTuple

from app.i18n import language


class Word(NamedTuple):
    """One entry of a fixed list.

    Attributes:
        code: What is stored, and the choice's name in the checklist.
        zh: Chinese word, as the template offers it.
        en: English word.
        others: Other ways to write it that rosters use.
    """

    code: str
    zh: str
    en: str
    others: tuple[str, ...] = ()


WORDS: dict[str, tuple[Word, ...]] = {
    # Source: the answer lists of the inspection forms, items ZF-A07, A13, A16 and XQ-A03.
    "house_type": (
        Word("commercial", "商品房", "Commercial housing", ("商品住房", "商品住宅")),
        Word("reform", "房改房", "Sold public housing"),
        Word("dormitory", "单位宿舍", "Employer's dormitory", ("宿舍",)),
        Word("subsidised", "保障房/安置房", "Subsidised or resettlement", ("保障房", "安置房")),
        Word("self_built", "自建房", "Self-built house"),
        Word("bungalow", "平房/里弄", "Single-storey or lane house", ("平房", "里弄")),
        Word("historic", "历史建筑", "Historic building"),
        Word("other", "其他", "Other", ("其它",)),
    ),
    "area_type": (
        Word("commercial", "商品房小区", "Commercial housing", ("商品房",)),
        Word("old", "老旧小区", "Old residential area", ("老旧",)),
        Word("compound", "单位院落", "Employer's compound", ("单位大院", "家属院")),
        Word("subsidised", "保障房/安置房", "Subsidised or resettlement", ("保障房", "安置房")),
        Word("self_built", "自建房片区", "Self-built quarter", ("自建房",)),
        Word("bungalow", "平房/城中村", "Bungalows or urban village", ("平房", "城中村")),
        Word("temporary", "临时小区（零散楼栋）", "Temporary, scattered buildings", ("临时小区",)),
        Word("historic", "历史街区内", "In a historic quarter", ("历史街区",)),
    ),
    "structure": (
        Word("frame", "框架", "Concrete frame", ("框架结构", "钢筋混凝土框架")),
        Word("shear_wall", "剪力墙", "Shear wall", ("剪力墙结构",)),
        Word("frame_shear", "框剪", "Frame and shear wall", ("框剪结构", "框架剪力墙")),
        Word("concrete", "钢筋混凝土（未细分）", "Reinforced concrete", ("钢筋混凝土", "钢混")),
        Word(
            "masonry", "砖混（砌体）", "Masonry", ("砖混", "砌体", "砖混结构", "砖混（砌体）结构")
        ),
        Word("bottom_frame", "底部框架上部砌体", "Masonry over a frame", ("底框",)),
        Word("steel", "钢结构", "Steel", ("钢",)),
        Word("wood", "木结构", "Timber", ("木",)),
        Word("other", "砖木/土木/其他", "Other", ("砖木", "土木", "其他", "其它")),
        Word("unknown", "不详", "Unknown", ("未知",)),
    ),
    "lift": (
        Word("built", "建成时有", "Built with a lift", ("有", "有电梯", "是")),
        Word("added", "后加装", "Lift added later", ("加装", "加装电梯")),
        Word("none", "无", "No lift", ("没有", "无电梯", "否")),
        Word("unknown", "不详", "Unknown", ("未知",)),
    ),
    # Source: the answer lists of the inspection form, items ZF-A14, A15, A17, A18 and C00.
    "foundation": (
        Word("spread", "天然地基/独立基础", "Natural ground, isolated footing", ("独立基础",)),
        Word("strip", "条形基础", "Strip", ("条形", "条基")),
        Word("raft", "筏板/箱形基础", "Raft or box", ("筏板", "筏形基础", "箱形基础")),
        Word("pile", "桩基", "Pile", ("桩基础",)),
        Word("other", "其他", "Other", ("其它",)),
        Word("unknown", "不详", "Unknown", ("未知",)),
    ),
    "tenure": (
        Word("private", "私有", "Private", ("私有产权", "个人")),
        Word("public", "公有直管", "Public, city-managed", ("直管公房", "公有")),
        Word("unit", "单位自管", "Managed by a work unit", ("单位所有", "自管公房")),
        Word("mixed", "混合", "Mixed", ("混合产权",)),
        Word("other", "其他", "Other", ("其它",)),
        Word("unknown", "不详", "Unknown", ("未知",)),
    ),
    "management": (
        Word("professional", "专业物业", "Professional company", ("物业公司", "有", "是")),
        Word("community", "社区代管", "Community in trust", ("社区", "代管")),
        Word("owners", "业委会/家委会", "Owners' committee", ("业委会", "家委会", "业主自管")),
        Word("none", "无", "None", ("没有", "无物业", "否")),
    ),
    "drawings": (
        Word("complete", "完整", "Complete", ("齐全", "有")),
        Word("partial", "部分", "Partial", ("部分有", "不全")),
        Word("test_report", "有检测报告", "Test report only", ("检测报告",)),
        Word("none", "无", "None", ("没有",)),
        Word("unknown", "不详", "Unknown", ("未知",)),
    ),
    "gas": (
        Word("connected", "已通", "Connected", ("通", "有", "是", "已通气")),
        Word("not_connected", "未通", "Not connected", ("不通", "无", "否", "未通气")),
        Word("unknown", "不详", "Unknown", ("未知",)),
    ),
    "crs": (
        Word("CGCS2000", "CGCS2000", "CGCS2000", ("2000坐标系", "国家2000", "大地2000")),
        Word("WGS84", "WGS84", "WGS84", ("WGS-84",)),
        Word("GCJ-02", "GCJ-02", "GCJ-02", ("GCJ02", "火星坐标", "高德", "腾讯")),
        Word("BD-09", "BD-09", "BD-09", ("BD09", "百度坐标", "百度")),
    ),
    "position_source": (
        Word("gps", "现场定位", "Positioned on site", ("定位", "GPS")),
        Word("map", "地图上点的", "Picked on a map", ("地图", "手工落点")),
        Word("papers", "资料", "From papers", ("资料提供",)),
        Word("other", "其他", "Other", ("其它",)),
    ),
}
TRUE = frozenset({"是", "有", "yes", "y", "true", "1", "√", "✓", "对"})
FALSE = frozenset({"否", "无", "no", "n", "false", "0", "×", "不是"})


def folded(text: str) -> str:
    """Return a text for comparison: no blanks, one kind of brackets and slash, one case."""
    table = str.maketrans({"(": "（", ")": "）", "／": "/", "、": "/", "－": "-", "—": "-"})
    return "".join(text.translate(table).casefold().split())


def find(column: str, text: str) -> Word | None:
    """Return the entry that a text means: its code, a word in either language or another way."""
    wanted = folded(text)
    for entry in WORDS[column]:
        if wanted in {folded(name) for name in (entry.code, entry.zh, entry.en, *entry.others)}:
            return entry
    return None


def word(column: str, code: str) -> str:
    """Return the word for a code in the language in use; an unknown code comes back as it is."""
    for entry in WORDS.get(column, ()):
        if entry.code == code:
            return entry.en if language() == "en" else entry.zh
    return code
