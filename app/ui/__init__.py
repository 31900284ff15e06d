"""Qt and nothing but Qt: the windows of both desks."""
