"""The columns against a plain list: any filter, search, order and grouping."""

from collections import Counter
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.inspection.findings_table import FACETS, Column, FindingsTable, Spot, Wish

SEVERITIES = ["critical", "serious", "minor"]
TITLES = ["外墙开裂", "扶手松动", "照明损坏"]
LOCATIONS = ["", "1单元", "2单元3层"]
SPOTS = [
    Spot(UUID(int=n), level, names, " ".join(names))
    for n, (level, names) in enumerate(
        [
            ("building", ("长安", "甲", "1号楼")),
            ("building", ("长安", "甲", "2号楼")),
            ("area", ("平安", "乙")),
            ("community", ("平安",)),
        ],
        1,
    )
]

row = st.tuples(
    st.integers(0, len(SPOTS) - 1),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(0, 1),
)
rows = st.lists(row, max_size=40)
wishes = st.builds(
    Wish,
    hidden=st.fixed_dictionaries(
        {},
        optional={
            "severity": st.frozensets(st.sampled_from(SEVERITIES)),
            "community": st.frozensets(st.sampled_from(["长安", "平安"])),
            "standing": st.frozensets(st.sampled_from(["suspected", "settled_on_site"])),
        },
    ),
    text=st.sampled_from(["", "外墙", "1号楼 扶手", "2单元", "nothing"]),
    sort=st.sampled_from(["", "title", "severity", "location", "place"]),
    falling=st.booleans(),
    group=st.sampled_from(["indicator", "place", "responsible", "community", ""]),
)


def table_of(found: list[tuple[int, int, int, int, int]]) -> FindingsTable:
    def column(values: list[str], of: list[int]) -> Column:
        return Column(of, values)

    community = [0 if one[0] < 2 else 1 for one in found]
    nothing = [0] * len(found)
    columns = {
        "place": column([str(n) for n in range(len(SPOTS))], [one[0] for one in found]),
        "severity": column(SEVERITIES, [one[1] for one in found]),
        "title": column(TITLES, [one[2] for one in found]),
        "item": column(["ZF-B01"], nothing),
        "responsible": column(["物业"], nothing),
        "deadline": column(["limited"], nothing),
        "indicator": column(["H01", "H03"], [one[4] for one in found]),
        "community": column(["长安", "平安"], community),
        "standing": column(["suspected", "settled_on_site"], [one[4] for one in found]),
        "visit": column(["done"], nothing),
    }
    ids = [UUID(int=number + 100).bytes for number in range(len(found))]
    places = [LOCATIONS[one[3]] for one in found]
    return FindingsTable(ids, ids, columns, places, SPOTS)


def passes(table: FindingsTable, number: int, wish: Wish, but: str = "") -> bool:
    line = table.line(number)
    value = {
        "severity": line.severity,
        "community": line.spot.names[0],
        "standing": line.standing,
    }
    whole = f"{line.title} {line.item} {line.responsible} {line.location} {line.spot.search}"
    return all(
        value[facet] not in hidden for facet, hidden in wish.hidden.items() if facet != but
    ) and all(term in whole for term in wish.text.casefold().split())


@given(rows, wishes)
@settings(max_examples=200)
def test_what_is_shown_is_what_a_plain_list_gives(found, wish: Wish) -> None:
    table = table_of(found)
    shown = table.show(wish)
    numbers = [number for group in shown.groups for number in group.rows]
    wanted = [number for number in range(len(found)) if passes(table, number, wish)]
    assert sorted(numbers) == wanted
    assert shown.counts.findings == len(wanted)
    places = {table.line(number).spot for number in wanted}
    assert dict(shown.counts.places) == dict(Counter(spot.level for spot in places))
    for facet in ("severity", "community", "standing"):
        counted = Counter()
        for number in range(len(found)):
            if passes(table, number, wish, but=facet):
                column = table.columns[facet]
                counted[column.values[column.codes[number]]] += 1
        assert {k: v for k, v in shown.facets[facet].items() if v} == dict(counted)
    for group in shown.groups:
        if wish.group:
            column = table.columns[wish.group]
            assert {column.values[column.codes[number]] for number in group.rows} == {group.value}
        if wish.sort:
            keys = [sort_key(table, number, wish.sort) for number in group.rows]
            assert keys == sorted(keys, reverse=wish.falling)
    assert set(shown.facets) == set(FACETS)


def sort_key(table: FindingsTable, number: int, name: str) -> object:
    line = table.line(number)
    if name == "location":
        return line.location == "", line.location  # nothing said comes last
    column = table.columns[name]
    return column.codes[number]
