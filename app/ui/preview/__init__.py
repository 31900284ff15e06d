"""A workbook as inspectors will see it, while it is edited; and the versions of a workspace."""
