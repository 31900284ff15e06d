"""What an expression reads, found by walking its tree along the form's template."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class References:
    """What one expression depends on.

    Attributes:
        paths: Template paths of local names that it reads, without positions. A group or repeat
            stands for itself: its whole text when used as text, the number of its instances when
            counted. Includes what predicates read in the primary instance.
        missing: Paths as far as they could be followed that match nothing in the template.
        instances: Ids of the secondary instances it reads; ``*`` when the id is computed.
        functions: Names of the functions it calls.
        volatile: It calls now, today, random, uuid or an unseeded randomize.
        positional: It depends on places among siblings: position(..), indexed-repeat, a number as
            predicate, preceding or following axes.
        itself: It reads the value of its own context node (``.``), as constraints do.
    """

    paths: frozenset[str]
    missing: frozenset[str]
    instances: frozenset[str]
    functions: frozenset[str]
    volatile: bool
    positional: bool
    itself: bool


def find_references(ast, scope, context): raise NotImplementedError
def find_problems(ast): raise NotImplementedError
