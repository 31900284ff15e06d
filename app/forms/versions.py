"""What a newer version of a form changes: added, removed, renamed, and what differs in the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from app.forms.definition import Definition, Question, bare
from app.forms.schema import CALCULATE, CONSTRAINT, READONLY, RELEVANT, REQUIRED
from app.forms.unparse import Ast, namer, source, target
from app.forms.versions_match import Matched, match

if TYPE_CHECKING:
    from app.forms.itext import Text
    from app.forms.schema import Spec

KINDS = ("added", "removed", "renamed", "proposed", "changed")
ASPECTS = (
    *("kind", "choices", "constraint", "required", "relevant", "calculate", "readonly"),
    *("label", "hint", "part", "code", "unit", "findings"),
)
_RULES = {
    "constraint": CONSTRAINT,
    "required": REQUIRED,
    "calculate": CALCULATE,
    "readonly": READONLY,
}


@dataclass(frozen=True)
class Item:
    """A question of one version.

    Attributes:
        path: Without keys.
        code: Code for people.
        label: In the language asked for.
        kind: As `app.forms.definition.Question.kind`.
        part: Label of the outermost group.
    """

    path: str
    code: str
    label: str
    kind: str
    part: str


@dataclass(frozen=True)
class Aspect:
    """One thing that differs; ``name`` is one of `ASPECTS`, the rest is shown as it is."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Difference:
    """One question that is not as it was.

    Attributes:
        kind: One of `KINDS`.
        old: In the older version, None when added.
        new: In the newer version, None when removed.
        aspects: What differs.
        why: For renamed: how it was recognised (`app.forms.versions_match.Matched.why`). For
            changed: ``reused`` when name and place are the same but the question is another.
    """

    kind: str
    old: Item | None
    new: Item | None
    aspects: tuple[Aspect, ...] = ()
    why: str = ""

    @property
    def item(self) -> Item:
        """The newer one, where there is one."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two versions of a form.

    Attributes:
        old, new: The versions.
        matched: What belongs together.
        differences: In the order of the newer form, what is gone after what it followed.
    """

    old: Definition
    new: Definition
    matched: Matched
    differences: tuple[Difference, ...] = field(default=())

    def of(self, kind: str) -> list[Difference]:
        """Return the differences of one kind."""
        return [one for one in self.differences if one.kind == kind]

    @cached_property
    def renames(self) -> dict[str, str]:
        """New path by old path, repeats included, without keys."""
        return self.matched.renames

    @cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset(self.renames.values())

    def overwritten(self, path: str) -> bool:
        """Tell whether a renamed question would write over this answer of a removed one."""
        plain = bare(path)
        if plain not in self._taken or plain in self.renames:
            return False
        return self.old.schema.find(plain) is not None  # else an earlier value under an old name

    def translate(self, path: str) -> str:
        """Return the path with keys in the newer form of an answer of the older one.

        What has no counterpart keeps its path.
        """
        wanted = self.renames.get(bare(path))
        if wanted is None:
            return path
        spec = self.new.schema.find(wanted)
        keys = _keys(path)
        if spec is None or not keys:
            return wanted
        out, current = [], ""
        repeats = {repeat.path for repeat in spec.repeats}
        for step in wanted.split("/")[1:]:
            current += f"/{step}"
            out.append(f"{step}[{keys.pop(0)}]" if current in repeats and keys else step)
        return "/" + "/".join(out)

    def has_home(self, path: str) -> bool:
        """Tell whether the newer form has a place for an answer of the older one.

        A name that another question has taken over is no home.
        """
        plain = bare(path)
        if plain not in self.renames and plain in self._taken:
            return False
        spec = self.new.schema.find(bare(self.translate(path)))
        return spec is not None and (spec.is_repeat or not spec.children)


def compare(
    old: Definition,
    new: Definition,
    *,
    confirmed: Mapping[str, str] | None = None,
    language: str = "zh",
) -> Comparison:
    """Compare two versions of a form.

    Args:
        old: The older version.
        new: The newer one.
        confirmed: Renames that a person confirmed, new path by old path.
        language: Language of labels where the forms have several.
    """
    matched = match(old, new, confirmed)
    back = {after: before for before, after in matched.pairs.items()}
    proposed = {after: before for before, after in matched.proposals}
    found: list[Difference] = []
    for question in new.questions():
        item = _item(new, question, language)
        before = back.get(question.path)
        if before is None:
            found.append(Difference("added", None, item))
            if question.path in proposed:
                mine = old.question(proposed[question.path])
                assert mine is not None
                found.append(Difference("proposed", _item(old, mine, language), item))
            continue
        mine = old.question(before)
        assert mine is not None
        aspects = tuple(_aspects(old, mine, new, question, matched, language))
        was = _item(old, mine, language)
        if before != question.path:
            found.append(Difference("renamed", was, item, aspects, matched.why[before]))
        elif aspects:
            names = {aspect.name for aspect in aspects}
            reused = "reused" if {"label", "code"} <= names else ""
            found.append(Difference("changed", was, item, aspects, reused))
    gone = [q for q in old.questions() if q.path not in matched.pairs]
    found += [Difference("removed", _item(old, question, language), None) for question in gone]
    return Comparison(old, new, matched, tuple(found))


