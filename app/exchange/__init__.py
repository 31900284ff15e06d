"""Packages (包) and their merge: what travels between laptops and the hub."""
