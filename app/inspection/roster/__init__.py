"""Rosters (底册): places read from tables, checked, imported, corrected and written."""
