"""``chengjian init``: make a workspace folder with a campaign and the shipped checklists."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.i18n import _


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("folder", type=Path, help=_("new or empty folder"))
    parser.add_argument(
        "--campaign", required=True, help=_("code that all laptops of the campaign share")
    )
    parser.add_argument("--name", default="", help=_("name of the campaign; otherwise its code"))
    parser.add_argument("--city", default="", help=_("city"))
    parser.add_argument(
        "--round", default="", help=_("round, usually the year; otherwise the code")
    )
    parser.add_argument("--device", default="", help=_("name of this laptop"))
    parser.add_argument("--person", default="", help=_("who is working; written into each change"))
    parser.add_argument(
        "--rehearsal", action="store_true", help=_("practice: marked on everything printed")
    )


def run(arguments: argparse.Namespace) -> int:
    """Make the workspace."""
    from app.inspection.checklists import register_shipped
    from app.inspection.setup import campaign_info
    from app.workspace import Workspace

    code = arguments.campaign
    info = campaign_info(
        code,
        arguments.name or code,
        arguments.city,
        arguments.round or code,
        rehearsal=arguments.rehearsal,
    )
    with Workspace.create(
        arguments.folder, person=arguments.person, device_name=arguments.device, campaign=info
    ) as workspace:
        forms = register_shipped(workspace)
        print(_("Workspace made in {folder}.").format(folder=workspace.root))
        for form in forms.values():
            print(f"  {form.title} {form.version}")
    return 0
