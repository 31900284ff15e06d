"""What a newer version of a form changes: added, removed, renamed, and what differs in the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from app.forms.definition import Definition, bare
from app.forms.versions_aspects import ASPECTS, Aspect, Item, aspects_of, item_of
from app.forms.versions_match import Matched, match

if TYPE_CHECKING:
    pass

KINDS = ("added", "removed", "renamed", "proposed", "changed")


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
        item = item_of(new, question, language)
        before = back.get(question.path)
        if before is None:
            found.append(Difference("added", None, item))
            if question.path in proposed:
                mine = old.question(proposed[question.path])
                assert mine is not None
                found.append(Difference("proposed", item_of(old, mine, language), item))
            continue
        mine = old.question(before)
        assert mine is not None
        aspects = tuple(aspects_of(old, mine, new, question, matched, language))
        was = item_of(old, mine, language)
        if before != question.path:
            found.append(Difference("renamed", was, item, aspects, matched.why[before]))
        elif aspects:
            names = {aspect.name for aspect in aspects}
            reused = "reused" if {"label", "code"} <= names else ""
            found.append(Difference("changed", was, item, aspects, reused))
    gone = [q for q in old.questions() if q.path not in matched.pairs]
    found += [Difference("removed", item_of(old, question, language), None) for question in gone]
    return Comparison(old, new, matched, tuple(found))


def _keys(path: str) -> list[str]:
    return [part.partition("[")[2] for part in path.split("]")[:-1]]


__all__ = ["ASPECTS", "KINDS", "Aspect", "Comparison", "Difference", "Item", "compare"]
