"""Two versions of a form: what is recognised, what is proposed, what happens to the answers."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import Definition, Instance, load_workbook, load_xform
from app.forms.fitting import misfit
from app.forms.versions import Aspect, Comparison, compare
from app.forms.versions_effect import Effects, effects, transfer
from app.forms.versions_words import aspect_words, touched_words
from tests.faults.small_form import QUESTIONS, Row, question, workbook
from tests.forms.made import inputs, xform


def form(rows: Sequence[Row] = QUESTIONS, **more: str) -> Definition:
    return load_workbook(workbook(rows, (), **more))


def without(*names: str) -> list[Row]:
    return [row for row in QUESTIONS if row["name"] not in names]


def edited(name: str, **changes: str) -> list[Row]:
    keys = {key.replace("cj_", "bind::cj:"): text for key, text in changes.items()}
    return [{**row, **keys} if row["name"] == name else row for row in QUESTIONS]


def renamed(rows: Sequence[Row], name: str, to: str) -> list[Row]:
    """Rename a question everywhere, as a designer would."""
    return [
        {
            key: to
            if key == "name" and text == name
            else text.replace(f"${{{name}}}", f"${{{to}}}")
            for key, text in row.items()
        }
        for row in rows
    ]


def plain(rows: Sequence[Row] = QUESTIONS) -> list[Row]:
    """Take the codes away."""
    return [{**row, "bind::cj:code": ""} for row in rows]


def kinds(found: Comparison) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for one in found.differences:
        out.setdefault(one.kind, []).append(one.item.path.rpartition("/")[2])
    return out


OLD = form()


def test_a_form_does_not_differ_from_itself() -> None:
    assert compare(OLD, form(version="2")).differences == ()


def test_added_and_removed() -> None:
    rows = [*without("B05"), question("text", "D01", cj_code="D-01")]
    assert kinds(compare(OLD, form(rows))) == {"added": ["D01"], "removed": ["B05"]}


def test_a_new_name_with_the_same_code_is_a_rename_and_its_rules_are_the_same() -> None:
    found = compare(OLD, form(renamed(renamed(QUESTIONS, "B04", "B99"), "A03", "A33")))
    assert found.renames == {"/housing/B/B04": "/housing/B/B99", "/housing/A/A03": "/housing/A/A33"}
    assert [(one.kind, one.why, one.aspects) for one in found.differences] == [
        ("renamed", "code", ()), ("renamed", "code", ()),
    ]  # fmt: skip


def test_without_code_a_question_is_known_by_its_name_or_by_its_label_and_kind() -> None:
    old = form(plain())
    rows = [row for row in plain() if row["name"] != "B07"]
    rows.append({**question("text", "B07"), "bind::cj:code": ""})  # out of its group
    assert compare(old, form(rows)).renames == {"/housing/B/B07": "/housing/B07"}
    found = compare(old, form(renamed(plain(), "B07", "X7")))
    assert found.renames == {"/housing/B/B07": "/housing/B/X7"}
    assert found.of("renamed")[0].why == "label"


def test_what_only_looks_alike_is_proposed_and_counts_once_confirmed() -> None:
    old = form([{**r, "label": "外墙裂缝的宽度"} if r["name"] == "B04" else r for r in plain()])
    rows = renamed(plain(), "B04", "W4")
    new = form([{**r, "label": "外墙裂缝宽度"} if r["name"] == "W4" else r for r in rows])
    found = compare(old, new)
    assert kinds(found) == {"added": ["W4"], "proposed": ["W4"], "removed": ["B04"]}
    assert found.renames == {}
    assert found.matched.proposals == [("/housing/B/B04", "/housing/B/W4")]
    sure = compare(old, new, confirmed=dict(found.matched.proposals))
    assert sure.renames == {"/housing/B/B04": "/housing/B/W4"}
    assert kinds(sure) == {"renamed": ["W4"]}


def test_two_that_look_the_same_are_not_paired_blindly() -> None:
    twice = [{**r, "label": "同名"} if r["name"] in ("B07", "A01") else r for r in plain()]
    found = compare(form(twice), form(renamed(renamed(twice, "B07", "N7"), "A01", "N1")))
    assert found.renames == {}
    assert len(found.matched.proposals) == 2


def test_what_differs_is_named() -> None:
    changes = {
        "constraint": ("B04", {"constraint": ". >= 0 and . < 9"}, ". >= 0 and . < 9"),
        "required": ("B04", {"required": "yes"}, "true()"),
        "relevant": ("B04", {"relevant": "${B03} = 'no'"}, "${B03} = 'no'"),
        "kind": ("B04", {"type": "decimal"}, "decimal"),
        "label": ("B04", {"label": "几层"}, "几层"),
        "choices": ("B05", {"type": "select_one yes_no"}, "yes yes、no no"),
    }
    for aspect, (name, row, shown) in changes.items():
        (one,) = compare(OLD, form(edited(name, **row))).differences
        assert (one.kind, one.aspects[0].name, one.aspects[0].new) == ("changed", aspect, shown)
    (one,) = compare(OLD, form(edited("B04", label="另一个", cj_code="Z-01"))).differences
    assert one.why == "reused"


def test_a_renamed_repeat_takes_its_entries_along() -> None:
    found = compare(OLD, form(renamed(QUESTIONS, "paths", "ways")))
    assert found.translate("/housing/paths[k1]") == "/housing/ways[k1]"
    assert found.translate("/housing/paths[k1]/C02") == "/housing/ways[k1]/C02"
    assert found.has_home("/housing/paths[k1]/C01")


def test_a_question_that_left_its_repeat_is_another_one() -> None:
    rows = [*without("C02"), question("decimal", "C02", constraint=". > 0")]
    found = compare(OLD, form(rows))
    assert kinds(found) == {"added": ["C02"], "removed": ["C02"]}
    assert not found.has_home("/housing/paths[k]/C02")


def test_a_name_taken_over_by_another_question_is_no_home() -> None:
    found = compare(OLD, form(renamed(without("B05"), "B04", "B05")))  # keeps its code B-04
    assert found.renames == {"/housing/B/B04": "/housing/B/B05"}
    assert not found.has_home("/housing/B/B05")
    assert found.overwritten("/housing/B/B05")


def effect(new: Definition, **answers: str) -> Effects:
    before = Instance(OLD)
    for name, text in answers.items():
        before.set(f"/housing/{name[0]}/{name}", text)
    found = compare(OLD, new)
    values = {f.path: f.kept for f in before.fields() if f.kept and not f.spec.children}
    after = Instance.resume(new, transfer(found, values))
    return effects(found, before, after, [f"/housing/{name[0]}/{name}" for name in answers])


def test_a_choice_that_is_gone_makes_the_answer_invalid_and_keeps_it() -> None:
    found = effect(form(edited("B03", type="select_one structure")), B03="yes")
    assert [(one.path, one.value, one.why) for one in found.invalid] == [
        ("/housing/B/B03", "yes", "choice")
    ]
    assert found.demands_more


def test_a_narrower_limit_another_type_and_a_new_demand_are_told() -> None:
    found = effect(form(edited("B04", constraint=". < 3")), B04="7")
    assert [(one.value, one.why) for one in found.invalid] == [("7", "constraint")]
    found = effect(form(edited("B07", type="integer")), B07="东山墙")
    assert [(one.value, one.why) for one in found.invalid] == [("东山墙", "type")]
    found = effect(form(edited("B04", required="yes")))
    assert [(one.path, one.why) for one in found.missing] == [("/housing/B/B04", "answer")]
    assert effect(form(edited("B04", label="x")), B04="7") == Effects()


def test_what_no_longer_shows_and_what_has_no_home_is_told() -> None:
    found = effect(form(edited("B04", relevant="${B03} = 'no'")), B04="7", B03="yes")
    assert [one.path for one in found.hidden] == ["/housing/B/B04"]
    found = effect(form(without("B04")), B04="7")
    assert [(one.path, one.value) for one in found.homeless] == [("/housing/B/B04", "7")]
    assert not found.demands_more


def test_a_stored_value_fits_or_says_why_not() -> None:
    schema = OLD.schema
    cases = {
        ("/housing/B/B04", "12"): "", ("/housing/B/B04", "x"): "type",
        ("/housing/B/B05", "none"): "", ("/housing/B/B05", "maybe"): "choice",
        ("/housing/B/B07", "anything"): "", ("/housing/B/B04", ""): "",
    }  # fmt: skip
    for (path, text), why in cases.items():
        spec = schema.find(path)
        assert spec is not None
        assert misfit(spec, text) == why


RETYPED = {
    "B02": "select_one yes_no",
    "B05": "text",
    "B06": "integer",
    "C01": "text",
    "C04": "select_one yes_no",
}
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "drop", "label", "retype"]),
        st.sampled_from(["A01", "A02", "B02", "B05", "B06", "C01", "C04", "paths"]),
    ),
    max_size=4,
)


def apply(rows: Sequence[Row], edits: Sequence[tuple[str, str]]) -> list[Row]:
    out = list(rows)
    for what, name in edits:
        if what == "drop" and name != "paths":
            out = [row for row in out if row["name"] != name]
        elif what == "rename":
            out = renamed(out, name, f"R{name}")
        elif what == "retype" and name in RETYPED:
            out = [{**r, "type": RETYPED[name]} if r["name"] == name else r for r in out]
        elif what == "label":
            out = [{**r, "label": f"{name} neu"} if r["name"] == name else r for r in out]
    return out


@given(edits=EDITS)
@settings(max_examples=20)
def test_the_way_back_is_the_way_there_reversed(edits: list[tuple[str, str]]) -> None:
    new = form(apply(QUESTIONS, edits), version="2")
    there, back = compare(OLD, new), compare(new, OLD)
    assert {b: a for a, b in there.renames.items()} == back.renames
    for path in ("/housing/B/B05", "/housing/paths[k]/C01", "/housing/paths[k]"):
        if there.has_home(path):
            assert back.translate(there.translate(path)) == path


def test_sensitive_values_are_not_written_out() -> None:
    bind = '<bind nodeset="/data/a" type="string" cj:sensitive="yes"/>'
    old = load_xform(xform("<a/><b/>", bind, inputs("a", "b")))
    before = Instance(old)
    before.set("/data/a", "13800138000")
    found = compare(old, load_xform(xform("<b/>", "", inputs("b"))))
    (gone,) = effects(found, before, Instance(found.new), ["/data/a"]).homeless
    assert gone.value == "13800138000"
    assert "13800138000" not in touched_words(gone)


def test_rules_of_a_checklist_are_told_in_words_where_clerks_read_them() -> None:
    def plain(name: str, old: str, new: str) -> str:
        return aspect_words(Aspect(name, old, new), plain=True)

    assert plain("constraint", ". >= 1 and . <= 5000", ". >= 1 and . <= 20").endswith(
        "1 to 5000 → 1 to 20"
    )
    assert plain("required", "", "true()").endswith("none → always")
    long = ". >= 1 and (${ZF_A10_units} = '' or . >= ${ZF_A10_units})"
    for name in ("constraint", "relevant", "calculate", "readonly", "findings"):
        for old, new in ((long, "${ZF_A10_units} > 3"), ("", long), (long, "")):
            words = plain(name, old, new)
            assert not set("${}'=") & set(words), words
    assert "ZF_A10" in aspect_words(Aspect("constraint", "", long))  # who writes them reads them
