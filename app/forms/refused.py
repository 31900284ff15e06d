"""Values that the form refuses: kept as they were typed, told as missing, no answer meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.forms.state import State

if TYPE_CHECKING:
    from app.forms.instance import Instance
    from app.forms.tree import Node


def find_refused(instance: Instance) -> list[Node]:
    """Return the relevant nodes whose value the form does not allow, in document order."""
    return [
        node
        for node in instance.document.root.walk()
        if node.text and node.relevant and not node.children and is_refused(node)
    ]


def is_refused(node: Node) -> bool:
    """Tell whether the value of a node breaks its constraint or is not of its type."""
    own = node.data
    return isinstance(own, State) and (bool(own.rejected) or not own.holds)


@contextmanager
def read_as_empty(nodes: Sequence[Node]) -> Iterator[None]:
    """Let expressions in the block read these values as empty; nothing is recalculated."""
    texts = [node.text for node in nodes]
    for node in nodes:
        node.text = ""
    try:
        yield
    finally:
        for node, text in zip(nodes, texts, strict=True):
            node.text = text
