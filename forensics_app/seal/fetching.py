"""Asking a server on the network: the whole answer within a time, and no larger than a size.

A server that answers a byte a minute, or nothing after its headers, must not hold up a sealing. So the
exchange runs in a thread of its own, which is left behind when time is up or the user cancels. Redirects
are not followed: whoever names an address means that one. What speaks to a network is loaded for an exchange
alone: the program works offline.
"""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from forensics_app.errors import CancelledError
from forensics_app.model.progress import IsCancelled, never_cancelled

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

_LOOK_AGAIN_S = 0.05
_PIECE_BYTES = 16 << 10
_REASON_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """For one exchange: seconds from its beginning to the last byte, and bytes of the answer's body."""

    seconds: float = 20.0
    size_bytes: int = 1 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a body is sent by POST, with its media type."""

    url: str
    body: bytes | None = None
    content_type: str | None = None
    accept: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: the status, the media type in lower case without parameters, the whole body."""

    status: int
    content_type: str
    body: bytes


class FetchError(Exception):
    """No answer. `rule` is address, unreachable, timeout or too-large; `reason` what the system says."""

    def __init__(self, rule: str, reason: str = "") -> None:
        super().__init__(f"{rule} {reason}".strip())
        self.rule = rule
        self.reason = reason


def is_address(url: str) -> bool:
    """Whether it is an http or https address with a host, without a name and password in it."""
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain and port_fits


def fetch(request: Request, limits: Limits, *, cancelled: IsCancelled = never_cancelled) -> Answer:
    """One exchange, whatever its status. Raises FetchError, and CancelledError while it lasts."""
    if not is_address(request.url):
        raise FetchError("address", request.url[:_REASON_CHARACTERS])
    exchange = _Exchange(request, limits)
    thread = threading.Thread(target=exchange.run, name="exchange", daemon=True)
    end = time.monotonic() + limits.seconds
    thread.start()
    while not exchange.done.wait(_LOOK_AGAIN_S):
        if cancelled():
            exchange.abandoned.set()
            raise CancelledError
        if time.monotonic() >= end:
            exchange.abandoned.set()
            raise FetchError("timeout")
    if exchange.answer is None:
        raise exchange.failure or FetchError("unreachable")
    return exchange.answer


@dataclass
class _Exchange:
    """One exchange in its thread; `answer` or `failure` is set before `done`."""

    request: Request
    limits: Limits
    done: threading.Event = field(default_factory=threading.Event)
    abandoned: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None
    failure: FetchError | None = None

    def run(self) -> None:
        import http.client  # see above
        import urllib.error  # see above

        try:
            self.answer = self._ask()
        except FetchError as e:
            self.failure = e
        except TimeoutError:
            self.failure = FetchError("timeout")
        except urllib.error.URLError as e:
            waited = isinstance(e.reason, TimeoutError)
            self.failure = FetchError("timeout" if waited else "unreachable", _reason(e.reason))
        except (OSError, http.client.HTTPException, ValueError) as e:
            self.failure = FetchError("unreachable", _reason(e))
        finally:
            self.done.set()

    def _ask(self) -> Answer:
        import urllib.request  # see above

        headers = {"User-Agent": "sealwright"}
        if self.request.content_type is not None:
            headers["Content-Type"] = self.request.content_type
        if self.request.accept is not None:
            headers["Accept"] = self.request.accept
        asked = urllib.request.Request(self.request.url, data=self.request.body, headers=headers)  # noqa: S310
        with _opener().open(asked, timeout=self.limits.seconds) as response:
            body = bytearray()
            while piece := response.read1(_PIECE_BYTES):
                body += piece
                if len(body) > self.limits.size_bytes:
                    raise FetchError("too-large")
                if self.abandoned.is_set():
                    raise FetchError("timeout")
            if response.length:
                raise FetchError("unreachable", "closed too early")
            kind = response.headers.get("Content-Type") or ""
            return Answer(response.status, kind.split(";")[0].strip().lower()[:80], bytes(body))


def _opener() -> OpenerDirector:
    """HTTP and HTTPS through the proxy of the environment, if any; every status is an answer."""
    import ssl  # see above
    import urllib.request  # see above

    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
    ):
        opener.add_handler(handler)
    return opener


def _reason(error: object) -> str:
    """What the system says of it, in its own words."""
    if isinstance(error, socket.gaierror):
        return error.strerror or "unknown host"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:_REASON_CHARACTERS]
    return (str(error) or type(error).__name__)[:_REASON_CHARACTERS]
