"""Question widgets: one small widget for each kind of question, chosen from one table."""
