"""What an instance keeps for each node beside its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.forms.schema import Spec
    from app.forms.tree import Node


class State:
    """Kept in `Node.data`.

    Attributes:
        spec: What the form says about the node.
        reason: Reason of a non-answer, empty for none.
        key: For an instance of a repeat: its stable name.
        ordinal: For an instance of a repeat: its place in the order.
        readonly: By its own rule; see `is_readonly` for what groups above add.
        required: By its own rule.
        holds: Its constraint is met; always true while the value is empty.
        rejected: Text that was given but is no value of the data type or not among the choices.
        dropped: Selection as it was before a choice filter took some of it away; it comes back
            when the filter offers it again.
    """

    __slots__ = (
        "dropped",
        "holds",
        "key",
        "ordinal",
        "readonly",
        "reason",
        "rejected",
        "required",
        "spec",
    )

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.reason = ""
        self.key = ""
        self.ordinal = 0.0
        self.readonly = False
        self.required = False
        self.holds = True
        self.rejected = ""
        self.dropped = ""

    def copy(self) -> State:
        """Return a state of its own for the same spec, without what people did."""
        made = State(self.spec)
        made.key, made.ordinal = self.key, self.ordinal
        made.readonly, made.required, made.holds = self.readonly, self.required, self.holds
        return made


def state(node: Node) -> State:
    """Return the state of a node that belongs to an instance."""
    found = node.data
    assert isinstance(found, State)
    return found


def path_of(node: Node) -> str:
    """Return the path of a node with the keys of the repeat instances it stands in."""
    own = state(node)
    spec = own.spec
    if not spec.repeats:
        return spec.path
    parts: list[str] = []
    current: Node | None = node
    while current is not None and current.data is not None:
        here = state(current)
        step = here.spec.path.rpartition("/")[2]
        parts.append(f"{step}[{here.key}]" if here.spec.is_repeat else step)
        current = current.parent
    return "/" + "/".join(reversed(parts))


def is_readonly(node: Node) -> bool:
    """Whether the node or a group above it is read-only."""
    current: Node | None = node
    while current is not None and isinstance(current.data, State):
        if current.data.readonly:
            return True
        current = current.parent
    return False
