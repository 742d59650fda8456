"""Which addresses of a cluster are taken, and the keys for them: nothing leaves this computer unencrypted."""

from __future__ import annotations

import errno
import ipaddress
import os
from pathlib import Path
from typing import NamedTuple

from forensics_app.errors import ClusterAddressError, ClusterKeysError, ClusterTlsError
from forensics_app.model.choices.cluster import ClusterAddress

_CA, _CERTIFICATE, _KEY = "ca.pem", "cert.pem", "key.pem"


class TlsFiles(NamedTuple):
    """Paths of the authority that both sides are checked by, of this side's certificate, and of its key."""

    authority: str
    certificate: str
    key: str


def checked_address(asked: ClusterAddress) -> TlsFiles | None:
    """The keys for an address; None for plain TCP on this very computer.

    Raises ClusterAddressError, ClusterTlsError, ClusterKeysError.
    """
    scheme, separator, place = asked.address.partition("://")
    host, colon, port = place.rpartition(":")
    if not (separator and colon and host and port.isdigit()) or scheme not in ("tls", "tcp"):
        raise ClusterAddressError(address=asked.address)
    if scheme == "tcp":
        if not _is_loopback(host):
            raise ClusterTlsError(address=asked.address)
        return None
    if asked.tls is None:
        raise ClusterTlsError(address=asked.address)
    return _checked_files(asked.address, Path(asked.tls))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _checked_files(address: str, folder: Path) -> TlsFiles:
    files = TlsFiles(*(str(folder / name) for name in (_CA, _CERTIFICATE, _KEY)))
    for path in files:
        if not Path(path).is_file():
            raise ClusterKeysError(address=address, path=path, detail=os.strerror(errno.ENOENT))
    import ssl  # most sessions connect to nothing

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    path = files.authority
    try:
        context.load_verify_locations(path)
        path = files.certificate
        context.load_cert_chain(path, files.key, password="")  # a key with a passphrase is none for Dask
    except (ssl.SSLError, OSError, ValueError) as e:
        raise ClusterKeysError(address=address, path=path, detail=getattr(e, "reason", None) or str(e)) from e
    return files
