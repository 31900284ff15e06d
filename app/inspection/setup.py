"""Making a workspace ready to inspect: campaign, checklists, roster, and the sample city."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from app.errors import AppError
from app.i18n import N_
from app.inspection.checklists import register_shipped
from app.inspection.effort.allowance import allow
from app.inspection.roster.actions import RosterPlan, apply, check, plan_import, read_roster
from app.paths import resource
from app.progress import Progress, silent
from app.workspace import CampaignInfo, Workspace

# Campaigns that two laptops start under one code are one campaign.
_CAMPAIGNS = UUID("7a2f3f5e-6a43-5c0d-9f0e-2f6d3c1b8a57")


def campaign_info(code: str, name: str, city: str, round_: str, *, rehearsal: bool) -> CampaignInfo:
    """Describe a campaign; the same code on two laptops means the same campaign."""
    return CampaignInfo(
        name=name, round=round_, city=city, rehearsal=rehearsal, id=uuid5(_CAMPAIGNS, code)
    )


def sample_campaign() -> CampaignInfo:
    """Return the sample campaign, marked as practice."""
    raw = _sample()
    facts = {name: value for name, value in raw.items() if not name.startswith("allow_")}
    return CampaignInfo(**{**facts, "id": UUID(raw["id"])})


def _sample() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(resource("sample/campaign.json").read_text(encoding="utf-8"))
    return raw


def import_roster(workspace: Workspace, file: Path, progress: Progress = silent) -> int:
    """Import a roster that must be without problems; returns how many places it added.

    Raises:
        AppError: It cannot be read, or has problems; nothing was imported.
    """
    info = workspace.campaign()
    if info is None:
        raise AppError(N_("This workspace has no campaign yet."))
    with workspace.sessions.begin() as session:
        plan = plan_import(session, read_roster(file), info.id)
        return len(apply(plan, session, workspace.writer(session), progress))


def preview_roster(workspace: Workspace | None, file: Path, campaign: UUID) -> RosterPlan:
    """Dry run of a roster import; without a workspace as into an empty one."""
    draft = read_roster(file)
    if workspace is None:
        return check(draft, (), campaign)
    with workspace.reading() as session:
        return plan_import(session, draft, campaign)


def take_roster(workspace: Workspace, plan: RosterPlan, progress: Progress = silent) -> int:
    """Import what a preview showed, in one transaction; returns how many places were written."""
    with workspace.sessions.begin() as session:
        return len(apply(plan, session, workspace.writer(session), progress))


def make_workspace(
    root: Path, person: str, campaign: CampaignInfo, progress: Progress = silent
) -> Workspace:
    """Make a workspace with the shipped checklists.

    Raises:
        AppError: The folder is not empty or cannot be written.
    """
    progress(0, 2)
    workspace = Workspace.create(root, person=person, campaign=campaign)
    try:
        progress(1, 2)
        register_shipped(workspace)
        progress(2, 2)
    except BaseException:
        workspace.close()
        raise
    return workspace


def make_sample(root: Path, person: str, progress: Progress = silent) -> Workspace:
    """Make the sample city: every place in it is made up."""
    workspace = make_workspace(root, person, sample_campaign(), progress)
    try:
        import_roster(workspace, resource("sample/roster.xlsx"))
        raw = _sample()
        allow(workspace, copy=raw["allow_copy"], statement=raw["allow_statement"])
    except BaseException:
        workspace.close()
        raise
    return workspace
