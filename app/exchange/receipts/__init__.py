"""Receipts: what the hub says it has, and what a laptop may conclude."""
