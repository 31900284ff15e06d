"""Packages as bags (BagIt 1.0, RFC 8493) in a ZIP: written in one pass, verified before use."""

from __future__ import annotations

from app.exchange.bag_folder import verify_folder
from app.exchange.bag_read import BagReader, open_bag
from app.exchange.bag_source import Closed
from app.exchange.bag_text import BagError
from app.exchange.bag_write import BagWriter

__all__ = ["BagError", "BagReader", "BagWriter", "Closed", "open_bag", "verify_folder"]
