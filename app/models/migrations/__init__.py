"""Every revision of the database's shape, from the first; run by `app.models.database`."""
