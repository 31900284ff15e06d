"""The field desk's windows of exchange: send, take a task, receipts, purge.

Nothing of it is imported at the start of the program.
"""
