"""Help at a question, and the first steps."""
