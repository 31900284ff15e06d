"""采集台: the rooms of the person who walks from building to building."""
