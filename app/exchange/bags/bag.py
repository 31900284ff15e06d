"""Packages as bags (BagIt 1.0, RFC 8493) in a ZIP: written in one pass, verified before use."""

from __future__ import annotations

from app.exchange.bags.folder import verify_folder
from app.exchange.bags.read import BagReader, open_bag
from app.exchange.bags.source import Closed
from app.exchange.bags.text import BagError
from app.exchange.bags.write import BagWriter

__all__ = ["BagError", "BagReader", "BagWriter", "Closed", "open_bag", "verify_folder"]
