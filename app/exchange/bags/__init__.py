"""Bags (BagIt, RFC 8493) in a ZIP: written in one pass, verified before use."""
