"""Which question of a newer form is which of the older one.

Sure are: the same code (``cj:code``), the same path, the same name moved elsewhere, the same label
with the same type and choices. What only looks alike is proposed; a person confirms it. What stands
in a repeat only pairs with what stands in the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from app.forms.definition import Definition, Question, Repeat

ALIKE = 0.7
_MOST_PAIRS = 20_000
Look = Callable[[Question, Definition], Hashable | None]


@dataclass
class Matched:
    """What belongs together.

    Attributes:
        pairs: Path in the new form by path in the old one, of questions.
        repeats: The same of repeats.
        why: By old path: confirmed, code, path, name, label, or beside (with its question).
        proposals: (old path, new path) that look alike; not among `pairs`.
    """

    pairs: dict[str, str] = field(default_factory=dict)
    repeats: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    proposals: list[tuple[str, str]] = field(default_factory=list)

    @property
    def renames(self) -> dict[str, str]:
        """What has another path now, repeats included."""
        both = {**self.repeats, **self.pairs}
        return {old: new for old, new in both.items() if old != new}


def match(old: Definition, new: Definition, confirmed: Mapping[str, str] | None = None) -> Matched:
    """Pair the questions and repeats of two versions.

    Args:
        old: The older version.
        new: The newer one.
        confirmed: New path by old path of proposals that a person confirmed; those that the forms
            do not have are left out.
    """
    return _Matcher(old, new).run(confirmed or {})


class _Matcher:
    def __init__(self, old: Definition, new: Definition) -> None:
        self.old, self.new = old, new
        self.left = _questions(old)
        self.right = _questions(new)
        self.found = Matched()

    def run(self, confirmed: Mapping[str, str]) -> Matched:
        self._repeats()
        for before, after in confirmed.items():
            if before in self.left and after in self.right:
                self._pair(before, after, "confirmed")
        self._unique(_code, "code")
        for path in list(self.left):
            if path in self.right:
                self._pair(path, path, "path")
        self._unique(lambda q, _form: (q.name, q.kind), "name")
        for before, after in list(self.found.pairs.items()):
            self._beside(before, after)
        self._unique(_looks, "label")
        self._propose()
        return self.found

    def _pair(self, before: str, after: str, why: str) -> None:
        if before not in self.left or after not in self.right or not self._together(before, after):
            return
        del self.left[before], self.right[after]
        self.found.pairs[before] = after
        self.found.why[before] = why

    def _together(self, before: str, after: str) -> bool:
        """Whether both stand in the same repeats."""
        inside = [self.found.repeats.get(r, "") for r in _chain(self.old, before)]
        return inside == _chain(self.new, after)

    def _repeats(self) -> None:
        mine = [e for e in self.old.by_path.values() if isinstance(e, Repeat)]
        theirs = {e.path: e for e in self.new.by_path.values() if isinstance(e, Repeat)}
        pairs = self.found.repeats
        for one in mine:
            if one.path in theirs:
                pairs[one.path] = one.path
                del theirs[one.path]
        looks: tuple[Callable[[Repeat, Definition], Hashable], ...] = (
            lambda repeat, _form: repeat.name,
            lambda repeat, form: form.text(repeat.label) or None,
            lambda repeat, form: _codes(repeat) or None,
        )
        for look in looks:
            for one in mine:
                if one.path in pairs:
                    continue
                key = look(one, self.old)
                alike = [e for e in theirs.values() if key is not None and look(e, self.new) == key]
                same = [e for e in mine if e.path not in pairs and look(e, self.old) == key]
                if len(alike) == 1 and len(same) == 1:
                    pairs[one.path] = alike[0].path
                    del theirs[alike[0].path]

    def _unique(self, look: Look, why: str) -> None:
        """Pair what has a mark that nothing else that is still free on its side has."""
        left = _by_mark(self.left, self.old, look)
        right = _by_mark(self.right, self.new, look)
        for mark, before in left.items():
            after = right.get(mark)
            if before is not None and after is not None:
                self._pair(before.path, after.path, why)

    def _beside(self, before: str, after: str) -> None:
        """Pair place and photos of a pair of questions."""
        mine, theirs = self.old.question(before), self.new.question(after)
        if mine is None or theirs is None:
            return
        if mine.where and theirs.where:
            self._pair(mine.where, theirs.where, "beside")
        for photo in mine.photos:
            label = self.old.text(getattr(self.old.question(photo), "label", None))
            free = [one for one in theirs.photos if one in self.right]
            same = [
                one
                for one in free
                if self.new.text(getattr(self.new.question(one), "label", None)) == label
            ]
            if photo in self.left and (same or (free and len(mine.photos) == 1)):
                self._pair(photo, (same or free)[0], "beside")

    def _propose(self) -> None:
        left = [q for q in self.left.values() if not q.belongs_to]
        right = [q for q in self.right.values() if not q.belongs_to]
        if len(left) * len(right) > _MOST_PAIRS:
            return
        scored = []
        for mine in left:
            label = self.old.text(mine.label)
            for theirs in right:
                if not self._together(mine.path, theirs.path):
                    continue
                other = self.new.text(theirs.label)
                score = SequenceMatcher(None, label, other, autojunk=False).ratio()
                if score >= ALIKE and label and other:
                    kin = mine.kind == theirs.kind
                    scored.append((kin, score, mine.path, theirs.path))
        taken: set[str] = set()
        for _kin, _score, before, after in sorted(scored, key=lambda s: (-s[0], -s[1], *s[2:])):
            if before not in taken and after not in taken:
                taken |= {before, after}
                self.found.proposals.append((before, after))
        self.found.proposals.sort()


def _questions(form: Definition) -> dict[str, Question]:
    return {question.path: question for question in form.questions()}


def _chain(form: Definition, path: str) -> list[str]:
    spec = form.schema.find(path)
    return [repeat.path for repeat in spec.repeats] if spec is not None else []


def _codes(repeat: Repeat) -> tuple[str, ...]:
    return tuple(q.extras["code"] for q in repeat.questions() if q.extras.get("code"))


def _code(question: Question, _form: Definition) -> Hashable | None:
    return None if question.belongs_to else question.extras.get("code")


def _looks(question: Question, form: Definition) -> Hashable | None:
    label = form.text(question.label).strip()
    if question.belongs_to or not label:
        return None
    return label, question.kind, tuple(choice.value for choice in question.choices)


def _by_mark(
    questions: Mapping[str, Question], form: Definition, look: Look
) -> dict[Hashable, Question | None]:
    """Return the only question with each mark, None where there are more."""
    found: dict[Hashable, Question | None] = {}
    for question in questions.values():
        mark = look(question, form)
        if mark is not None:
            found[mark] = None if mark in found else question
    return found
