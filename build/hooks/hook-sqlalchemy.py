"""SQLite is the only database; alembic imports the other dialects' modules itself.

PyInstaller's own hook would also fetch every driver that happens to be installed.
"""

excludedimports = ["sqlalchemy.testing"]
hiddenimports = ["sqlalchemy.dialects.sqlite", "sqlalchemy.sql.default_comparator"]
