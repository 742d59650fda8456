"""Nothing of a case goes to another computer unencrypted, or to somebody without a certificate."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics_app.errors import ClusterAddressError, ClusterKeysError, ClusterTlsError
from forensics_app.evidence.cluster.address import checked_address
from forensics_app.model.choices.cluster import ClusterAddress
from tests.world.dask_cluster import make_keys


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "[::1]"])
def test_plain_tcp_is_for_this_computer(host: str) -> None:
    assert checked_address(ClusterAddress(f"tcp://{host}:8786")) is None


@pytest.mark.parametrize(
    "host", ["192.0.2.1", "192.0.2.127", "localhost.example", "[2001:db8::1]", "127.0.0.1.example"]
)
def test_another_computer_needs_tls(host: str) -> None:
    with pytest.raises(ClusterTlsError):
        checked_address(ClusterAddress(f"tcp://{host}:8786"))


@pytest.mark.parametrize("host", ["192.0.2.1", "127.0.0.1"])
def test_tls_needs_a_certificate_of_this_side_too(host: str) -> None:
    with pytest.raises(ClusterTlsError):
        checked_address(ClusterAddress(f"tls://{host}:8786"))


@pytest.mark.parametrize(
    "text", ["", "192.0.2.1:8786", "tls://192.0.2.1", "ws://127.0.0.1:1", "tls://:1", "tcp://h:x"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ClusterAddressError):
        checked_address(ClusterAddress(text, "/keys"))


def test_keys_of_the_documentation_are_taken_and_others_are_named(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys")
    asked = ClusterAddress("tls://192.0.2.1:8786", str(keys / "case"))
    files = checked_address(asked)
    assert files is not None
    assert files.key == str(keys / "case" / "key.pem")
    other = make_keys(tmp_path / "others")
    (keys / "case" / "key.pem").write_bytes((other / "case" / "key.pem").read_bytes())
    with pytest.raises(ClusterKeysError) as of_pair:
        checked_address(asked)
    assert of_pair.value.path == str(keys / "case" / "cert.pem")
    (keys / "case" / "ca.pem").write_text("nothing\n", encoding="ascii")
    with pytest.raises(ClusterKeysError) as of_authority:
        checked_address(asked)
    assert of_authority.value.path == str(keys / "case" / "ca.pem")
    (keys / "case" / "key.pem").unlink()
    with pytest.raises(ClusterKeysError):
        checked_address(asked)
