"""The authorities' server: on a port of its own, over HTTP, with the ways in which a server can be hostile.

`/tsa` stamps. `/hostile/NAME` does what its name says. Certificates point to `/list/NAME` and `/ocsp`.
"""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.world.authorities import pki, stamping
from tests.world.authorities.pki import Holder

REPLY = "application/timestamp-reply"


@dataclass
class Authorities:
    """A lab's root with a signer, and a time root with its authority; `base` is where they answer.

    `stamps_left` is how many time-stamps `/tsa` still gives, None for any number; `asked` what it was asked.
    """

    base: str
    stamps_left: int | None = None
    asked: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def tsa(self) -> str:
        return f"{self.base}/tsa"

    def hostile(self, name: str) -> str:
        return f"{self.base}/hostile/{name}"

    @cached_property
    def lab_root(self) -> Holder:
        return pki.root("Test Laboratory Root")

    @cached_property
    def time_root(self) -> Holder:
        return pki.root("Test Time Root")

    @cached_property
    def time_issuer(self) -> Holder:
        return pki.under(self.time_root, "Test Time Issuer", ca=True, list_at=f"{self.base}/list/time-root")

    @cached_property
    def time_authority(self) -> Holder:
        return pki.time_authority(self.time_issuer, answers_at=f"{self.base}/ocsp")

    @cached_property
    def responder(self) -> Holder:
        usage = ExtendedKeyUsageOID.OCSP_SIGNING
        return pki.under(self.time_issuer, "Test Responder", usage=usage, no_check=True)

    @cached_property
    def signer(self) -> Holder:
        return pki.under(self.lab_root, "Marie Dürand", list_at=f"{self.base}/list/lab-root")


@contextmanager
def authorities(*, tls: ssl.SSLContext | None = None) -> Iterator[Authorities]:
    """The server, while the context lasts; with `tls` it speaks that, and `base` does not say so."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    known = Authorities(f"http://127.0.0.1:{server.server_port}")
    _Handler.by_port[server.server_port] = known
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        with mock.patch.dict(os.environ, {"no_proxy": "127.0.0.1"}):
            yield known
    finally:
        known.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
        del _Handler.by_port[server.server_port]


class _Handler(BaseHTTPRequestHandler):
    by_port: dict[int, Authorities] = {}  # noqa: RUF012 - one server a port

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: tests fail on output."""

    @property
    def known(self) -> Authorities:
        return self.by_port[self.server.server_address[1]]

    def do_GET(self) -> None:
        lists = {"/list/time-root": self.known.time_root, "/list/lab-root": self.known.lab_root}
        issuer = lists.get(self.path)
        if self.path.startswith("/hostile/"):
            HOSTILE[self.path.removeprefix("/hostile/")](self, b"")
        elif issuer is None:
            self.reply(b"not here", "text/plain", status=404)
        else:
            self.reply(pki.revocation_list(issuer), "application/pkix-crl")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/ocsp":
            answer = pki.ocsp_answer(body, [self.known.time_authority], self.known.responder)
            self.reply(answer, "application/ocsp-response")
        elif self.path == "/tsa":
            self.stamp(body)
        elif self.path == "/ber":
            self.reply(stamping.as_ber(stamping.answer(body, self.known.time_authority)), REPLY)
        else:
            HOSTILE[self.path.removeprefix("/hostile/")](self, body)

    def stamp(self, request: bytes) -> None:
        known = self.known
        if known.stamps_left == 0:
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if known.stamps_left is not None:
            known.stamps_left -= 1
        known.asked.append(request)
        self.reply(stamping.answer(request, known.time_authority), REPLY)

    def reply(self, body: bytes, content_type: str, *, status: int = 200, size: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body) if size is None else size))
        self.end_headers()
        self.wfile.write(body)


def _page(handler: _Handler, request: bytes) -> None:
    handler.reply(b"<html><h1>Please log in</h1></html>", "text/html; charset=utf-8")


def _page_called_a_reply(handler: _Handler, request: bytes) -> None:
    handler.reply(b"<html><h1>Please log in</h1></html>", REPLY)


def _broken(handler: _Handler, request: bytes) -> None:
    handler.reply(b"out of order", "text/plain", status=503)


