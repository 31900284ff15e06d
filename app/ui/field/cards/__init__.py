"""Cards of open questions, pages and repeats."""
