"""The real program on a copy of the sample city."""

from tests.ui.field.conftest import city, make_program, program, room, sample_city

__all__ = ["city", "make_program", "program", "room", "sample_city"]
