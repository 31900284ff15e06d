"""The photo viewer: turning, marks, watermark, comparing."""
