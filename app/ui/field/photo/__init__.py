"""Photos of the open building: intake, tiles, menu, doubts."""
