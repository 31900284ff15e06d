from __future__ import annotations

import pytest

from app.forms import FormError, Instance, load_xform
from tests.forms.made import inputs, xform

ROOMS = xform(
    '<room jr:template=""><area>1</area><twice/><place/><share/></room><total/><number/>',
    '<bind nodeset="/data/room/area" type="int"/>'
    '<bind nodeset="/data/room/twice" calculate="../area * 2"/>'
    '<bind nodeset="/data/room/place" calculate="position(..)"/>'
    '<bind nodeset="/data/room/share" calculate="../area div sum(../../room/area)"/>'
    '<bind nodeset="/data/total" calculate="sum(/data/room/twice)"/>'
    '<bind nodeset="/data/number" calculate="count(/data/room)"/>',
    '<group ref="/data/room"><label>Room</label><repeat nodeset="/data/room">'
    '<input ref="/data/room/area"><label>Area</label></input></repeat></group>',
)


def values(instance: Instance, name: str) -> list[str]:
    return [instance.node(f"{p}/{name}").value for p in instance.repeat_paths("/data/room")]


def test_adding_and_removing_an_instance_reaches_everything_that_counts_it() -> None:
    instance = Instance(load_xform(ROOMS))
    for key in ("k1", "k2", "k3"):
        instance.add_repeat("/data/room", key)
    instance.set("/data/room[k2]/area", "4")
    assert values(instance, "place") == ["1", "2", "3"]
    assert instance.node("/data/total").value == "12"
    assert instance.node("/data/number").value == "3"
    assert values(instance, "share")[1][:6] == "0.6666"
    instance.remove_repeat("/data/room[1]")
    assert instance.repeat_paths("/data/room") == ["/data/room[k2]", "/data/room[k3]"]
    assert values(instance, "place") == ["1", "2"]
    assert instance.node("/data/total").value == "10"
    assert values(instance, "share")[0] == "0.8"


def test_an_answer_in_one_instance_leaves_the_others_alone() -> None:
    instance = Instance(load_xform(ROOMS))
    instance.add_repeat("/data/room", "k1")
    instance.add_repeat("/data/room", "k2")
    changed = instance.set("/data/room[k1]/area", "3").changed
    assert "/data/room[k1]/twice" in changed
    assert "/data/room[k2]/twice" not in changed
    assert "/data/room[k2]/share" in changed


def test_a_saved_state_comes_back_in_the_order_of_its_ordinals_without_events() -> None:
    definition = load_xform(ROOMS)
    state = {
        "/data/room[kb]": "2",
        "/data/room[ka]": "1",
        "/data/room[kb]/area": "5",
        "/data/room[ka]/area": "7",
        "/data/gone": "x",
    }
    instance = Instance.resume(definition, state)
    assert instance.repeat_paths("/data/room") == ["/data/room[ka]", "/data/room[kb]"]
    assert values(instance, "area") == ["7", "5"]
    assert values(instance, "place") == ["1", "2"]
    assert instance.node("/data/total").value == "24"
    assert instance.load(state) == ["/data/gone"]


def test_instances_that_the_form_starts_with_stay_unless_they_were_removed() -> None:
    form = xform("<r><a/></r>", "", '<repeat nodeset="/data/r"><input ref="a"/></repeat>')
    definition = load_xform(form)
    assert Instance(definition).repeat_paths("/data/r") == ["/data/r[_1]"]
    kept = Instance.resume(definition, {"/data/r[_1]/a": "x", "/data/r[k1]": "2"})
    assert kept.repeat_paths("/data/r") == ["/data/r[_1]", "/data/r[k1]"]
    removed = Instance.resume(definition, {"/data/r[_1]": None, "/data/r[k1]": "2"})
    assert removed.repeat_paths("/data/r") == ["/data/r[k1]"]


