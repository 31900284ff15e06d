"""One filled form: answers go in, everything that depends on them is up to date afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from app.forms import answering, events, repeats, wording
from app.forms.definition import Action, Definition
from app.forms.options import Option
from app.forms.recalculate import Recalculator
from app.forms.schema import COUNT
from app.forms.settling import settle
from app.forms.source import unhurried
from app.forms.start import begin
from app.forms.state import State, path_of
from app.forms.stored import Stored
from app.forms.tree import Document, Node
from app.forms.xpath import Env
from app.forms.xpath.functions.selects import property_name


@dataclass(frozen=True)
class Change:
    """What one action did.

    Attributes:
        changed: Paths of everything that looks different now: value, relevance, required,
            read-only, validity, choices or texts.
    """

    changed: frozenset[str]


class Instance(Stored):
    """One record of a form; belongs to one thread.

    Attributes:
        definition: The form.
        document: Its primary instance.
        language: Language of texts, one of the form's; empty when it has none.
        env: Surroundings of its expressions.
        recalculator: Keeps it up to date; `Recalculator.faults` lists rules that failed.
        begun: Loading is over.
        grown: Nodes in repeat instances; see `app.forms.repeats.MOST_NODES`.
    """

    def __init__(
        self,
        definition: Definition,
        *,
        now: Callable[[], datetime] | datetime | None = None,
        timezone: tzinfo | str = "Asia/Shanghai",
        language: str = "",
        properties: Mapping[str, str] | None = None,
        position: Callable[[], str] | None = None,
        last_saved: str | bytes = "",
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
            position: Says where the computer is, as a geopoint, for ``odk:setgeopoint``; empty
                text when it cannot. None: nobody can say.
            last_saved: XML of the record that was saved last, for ``jr://instance/last-saved``.
            start: Begin a new record: defaults, preloads, first-load events. False: leave that to
                `load` or to `from_xml`.
            rng: Source of chance, for tests.

        Raises:
            FormError: A rule of the form fails.
        """
        self.definition = definition
        given = properties or {}
        self.properties = {property_name(name): text for name, text in given.items()}
        self.position = position
        zone = ZoneInfo(timezone) if isinstance(timezone, str) else timezone
        clock = (lambda: now) if isinstance(now, datetime) else now
        self.env = Env(
            Document(),
            instances=definition.instances.with_last_saved(last_saved),
            now=clock or (lambda: datetime.now(zone)),
            timezone=zone,
            itext=lambda ident: self.itext(ident, self.env.current),
            choice_name=lambda value, path, node: wording.choice_name(self, value, path, node),
            rng=rng,
        )
        self.env.version = definition.version
        self.env.properties = self.properties
        self.lists: dict[tuple[int, str], tuple[Option, ...]] = {}
        self.items: dict[tuple[int, int, str], Option] = {}
        self.begun = False
        self.language = ""
        wording.choose_language(self, language)
        self.spare: dict[tuple[Node, int], dict[str, Node]] = {}
        self.grown = 0
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
        self.ready()

    def reset(self) -> None:
        """Begin again from the form's own values, nothing said to have happened."""
        self.spare = {}
        self.grown = 0
        self.begun = False
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

    def ready(self) -> None:
        """Note that loading is over: from now on answers fire events, and faults stop nothing."""
        self.begun = True
        self.recalculator.live = True
        self.recalculator.take_changes()

    # --- settling ---------------------------------------------------------------------------

    def settle(self) -> None:
        """Evaluate everything due, fire what changed values start, adapt counts and choices.

        Raises:
            FormError: It does not come to rest.
        """
        settle(self)

    def act(self, action: Action, node: Node) -> None:
        """Do one action for the control or repeat instance it stands in."""
        events.act(self, action, node)

    # --- answering --------------------------------------------------------------------------

    def set(self, path: str, text: str) -> Change:
        """Answer a question, or clear it with empty text.

        The value is stored in its canonical form. Text that is no value of the data type, out of a
        range or not among the choices leaves the question empty and stays in `Field.rejected`.
        A constraint that is not met keeps the value and makes the field invalid.

        Raises:
            FormError: There is no such question, or the text is too long.
        """
        answering.answer(self, path, text)
        return self._change()

    def set_reason(self, path: str, reason: str) -> Change:
        """Say why a question has no answer; clears the answer. Empty text takes the reason back.

        Raises:
            FormError: There is no such question.
        """
        answering.give_reason(self, path, reason)
        return self._change()

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

    def set_language(self, name: str) -> Change:
        """Choose the language of texts: a name of the form, or a code that one ends with."""
        wording.choose_language(self, name)
        return self._change()

    def finalise(self) -> Change:
        """Set what belongs to the end of filling (``jr:preload="timestamp" end``)."""
        events.revalidate(self)
        return self._change()

    def _change(self) -> Change:
        found: set[str] = set()
        add = found.add
        for node in self.recalculator.take_changes():
            own = node.data
            if isinstance(own, State):
                spec = own.spec
                add(path_of(node) if spec.repeats else spec.path)
        return Change(frozenset(found))


__all__ = ["Change", "Instance"]
