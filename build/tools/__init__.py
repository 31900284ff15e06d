"""What ``dev.py`` does, command by command."""
