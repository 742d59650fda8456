"""What the program keeps in the user's own folder, as a disk error, another program or somebody else left it.

A target's bytes are several files of one folder, one after the other with a mark between them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from forensics_app.errors import ForensicsError
from forensics_app.seal.keys.identities import IdentityStore
from forensics_app.seal.keys.lab_root import RootStore
from tests.fuzzing.bundle_targets import Judge, Target
from tests.vectors import pki

_MARK = b"\n--8<--\n"
_IDENTITY = ("identities/0123456789abcdef/chain.pem", "identities/0123456789abcdef/about.json")
_ROOT = tuple(f"roots/0123456789abcdef/{name}" for name in ("root.pem", "about.json", "revoked.json"))


def _kept(names: tuple[str, ...], read: Callable[[Path], object]) -> Judge:
    def judge(data: bytes) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            for name, content in zip(names, data.split(_MARK), strict=False):
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            try:
                read(Path(folder))
            except ForensicsError:
                return []
        return []

    return judge


def _identity() -> bytes:
    about = (
        b'{"label": "Marie", "created_at": "2026-11-24T10:00:00Z", "pss": false, "card": {"module": "/m.so", '
        b'"token": "lab", "serial": "01", "key_id": "a1", "pss": false, "pin_pad": true}}'
    )
    return pki.pem(*pki.SIGNER.chain) + _MARK + about


def _root() -> bytes:
    about = (
        b'{"label": "Lab Root", "created_at": "2026-11-24T10:00:00Z", "crl_url": "http://lab.example/a.crl"}'
    )
    revoked = (
        b'[{"serial": "7", "fingerprint": "%064d", "label": "Marie", "since": "2026-11-24T10:00:00Z", '
        b'"reason": "key-compromise", "recorded_at": "2026-11-24T11:00:00Z"}]' % 7
    )
    return _MARK.join((pki.pem(pki.ROOT.certificate), about, revoked))


def _read_roots(home: Path) -> object:
    store = RootStore(home)
    return [(root, store.revoked(root)) for root in store.all()]


KEPT: dict[str, Target] = {
    "kept-identity": Target(_identity, _kept(_IDENTITY, lambda home: IdentityStore(home).all())),
    "kept-root": Target(_root, _kept(_ROOT, _read_roots)),
}
