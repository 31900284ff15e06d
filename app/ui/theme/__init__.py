"""How everything looks: colours, type and sizes from ``resources/ui/tokens.json``.

``theme()`` is what painters and layouts ask; ``dress()`` puts it on the application and may be
called again at any time to change mode or text size.
"""

from app.ui.theme.dress import current_mode, dress, dress_sheet
from app.ui.theme.look import Theme, theme

__all__ = ["Theme", "current_mode", "dress", "dress_sheet", "theme"]
