"""The residential area and community checklists through the real engine."""

from __future__ import annotations

from typing import Any

import pytest

GREEN = {"XQ_I01": 200, "XQ_I02_pieces": 1, "XQ_I02": 900}


@pytest.mark.parametrize(
    ("source", "demand", "supply", "gap"),
    [
        ("registered", 300, (200, 40, 10), "50"),
        ("sampled", 250, (200, 40, 10), "0"),
        ("registered", 100, (200, 40, 10), "0"),  # a surplus is never below zero
        ("per_household", None, (200, 40, 10), "150"),  # 400 households
        ("unknown", None, (0, 0, 0), "400"),
    ],
)
def test_parking_gap(
    area: Any, source: str, demand: int | None, supply: tuple[int, int, int], gap: str
) -> None:
    place = area(XQ_F01_source=source)
    if demand is None:
        assert not place.shown("XQ_F01")
    else:
        place.answer(XQ_F01=demand)
    above, below, roadside = supply
    place.answer(XQ_F02_above=above, XQ_F02_below=below, XQ_F02_roadside=roadside)
    assert place.value("XQ_F02_gap") == gap
    if gap == "0":
        assert "XQ-F02.1" in place.clear
    else:
        assert place.quantity("XQ-F02.1") == gap


def test_an_unknown_number_leaves_the_gap_open(area: Any) -> None:
    place = area(XQ_F01_source="per_household", XQ_F02_above=10, XQ_F02_below=0)
    place.reason("not_reached", "XQ_F02_roadside")
    assert place.value("XQ_F02_gap") == ""
    assert "XQ-F02.1" not in place.problems | place.clear
    assert "XQ_F02_roadside" not in place.missing


@pytest.mark.parametrize(
    ("private", "public", "factor", "demand", "gap"),
    [(10, 4, None, 30, "8"), (10, 4, 2, 30, "12"), (10, 4, 2.5, 30, "10"), (40, 0, None, 30, "0"),
     (0, 1, 2.5, 10, "8")],
)  # fmt: skip
def test_public_chargers_count_by_the_factor(
    area: Any, private: int, public: int, factor: float | None, demand: int, gap: str
) -> None:
    place = area(XQ_G01_private=private, XQ_G01_public=public, XQ_G02=demand)
    assert place.value("XQ_G01_factor") == "3"
    if factor is not None:
        place.answer(XQ_G01_factor=factor)
    assert place.value("XQ_G02_gap") == gap
    assert ("XQ-G02.1" in place.problems) == (gap != "0")


def test_charging_of_bicycles(area: Any) -> None:
    assert area(XQ_H01="none").problems == {"XQ-H01.1"}
    assert area(XQ_H01="short").problems == {"XQ-H01.2"}
    place = area(XQ_H01="built", XQ_H02_demand=100, XQ_H02_spaces=60)
    assert place.problems == {"XQ-H01.2"}, "provided, but too few places, counts too"
    place.answer(XQ_H02_spaces=100)
    assert not place.problems
    assert {"XQ-H01.1", "XQ-H01.2"} <= place.clear
    assert not {"XQ-H01.1", "XQ-H01.2"} & area(XQ_H01="built").clear, "places not yet counted"


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        (GREEN, set()),
        ({**GREEN, "XQ_I01": 149}, {"XQ-I01.1"}),
        ({**GREEN, "XQ_I02_pieces": 0, "XQ_I02": 0}, {"XQ-I02.1"}),
        ({**GREEN, "XQ_A04": 2020}, {"XQ-I01.1", "XQ-I02.1"}),
        ({**GREEN, "XQ_A04": 2020, "XQ_I01": 800, "XQ_I02": 4000}, set()),
        ({**GREEN, "XQ_A04": 2018, "XQ_A04_new": "yes"}, {"XQ-I01.1", "XQ-I02.1"}),
        ({**GREEN, "XQ_A04": 2018, "XQ_A04_new": "no"}, set()),
        ({**GREEN, "XQ_I01": 100, "XQ_I01_joint": "yes"}, set()),
        ({"XQ_I01": 20, "XQ_I02_pieces": 1, "XQ_I02": 50, "XQ_I01_joint": "yes"}, {"XQ-I01.2"}),
    ],
)
def test_play_areas_and_green(area: Any, answers: dict[str, Any], problems: set[str]) -> None:
    place = area(**answers)
    assert place.problems == problems
    assert {"XQ-I01.1", "XQ-I02.1"} - problems <= place.clear


