"""Versions of checklists in a workspace: what differs, whom it concerns, moving and back."""
