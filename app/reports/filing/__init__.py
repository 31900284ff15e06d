"""Fill once, file many (一次填报，多处使用): the same data for others, in their shapes."""

from __future__ import annotations

from app.reports.filing.columns import FlatColumn, FlatTable
from app.reports.filing.files import write_communities, write_csv, write_full
from app.reports.filing.fill import Filled, fill_template, keep_mapping
from app.reports.filing.tables import flat_tables
from app.reports.filing.template import Plan, plan_template
from app.reports.filing.view import TemplateView, Tie, view_template

__all__ = [
    "Filled",
    "FlatColumn",
    "FlatTable",
    "Plan",
    "TemplateView",
    "Tie",
    "fill_template",
    "flat_tables",
    "keep_mapping",
    "plan_template",
    "view_template",
    "write_communities",
    "write_csv",
    "write_full",
]
