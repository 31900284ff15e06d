"""What a form shows: groups, repeats and questions, their choices and actions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.forms.itext import Text
    from app.forms.search import Search
    from app.forms.tree import Node


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice that the form lists itself.

    Attributes:
        value: What is stored.
        label: Its text.
        node: The item of the secondary instance it came from, None for one written in the body.
    """

    value: str
    label: Text
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Itemset:
    """Choices computed from a node-set.

    Attributes:
        nodeset: XPath; includes the choice filter and ``randomize``.
        value: XPath of the value relative to an item.
        label: Text relative to an item.
        list_id: Id of the secondary instance when the whole list is meant, without filter; else "".
    """

    nodeset: str
    value: str
    label: Text
    list_id: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A ``setvalue`` or ``setgeopoint``.

    Attributes:
        name: ``setvalue``, ``setgeopoint`` or ``recordaudio``.
        events: Events that start it.
        ref: XPath of the target.
        value: XPath of the value; None: `text`.
        text: Literal value.
        context: Path of the control or repeat it stands in, empty in the model.
        repeat: Path of the innermost repeat control it stands in, empty outside.
    """

    name: str
    events: frozenset[str]
    ref: str
    value: str | None
    text: str
    context: str
    repeat: str


@dataclass(slots=True, eq=False)
class Element:
    """Something shown: a group, a repeat or a question.

    Attributes:
        path: Path of its node without positions; empty for a group without one.
        name: Last part of the path.
        label: Its text, None for none.
        appearance: Words of the appearance attribute.
        parent: The group or repeat it is shown in, None for the root.
        attributes: Further attributes of the control (``rows``, ``start``, ``intent`` …).
    """

    path: str
    name: str
    label: Text | None = None
    appearance: tuple[str, ...] = ()
    parent: Group | None = None
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Group(Element):
    """A section of the form.

    Attributes:
        children: What stands in it, in order.
        extras: ``cj:*`` attributes of its bind.
    """

    children: list[Element] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)

    def questions(self) -> Iterator[Question]:
        """Yield every question below, in order."""
        for child in self.children:
            if isinstance(child, Question):
                yield child
            elif isinstance(child, Group):
                yield from child.questions()


@dataclass(slots=True, eq=False)
class Repeat(Group):
    """A section that may occur several times.

    Attributes:
        count: XPath of the number of instances; empty: people add and remove them.
        fixed: People may neither add nor remove instances.
    """

    count: str = ""
    fixed: bool = False


@dataclass(slots=True, eq=False)
class Question(Element):
    """One question.

    Attributes:
        control: XForms control: input, select1, select, rank, range, trigger, upload, secret.
        type: Data type of the bind, without prefix: string, int, decimal, date, geopoint, binary …
        kind: What it is for whoever shows it, in the words of XLSForm: text, integer, decimal,
            date, time, dateTime, geopoint, geotrace, geoshape, barcode, select_one,
            select_multiple, rank, range, acknowledge, image, audio, video, file, note, boolean.
        code: Code for people: ``cj:code`` of the bind, else the name.
        hint: Hint, None for none; its form ``guidance`` is for printing.
        choices: Choices that are the same in every instance; empty when `itemset` filters.
        itemset: Where choices come from when they depend on answers; None otherwise.
        search: Rows of a CSV file that the choices are, from the appearance ``search()``, or None.
        extras: ``cj:*`` attributes of the bind: sensitive, roster, basis, unit, reasons …
        reason_question: Path of the companion that takes the reason of a non-answer, or empty.
        where: Path of the companion text that says where, or empty.
        photos: Paths of the image questions that belong to this one, in order.
        belongs_to: Path of the question that this photo, reason or place belongs to, or empty.
        save_to: Entity property that the answer is saved to, or empty.
    """

    control: str = "input"
    type: str = "string"
    kind: str = "text"
    code: str = ""
    hint: Text | None = None
    choices: tuple[Choice, ...] = ()
    itemset: Itemset | None = None
    search: Search | None = None
    extras: dict[str, str] = field(default_factory=dict)
    reason_question: str = ""
    where: str = ""
    photos: tuple[str, ...] = ()
    belongs_to: str = ""
    save_to: str = ""

    @property
    def is_reason(self) -> bool:
        """Whether this is the companion that holds another question's reason."""
        return self.kind == "select_one" and bool(self.belongs_to) and self.name.endswith("_reason")

    @property
    def sensitive(self) -> bool:
        """Whether answers are masked outside the encrypted package."""
        return self.extras.get("sensitive", "").casefold() in ("yes", "true", "true()", "1")
