"""Whatever was done in whatever order, a record is as if its answers had always been there."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import FormError, Instance, load_xform
from app.forms.definition import Repeat
from tests.forms.made import inputs, xform

FORM = load_xform(
    xform(
        "<gate>yes</gate><n>0</n><limit/>"
        "<group><a/><b/><double/></group>"
        '<room jr:template=""><area/><kind/><share/><place/><before/><fits/>'
        '<bed jr:template=""><size/><of/></bed><beds/></room>'
        '<row jr:template=""><x>1</x><y/></row>'
        "<total/><rooms/><allbeds/><text/><xs/>",
        '<bind nodeset="/data/group" relevant="/data/gate != \'no\'"/>'
        '<bind nodeset="/data/n" type="int"/>'
        '<bind nodeset="/data/group/b" relevant="../a &gt; 3" required="/data/limit != \'\'"/>'
        '<bind nodeset="/data/group/double" calculate="/data/group/a * 2"/>'
        '<bind nodeset="/data/room" relevant="/data/group/a != 9"/>'
        '<bind nodeset="/data/room/area" type="int" constraint=". &lt; 50"/>'
        '<bind nodeset="/data/room/kind" relevant="../area &gt; 10"/>'
        '<bind nodeset="/data/room/share" calculate="round(../area div sum(../../room/area), 3)"/>'
        '<bind nodeset="/data/room/place" calculate="position(..)"/>'
        '<bind nodeset="/data/room/before" '
        'calculate="../../room[position() = position(current()/..) - 1]/area"/>'
        '<bind nodeset="/data/room/fits" readonly="/data/room/area &gt; /data/limit"/>'
        '<bind nodeset="/data/room/bed/size" type="int"/>'
        '<bind nodeset="/data/room/bed/of" calculate="concat(../size, \'/\', count(../../bed))"/>'
        '<bind nodeset="/data/room/beds" calculate="sum(../bed/size)"/>'
        '<bind nodeset="/data/row/y" calculate="../x + position(..)"/>'
        '<bind nodeset="/data/total" calculate="sum(/data/room/area)"/>'
        '<bind nodeset="/data/rooms" calculate="count(/data/room)"/>'
        '<bind nodeset="/data/allbeds" calculate="sum(/data/room/bed/size)"/>'
        '<bind nodeset="/data/text" calculate="concat(/data/group)"/>'
        '<bind nodeset="/data/xs" calculate="join(\',\', /data/row/y)"/>',
        inputs("gate", "n", "limit") + '<repeat nodeset="/data/room"><input ref="/data/room/area"/>'
        '<repeat nodeset="/data/room/bed"><input ref="/data/room/bed/size"/></repeat></repeat>'
        '<repeat nodeset="/data/row" jr:count="/data/n"><input ref="/data/row/x"/></repeat>',
    )
)
WORDS = st.sampled_from(["", "1", "4", "9", "12", "60", "yes", "no"])
PLACES = st.integers(1, 3)
STEPS = st.one_of(
    st.tuples(
        st.just("set"), st.sampled_from(["gate", "limit", "group/a", "group/b"]), WORDS, PLACES
    ),
    st.tuples(st.just("set"), st.just("n"), st.sampled_from(["0", "1", "2", "3", ""]), PLACES),
    st.tuples(st.just("room"), st.sampled_from(["area", "kind"]), WORDS, PLACES),
    st.tuples(st.just("bed"), PLACES, WORDS, PLACES),
    st.tuples(st.just("row"), st.just("x"), WORDS, PLACES),
    st.tuples(st.sampled_from(["add", "remove", "addbed", "removebed"]), PLACES, WORDS, PLACES),
    st.tuples(st.just("reason"), st.sampled_from(["group/a", "group/b"]), WORDS, PLACES),
)


def do(instance: Instance, step: tuple[str, object, str, int]) -> None:
    name, what, text, place = step
    try:
        if name == "set":
            instance.set(f"/data/{what}", text)
        elif name in ("room", "row"):
            instance.set(f"/data/{name}[{place}]/{what}", text)
        elif name == "bed":
            instance.set(f"/data/room[{what}]/bed[{place}]/size", text)
        elif name == "add":
            instance.add_repeat("/data/room")
        elif name == "remove":
            instance.remove_repeat(f"/data/room[{place}]")
        elif name == "addbed":
            instance.add_repeat(f"/data/room[{what}]/bed")
        elif name == "removebed":
            instance.remove_repeat(f"/data/room[{what}]/bed[{place}]")
        else:
            instance.set_reason(f"/data/{what}", "undecidable")
    except FormError:
        pass  # there is no such instance yet


def picture(instance: Instance) -> dict[str, tuple[object, ...]]:
    return {
        field.path: (
            field.value,
            field.relevant,
            field.required,
            field.readonly,
            field.condition,
            field.reason,
        )
        for field in instance.fields()
    }


@given(st.lists(STEPS, max_size=25))
@settings(max_examples=80, deadline=None)
def test_the_order_of_answers_leaves_no_trace(steps: list[tuple[str, object, str, int]]) -> None:
    instance = Instance(FORM)
    for step in steps:
        do(instance, step)
    values: dict[str, str | None] = {}
    reasons: dict[str, str] = {}
    for field in instance.fields():
        if isinstance(field.element, Repeat):
            values[field.path] = str(int(field.ordinal))
        elif not field.spec.children:
            values[field.path] = field.kept
        if field.reason:
            reasons[field.path] = field.reason
    rejected = {f.path for f in instance.fields() if f.rejected}
    again = Instance.resume(FORM, values, reasons)
    mine, other = picture(instance), picture(again)
    for path in rejected:
        mine.pop(path, None)
        other.pop(path, None)
    assert mine == other


@given(st.lists(STEPS, max_size=12))
@settings(max_examples=60, deadline=None)
def test_everything_that_looks_different_is_reported(
    steps: list[tuple[str, object, str, int]],
) -> None:
    instance = Instance(FORM)
    for name, what, text, _ in steps:
        if name != "set":
            do(instance, (name, what, text, 1))
            continue
        before = picture(instance)
        changed = instance.set(f"/data/{what}", text).changed
        after = picture(instance)
        different = {
            path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
        }
        assert {p for p in different if p in after and p in before} <= changed
