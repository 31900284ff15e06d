"""Least effort, honestly: copies, defaults, statements, bulk, last round, undo."""