def _elsewhere(handler: _Handler, request: bytes) -> None:
    handler.send_response(302)
    handler.send_header("Location", f"{handler.known.base}/tsa")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _refuses(handler: _Handler, request: bytes) -> None:
    handler.reply(stamping.refusal(), REPLY)


def _hangs(handler: _Handler, request: bytes) -> None:
    handler.known.over.wait()


def _hangs_after_the_headers(handler: _Handler, request: bytes) -> None:
    handler.reply(b"\x30", REPLY, size=3000)
    handler.wfile.flush()
    handler.known.over.wait()


def _drips(handler: _Handler, request: bytes) -> None:
    """A byte now and then, so that no wait for a single byte ever ends too late."""
    handler.reply(b"", REPLY, size=1 << 20)
    while not handler.known.over.is_set():
        try:
            handler.wfile.write(b"\x30")
        except OSError:
            return
        time.sleep(0.02)


def _drips_headers(handler: _Handler, request: bytes) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not handler.known.over.is_set():
        try:
            handler.wfile.write(b"a")
        except OSError:
            return
        time.sleep(0.02)


def _endless(handler: _Handler, request: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", REPLY)
    handler.end_headers()
    try:
        while not handler.known.over.is_set():
            handler.wfile.write(bytes(64 << 10))
    except OSError:
        return


def _cut_off(handler: _Handler, request: bytes) -> None:
    whole = stamping.answer(request, handler.known.time_authority)
    handler.reply(whole[:100], REPLY, size=len(whole))


def _nested(handler: _Handler, request: bytes) -> None:
    """One value in another, as deep as the answer may be long."""
    handler.reply(b"\x30\x80" * (30 << 10), REPLY)


def _another_nonce(handler: _Handler, request: bytes) -> None:
    asked = stamping.altered_request(request, nonce=7)
    handler.reply(stamping.answer(asked, handler.known.time_authority), REPLY)


def _another_imprint(handler: _Handler, request: bytes) -> None:
    asked = stamping.altered_request(request, imprint=bytes(32))
    handler.reply(stamping.answer(asked, handler.known.time_authority), REPLY)


def _another_policy(handler: _Handler, request: bytes) -> None:
    signer = handler.known.time_authority
    handler.reply(stamping.own_answer(request, signer, policy="1.2.3.4.99"), REPLY)


def _not_for_time(handler: _Handler, request: bytes) -> None:
    signer = pki.under(handler.known.time_issuer, "No Time Authority")
    handler.reply(stamping.own_answer(request, signer), REPLY)


def _ended(handler: _Handler, request: bytes) -> None:
    signer = pki.time_authority(handler.known.time_issuer, "Former Time Authority", days=(-400, -2))
    handler.reply(stamping.own_answer(request, signer), REPLY)


def _false_chain(handler: _Handler, request: bytes) -> None:
    """An issuer of the same name with another key."""
    false = pki.under(handler.known.time_root, "Test Time Issuer", ca=True)
    signer = pki.time_authority(false)
    signer.issuer = handler.known.time_issuer
    handler.reply(stamping.own_answer(request, signer), REPLY)


def _altered(handler: _Handler, request: bytes) -> None:
    """One bit of the signature's last byte."""
    whole = bytearray(stamping.own_answer(request, handler.known.time_authority))
    whole[-1] ^= 1
    handler.reply(bytes(whole), REPLY)


HOSTILE: dict[str, Callable[[_Handler, bytes], None]] = {
    "page": _page,
    "page-called-a-reply": _page_called_a_reply,
    "broken": _broken,
    "elsewhere": _elsewhere,
    "refuses": _refuses,
    "hangs": _hangs,
    "hangs-after-the-headers": _hangs_after_the_headers,
    "drips": _drips,
    "drips-headers": _drips_headers,
    "endless": _endless,
    "cut-off": _cut_off,
    "nested": _nested,
    "another-nonce": _another_nonce,
    "another-imprint": _another_imprint,
    "another-policy": _another_policy,
    "not-for-time": _not_for_time,
    "ended": _ended,
    "false-chain": _false_chain,
    "altered": _altered,
}
