"""The housing checklist through the real engine: what is shown, what is demanded, what is found."""

from __future__ import annotations

from typing import Any

import pytest

REASONS = ("undecidable", "not_applicable", "not_reached")
CONCRETE, MASONRY, TIMBER = "ZF_B01", "ZF_B03", "ZF_B10"


@pytest.mark.parametrize(
    ("structure", "shown"),
    [
        ("frame", {CONCRETE}),
        ("shear_wall", {CONCRETE}),
        ("frame_shear", {CONCRETE}),
        ("concrete", {CONCRETE}),
        ("masonry", {MASONRY}),
        ("bottom_frame", {CONCRETE, MASONRY}),
        ("steel", {TIMBER}),
        ("wood", {TIMBER}),
        ("other", {MASONRY, TIMBER}),
        ("unknown", {CONCRETE, MASONRY, TIMBER}),
    ],
)
def test_the_structure_decides_the_structural_questions(
    housing: Any, structure: str, shown: set[str]
) -> None:
    building = housing(ZF_A13=structure)
    assert {n for n in (CONCRETE, MASONRY, TIMBER) if building.shown(n)} == shown
    assert building.shown("ZF_B02")
    assert building.shown("ZF_B06")
    assert building.shown("ZF_B07")


def test_without_a_known_structure_all_structural_questions_stay(housing: Any) -> None:
    building = housing().reason("not_reached", "ZF_A13")
    assert all(building.shown(name) for name in (CONCRETE, MASONRY, TIMBER))


@pytest.mark.parametrize("kind", ["self_built", "bungalow"])
def test_small_houses_get_the_short_form(housing: Any, kind: str) -> None:
    house = housing(ZF_A07=kind, ZF_A09_above=1)
    for name in ("ZF_D01", "ZF_D11", "ZF_I01", "ZF_I02", "ZF_I03", "ZF_I04", "ZF_K02", "ZF_K03"):
        assert not house.shown(name), name
    for name in ("ZF_B02", "ZF_C00", "ZF_E01", "ZF_F01", "ZF_G01", "ZF_H01", "ZF_J01", "ZF_K01"):
        assert house.shown(name), name
    assert house.shown("ZF_K04")
    house.answer(ZF_A07="commercial")
    assert house.shown("ZF_D01")
    assert house.shown("ZF_K02")


@pytest.mark.parametrize(
    ("storeys", "lift", "shown"),
    [(3, "none", 0), (4, "none", 1), (6, "none", 1), (7, "none", 0), (6, "built", 0),
     (6, "added", 0), (6, "unknown", 1)],
)  # fmt: skip
def test_four_to_six_storeys_without_a_lift_are_asked_about_one(
    housing: Any, storeys: int, lift: str, shown: int
) -> None:
    building = housing(ZF_A09_above=storeys, ZF_A16=lift)
    assert building.shown("ZF_I01") == building.shown("ZF_I03") == bool(shown)
    assert building.shown("ZF_I02")


@pytest.mark.parametrize(
    ("storeys", "shown"),
    [(7, set()), (8, {"ZF_D07"}), (9, {"ZF_D07"}), (10, {"ZF_D06", "ZF_D07", "ZF_K03"})],
)
def test_height_decides_the_fire_questions(housing: Any, storeys: int, shown: set[str]) -> None:
    building = housing(ZF_A09_above=storeys)
    assert {n for n in ("ZF_D06", "ZF_D07", "ZF_K03") if building.shown(n)} == shown


@pytest.mark.parametrize(
    ("year", "shown"), [(1999, True), (2000, False), (2010, False), (2011, False)]
)
def test_energy_is_asked_of_buildings_before_2000(housing: Any, year: int, shown: bool) -> None:
    assert housing(ZF_A08=year).shown("ZF_J01") == shown


