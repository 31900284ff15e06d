"""开始: the first steps, the home page of a workspace, and the import of a roster."""
