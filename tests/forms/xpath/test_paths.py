from __future__ import annotations

import pytest

from app.forms.markup import parse
from app.forms.tree import Document, Node, set_relevant
from app.forms.xpath import Env, Scope, XPathError, compile_expression
from tests.forms.xpath.conftest import Evaluate

FORM = (
    "<data><city>sz</city><g><q>1</q></g>"
    "<room><key/><size/><bed><w/></bed></room><total/><photo/></data>"
)
CITIES = (
    "<instance id='c'><root>"
    "<item><name>a</name><of>sz</of><label>A</label></item>"
    "<item><name>b</name><of>gz</of><label>B</label></item>"
    "<item><name>c</name><of>sz</of><label>C</label></item>"
    "</root></instance>"
)


class House:
    """A form with rooms that repeat, and beds that repeat in them."""

    def __init__(self) -> None:
        self.scope = Scope(parse(FORM), {"/data/room", "/data/room/bed"})
        self.document = self.scope.template.clone()
        template = self.document.root.child("room")
        assert template is not None
        self.document.root.insert_after(template, template.clone())
        for number, room in enumerate(self.rooms, 1):
            self.leaf(room, "key").text = f"r{number}"
            self.leaf(room, "size").text = str(10 * number)
            self.leaf(room, "bed").children[0].text = str(number)
        instance = parse(CITIES)
        self.env = Env(self.document, scope=self.scope, instances={"c": instance.root})

    @property
    def rooms(self) -> list[Node]:
        return list(self.document.root.named("room"))

    @staticmethod
    def leaf(node: Node, name: str) -> Node:
        found = node.child(name)
        assert found is not None
        return found

    def get(self, text: str, node: Node, kind: str = "string") -> object:
        return getattr(compile_expression(text, scope=self.scope), kind)(node, self.env)


def test_a_path_into_the_own_repeat_means_the_same_instance() -> None:
    house = House()
    second = house.leaf(house.rooms[1], "key")
    assert house.get("/data/room/size", second) == "20"
    assert house.get("/data/room/size + 1", second, "number") == 21
    assert house.get("/data/room/bed/w", second) == "2"
    assert house.get("count(/data/room)", second, "number") == 2
    assert house.get("sum(/data/room/size)", house.document.root, "number") == 30


def test_positions_and_indexed_repeats() -> None:
    house = House()
    second = house.leaf(house.rooms[1], "size")
    assert house.get("position(..)", second, "number") == 2
    assert house.get("indexed-repeat(/data/room/size, /data/room, 1)", second) == "10"
    assert (
        house.get("indexed-repeat(/data/room/size, /data/room, position(..) - 1)", second) == "10"
    )
    assert house.get("indexed-repeat(/data/room/size, /data/room, 3)", second) == ""
    assert house.get("/data/room[1]/size", second) == "10"
    assert house.get("/data/room[position() = last()]/size", house.document.root) == "20"


def test_an_absolute_path_in_a_predicate_means_the_primary_instance() -> None:
    house = House()
    text = "instance('c')/root/item[of = /data/city]/name"
    names = house.get(text, house.document.root, "nodes")
    assert isinstance(names, list)
    assert [name.text for name in names] == ["a", "c"]
    second = house.leaf(house.rooms[1], "key")
    second.text = "c"
    assert house.get("instance('c')/root/item[name = current()]/label", second) == "C"
    assert house.get("instance('c')/root/item[name = current()/../key]/label", second) == "C"
    assert house.get("instance('c')/root/item[name = /data/room/key]/label", second) == "C"


def test_an_index_gives_what_plain_predicates_give() -> None:
    house = House()
    root = house.document.root
    for test in ("of = 'sz' and name = 'c'", "'sz' = of", "name = /data/room/key | /data/city"):
        indexed = house.get(f"instance('c')/root/item[{test}]", root, "nodes")
        plain = house.get(f"instance('c')/root/item[true()][{test}]", root, "nodes")
        assert indexed == plain
    assert house.get("instance('c')/root/item[of = 'sz'][2]/name", root) == "c"
    assert house.get("pulldata('c', 'label', 'name', 'b')", root) == "B"
    with pytest.raises(XPathError, match="nowhere"):
        house.get("instance('nowhere')/root/item", root)


def test_what_is_not_relevant_reads_as_empty_and_keeps_its_text() -> None:
    house = House()
    group = house.leaf(house.document.root, "g")
    changed = set_relevant(group, False)
    assert {node.name for node in changed} == {"g", "q"}
    for text in ("/data/g/q", "/data/g", "string(/data/g/q)", "/data/*[2]/q"):
        assert house.get(text, house.document.root) == ""
    assert house.get("/data/g/q = ''", house.document.root, "boolean") is True
    assert house.leaf(group, "q").text == "1"
    set_relevant(group, True)
    assert house.get("/data/g/q", house.document.root) == "1"


def test_a_new_repeat_instance_is_seen_at_once() -> None:
    house = House()
    root = house.document.root
    assert house.get("count(//w)", root, "number") == 2
    house.document.root.insert_after(house.rooms[1], house.rooms[0].clone())
    assert house.get("count(//w)", root, "number") == 3
    assert house.get("//room[3]/size | //room[1]/size", root) == "10"
    nodes = house.get("//room/size/following::total | /data/city", root, "nodes")
    assert isinstance(nodes, list)
    assert [node.name for node in nodes] == ["city", "total"]


def test_a_missing_node_of_a_loaded_instance_reads_as_empty() -> None:
    house = House()
    loaded = parse("<data><city>gz</city><room/><odd/></data>")
    house.scope.adopt(loaded)
    env = Env(loaded, scope=house.scope)
    expression = compile_expression("concat(/data/city, /data/g/q)", scope=house.scope)
    assert expression.string(loaded.root, env) == "gz"


def test_time_typed_nodes_compare(evaluate: Evaluate) -> None:
    document: Document = parse("<d><a>09:30</a><b>10:00</b></d>")
    for node in document.root.elements():
        node.type = "time"
    assert compile_expression("/d/a < /d/b").boolean(document, Env(document)) is True


def test_errors_hide_behind_short_circuits(evaluate: Evaluate) -> None:
    assert evaluate("true() or explode()") is True
    assert evaluate("if(true(), 1, count('x', 2))", "number") == 1
    for text in ("explode()", "count(1)", "count()", "$x", "p:q"):
        with pytest.raises(XPathError):
            evaluate(text)
    assert len(compile_expression("a or explode() or count(1, 2) or $x").problems()) == 3
