"""Photos: intake, previews, marks, watermarks, doubts, export."""
