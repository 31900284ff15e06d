"""Photos from a phone in the room (手机拍照): a page that the laptop serves to one phone.

Off until someone asks for it. No internet: the page comes from this laptop over the room's own
network (a phone's hotspot will do), to one phone that read the QR code, until it is switched off.
"""

from __future__ import annotations

from app.inspection.phone.net import Address, addresses
from app.inspection.phone.server import PhonePage, Taken
from app.inspection.phone.session import Limits, Sessions

__all__ = ["Address", "Limits", "PhonePage", "Sessions", "Taken", "addresses"]
