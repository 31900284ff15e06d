"""Conflicts: the queue, both sides, decisions, joined places, withdrawn packages."""
