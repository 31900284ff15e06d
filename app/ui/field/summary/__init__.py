"""Screen 02: what the building amounts to."""
