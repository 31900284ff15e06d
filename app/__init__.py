"""Chengjian (城检): field inspection for the urban physical examination (城市体检)."""

__version__ = "0.1.0"