def test_a_small_community_is_judged_by_its_neighbours(area: Any) -> None:
    place = area(XQ_A06_community=5000, XQ_I01=0, XQ_I02_pieces=0, XQ_I02=0)
    assert place.shown("XQ_I01_neighbours")
    assert not place.problems
    assert not {"XQ-I01.1", "XQ-I02.1"} & place.clear, "not decided before the question is answered"
    assert place.answer(XQ_I01_neighbours="cannot").problems == {"XQ-I01.3"}
    place.answer(XQ_I01_neighbours="can")
    assert not place.problems
    assert {"XQ-I01.1", "XQ-I02.1", "XQ-I01.3"} <= place.clear
    assert not area(XQ_A06_community=5001, XQ_I01=0).shown("XQ_I01_neighbours")


def test_an_unknown_population_decides_nothing(area: Any) -> None:
    place = area(**{**GREEN, "XQ_I01": 0}).reason("not_reached", "XQ_A06_community")
    assert not {"XQ-I01.1", "XQ-I02.1"} & (place.problems | place.clear)


def test_footways_add_up_in_kilometres(area: Any) -> None:
    place = area(XQ_J01="present", XQ_J03="clear_day")
    repeat = "/residential_area/J/segments"
    keys = place.instance.repeat_paths(repeat)
    while len(keys) < 2:
        place.instance.add_repeat(repeat)
        keys = place.instance.repeat_paths(repeat)
    for key, length, causes in ((keys[0], "35.5", "damaged dark"), (keys[1], "120", "narrow")):
        place.instance.set(f"{key}/XQ_J01_length", length)
        place.instance.set(f"{key}/XQ_J01_causes", causes)
    assert float(place.value("XQ_J01_km")) == pytest.approx(0.1555, abs=1e-9)
    assert place.quantity("XQ-J01.1") == place.value("XQ_J01_km")
    left = {item.path for item in place.instance.missing() if "segments" in item.path}
    for key in keys:
        assert f"{key}/XQ_J01_causes_photo1" in left
        assert f"{key}/XQ_J01_start" in left
    place.answer(XQ_J01="none")
    assert place.value("XQ_J01_km") == "0"
    assert "XQ-J01.1" in place.clear


def test_puddles_and_darkness_need_their_hour(area: Any) -> None:
    place = area(XQ_J03="clear_day", XQ_J03_puddles="none", XQ_J03_dark="none")
    assert not place.valid("XQ_J03_puddles")
    assert not place.valid("XQ_J03_dark")
    place.answer(XQ_J03="after_rain night")
    assert place.valid("XQ_J03_puddles")
    assert place.valid("XQ_J03_dark")
    place.answer(XQ_J03="clear_day", XQ_J03_dark="present")
    assert place.valid("XQ_J03_dark"), "darkness that was seen is seen"
    assert place.quantity("XQ-J03.2") == "0", "its length is counted with the stretch"


RULES = [
    ({"XQ_K01": "point labels closed"}, set(), {"XQ-K01.1"}),
    ({"XQ_K01": "point labels"}, {"XQ-K01.1"}, set()),
    ({"XQ_K01": "none"}, {"XQ-K01.1"}, set()),
    ({"XQ_K02": "rules drop collect transport treat"}, set(), {"XQ-K02.1"}),
    ({"XQ_K02": "rules drop collect transport"}, {"XQ-K02.1"}, set()),
    ({"XQ_L01": "none"}, {"XQ-L01.1"}, set()),
    ({"XQ_L01": "professional"}, set(), {"XQ-L01.1"}),
    ({"XQ_L01": "trust"}, set(), set()),  # open until the city decides
    ({"XQ_L02": "coordinate enforce"}, {"XQ-L02.1"}, set()),
    ({"XQ_L02": "coordinate enforce mediate"}, set(), {"XQ-L02.1"}),
    ({"XQ_M01": "no"}, {"XQ-M01.1"}, set()),
    ({"XQ_M01": "yes"}, set(), {"XQ-M01.1"}),
    ({"XQ_M02": "none"}, {"XQ-M02.1"}, set()),
    ({"XQ_M02": "incomplete"}, {"XQ-M02.1"}, set()),
    ({"XQ_M02": "complete"}, set(), {"XQ-M02.1"}),
    ({"XQ_M03": "inadequate"}, {"XQ-M03.1"}, set()),
    ({"XQ_M03": "no_need"}, set(), {"XQ-M03.1"}),
    ({"XQ_G04": "power permit"}, {"XQ-G04.1"}, set()),
    ({"XQ_G04": "none"}, set(), {"XQ-G04.1"}),
    ({"XQ_I03": "children broken"}, {"XQ-I03.1"}, set()),
    ({"XQ_A04": 2020, "XQ_G03": "no"}, {"XQ-G03.1"}, set()),
    ({"XQ_F03": "present"}, {"XQ-F03.1"}, set()),
    ({"XQ_N03": "present"}, {"XQ-N03.1"}, set()),
]


