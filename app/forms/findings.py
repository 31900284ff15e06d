"""Rules that make an answer a finding: the sheet ``findings`` of a checklist workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.errors import AppError
from app.forms.errors import FormError
from app.i18n import N_

if TYPE_CHECKING:
    from app.forms.definition import Definition
    from app.forms.xpath import Expression

SEVERITIES = ("critical", "serious", "minor", "")
DEADLINES = ("limited", "best_effort", "")
DIFFICULTIES = ("high", "medium", "low", "")
CONFIDENCES = ("verified", "partial", "recalled", "own", "")
_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")


@dataclass(frozen=True)
class Rule:
    """One row of the sheet.

    Attributes:
        code: Id of the rule, such as ``ZF-B03.1``.
        question: Name of the question it rests on.
        rule: XPath, true when the answer is a problem; ``${name}`` means a question.
        clear: XPath, true when the answer is clearly none.
        titles: Title by language as the column names it, such as ``中文 (zh)``.
        severity: ``critical``, ``serious``, ``minor`` or empty.
        deadline: ``limited``, ``best_effort`` or empty.
        difficulty: ``high``, ``medium``, ``low`` or empty.
        indicator: Indicator it counts for, such as ``H01``.
        quantity: XPath of a number, or empty.
        unit: Unit of the quantity.
        responsible: Who mends it.
        measure: What to do.
        appraisal: It asks for a structural appraisal.
        suspected: It is only a suspicion until a professional unit confirms it.
        source: Where the rule comes from.
        confidence: ``verified``, ``partial``, ``recalled``, ``own`` or empty.
        path: Path of the question, set when the form is loaded.
        row: Row in the sheet, 0 when unknown.
    """

    code: str
    question: str
    rule: str
    clear: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    severity: str = ""
    deadline: str = ""
    difficulty: str = ""
    indicator: str = ""
    quantity: str = ""
    unit: str = ""
    responsible: str = ""
    measure: str = ""
    appraisal: bool = False
    suspected: bool = True
    source: str = ""
    confidence: str = ""
    path: str = ""
    row: int = 0
    rule_test: Expression | None = field(default=None, compare=False, repr=False)
    clear_test: Expression | None = field(default=None, compare=False, repr=False)
    quantity_value: Expression | None = field(default=None, compare=False, repr=False)

    def title(self, language: str = "") -> str:
        """Return the title in a language (``zh``, ``en`` or a column's name), else in any."""
        for name, text in self.titles.items():
            if language and (name == language or f"({language})" in name or name == ""):
                return text
        return next((text for text in self.titles.values() if text), self.code)


def bind_rules(definition: Definition, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Find the questions of the rules and parse their expressions.

    Raises:
        FormError: A question does not exist, or an expression cannot be read.
    """
    return tuple(bind_rule(definition, rule) for rule in rules)


def bind_rule(definition: Definition, rule: Rule) -> Rule:
    """Bind one rule; see `bind_rules`."""
    path = named(definition, rule.question, "")
    schema = definition.schema

    def parsed(text: str) -> Expression | None:
        if not text:
            return None
        try:
            plain = _REFERENCE.sub(lambda found: named(definition, found[1], path), text)
            return schema.expression(plain, path)
        except AppError as error:
            raise FormError(
                N_("The rule {code} of the sheet findings: {reason}"), code=rule.code, reason=error
            ) from error

    return replace(
        rule,
        path=path,
        rule_test=parsed(rule.rule),
        clear_test=parsed(rule.clear),
        quantity_value=parsed(rule.quantity),
    )


def named(definition: Definition, name: str, near: str) -> str:
    """Return the path of the question or node with this name, the nearest one when there are more.

    Raises:
        FormError: There is none.
    """
    found = [spec.path for spec in definition.schema.specs if spec.name == name]
    if not found:
        raise FormError(N_("The form has no question {name}"), name=name)

    def shared(path: str) -> int:
        pairs = zip(path.split("/"), near.split("/"), strict=False)
        return sum(1 for mine, other in pairs if mine == other)

    return max(found, key=shared)
