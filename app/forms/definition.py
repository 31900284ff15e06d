"""A form as read: what it asks, in which order, and by which rules; shared by all its instances.

Nothing here changes once the form is loaded, except caches. Texts keep their outputs unevaluated;
an `app.forms.instance.Instance` fills them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.forms.elements import Action, Choice, Element, Group, Itemset, Question, Repeat

if TYPE_CHECKING:
    from app.forms.findings import Rule
    from app.forms.itext import Dictionary, Text
    from app.forms.schema import Schema
    from app.forms.secondary import Instances
    from app.forms.tree import Document


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
        hash: SHA-256 of the bytes of workbook or XForm, as hexadecimal text; of its manifest when
            files belong to it.
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
        own_files: Names of external files that the workbook itself provides.
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
    own_files: tuple[str, ...] = ()

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


__all__ = [
    "Action",
    "Choice",
    "Definition",
    "Element",
    "Entity",
    "Group",
    "Itemset",
    "Question",
    "Repeat",
    "bare",
]