@pytest.mark.parametrize(("answers", "problems", "clear"), RULES)
def test_answers_about_the_area_make_these_findings(
    area: Any, answers: dict[str, Any], problems: set[str], clear: set[str]
) -> None:
    place = area(**answers)
    assert place.problems == problems
    assert place.clear - {"XQ-I01.2"} == clear  # “not taken together” is the default


def test_what_is_only_listed_does_not_count(area: Any) -> None:
    place = area(XQ_F03="present", XQ_G04="power", XQ_K03="present", XQ_M03="inadequate")
    assert {found.quantity for found in place.instance.findings()} == {"0"}
    assert not area(XQ_A04=2005).shown("XQ_G03"), "existing areas are not measured by it"


@pytest.mark.parametrize("letter", ["B", "C", "D"])
def test_a_large_community_must_have_its_facility(community: Any, letter: str) -> None:
    name, code = f"XQ_{letter}01", f"XQ-{letter}01"
    place = community(**{name: "not_built"})
    assert place.problems == {f"{code}.1"}
    assert place.quantity(f"{code}.1") == "5", "all areas of the community"
    assert not place.shown(f"{name}_neighbours")
    for value in ("built", "shared"):
        place.answer(**{name: value})
        assert f"{code}.1" in place.clear
        assert not place.problems
    small = community(XQ_A06=4900, **{name: "not_built"})
    assert not small.problems
    assert f"{code}.1" not in small.clear
    assert small.answer(**{f"{name}_neighbours": "cannot"}).problems == {f"{code}.2"}
    assert not small.answer(**{f"{name}_neighbours": "can"}).problems
    unknown = community(**{name: "not_built"}).reason("undecidable", "XQ_A06")
    assert f"{code}.1" not in unknown.problems | unknown.clear


def test_a_new_facility_is_measured_by_the_norm(community: Any) -> None:
    place = community(XQ_B01="built", XQ_B02=349, XQ_B02_new="yes")
    assert place.problems == {"XQ-B02.1"}
    place.answer(XQ_B03="care meals", XQ_B03_demand="yes")
    assert place.quantity("XQ-B02.1") == "5"
    assert place.quantity("XQ-B03.1") == "0", "the same areas are not counted twice"
    place.answer(XQ_B02=350)
    assert place.quantity("XQ-B03.1") == "5"
    assert "XQ-B02.1" in place.clear
    place.answer(XQ_B03_demand="no")
    assert not place.problems
    assert not community(XQ_B01="built", XQ_B02=100, XQ_B02_new="no").problems
    nursery = community(XQ_C01="combined", XQ_C02=199, XQ_C02_new="yes")
    assert nursery.problems == {"XQ-C02.1"}


@pytest.mark.parametrize(
    ("people", "classes", "area"),
    [(3000, "3", "796"), (3001, "6", "2193"), (6000, "6", "2193"), (6001, "9", "3145"),
     (9001, "12", "4003"), (12000, "12", "4003"), (16000, "18", "6290")],
)  # fmt: skip
def test_population_decides_the_kindergarten(
    community: Any, people: int, classes: str, area: str
) -> None:
    place = community(XQ_A06=people, XQ_D01="built")
    assert place.value("XQ_D03_classes") == classes
    assert place.value("XQ_D03_area") == area


def test_a_kindergarten_is_measured_by_both_rules(community: Any) -> None:
    sizes = {"XQ_D02_classes": 9, "XQ_D02_building": 3200, "XQ_D02_land": 4000}
    place = community(XQ_D01="built", **sizes)
    assert not place.problems
    assert {"XQ-D02.1", "XQ-D03.1"} <= place.clear
    assert place.answer(XQ_D02_classes=6).problems == {"XQ-D03.1"}, "8,000 people need nine"
    assert place.answer(XQ_D02_classes=5).problems == {"XQ-D02.1"}
    small = community(XQ_A06=4000, XQ_D01="built", **{**sizes, "XQ_D02_classes": 3})
    assert not small.problems, "the norm binds communities above 5,000"


@pytest.mark.parametrize(
    ("demand", "supply", "gap"), [(120, 100, "20"), (100, 100, "0"), (80, 100, "0")]
)
def test_school_places(community: Any, demand: int, supply: int, gap: str) -> None:
    place = community(XQ_E01_demand=demand, XQ_E01_supply=supply)
    assert place.value("XQ_E01_gap") == gap
    assert ("XQ-E01.1" in place.problems) == (gap != "0")
    assert ("XQ-E01.1" in place.clear) == (gap == "0")


def test_a_large_community_is_split_into_units(community: Any) -> None:
    assert not community(XQ_A06=12000).shown("XQ_A06_split")
    for people, units in ((12001, "2"), (24000, "2"), (24001, "3")):
        place = community(XQ_A06=people)
        assert place.shown("XQ_A06_split")
        assert place.value("XQ_A06_units") == units
