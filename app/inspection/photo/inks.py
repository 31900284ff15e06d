"""Colours that are drawn onto pictures: they belong to the picture, not to the look of the window.

The same in light and dark, on the screen and on paper, so that a mark means one thing everywhere.
"""

from __future__ import annotations

RED, WHITE, BLACK = "#E3232C", "#FFFFFF", "#111111"
AMBER, GREEN, BLUE = "#F2A900", "#1E8E3E", "#0A5FD0"
CHOSEN = "#8FC0FF"
"""The frame around what is chosen, on a photo."""
STAMP, STAMP_BAR = (14, 28, 31, 176), "#F2B25C"
"""Ground of a watermark with its opacity, and the bar before it."""
