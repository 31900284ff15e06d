"""A form as read: what it asks, in which order, and by which rules; shared by all its instances.

Nothing here changes once the form is loaded, except caches. Texts keep their outputs unevaluated;
an `app.forms.instance.Instance` fills them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.forms.findings import Rule
    from app.forms.itext import Dictionary, Text
    from app.forms.schema import Schema
    from app.forms.search import Search
    from app.forms.secondary import Instances
    from app.forms.tree import Document, Node


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


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity declaration; read-only here: servers make and change entities, we keep the words.

    Attributes:
        path: Path of the ``entity`` element.
        dataset: Name of the entity list.
        creates: The form may create entities.
        updates: The form may update entities.
        properties: Entity property by the path of the question that is saved to it.
        version: Version of the entities specification that the form names, may be empty.
    """

    path: str
    dataset: str
    creates: bool = False
    updates: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)
    version: str = ""


@dataclass(eq=False)
class Definition:
    """A form, ready to make instances of.

    Attributes:
        form_id: ``id`` of the primary instance.
        version: Its version, may be empty.
        hash: SHA-256 of the bytes of workbook or XForm, as hexadecimal text.
        title: Title of the form.
        languages: Languages of the itext, the default one first; empty when it has none.
        root: Everything shown, as a group without label.
        schema: Nodes, binds and their dependencies.
        texts: The itext dictionary.
        actions: Every action, in document order.
        instances: Node above the root element of each secondary instance, by id.
        rules: What makes an answer a finding (sheet ``findings``).
        entities: Entity declarations.
        submission: Attributes of the ``submission`` element (method, action, key …).
        style: ``class`` of the body.
        warnings: What does not keep the form from being used; sentences.
        missing_resources: External files that were not given and read as empty.
        xform: The XForm itself.
        by_path: Everything shown, by path.
        starts: Evaluated start of a record by time zone; see `app.forms.start`.
        start_hint: The same as plain data, from the cache.
    """

    form_id: str
    version: str
    hash: str
    title: str
    languages: tuple[str, ...]
    root: Group
    schema: Schema
    texts: Dictionary
    actions: tuple[Action, ...]
    instances: Instances
    rules: tuple[Rule, ...] = ()
    entities: tuple[Entity, ...] = ()
    submission: dict[str, str] = field(default_factory=dict)
    style: str = ""
    warnings: tuple[str, ...] = ()
    missing_resources: tuple[str, ...] = ()
    xform: str = ""
    by_path: dict[str, Element] = field(default_factory=dict)
    starts: dict[str, Document] = field(default_factory=dict)
    start_hint: dict[str, Any] | None = None

    def question(self, path: str) -> Question | None:
        """Return the question at a path; positions and keys in brackets are ignored."""
        found = self.by_path.get(bare(path))
        return found if isinstance(found, Question) else None

    def element(self, path: str) -> Element | None:
        """Return the question, repeat or group at a path."""
        return self.by_path.get(bare(path))

    def questions(self) -> list[Question]:
        """Return the questions in order, without those that only hold another one's reason."""
        return [q for q in self.root.questions() if not q.is_reason]

    def text(self, text: Text | None, language: str = "", form: str = "") -> str:
        """Return a text outside any record; what answers would fill in is shown as an ellipsis.

        Args:
            text: Label, hint or message; None gives empty text.
            language: Language of the form, or a code such as ``zh``; empty: the default one.
            form: Form of the text: ``guidance``, ``short`` … ; empty: the plain one.
        """
        if text is None:
            return ""
        name = next((k for k in self.languages if k == language or f"({language})" in k), "")
        parts = self.texts.parts(text.itext, name, form) if text.itext else ()
        shown = parts or (() if form else text.parts)
        return "".join(part if isinstance(part, str) else "…" for part in shown)

    @property
    def default_language(self) -> str:
        """The language that texts are shown in when none is asked for; may be empty."""
        return self.languages[0] if self.languages else ""


def bare(path: str) -> str:
    """Return a path without what stands in brackets."""
    if "[" not in path:
        return path
    out: list[str] = []
    depth = 0
    for char in path:
        if char == "[":
            depth += 1
        elif char == "]":
            depth -= 1
        elif not depth:
            out.append(char)
    return "".join(out)
