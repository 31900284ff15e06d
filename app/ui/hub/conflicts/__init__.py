"""The conflict desk's window (冲突)."""
