"""Never lost: backups, what was restored, disk, clock, and where one was."""
