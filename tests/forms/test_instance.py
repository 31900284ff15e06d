from __future__ import annotations

import pytest

from app.forms import FormError, Instance, load_xform
from tests.forms.made import inputs, xform


def make(*parts: str, **options: object) -> Instance:
    return Instance(load_xform(xform(*parts)), **options)  # type: ignore[arg-type]


def test_one_answer_changes_only_what_depends_on_it() -> None:
    instance = make(
        "<a/><b/><c/><d/>",
        '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" calculate="/data/a + 1"/>'
        '<bind nodeset="/data/c" calculate="/data/b * 2"/><bind nodeset="/data/d" calculate="1"/>',
        inputs("a", "b", "c", "d"),
    )
    change = instance.set("/data/a", "4")
    assert change.changed == {"/data/a", "/data/b", "/data/c"}
    assert [instance.node(f"/data/{name}").value for name in "abcd"] == ["4", "5", "10", "1"]


def test_what_is_not_relevant_reads_as_empty_and_keeps_its_answer() -> None:
    instance = make(
        "<gate>yes</gate><group><a>7</a></group><sum/>",
        '<bind nodeset="/data/group" relevant="/data/gate = \'yes\'"/>'
        "<bind nodeset=\"/data/sum\" calculate=\"concat('[', /data/group/a, ']')\"/>",
        inputs("gate"),
    )
    instance.set("/data/gate", "no")
    field = instance.node("/data/group/a")
    assert (field.value, field.kept, field.relevant) == ("", "7", False)
    assert instance.node("/data/sum").value == "[]"
    assert "<a>" not in instance.to_xml()
    instance.set("/data/gate", "yes")
    assert instance.node("/data/sum").value == "[7]"


def test_an_answer_against_the_constraint_is_kept_and_marked() -> None:
    instance = make(
        "<a/>",
        '<bind nodeset="/data/a" type="int" constraint=". &lt; 10" jr:constraintMsg="below ten"/>',
        inputs("a"),
    )
    instance.set("/data/a", "12")
    field = instance.node("/data/a")
    assert (field.value, field.valid, field.message) == ("12", False, "below ten")
    assert [(v.path, v.condition) for v in instance.violations()] == [("/data/a", "constraint")]
    assert [m.kind for m in instance.missing()] == ["constraint"]
    instance.set("/data/a", "9")
    assert instance.finished


def test_text_that_is_no_value_of_the_type_is_kept_beside_the_empty_answer() -> None:
    instance = make("<a/>", '<bind nodeset="/data/a" type="int"/>', inputs("a"))
    instance.set("/data/a", "about ten")
    field = instance.node("/data/a")
    assert (field.value, field.rejected, field.condition) == ("", "about ten", "type")
    assert not instance.finished
    instance.set("/data/a", "10")
    assert (field.value, field.rejected) == ("10", "")


@pytest.mark.parametrize("reason", ["undecidable", "not_applicable", "not_reached"])
def test_a_reason_answers_a_required_question_and_reads_as_empty(reason: str) -> None:
    instance = make(
        "<a>x</a><b/>",
        '<bind nodeset="/data/a" required="true()"/><bind nodeset="/data/b" calculate="/data/a"/>',
        inputs("a"),
    )
    instance.set_reason("/data/a", reason)
    assert instance.finished
    assert instance.node("/data/b").value == ""
    assert instance.node("/data/a").reason == reason
    instance.set("/data/a", "y")
    assert instance.node("/data/a").reason == ""


def test_a_reason_stands_in_the_companion_question_and_comes_back_from_it() -> None:
    choices = "<item><label>u</label><value>undecidable</value></item>"
    form = xform(
        "<q/><q_reason/>",
        '<bind nodeset="/data/q" required="/data/q_reason = \'\'"/>',
        inputs("q") + f'<select1 ref="/data/q_reason"><label>why</label>{choices}</select1>',
    )
    definition = load_xform(form)
    question = definition.question("/data/q")
    assert question is not None
    assert question.reason_question == "/data/q_reason"
    assert [q.name for q in definition.questions()] == ["q"]
    instance = Instance(definition)
    assert [m.path for m in instance.missing()] == ["/data/q"]
    instance.set_reason("/data/q", "undecidable")
    assert instance.node("/data/q_reason").value == "undecidable"
    assert instance.finished
    again = Instance.from_xml(definition, instance.to_xml())
    assert again.node("/data/q").reason == "undecidable"
    again.set("/data/q", "seen")
    assert again.node("/data/q_reason").value == ""


def test_labels_fill_in_answers_and_change_with_the_language() -> None:
    itext = (
        '<itext><translation lang="中文 (zh)" default="true()"><text id="l"><value>你好 '
        '<output value="/data/a"/></value><value form="image">jr://images/a.png</value></text>'
        '</translation><translation lang="English (en)"><text id="l"><value>Hello '
        '<output value="/data/a"/></value></text></translation></itext>'
    )
    form = xform(
        "<a/><b/>",
        "",
        inputs("a") + '<input ref="/data/b"><label ref="jr:itext(\'l\')"/></input>',
        itext,
    )
    instance = Instance(load_xform(form), language="zh")
    assert "/data/b" in instance.set("/data/a", "王").changed
    assert instance.node("/data/b").label == "你好 王"
    assert instance.node("/data/b").media == {"image": "jr://images/a.png"}
    instance.set_language("en")
    assert instance.node("/data/b").label == "Hello 王"


