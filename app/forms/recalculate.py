"""Re-evaluation: what a change makes due is evaluated once, in the order of the dependencies."""

from __future__ import annotations

from collections.abc import Iterable

from app.forms.applying import APPLY
from app.forms.errors import FormError
from app.forms.schema import (
    CALCULATE,
    CHOICES,
    CONSTRAINT,
    COUNT,
    LABEL,
    READONLY,
    RELEVANT,
    REQUIRED,
    Logic,
    Schema,
    Spec,
)
from app.forms.state import State
from app.forms.tree import Document, Node, set_relevant
from app.forms.xpath import Env, XPathError
from app.i18n import N_

SHOWN = 200  # characters of an expression in a message
EARLY = (RELEVANT, CALCULATE, READONLY, REQUIRED, CONSTRAINT)


class Recalculator:
    """Keeps the values and properties of one instance up to date.

    Attributes:
        changed: Nodes that look different since the last `take_changes`.
        due: Repeat counts and choice filters to look at when all else is settled.
        moved: Nodes whose value changed and whose control has actions.
        faults: Rules that failed while the form was filled, with the reason.
        live: False while the form is being loaded: errors then refuse it, no actions are noted.
    """

    def __init__(self, schema: Schema, document: Document, env: Env) -> None:
        self.schema = schema
        self.document = document
        self.env = env
        self.changed: dict[Node, None] = {}
        self.due: dict[tuple[Logic, Node], None] = {}
        self.moved: list[Node] = []
        self.faults: dict[str, XPathError] = {}
        self.live = False
        # Which ranks are due, a byte each, so that the next one is found at the speed of memchr.
        self._due = bytearray(len(schema.order))
        # At which nodes, for rules that stand in repeats.
        self._nodes: dict[int, dict[Node, None]] = {}
        self._steady = False

    # --- making states ----------------------------------------------------------------------

    def adopt(self, top: Node, *, steady: bool = False) -> None:
        """Give a subtree its states and make all its rules due, or only the steady ones."""
        self._steady = steady
        specs = self.schema.specs
        stack = [top]
        while stack:
            node = stack.pop()
            if node.slot >= 0:
                spec = specs[node.slot]
                node.data = State(spec)
                self._begin(node, spec)
                for logic in spec.counted:
                    self.due[logic, node] = None
                if spec.attributes and node.attributes:
                    for key, below in spec.attributes.items():
                        attribute = node.attributes.get(key)
                        if attribute is not None:
                            attribute.data = State(below)
                            self._begin(attribute, below)
            if node.children:
                stack.extend(node.children)

    def _begin(self, node: Node, spec: Spec) -> None:
        rules = spec.rules
        for kind in EARLY:
            logic = rules[kind]
            if logic is None:
                continue
            if logic.constant is None:
                if (kind != CONSTRAINT or node.text) and not (self._steady and logic.unsteady):
                    self.mark(logic, node)
            else:
                self._apply_constant(logic, node)

    @staticmethod
    def plain(schema: Schema, document: Document) -> None:
        """Give every node of a fresh document a state, no rule evaluated."""
        specs = schema.specs
        for node in document.root.walk():
            if node.slot >= 0:
                node.data = State(specs[node.slot])

    def again(self, logic: Logic, node: Node) -> None:
        """Make a rule due that a copied start left out."""
        if logic.kind in EARLY and (logic.kind != CONSTRAINT or node.text):
            self.mark(logic, node)

    def _apply_constant(self, logic: Logic, node: Node) -> None:
        own = node.data
        assert isinstance(own, State)
        value = bool(logic.constant)
        if logic.kind == REQUIRED:
            own.required = value
        elif logic.kind == READONLY:
            own.readonly = value
        elif logic.kind == RELEVANT:
            if not value:
                set_relevant(node, False)
        elif logic.kind == CONSTRAINT:
            own.holds = value or not node.text

    # --- marking ----------------------------------------------------------------------------

    def mark(self, logic: Logic, node: Node) -> None:
        """Make one rule due for one node."""
        rank = logic.rank
        self._due[rank] = 1
        if logic.slot < 0:
            self._nodes.setdefault(rank, {})[node] = None

    def touched(self, node: Node) -> None:
        """Note that the value of a node changed."""
        own = node.data
        if not isinstance(own, State):
            return
        self.changed[node] = None
        spec = own.spec
        constraint = spec.rules[CONSTRAINT]
        if constraint is not None:
            if constraint.constant is None:
                self.mark(constraint, node)
            else:
                self._apply_constant(constraint, node)
        due = self._due
        for rank in spec.direct:
            due[rank] = 1
        for logic, within in spec.spread:
            self.spread(logic, within, node)
        if self.live and spec.actions:
            self.moved.append(node)

    def restored(self, node: Node) -> None:
        """Note that a node got the value of a saved record; a calculated one is made again."""
        own = node.data
        calculation = own.spec.rules[CALCULATE] if isinstance(own, State) else None
        if calculation is not None:
            self.mark(calculation, node)
        self.touched(node)

    def spread(self, logic: Logic, within: Spec | None, node: Node | None) -> None:
        """Make a rule due wherever it depends on a node."""
        for target in self.targets(logic, within, node):
            if logic.kind == LABEL:
                self.changed[target] = None
            elif logic.kind == CHOICES or logic.kind == COUNT:
                self.due[logic, target] = None
            else:
                self.mark(logic, target)

    def targets(self, logic: Logic, within: Spec | None, node: Node | None) -> Iterable[Node]:
        """Return the nodes of a rule, all of them or those in the same repeat instance."""
        spec = logic.spec
        if logic.kind == COUNT and spec.parent is not None:
            spec = spec.parent
        if not spec.repeats and spec.index >= 0:
            return (self.document.slots[spec.index],)
        if within is None or node is None:
            return self.all_of(spec)
        inside: Node | None = node
        while inside is not None and inside.slot != within.index:
            inside = inside.parent
        if inside is None:
            return self.all_of(spec)
        return self._below(inside, within, spec)

    def all_of(self, spec: Spec) -> list[Node]:
        """Return every node of a spec."""
        if not spec.repeats and spec.index >= 0:
            return [self.document.slots[spec.index]]
        return self._below(self.document.root, self.schema.specs[0], spec)

    def _below(self, top: Node, above: Spec, spec: Spec) -> list[Node]:
        names = spec.key[len(above.key) :].split("/")[1:]
        if names and names[-1].startswith("@"):
            owners = top.descend(names[:-1])
            key = next((k for k, s in (spec.parent or spec).attributes.items() if s is spec), None)
            return [o.attributes[key] for o in owners if o.attributes and key in o.attributes]
        return top.descend(names) if names else [top]

    # --- evaluating -------------------------------------------------------------------------

    def drain(self) -> None:
        """Evaluate everything due except choices and counts.

        Raises:
            FormError: A rule fails while the form is being loaded.
        """
        due, order, slots, env = self._due, self.schema.order, self.document.slots, self.env
        while (rank := due.find(1)) >= 0:
            due[rank] = 0
            logic = order[rank]
            run = logic.run or logic.ready()
            apply = APPLY[logic.kind]
            slot = logic.slot
            nodes = (slots[slot],) if slot >= 0 else self._nodes.pop(rank, ())
            for node in nodes:
                if logic.translated:
                    env.current = node
                try:
                    result = run(node, env)
                except XPathError as error:
                    result = self.failed(logic, error)
                except RecursionError:
                    result = self.failed(
                        logic, XPathError(N_("The expression is nested too deeply"))
                    )
                apply(self, node, result, logic)

    def failed(self, logic: Logic, error: XPathError) -> object:
        problem = FormError(
            N_("The expression {text} of {path} fails: {reason}"),
            text=logic.text[:SHOWN],
            path=logic.spec.path,
            reason=error,
        )
        if not self.live:
            raise problem from error
        self.faults[f"{logic.spec.path} {logic.text}"] = error
        return "" if logic.kind == CALCULATE else logic.kind in (RELEVANT, CONSTRAINT)

    def take_changes(self) -> list[Node]:
        """Return the changed nodes and forget them."""
        found = list(self.changed)
        self.changed.clear()
        return found