def test_a_counted_repeat_follows_its_number_and_gives_answers_back() -> None:
    form = xform(
        "<n>2</n><r jr:template=''><a/></r>",
        '<bind nodeset="/data/n" type="int"/>',
        inputs("n") + '<repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/a"/>'
        "</repeat>",
    )
    instance = Instance(load_xform(form))
    instance.set("/data/r[2]/a", "second")
    instance.set("/data/n", "1")
    assert len(instance.repeat_paths("/data/r")) == 1
    instance.set("/data/n", "")
    assert len(instance.repeat_paths("/data/r")) == 1
    instance.set("/data/n", "3")
    assert instance.node("/data/r[2]/a").value == "second"
    with pytest.raises(FormError):
        instance.add_repeat("/data/r")
    with pytest.raises(FormError):
        instance.set("/data/n", "1000000")


def test_nested_repeats_have_keys_on_every_level() -> None:
    form = xform(
        "<o jr:template=''><i jr:template=''><a/></i><n/></o><all/>",
        '<bind nodeset="/data/o/n" calculate="count(../i)"/>'
        '<bind nodeset="/data/all" calculate="count(/data/o/i)"/>',
        '<repeat nodeset="/data/o"><repeat nodeset="/data/o/i"><input ref="/data/o/i/a"/></repeat>'
        "</repeat>",
    )
    instance = Instance(load_xform(form))
    instance.add_repeat("/data/o", "x")
    instance.add_repeat("/data/o", "y")
    instance.add_repeat("/data/o[y]/i", "p")
    change = instance.set("/data/o[y]/i[p]/a", "deep")
    assert change.changed == {"/data/o[y]/i[p]/a"}
    assert [instance.node(f"/data/o[{k}]/n").value for k in "xy"] == ["0", "1"]
    assert instance.node("/data/all").value == "1"
    again = Instance.resume(
        instance.definition,
        {"/data/o[x]": "1", "/data/o[y]": "2", "/data/o[y]/i[p]": "1", "/data/o[y]/i[p]/a": "deep"},
    )
    assert again.to_xml() == instance.to_xml()


def test_a_counted_repeat_inside_a_new_instance_has_its_number_at_once() -> None:
    form = xform(
        "<o jr:template=''><n>2</n><i jr:template=''><a/></i></o>",
        "",
        '<repeat nodeset="/data/o"><input ref="/data/o/n"/>'
        '<repeat nodeset="/data/o/i" jr:count="../n"><input ref="/data/o/i/a"/></repeat></repeat>',
    )
    instance = Instance(load_xform(form))
    instance.add_repeat("/data/o", "x")
    instance.add_repeat("/data/o", "y")
    assert len(instance.repeat_paths("/data/o[x]/i")) == 2
    instance.set("/data/o[y]/n", "3")
    assert len(instance.repeat_paths("/data/o[x]/i")) == 2
    assert len(instance.repeat_paths("/data/o[y]/i")) == 3


def test_a_new_instance_takes_the_value_of_the_one_before() -> None:
    form = xform(
        "<r jr:template=''><a/></r>",
        "",
        '<repeat nodeset="/data/r"><setvalue event="odk-new-repeat" ref="/data/r/a" '
        'value="../../r[position() = position(current()/..) - 1]/a"/><input ref="/data/r/a"/>'
        "</repeat>",
    )
    instance = Instance(load_xform(form))
    instance.add_repeat("/data/r")
    instance.set("/data/r[1]/a", "same")
    instance.add_repeat("/data/r")
    assert instance.node("/data/r[2]/a").value == "same"


@pytest.mark.parametrize("key", ["1", "a b", "a/b", "a]", "", "x" * 65])
def test_keys_that_could_not_stand_in_a_path_are_refused(key: str) -> None:
    instance = Instance(load_xform(ROOMS))
    with pytest.raises(FormError):
        instance.add_repeat("/data/room", key)


def test_a_key_is_given_once() -> None:
    instance = Instance(load_xform(ROOMS))
    instance.add_repeat("/data/room", "k")
    with pytest.raises(FormError):
        instance.add_repeat("/data/room", "k")