def test_choices_follow_their_filter_and_a_selection_comes_back_with_it() -> None:
    rows = "".join(
        f"<item><name>{name}</name><label>{name.upper()}</label><up>{up}</up></item>"
        for name, up in [("a1", "a"), ("a2", "a"), ("b1", "b")]
    )
    form = xform(
        "<up/><q/>",
        f'<instance id="l"><root>{rows}</root></instance>',
        inputs("up") + '<select1 ref="/data/q"><label>q</label><itemset '
        "nodeset=\"instance('l')/root/item[up = /data/up]\">"
        '<value ref="name"/><label ref="label"/></itemset></select1>',
    )
    instance = Instance(load_xform(form))
    assert instance.node("/data/q").choices == ()
    instance.set("/data/up", "a")
    assert [o.label for o in instance.node("/data/q").choices] == ["A1", "A2"]
    instance.set("/data/q", "a2")
    assert "/data/q" in instance.set("/data/up", "b").changed
    assert instance.node("/data/q").value == ""
    instance.set("/data/up", "a")
    assert instance.node("/data/q").value == "a2"


def test_a_value_that_is_no_choice_is_not_taken() -> None:
    body = (
        '<select ref="/data/q"><label>q</label><item><label>A</label><value>a</value></item>'
        "<item><label>B</label><value>b</value></item></select>"
    )
    instance = make("<q/>", "", body)
    instance.set("/data/q", "b  a zz")
    assert instance.node("/data/q").value == "a b"


def test_rules_in_a_circle_are_refused_by_name() -> None:
    binds = (
        '<bind nodeset="/data/a" calculate="/data/b"/><bind nodeset="/data/b" calculate="/data/a"/>'
    )
    with pytest.raises(FormError) as caught:
        load_xform(xform("<a/><b/>", binds, inputs("a")))
    assert {"/data/a", "/data/b"} <= set(str(caught.value).replace("→", " ").split())


def test_relevance_that_waits_for_itself_through_a_group_is_a_circle() -> None:
    binds = '<bind nodeset="/data/g" relevant="/data/g/a = \'\'"/>'
    with pytest.raises(FormError):
        load_xform(xform("<g><a/></g>", binds, '<input ref="/data/g/a"><label>a</label></input>'))


def test_only_a_constraint_may_read_its_own_answer() -> None:
    good = '<bind nodeset="/data/a" constraint=". != \'x\'"/>'
    load_xform(xform("<a/>", good, inputs("a")))
    for kind in ("relevant", "required", "readonly", "calculate"):
        bad = f'<bind nodeset="/data/a" {kind}=". != \'x\'"/>'
        with pytest.raises(FormError):
            load_xform(xform("<a/>", bad, inputs("a")))


def test_once_keeps_its_first_value() -> None:
    instance = make(
        "<a/><b/>",
        '<bind nodeset="/data/b" calculate="once(concat(\'got \', /data/a))"/>',
        inputs("a"),
    )
    first = instance.node("/data/b").value
    instance.set("/data/a", "later")
    assert instance.node("/data/b").value == first == "got "


def test_a_rule_that_fails_while_filling_is_noted_and_does_not_stop_the_work() -> None:
    instance = make(
        "<a/><b/>",
        "<bind nodeset=\"/data/b\" calculate=\"if(/data/a = 'x', unknown(1), 'fine')\"/>",
        inputs("a"),
    )
    assert instance.node("/data/b").value == "fine"
    instance.set("/data/a", "x")
    assert instance.node("/data/b").value == ""
    assert instance.recalculator.faults


def test_a_rule_that_fails_at_once_refuses_the_form() -> None:
    with pytest.raises(FormError) as caught:
        make("<a/>", '<bind nodeset="/data/a" calculate="unknown(1)"/>', inputs("a"))
    assert "/data/a" in str(caught.value)


def test_an_answer_of_a_hundred_thousand_characters_is_taken() -> None:
    instance = make("<a/><b/>", '<bind nodeset="/data/b" calculate="string-length(/data/a)"/>')
    text = "长" * 100_000
    instance.set("/data/a", text)
    assert instance.node("/data/b").value == "100000"
    assert Instance.from_xml(instance.definition, instance.to_xml()).node("/data/a").value == text


def test_control_characters_do_not_reach_the_submission() -> None:
    instance = make("<a/>", "", inputs("a"))
    instance.set("/data/a", "one\x00two\x0bthree")
    assert instance.node("/data/a").value == "onetwothree"


def test_paths_that_do_not_exist_are_named() -> None:
    instance = make("<a/>", "", inputs("a"))
    for work in (
        lambda: instance.set("/data/zz", "1"),
        lambda: instance.node("/data/zz"),
        lambda: instance.add_repeat("/data/a"),
        lambda: instance.set("data/a", "1"),
    ):
        with pytest.raises(FormError):
            work()
