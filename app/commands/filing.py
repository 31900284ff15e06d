"""``chengjian filing``: the same data for others: workbooks, CSV, a bureau's own template."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.commands.shared import Ticker, add_workspace, open_workspace
from app.errors import AppError
from app.i18n import N_, _
from app.reports.filing import Plan


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, words in (
        ("full", N_("one workbook with everything")),
        ("communities", N_("a workbook per community")),
        ("csv", N_("a CSV file per table")),
    ):
        one = actions.add_parser(name, help=_(words), description=_(words))
        add_workspace(one)
        one.add_argument("target", type=Path, help=_("file or folder to write"))
        one.add_argument("--sensitive", action="store_true", help=_("with what identifies people"))
    words = N_("fill in a template of somebody else's")
    fill = actions.add_parser("template", help=_(words), description=_(words))
    add_workspace(fill)
    fill.add_argument("template", type=Path, help=_("Excel template (.xlsx)"))
    fill.add_argument("target", type=Path, nargs="?", help=_("file to write; none: only check"))
    fill.add_argument("--table", default="", help=_("table to use; none: the one that fits best"))
    fill.add_argument("--community", default="", help=_("only this community"))
    fill.add_argument(
        "--tie", action="append", default=[], metavar=_("HEADING=KEY"),
        help=_("tie a heading of theirs to a column of ours"),
    )  # fmt: skip
    fill.add_argument("--keep", type=Path, help=_("write a copy of the template that remembers"))


def run(arguments: argparse.Namespace) -> int:
    """Write what was asked for and name the files."""
    from app.inspection.derive import derive
    from app.reports.filing import write_communities, write_csv, write_full

    ticker = Ticker()
    with open_workspace(arguments) as workspace:
        derive(workspace, progress=ticker)
        if arguments.action == "template":
            return _template(arguments, workspace, ticker)
        options = {"sensitive": arguments.sensitive, "progress": ticker}
        if arguments.action == "full":
            files = [write_full(workspace, arguments.target, **options)]
        elif arguments.action == "csv":
            files = write_csv(workspace, arguments.target, **options)
        else:
            files = write_communities(workspace, arguments.target, **options)
    ticker.end()
    for file in files:
        print(file)
    return 0


def _template(arguments: argparse.Namespace, workspace: object, ticker: Ticker) -> int:
    from app.reports.filing import fill_template, keep_mapping, plan_template
    from app.workspace import Workspace

    assert isinstance(workspace, Workspace)
    mapping = dict(_pair(text) for text in arguments.tie)
    plan = plan_template(workspace, arguments.template, table=arguments.table, mapping=mapping)
    _tell(plan)
    if arguments.keep is not None:
        print(keep_mapping(arguments.template, arguments.keep, plan))
    if arguments.target is not None:
        done = fill_template(
            workspace,
            arguments.template,
            arguments.target,
            table=arguments.table,
            mapping=mapping,
            community=arguments.community,
            progress=ticker,
        )
        ticker.end()
        print(_("{count} rows: {file}").format(count=done.rows, file=done.path))
    return 0


def _pair(text: str) -> tuple[str, str]:
    heading, found, key = text.rpartition("=")
    if not found:
        raise AppError(N_("{text} is no pair of a heading and a key."), text=text)
    return heading, key


def _tell(plan: Plan) -> None:
    if plan.table:
        print(
            _("Table {table}, sheet {sheet}, headings in row {row}").format(
                table=plan.table, sheet=plan.sheet, row=plan.row
            )
        )
        for column, key in sorted(plan.columns.items()):
            print(f"  {column}  {key}")
        for _column, heading in sorted(plan.unknown.items()):
            print(_("  not ours, left empty: {heading}").format(heading=heading))
    for (sheet, address), key in plan.values.items():
        print(f"  {sheet}!{address}  {key if key != '{}' else _('marks in the text')}")
