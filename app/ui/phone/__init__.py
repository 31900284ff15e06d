"""Photos that come in by themselves: from a phone in the room, from a watched folder."""
