"""What a WebDAV server's refusals mean to a person, and which of them pass by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exchange.roads.base import PassingError, RoadError
from app.i18n import N_

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

_PASSING = {
    404: N_("{name} is not there any more on the server."),
    408: N_("The server waited too long for us. Send again."),
    409: N_("The server is busy with the same file, or the folder is not there."),
    412: N_("The server says that something has changed meanwhile."),
    423: N_("The server has locked the file: someone has it open there. Send again in a while."),
    425: N_("The server is busy. Send again in a while."),
    429: N_("The server is busy. Send again in a while."),
    500: N_("The server had a fault of its own. Send again in a while."),
    502: N_("The server cannot be reached behind its gate. Send again in a while."),
    503: N_("The server is busy. Send again in a while."),
    504: N_("The server cannot be reached behind its gate. Send again in a while."),
}
_LASTING = {
    301: N_("The server says that the folder is elsewhere. Check the address."),
    302: N_("The server says that the folder is elsewhere. Check the address."),
    307: N_("The server says that the folder is elsewhere. Check the address."),
    308: N_("The server says that the folder is elsewhere. Check the address."),
    401: N_("The server does not accept this account or password."),
    403: N_("The server does not let this account write here."),
    405: N_("The server does not take files at this address. Check the address."),
    413: N_("The file is too large for the server. Choose smaller volumes."),
    501: N_("The server does not take files at this address. Check the address."),
    507: N_("The server's disk is full. Tell whoever looks after it; nothing is lost here."),
}


def refusal(answer: BaseHTTPResponse, name: str = "") -> RoadError:
    """Return the error for an answer that is not the one hoped for.

    Args:
        answer: Of the server.
        name: File that was asked for; without one the folder itself is meant.
    """
    status = answer.status
    if status == 404 and not name:
        return RoadError(N_("The folder is not there on the server. Check the address."))
    if status in _PASSING:
        return PassingError(_PASSING[status], name=name)
    if status in _LASTING:
        return RoadError(_LASTING[status])
    return RoadError(N_("The server refuses with code {status}."), status=status)
