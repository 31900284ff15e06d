"""照片: all photos of the workspace."""
