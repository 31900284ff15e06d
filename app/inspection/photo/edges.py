"""Sizes of previews, for those who show them without reading pictures themselves."""

from __future__ import annotations

THUMBNAIL_EDGE = 320
"""Longer edge of the copies that lists and tiles show."""
VIEW_EDGE = 2048
"""Longer edge of the copies that the viewer shows."""
