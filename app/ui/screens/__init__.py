"""Pictures of every screen and main state, for the people who look after the windows.

`SCENES` names them; a scene brings a `Stage` into a state, `render` takes the pictures. Nothing
in the program imports this.
"""

from __future__ import annotations

from app.ui.screens.render import render
from app.ui.screens.scenes import SCENES

__all__ = ["SCENES", "render"]
