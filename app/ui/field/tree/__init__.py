"""The place tree of the field desk."""
