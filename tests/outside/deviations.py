"""Where we differ from outside cases on purpose: rules with reasons, never single cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Rule:
    """A difference that we want.

    Attributes:
        reason: What differs and why the specification or our users want it.
        covers: Whether a failing case falls under the rule.
    """

    reason: str
    covers: Callable[[dict[str, Any]], bool]


def _xml(case: dict[str, Any]) -> str:
    return case.get("xml") or ""


XPATH_RULES: list[Rule] = [
    Rule(
        "A document type declaration is no node: XPath 1.0 section 5 knows seven kinds of nodes "
        "and it is none of them. Forms have no use for it either.",
        lambda case: "<!DOCTYPE" in _xml(case) and "DOCTYPE" in str(case["expected"]),
    ),
    Rule(
        "A CDATA section is part of the text node around it: XPath 1.0 section 5.7. The cases "
        "count it as a text node of its own, as browsers' trees do.",
        lambda case: (
            "<![CDATA[" in _xml(case)
            and (case["expected_type"] == "nodeset" or "text()[" in str(case["context"]))
        ),
    ),
    Rule(
        "The namespace axis gives every namespace in scope, the one of the prefix xml and those of "
        "elements above included: XPath 1.0 section 5.4. The cases list the attributes that "
        "declare namespaces on the element itself.",
        lambda case: "namespace::" in case["expression"],
    ),
]

SCENARIO_RULES: list[Rule] = [
    Rule(
        "The case has lost repeated additions: it adds one repeat instance where the test that it "
        "was taken from adds several in a row, and then expects all of them. With the additions "
        "made again it passes, so the engine is right.",
        lambda case: bool(case["passes_with_more_additions"]),
    ),
]

FORM_RULES: list[Rule] = [
    Rule(
        "The case is judged by the converter alone, which does not read XPath: the expression is "
        "broken, or the question's relevance depends on its own answer. ODK Validate refuses such "
        "forms, and so do we, by name.",
        lambda case: (
            "md" in case
            and case["expected"] == "load"
            and ("cannot be read" in case["problem"] or "its own answer" in case["problem"])
        ),
    ),
]