@pytest.mark.parametrize(
    ("band", "shown"),
    [("before_2000", True), ("y2000_2010", False), ("after_2010", False), ("unknown", True)],
)
def test_the_period_serves_where_the_year_is_unknown(housing: Any, band: str, shown: bool) -> None:
    building = housing()
    assert not building.shown("ZF_A08_band")
    building.instance.set(building.paths["ZF_A08"], "")
    assert {"ZF_A08_band"} <= building.missing
    building.answer(ZF_A08_band=band)
    assert building.shown("ZF_J01") == shown
    assert building.value("ZF_A08_era") == band


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("ZF_A08", ("1900", "2024"), ("1899", "2025")),
        ("ZF_A09_above", ("1", "150"), ("0", "151")),
        ("ZF_A11_households", ("3", "5000"), ("2", "5001")),  # three units
        ("ZF_F01", ("0", "36"), ("37", "-1")),  # 36 dwellings
        ("ZF_I04", ("0", "36"), ("37",)),
        ("ZF_M04", ("墙角渗水", "字" * 500), ("字" * 501,)),
        ("ZF_M04", ("2023-12-31 12345",), ("电话13812345678", "第一行\n640502199001011234 张")),
        ("ZF_M04", ("12812345678",), ("64050219900101123X",)),
        ("ZF_A17_unit", ("样例物业经理",), ("经理13912345678",)),
    ],
)
def test_limits_hold(housing: Any, name: str, good: tuple[str], bad: tuple[str]) -> None:
    for text in good:
        building = housing(**{name: text})
        assert building.valid(name), text
    for text in bad:
        building = housing(**{name: text})
        assert not building.valid(name), text
        message = building.instance.node(building.paths[name]).message
        assert message
        assert "This answer" not in message


def test_without_piped_gas_the_pipe_is_not_asked(housing: Any) -> None:
    building = housing(ZF_C00="not_connected")
    assert not any(building.shown(name) for name in ("ZF_C00_year", "ZF_C01", "ZF_C02", "ZF_C03"))
    assert building.shown("ZF_C04")
    for state in ("connected", "unknown"):
        assert housing(ZF_C00=state).shown("ZF_C01")


def test_a_young_riser_is_not_twenty_years_old(housing: Any) -> None:
    assert not housing(ZF_C00="connected", ZF_C00_year=2010, ZF_C01="present").valid("ZF_C01")
    assert housing(ZF_C00="connected", ZF_C00_year=2004, ZF_C01="present").valid("ZF_C01")
    assert housing(ZF_C00="connected", ZF_C01="present").valid("ZF_C01")


def test_a_crack_asks_for_place_and_two_pictures(housing: Any) -> None:
    building = housing(ZF_B03="none")
    wanted = {"ZF_B03_where", "ZF_B03_photo1", "ZF_B03_photo2", "ZF_B05_width"}
    assert not wanted & building.missing
    building.answer(ZF_B03="present")
    assert wanted <= building.missing
    building.answer(ZF_B03_where="东山墙", ZF_B03_photo1="a.jpg", ZF_B03_photo2="b.jpg")
    building.answer(ZF_B05_width=1.2)
    assert "ZF_B05_photo1" in building.missing, "a measured crack needs its ruler"
    building.answer(ZF_B05_photo1="c.jpg")
    assert not {n for n in building.missing if n.startswith(("ZF_B03", "ZF_B05"))}


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_finishes_a_question_and_is_neither_problem_nor_clear(
    housing: Any, reason: str
) -> None:
    building = housing(ZF_B03="present")
    assert "ZF_B03.1".replace("_", "-") in building.problems
    building.reason(reason, "ZF_B03")
    assert "ZF_B03" not in building.missing
    assert "ZF_B03_photo1" not in building.missing
    assert building.value("ZF_B03_reason") == reason
    assert not {"ZF-B03.1"} & (building.problems | building.clear)
    building.answer(ZF_B03="none")
    assert "ZF-B03.1" in building.clear
    assert building.value("ZF_B03_reason") == ""


def test_nobody_in_leaves_indoor_questions_not_reached(housing: Any) -> None:
    for outcome in ("refused", "nobody"):
        building = housing(ZF_M02=outcome, ZF_C02="none", ZF_C04="none", ZF_H01="normal")
        assert not any(building.valid(name) for name in ("ZF_C02", "ZF_C04", "ZF_H01"))
        building.reason("not_reached", "ZF_C02", "ZF_C04", "ZF_H01")
        assert all(building.valid(name) for name in ("ZF_C02", "ZF_C04", "ZF_H01"))
        assert not {"ZF-C02.1", "ZF-H01.1"} & (building.problems | building.clear)
        assert building.answer(ZF_H01="sample_pass").valid("ZF_H01"), "a report needs no visit"
    assert housing(ZF_M02="normal", ZF_C02="none").valid("ZF_C02")


