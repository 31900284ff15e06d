"""Fixtures that windows of exchange share with those of the field desk."""

from tests.ui.field.conftest import city, make_program, program, room, sample_city

__all__ = ["city", "make_program", "program", "room", "sample_city"]
