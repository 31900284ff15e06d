"""Every published item is asked, or its absence has a reason."""

from __future__ import annotations

from typing import Any

Table = dict[str, Any]


def asked(checklists: Table) -> dict[str, set[str]]:
    """Return the names of questions by item code."""
    found: dict[str, set[str]] = {}
    for checklist in checklists.values():
        for row in checklist.survey:
            if (
                row["bind::cj:code"]
                and row["type"] != "note"
                and not row["name"].endswith("_reason")
            ):
                found.setdefault(row["bind::cj:code"], set()).add(row["name"])
    return found


def test_every_item_is_a_question_or_has_a_reason(
    items: list[Table], checklists: Table, coverage: Table
) -> None:
    names = asked(checklists)
    assert len(items) == 86 + 57
    for item in items:
        code = item["item_code"]
        assert names.get(code) or coverage[code]["note"], code


def test_only_the_hub_and_the_program_keep_items_to_themselves(
    items: list[Table], checklists: Table
) -> None:
    left = {item["item_code"] for item in items} - set(asked(checklists))
    hub = {f"ZF-L0{number}" for number in range(1, 8)}
    assert left == hub | {"ZF-M03", "ZF-M05", "XQ-O03"}


def test_coverage_lists_what_the_workbooks_hold(
    items: list[Table], checklists: Table, coverage: Table
) -> None:
    names = asked(checklists)
    rules: dict[str, set[str]] = {}
    for checklist in checklists.values():
        for row in checklist.findings:
            rules.setdefault(row["code"].split(".")[0], set()).add(row["code"])
    assert set(coverage) == {item["item_code"] for item in items}
    for code, row in coverage.items():
        assert set(row["names"].split()) == names.get(code, set()), code
        assert set(row["rules"].split()) == rules.get(code, set()), code


def test_no_question_claims_an_item_that_is_not_published(
    items: list[Table], checklists: Table
) -> None:
    known = {item["item_code"] for item in items}
    for checklist in checklists.values():
        claimed = {row["bind::cj:code"] for row in checklist.survey} - {""}
        assert claimed <= known


def test_photos_stand_where_the_table_demands_them(
    items: list[Table], checklists: Table, coverage: Table
) -> None:
    rows = {row["name"]: row for c in checklists.values() for row in c.survey if row["name"]}
    for item in items:
        code, demand = item["item_code"], item["photo_required"]
        photos = [rows[n] for n in coverage[code]["names"].split() if rows[n]["type"] == "image"]
        if not coverage[code]["names"]:
            continue
        if demand.startswith("是"):
            assert photos, f"{code}: {demand}"
            assert all(photo["required"] for photo in photos), code
        elif demand.startswith("自愿"):
            assert photos, f"{code}: {demand}"
            assert not any(photo["required"] for photo in photos), code
        else:
            assert not [p for p in photos if p["required"]], f"{code}: {demand}"


def test_a_structural_defect_needs_a_wide_and_a_close_picture(checklists: Table) -> None:
    housing = checklists["housing"]
    for number in ("01", "02", "03", "04", "06", "07", "08", "09", "10"):
        labels = [housing.question(f"ZF_B{number}_photo{k}")["label::中文 (zh)"] for k in (1, 2)]
        assert labels[0] == "全景"
        assert labels[1].startswith("近景")


def test_items_that_ask_for_a_place_have_one(
    items: list[Table], checklists: Table, coverage: Table
) -> None:
    for item in items:
        if "定位" in item["answer_type"]:
            names = coverage[item["item_code"]]["names"].split()
            places = [name for name in names if name.endswith("_where")]
            assert places, item["item_code"]
            assert checklists["housing"].question(places[0])["required"] == "yes"
