"""Qt and nothing but Qt: the windows of both desks."""

from app.ui import unhooked as unhooked  # before any other module of the window
