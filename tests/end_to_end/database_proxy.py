"""A TCP relay before PostgreSQL that can be cut, so that the database is away for one service alone."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from types import TracebackType

from sqlalchemy import make_url


class DatabaseProxy:
    """Relays in threads of its own: the test's code may block while it works."""

    def __init__(self, database_url: str) -> None:
        url = make_url(database_url)
        self._target = (str(url.host), int(url.port or 5432))
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_open = True
        self._answers = threading.Event()
        self._answers.set()
        self._listener = self._listen(0)
        self.port = int(self._listener.getsockname()[1])
        self.url = url.set(host="127.0.0.1", port=self.port).render_as_string(hide_password=False)

    def __enter__(self) -> DatabaseProxy:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()

    def cut(self) -> None:
        """Refuse new connections and break those that are open."""
        self._is_open = False
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # Wakes the thread that waits in accept.
        self._listener.close()
        self.break_connections()

    def break_connections(self) -> None:
        """Break what is open; new connections are taken."""
        with self._lock:
            broken, self._connections = self._connections, set()
        for connection in broken:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def lose_answers(self, seconds: float) -> None:
        """Let statements through but no answers for some time, then break: what was asked for is done."""
        self._answers.clear()
        time.sleep(seconds)
        self.break_connections()
        self._answers.set()

    def restore(self) -> None:
        """Take connections again, on the same port."""
        self._is_open = True
        self._listener = self._listen(self.port)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target)
            except OSError:
                client.close()
                continue
            with self._lock:
                is_open = self._is_open
                if is_open:
                    self._connections |= {client, server}
            if not is_open:
                client.close()
                server.close()
                return
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._relay, args=(source, sink, sink is client), daemon=True).start()

    def _relay(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                if is_answer:
                    self._answers.wait()
                sink.sendall(data)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
