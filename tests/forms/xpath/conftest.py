from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.forms.markup import parse
from app.forms.xpath import Env, compile_expression

SHANGHAI = ZoneInfo("Asia/Shanghai")
Evaluate = Callable[..., Any]


@pytest.fixture
def evaluate() -> Evaluate:
    """Evaluate an expression in ODK mode: ``evaluate(text, kind="value", xml=…, at="/")``."""

    def run(text: str, kind: str = "value", xml: str = "<root/>", at: str = "/", **env: Any) -> Any:
        document = parse(xml)
        node = compile_expression(at).nodes(document, Env(document))[0]
        env.setdefault("timezone", SHANGHAI)
        env.setdefault("now", lambda: datetime(2026, 3, 4, 5, 6, 7, tzinfo=SHANGHAI))
        return getattr(compile_expression(text), kind)(node, Env(document, **env))

    return run
