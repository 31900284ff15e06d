"""Devices, keys and task packages of the hub desk: whom it trusts, and what it gives out."""
