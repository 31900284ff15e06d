"""Roster, answers, photos and findings of an inspection (检查)."""