RULES = [  # answers, rules that must hold, rules that must be clear
    ({"ZF_B00": "signs"}, {"ZF-B00.1"}, set()),
    ({"ZF_B00": "listed"}, {"ZF-B00.1"}, set()),
    ({"ZF_B00": "no_record"}, set(), {"ZF-B00.1"}),
    ({"ZF_B04": "present"}, {"ZF-B04.1"}, set()),
    ({"ZF_B04": "present", "ZF_B02": "present"}, {"ZF-B04.2", "ZF-B02.1"}, set()),
    ({"ZF_B09": "present"}, {"ZF-B09.1"}, set()),
    ({"ZF_B09": "present", "ZF_B09_street": "yes"}, {"ZF-B09.2"}, set()),
    ({"ZF_B02": "present", "ZF_B11": "cordon"}, {"ZF-B02.1"}, {"ZF-B11.1"}),
    ({"ZF_B02": "present", "ZF_B11": "evacuate"}, {"ZF-B02.1", "ZF-B11.1"}, set()),
    ({"ZF_B12": "suspected"}, {"ZF-B12.1"}, set()),
    ({"ZF_A19": "seismic facade"}, set(), {"ZF-A19.1"}),
    ({"ZF_A19": "facade basement"}, {"ZF-A19.1"}, set()),
    ({"ZF_A20": "B"}, set(), {"ZF-A20.1", "ZF-A20.2"}),
    ({"ZF_A20": "Csu"}, {"ZF-A20.2"}, set()),
    ({"ZF_A20": "D"}, {"ZF-A20.1"}, set()),
    ({"ZF_C04": "none"}, set(), {"ZF-C04.1", "ZF-C04.2", "ZF-C04.3"}),
    ({"ZF_C04": "old_hose no_alarm"}, {"ZF-C04.1", "ZF-C04.2"}, set()),
    ({"ZF_E01": "cracked"}, {"ZF-E01.1"}, set()),
    ({"ZF_E01": "lt10", "ZF_E01_above": "no"}, {"ZF-E01.2"}, set()),
    ({"ZF_E01": "lt10", "ZF_E01_above": "yes"}, {"ZF-E01.5"}, set()),
    ({"ZF_E01": "m10_30"}, {"ZF-E01.3"}, set()),
    ({"ZF_E01": "gt30", "ZF_E01_above": "yes"}, {"ZF-E01.6"}, set()),
    ({"ZF_F01": 0}, set(), {"ZF-F01.1"}),
    ({"ZF_G03": "present"}, {"ZF-G03.1"}, set()),
    ({"ZF_G03": "none", "ZF_G03_evidence": "records"}, set(), {"ZF-G03.1"}),
    ({"ZF_H01": "abnormal"}, {"ZF-H01.1"}, set()),
    ({"ZF_H01": "sample_fail"}, {"ZF-H01.2"}, set()),
    ({"ZF_H02": "occasional"}, set(), {"ZF-H02.1"}),
    ({"ZF_H02": "often"}, {"ZF-H02.1"}, set()),
    # reversed: the absence is the problem
    ({"ZF_I02": "no"}, {"ZF-I02.1"}, set()),
    ({"ZF_I02": "yes"}, set(), {"ZF-I02.1"}),
    ({"ZF_I03": "no"}, {"ZF-I03.1"}, set()),
    ({"ZF_I03": "yes"}, set(), {"ZF-I03.1"}),
    ({"ZF_K01": "no"}, {"ZF-K01.1"}, set()),
    ({"ZF_K01": "yes"}, set(), {"ZF-K01.1"}),
    ({"ZF_K02": "no"}, {"ZF-K02.1"}, set()),
    ({"ZF_K02": "partial"}, {"ZF-K02.2"}, set()),
    ({"ZF_K02": "yes"}, set(), {"ZF-K02.1", "ZF-K02.2"}),
    ({"ZF_A09_above": 18, "ZF_K03": "no"}, {"ZF-K03.1"}, set()),
    ({"ZF_A09_above": 18, "ZF_K03": "yes"}, set(), {"ZF-K03.1", "ZF-K03.2"}),
    ({"ZF_I01": "feasible"}, {"ZF-I01.1"}, set()),
    ({"ZF_I01": "not_feasible"}, set(), {"ZF-I01.1"}),
    ({"ZF_J01": "not_renovated", "ZF_J02": "yes"}, {"ZF-J01.1"}, set()),
    ({"ZF_J01": "not_renovated", "ZF_J02": "no_demolition"}, set(), {"ZF-J01.1"}),
    ({"ZF_J01": "renovated"}, set(), {"ZF-J01.1"}),
]