def _item(form: Definition, question: Question, language: str) -> Item:
    top = question.parent
    part = ""
    while top is not None:
        part = form.text(top.label, language) or part
        top = top.parent
    label = " ".join(form.text(question.label, language).split())
    return Item(question.path, question.code, label, question.kind, part)


def _aspects(
    old: Definition, mine: Question, new: Definition, other: Question, matched: Matched, tongue: str
) -> list[Aspect]:
    was, now = old.schema.find(mine.path), new.schema.find(other.path)
    pairs = [
        ("kind", mine.kind, other.kind),
        ("choices", _choices(old, mine, tongue), _choices(new, other, tongue)),
        ("label", *_text(old, mine.label, new, other.label, tongue)),
        ("hint", *_text(old, mine.hint, new, other.hint, tongue)),
        ("part", _item(old, mine, tongue).part, _item(new, other, tongue).part),
        ("code", mine.code, other.code),
        ("unit", mine.extras.get("unit", ""), other.extras.get("unit", "")),
    ]
    found = [Aspect(name, a, b) for name, a, b in pairs if a != b]
    if was is not None and now is not None:
        for name, number in _RULES.items():
            before, after = was.rules[number], now.rules[number]
            a = [before.text] if before else []
            b = [after.text] if after else []
            found += _rules(name, old, was, a, new, now, b, matched)
        found += _rules("relevant", old, was, _gates(was), new, now, _gates(now), matched)
        a = [r.rule for r in old.rules if r.path == was.path]
        b = [r.rule for r in new.rules if r.path == now.path]
        if sorted(a) != sorted(b):
            found.append(Aspect("findings", "; ".join(a), "; ".join(b)))
    return sorted(found, key=lambda aspect: ASPECTS.index(aspect.name))


def _text(
    old: Definition, mine: Text | None, new: Definition, other: Text | None, tongue: str
) -> tuple[str, str]:
    """Return both texts in the first language in which they differ, the one asked for first."""
    pair = ("", "")
    for name in (tongue, *old.languages, *new.languages):
        pair = (old.text(mine, name), new.text(other, name))
        if pair[0] != pair[1]:
            return pair
    return pair


def _rules(
    name: str,
    old: Definition, was: Spec, mine: list[str],
    new: Definition, now: Spec, theirs: list[str],
    matched: Matched,
) -> list[Aspect]:  # fmt: skip
    """Compare expressions; other names of the same questions make no difference."""
    renames = {_local(old, a): _local(new, b) for a, b in matched.renames.items()}
    before = [_normal(old, text, was.key, renames) for text in mine]
    after = [_normal(new, text, now.key, {}) for text in theirs]
    if before == after:
        return []
    return [Aspect(name, _written(old, mine, was.key), _written(new, theirs, now.key))]


def _local(form: Definition, path: str) -> str:
    spec = form.schema.find(path)
    return spec.key if spec is not None else path


def _normal(form: Definition, text: str, context: str, renames: Mapping[str, str]) -> str:
    own = renames.get(context, context)

    def name(ast: Ast) -> str:
        key = target(ast, context)
        if not key or key not in form.schema.by_key:
            return ""
        key = renames.get(key, key)
        return "." if key == own else key

    return source(form.schema.expression(text, context).ast, name)


def _written(form: Definition, texts: list[str], context: str) -> str:
    name = namer(form.schema, context)
    return "; ".join(source(form.schema.expression(text, context).ast, name) for text in texts)


def _gates(spec: Spec) -> list[str]:
    """Return the conditions of a question and of the groups around it, outermost first."""
    found: list[str] = []
    above: Spec | None = spec
    while above is not None:
        logic = above.rules[RELEVANT]
        if logic is not None:
            found.insert(0, logic.text)
        above = above.parent
    return found


def _choices(form: Definition, question: Question, language: str) -> str:
    if question.itemset is not None and not question.choices:
        return question.itemset.nodeset
    words = [f"{c.value} {form.text(c.label, language)}".strip() for c in question.choices]
    return "、".join(words)


def _keys(path: str) -> list[str]:
    return [part.partition("[")[2] for part in path.split("]")[:-1]]
