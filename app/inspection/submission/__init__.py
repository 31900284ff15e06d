"""Submissions as other programs write and read them: ODK, Kobo, Central, tables."""