@pytest.mark.parametrize(("answers", "problems", "clear"), RULES)
def test_answers_make_these_findings(
    housing: Any, answers: dict[str, Any], problems: set[str], clear: set[str]
) -> None:
    building = housing(**answers)
    assert building.problems == problems
    assert building.clear == clear


UNDECIDED = [  # values that say neither yes nor no
    {"ZF_G03": "out_of_season"},
    {"ZF_H01": "not_tested"},
    {"ZF_H02": "unknown"},
    {"ZF_J01": "unknown"},
    {"ZF_J01": "not_renovated"},
    {"ZF_A19": "unknown"},
]


@pytest.mark.parametrize("answers", UNDECIDED)
def test_some_answers_leave_the_matter_open(housing: Any, answers: dict[str, str]) -> None:
    building = housing(**answers)
    assert building.problems == building.clear == set()


def test_every_defect_question_works_both_ways(housing: Any, checklists: Any) -> None:
    tall = housing(ZF_A13="unknown", ZF_A09_above=12)
    names = [r["name"] for r in checklists["housing"].survey if r["type"] == "select_one defect"]
    assert len(names) > 25
    for name in names:
        code = f"ZF-{name[3:]}."
        tall.answer(**{name: "none"})
        assert any(rule.startswith(code) for rule in tall.clear), name
        assert not any(rule.startswith(code) for rule in tall.problems), name
        tall.answer(**{name: "present"})
        assert any(rule.startswith(code) for rule in tall.problems), name
        tall.answer(**{name: "none"})
    assert not tall.problems


@pytest.mark.parametrize(
    ("room", "degrees", "cold"),
    [("living", 17.9, True), ("living", 18, False), ("other", 15.9, True), ("other", 16, False)],
)
def test_a_measured_room_is_judged_by_its_limit(
    housing: Any, room: str, degrees: float, cold: bool
) -> None:
    building = housing(
        ZF_G03="none", ZF_G03_evidence="measured", ZF_G03_room=room, ZF_G03_temperature=degrees
    )
    assert ("ZF-G03.1" in building.problems) == cold
    assert ("ZF-G03.1" in building.clear) != cold


def test_out_of_season_none_needs_evidence(housing: Any) -> None:
    assert "ZF_G03_evidence" in housing(ZF_G03="none").missing
    assert "ZF_G03_evidence" not in housing(ZF_G03="out_of_season").missing


def test_amounts_are_counted_in_their_unit(housing: Any) -> None:
    building = housing(ZF_F01=7, ZF_I04=2, ZF_K04=1)
    assert building.quantity("ZF-F01.1") == "7"
    assert building.quantity("ZF-I04.1") == "2"
    assert building.quantity("ZF-K04.1") == "1"
    assert building.value("ZF_F01_complete") == "29"
    units = {found.rule.code: found.rule.unit for found in building.instance.findings()}
    assert units == {"ZF-F01.1": "套", "ZF-I04.1": "户", "ZF-K04.1": "户"}
    assert housing(ZF_D01="present").quantity("ZF-D01.1") == ""


def test_the_first_judgement_may_not_contradict_the_signs(housing: Any) -> None:
    assert housing(ZF_B12="no_obvious").valid("ZF_B12")
    assert not housing(ZF_B12="no_obvious", ZF_B03="present").valid("ZF_B12")
    assert housing(ZF_B12="suspected", ZF_B03="present").valid("ZF_B12")


def test_a_dangerous_building_is_not_worth_a_retrofit(housing: Any) -> None:
    for grade, valid in (("B", True), ("C", False), ("D", False), ("Dsu", False), ("Bsu", True)):
        building = housing(ZF_A20=grade, ZF_J01="not_renovated", ZF_J02="yes")
        assert building.valid("ZF_J02") == valid


def test_none_excludes_the_other_choices(housing: Any) -> None:
    assert not housing(ZF_A19="none basement").valid("ZF_A19")
    assert not housing(ZF_C04="none old_hose").valid("ZF_C04")


def test_structure_and_gas_are_suspected(housing: Any) -> None:
    building = housing(ZF_B02="present", ZF_C02="present", ZF_D01="present", ZF_A20="D")
    suspected = {f.rule.code for f in building.instance.findings() if f.rule.suspected}
    assert suspected == {"ZF-B02.1", "ZF-C02.1"}
    appraisal = {f.rule.code for f in building.instance.findings() if f.rule.appraisal}
    assert appraisal == {"ZF-B02.1"}
