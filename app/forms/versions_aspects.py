"""What differs between a question and the same question in another version of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.forms.definition import Definition, Question
from app.forms.schema import CALCULATE, CONSTRAINT, READONLY, RELEVANT, REQUIRED
from app.forms.unparse import Ast, namer, source, target

if TYPE_CHECKING:
    from app.forms.itext import Text
    from app.forms.schema import Spec
    from app.forms.versions_match import Matched

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


def item_of(form: Definition, question: Question, language: str) -> Item:
    """Describe a question."""
    top = question.parent
    part = ""
    while top is not None:
        part = form.text(top.label, language) or part
        top = top.parent
    label = " ".join(form.text(question.label, language).split())
    return Item(question.path, question.code, label, question.kind, part)


def aspects_of(
    old: Definition, mine: Question, new: Definition, other: Question, matched: Matched, tongue: str
) -> list[Aspect]:
    """Return what differs, in the order of `ASPECTS`."""
    was, now = old.schema.find(mine.path), new.schema.find(other.path)
    pairs = [
        ("kind", mine.kind, other.kind),
        ("choices", _choices(old, mine, tongue), _choices(new, other, tongue)),
        ("label", *_text(old, mine.label, new, other.label, tongue)),
        ("hint", *_text(old, mine.hint, new, other.hint, tongue)),
        ("part", item_of(old, mine, tongue).part, item_of(new, other, tongue).part),
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
        found += _rules("findings", old, was, _tests(old, was), new, now, _tests(new, now), matched)
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


def _tests(form: Definition, spec: Spec) -> list[str]:
    """Return the expressions of the findings that rest on a question."""
    rules = [rule for rule in form.rules if rule.path == spec.path]
    return [rule.rule_test.text for rule in rules if rule.rule_test is not None]


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
