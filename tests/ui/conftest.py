"""Fixtures that the field desk's road shares with its parts."""

from tests.ui.field.conftest import city, make_program, program, room, sample_city

__all__ = ["city", "make_program", "program", "room", "sample_city"]
