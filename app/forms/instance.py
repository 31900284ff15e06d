"""One filled form: answers go in, everything that depends on them is up to date afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from app.forms import address, events, repeats, saved, submission
from app.forms.definition import Action, Definition, Question
from app.forms.errors import FormError
from app.forms.fields import Field
from app.forms.itext import Output, Parts, Text
from app.forms.lexical import canonical, number, plain
from app.forms.options import Option, allowed, options
from app.forms.outcome import (
    Found,
    Missing,
    Verdict,
    Violation,
    find_findings,
    find_missing,
    find_verdicts,
    find_violations,
)
from app.forms.recalculate import Recalculator
from app.forms.schema import COUNT, resolve
from app.forms.source import unhurried
from app.forms.start import begin
from app.forms.state import State, path_of, state
from app.forms.tree import Document, Node
from app.forms.xpath import Env, Expression, XPathError
from app.i18n import N_, language

ROUNDS = 500
MAX_TEXT = 1_000_000


@dataclass(frozen=True)
class Change:
    """What one action did.

    Attributes:
        changed: Paths of everything that looks different now: value, relevance, required,
            read-only, validity, choices or texts.
    """

    changed: frozenset[str]


class Instance:
    """One record of a form; belongs to one thread.

    Attributes:
        definition: The form.
        document: Its primary instance.
        language: Language of texts, one of the form's; empty when it has none.
        env: Surroundings of its expressions.
        recalculator: Keeps it up to date; `Recalculator.faults` lists rules that failed.
    """

    def __init__(
        self,
        definition: Definition,
        *,
        now: Callable[[], datetime] | datetime | None = None,
        timezone: tzinfo | str = "Asia/Shanghai",
        language: str = "",
        properties: Mapping[str, str] | None = None,
        start: bool = True,
        rng: random.Random | None = None,
    ) -> None:
        """Make a record.

        Args:
            definition: The form.
            now: The clock, or a fixed time.
            timezone: Zone of dates and times.
            language: One of the form's languages, or a code such as ``zh``.
            properties: Metadata for preloads: deviceid, username, email, phonenumber …
            start: Begin a new record: defaults, preloads, first-load events. False: leave that to
                `load` or to `from_xml`.
            rng: Source of chance, for tests.

        Raises:
            FormError: A rule of the form fails.
        """
        self.definition = definition
        self.properties = dict(properties or {})
        zone = ZoneInfo(timezone) if isinstance(timezone, str) else timezone
        clock = (lambda: now) if isinstance(now, datetime) else now
        self.env = Env(
            Document(),
            instances=definition.instances,
            now=clock or (lambda: datetime.now(zone)),
            timezone=zone,
            itext=lambda ident: self.itext(ident, self.env.current),
            choice_name=self._choice_name,
            rng=rng,
        )
        self.lists: dict[tuple[int, str], tuple[Option, ...]] = {}
        self.items: dict[tuple[int, int, str], Option] = {}
        self.language = ""
        self.set_language(language)
        self.spare: dict[tuple[Node, int], dict[str, Node]] = {}
        if start:
            self._start()
        else:
            self.reset()

    @unhurried()
    def _start(self) -> None:
        self.reset()
        events.preload(self)
        self.arrive()
        events.load(self, first=True)
        self._begun()

    def reset(self) -> None:
        """Begin again from the form's own values, nothing said to have happened."""
        self.spare = {}
        begin(self)

    def adopt_document(self, document: Document) -> None:
        """Take a document as the primary instance."""
        self.document = document
        self.env.root = self.document
        self.env.slots = self.document.slots
        self.env.current = self.document
        self.env.scope = self.definition.schema.scope
        self.recalculator = Recalculator(self.definition.schema, self.document, self.env)

    def arrive(self) -> None:
        """Evaluate everything for the first time, counted repeats included."""
        for logic in self.definition.schema.late:
            if logic.kind == COUNT:
                self.recalculator.spread(logic, None, None)
        self.settle()

    def _begun(self) -> None:
        self.recalculator.live = True
        self.recalculator.take_changes()

    @classmethod
    def resume(
        cls,
        definition: Definition,
        values: Mapping[str, str | None],
        reasons: Mapping[str, str] | None = None,
        **options: object,
    ) -> Instance:
        """Make a record from saved answers without first-load events; see `load`."""
        made = cls(definition, start=False, **options)  # type: ignore[arg-type]
        made.load(values, reasons)
        return made

    def load(
        self, values: Mapping[str, str | None], reasons: Mapping[str, str] | None = None
    ) -> list[str]:
        """Replace everything by a saved state; no first-load events, one recalculation.

        Args:
            values: Text by path with keys (``/housing/J/seg[<key>]/length``). The path of a repeat
                instance holds its ordinal as text; None there means that it was removed. None for
                a question means cleared. Repeat instances that the form itself starts with
                (keys ``_1`` …) stay unless they are removed.
            reasons: Reason by path.

        Returns:
            Paths that the form does not have; their values are left out.
        """
        return saved.load(self, values, reasons or {})

    # --- settling ---------------------------------------------------------------------------

    def settle(self) -> None:
        """Evaluate everything due, fire what changed values start, adapt counts and choices.

        Raises:
            FormError: It does not come to rest.
        """
        recalculator = self.recalculator
        for _ in range(ROUNDS):
            recalculator.drain()
            if recalculator.moved:
                moved, recalculator.moved = recalculator.moved, []
                for node in moved:
                    for action in state(node).spec.actions:
                        if events.VALUE_CHANGED in action.events:
                            self.act(action, node)
                            recalculator.drain()
            elif recalculator.due:
                due, recalculator.due = recalculator.due, {}
                for logic, node in due:
                    if logic.kind == COUNT:
                        repeats.count(self, logic, node)
                    else:
                        self._prune(node)
            else:
                return
        raise FormError(N_("The rules of this form change each other's values without end"))

    def act(self, action: Action, node: Node) -> None:
        """Do one action for the control or repeat instance it stands in."""
        events.act(self, action, node)

    def _prune(self, node: Node) -> None:
        """Take away answers that a changed choice filter no longer offers, or give them back."""
        self.recalculator.changed[node] = None
        own = state(node)
        question = own.spec.question
        before = own.dropped or node.text
        if not self.recalculator.live or question is None or not before or not node.relevant:
            return
        kept = self._among(node, question, before)
        own.dropped = "" if kept == before else before
        if kept != node.text:
            node.text = kept
            self.recalculator.touched(node)

    def _among(self, node: Node, question: Question, text: str) -> str:
        """Keep of a selection what is among the choices."""
        if any(word.startswith("search(") for word in question.appearance):
            return text
        values = allowed(self, node, question)
        if question.control in ("select", "rank"):
            return " ".join(word for word in text.split() if word in values)
        return text if text in values else ""

    # --- answering --------------------------------------------------------------------------

    def set(self, path: str, text: str) -> Change:
        """Answer a question, or clear it with empty text.

        The value is stored in its canonical form. Text that is no value of the data type, out of a
        range or not among the choices leaves the question empty and stays in `Field.rejected`.
        A constraint that is not met keeps the value and makes the field invalid.

        Raises:
            FormError: There is no such question, or the text is too long.
        """
        node = self._leaf(path)
        own = state(node)
        if len(text) > MAX_TEXT:
            raise FormError(
                N_("An answer can have no more than {limit} characters"), limit=MAX_TEXT
            )
        value = self._read(node, own, text)
        refused = "" if value else plain(text).strip()
        self.recalculator.changed[node] = None
        own.rejected = refused
        own.dropped = ""
        self._store(node, own, value)
        if value and own.reason:
            self._put_reason(node, own, "")
        self._mirror(node, own, value)
        self.settle()
        return self._change()

    def set_reason(self, path: str, reason: str) -> Change:
        """Say why a question has no answer; clears the answer. Empty text takes the reason back.

        Raises:
            FormError: There is no such question.
        """
        node = self._leaf(path)
        own = state(node)
        self.recalculator.changed[node] = None
        own.rejected = own.dropped = ""
        if reason:
            self._store(node, own, "")
        self._put_reason(node, own, reason)
        self.settle()
        return self._change()

    def _leaf(self, path: str) -> Node:
        node = address.find(self, path)
        if node is None or not isinstance(node.data, State) or node.data.spec.children:
            raise FormError(N_("The form has no question at {path}"), path=path)
        return node

    def _store(self, node: Node, own: State, value: str) -> None:
        if node.text != value:
            node.text = value
            if not value:
                own.holds = True
            self.recalculator.touched(node)

    def _put_reason(self, node: Node, own: State, reason: str) -> None:
        own.reason = reason
        companion = self._companion(node, own)
        if companion is not None:
            self._store(companion, state(companion), reason)

    def _companion(self, node: Node, own: State) -> Node | None:
        question = own.spec.question
        if question is None or not question.reason_question or node.parent is None:
            return None
        return node.parent.child(question.reason_question.rpartition("/")[2])

    def _mirror(self, node: Node, own: State, value: str) -> None:
        """Take an answer to the companion as the reason of the question itself."""
        question = own.spec.question
        if question is None or not question.is_reason or node.parent is None:
            return
        owner = node.parent.child(question.belongs_to.rpartition("/")[2])
        if owner is not None and not owner.text:
            state(owner).reason = value
            self.recalculator.changed[owner] = None

    def _read(self, node: Node, own: State, text: str) -> str:
        question = own.spec.question
        value = canonical(own.spec.type, text)
        if question is None or not value:
            return value
        if question.control in ("select", "rank"):
            value = " ".join(value.split())
        if question.control == "range":
            low = number(question.attributes.get("start", ""))
            high = number(question.attributes.get("end", ""))
            amount = number(value)
            if amount != amount or amount < min(low, high) or amount > max(low, high):
                return ""
        if question.choices or question.itemset is not None:
            return self._among(node, question, value)
        return value

    def take_over(self, old: Node, new: Node) -> None:
        """Put the answers of an instance that was counted away into the one that came back."""
        for before, after in zip(old.walk(), new.walk(), strict=False):
            if before.slot != after.slot or not isinstance(after.data, State):
                continue
            after.data.reason = state(before).reason
            if not after.children and before.text != after.text:
                after.text = before.text
                self.recalculator.touched(after)

    # --- repeats ----------------------------------------------------------------------------

    def add_repeat(self, path: str, key: str | None = None) -> Change:
        """Append an instance of a repeat; its path is ``added`` in what `repeat_paths` returns.

        Args:
            path: Path of the repeat, such as ``/data/room`` or ``/data/flat[k1]/room``.
            key: Stable name; made up when None.

        Raises:
            FormError: There is no such repeat, its number is set by the form, or the key is taken.
        """
        node = repeats.add(self, path, key)
        self.recalculator.changed[node] = None
        return self._change()

    def remove_repeat(self, path: str) -> Change:
        """Remove one instance, named by key or by 1-based position.

        Raises:
            FormError: There is none, or the form sets their number.
        """
        gone = repeats.remove(self, path)
        change = self._change()
        return Change(change.changed | {gone})

    def repeat_paths(self, path: str) -> list[str]:
        """Return the paths with keys of the instances of a repeat, in order."""
        spec, parent = repeats.locate(self, path)
        return [path_of(node) for node in repeats.instances_of(spec, parent)]

    # --- reading ----------------------------------------------------------------------------

    def node(self, path: str) -> Field:
        """Return the field at a path.

        Raises:
            FormError: There is none.
        """
        node = address.find(self, path)
        if node is None or not isinstance(node.data, State):
            raise FormError(N_("The form has no path {path}"), path=path)
        return Field(self, node, node.data)

    def fields(self) -> Iterator[Field]:
        """Yield every field in document order, groups and what is not shown included."""
        for node in self.document.root.walk():
            if isinstance(node.data, State):
                yield Field(self, node, node.data)

    def violations(self) -> list[Violation]:
        """Return every relevant field that is not valid."""
        return find_violations(self)

    def missing(self) -> list[Missing]:
        """Return what keeps the record from being finished (查完)."""
        return find_missing(self)

    @property
    def finished(self) -> bool:
        """Whether every relevant required question has an answer or a reason, and all is valid."""
        return not find_missing(self)

    def findings(self) -> list[Found]:
        """Return the problems that the answers show."""
        return find_findings(self)

    def verdicts(self) -> list[Verdict]:
        """Return what each rule says in each repeat instance."""
        return find_verdicts(self)

    # --- texts ------------------------------------------------------------------------------

    def set_language(self, name: str) -> Change | None:
        """Choose the language of texts: a name of the form, or a code that one ends with."""
        known = self.definition.languages
        wanted = next((k for k in known if k == name or (name and f"({name})" in k)), None)
        if wanted is None and not name:
            code = language().partition("_")[0]
            wanted = next((k for k in known if f"({code})" in k), None)
        self.language = wanted or self.definition.default_language
        code = self.language.rpartition("(")[2].rstrip(")") if "(" in self.language else ""
        self.env.language = code or self.language
        if not hasattr(self, "recalculator"):
            return None
        for logic in self.definition.schema.order:
            if "jr:" in logic.text or "format-date" in logic.text:
                self.recalculator.spread(logic, None, None)
        self.settle()
        return self._change()

    def text(self, text: Text | None, node: Node, form: str = "") -> str:
        """Return a text for a node in the current language."""
        if text is None:
            return ""
        if text.itext:
            parts = self.definition.texts.parts(text.itext, self.language, form)
            return self._fill(parts or (() if form else text.parts), node)
        if form:
            return ""
        if text.ref:
            self.env.current = node
            try:
                found = self.expression(text.ref, node).string(node, self.env)
            except XPathError as error:
                self.recalculator.faults[text.ref] = error
                found = ""
            return found or self._fill(text.parts, node)
        return self._fill(text.parts, node)

    def itext(self, ident: str, node: Node) -> str:
        """Return a text of the dictionary, outputs filled for a node."""
        return self._fill(self.definition.texts.parts(ident, self.language), node)

    def itext_media(self, ident: str) -> dict[str, str]:
        """Return the addresses of the media of a text."""
        forms = self.definition.texts.forms(ident, self.language)
        kinds = ("image", "audio", "video", "big-image")
        return {
            kind: "".join(part for part in forms[kind] if isinstance(part, str))
            for kind in kinds
            if forms.get(kind)
        }

    def media(self, text: Text) -> dict[str, str]:
        """Return the addresses of the media of a text."""
        return self.itext_media(text.itext) if text.itext else {}

    def _fill(self, parts: Parts, node: Node) -> str:
        if len(parts) == 1 and isinstance(parts[0], str):
            return parts[0]
        filled: list[str] = []
        for part in parts:
            if isinstance(part, Output):
                try:
                    filled.append(self.expression(part.value, node).string(node, self.env))
                except (XPathError, FormError):
                    continue
            else:
                filled.append(part)
        return "".join(filled)

    def expression(self, text: str, node: Node) -> Expression:
        """Return an expression parsed for the place of a node."""
        own = node.data
        context = own.spec.key if isinstance(own, State) else ""
        return self.definition.schema.expression(text, context)

    def _choice_name(self, value: str, path: str, node: Node) -> str:
        own = node.data
        context = own.spec.key if isinstance(own, State) else ""
        spec = self.definition.schema.find(resolve(path, context))
        if spec is None or spec.question is None:
            return ""
        target = node
        if spec.question.itemset is not None and not spec.question.choices:
            try:
                found = self.expression(path, node).nodes(node, self.env)
            except XPathError:
                found = []
            target = found[0] if found else node
        for option in options(self, target, spec.question):
            if option.value == value:
                return option.label
        return ""

    # --- in and out -------------------------------------------------------------------------

    def to_xml(self, *, everything: bool = False) -> str:
        """Write the record as ODK submission XML.

        Args:
            everything: Also what is not relevant, for a draft.
        """
        return submission.to_xml(self, everything)

    @classmethod
    def from_xml(
        cls, definition: Definition, xml: str | bytes, *, edit: bool = False, **options: object
    ) -> Instance:
        """Make a record from submission XML.

        Args:
            definition: The form it was made with.
            xml: The submission or draft.
            edit: Begin a new version of it: a new ``instanceID``, the old one as ``deprecatedID``.
            options: As for making an instance.

        Raises:
            FormError: It is not a submission of this form.
        """
        made = cls(definition, start=False, **options)  # type: ignore[arg-type]
        submission.from_xml(made, xml, edit)
        return made

    def finalise(self) -> Change:
        """Set what belongs to the end of filling (``jr:preload="timestamp" end``)."""
        events.revalidate(self)
        return self._change()

    def _change(self) -> Change:
        nodes = self.recalculator.take_changes()
        return Change(frozenset(path_of(node) for node in nodes if isinstance(node.data, State)))


def stored(kind: str, text: str) -> str:
    """Return text as it would be stored for a data type; empty when it is no value of it."""
    return canonical(kind, text) if kind else plain(text)


__all__ = ["Change", "Instance", "stored"]
