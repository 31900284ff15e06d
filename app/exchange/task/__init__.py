"""Task packages (任务包): made by the hub, read and taken by a laptop."""
