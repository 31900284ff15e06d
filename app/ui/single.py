"""One window per user: a second start raises the first and ends.

A lock file decides (fast, survives a crash: the lock of a dead process is taken over); the
local socket that carries the wish to be raised is opened only after the window stands, so that
the network library does not delay the start.
"""

from __future__ import annotations

import getpass
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QLockFile, QObject, QThread, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_RAISE = b"raise"
_AGAIN_MS = 50
_STALE_MS = 0
"""0: never by age, only when the process that holds it is dead."""


class SingleInstance(QObject):
    """Decides whether this process is the first.

    Signals:
        raise_wanted(): Another start asked for this window.
    """

    raise_wanted = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "chengjian.lock"
        self._lock = QLockFile(str(file))
        self._lock.setStaleLockTime(_STALE_MS)
        person = f"{getpass.getuser()}|{file.resolve()}"
        self._name = "chengjian-" + hashlib.sha256(person.encode()).hexdigest()[:24]
        self._server: QLocalServer | None = None

    def is_first(self) -> bool:
        """Return whether no other window of this user runs; keeps the lock if so."""
        return self._lock.isLocked() or self._lock.tryLock(0)

    def listen(self) -> bool:
        """Hear later starts; call it once the window is shown."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        if not server.listen(self._name):
            QLocalServer.removeServer(self._name)  # left behind by a crash; we hold the lock
            if not server.listen(self._name):
                return False
        server.newConnection.connect(self._connected)
        self._server = server
        return True

    def ask_first(self, wait_ms: int = 2000) -> bool:
        """Ask the first window to come to the front; return whether it heard.

        The first one may hold the lock but not listen yet: it is asked again until ``wait_ms``.
        """
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        waited = QElapsedTimer()
        waited.start()
        while True:
            socket.connectToServer(self._name)
            if socket.waitForConnected(wait_ms):
                break
            if waited.elapsed() > wait_ms:
                return False
            QThread.msleep(_AGAIN_MS)
        socket.write(_RAISE)
        heard = socket.waitForBytesWritten(wait_ms)
        socket.disconnectFromServer()
        return bool(heard)

    def release(self) -> None:
        """Give the place free."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    @Slot()
    def _connected(self) -> None:
        server = self._server
        socket = server.nextPendingConnection() if server is not None else None
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.raise_wanted.emit()
