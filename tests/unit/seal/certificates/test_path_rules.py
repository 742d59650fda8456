"""Names, purposes and critical extensions on a path: our own rules, with the second judge beside them."""

from __future__ import annotations

import ipaddress

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as Purposes

from forensics_app.seal.certificates.facts import CertificateFacts, read_facts
from forensics_app.seal.certificates.path_rules import Purpose, path_fault, unknown_critical
from forensics_app.seal.certificates.second_path import second_judge_allows
from tests.vectors import pki

_MAIL, _HOST, _WHERE = x509.RFC822Name, x509.DNSName, x509.UniformResourceIdentifier


def _path(limit: x509.ExtensionType | None, *names: x509.GeneralName) -> list[CertificateFacts]:
    more = () if limit is None else ((limit, True),)
    ca = pki.middle("path rules", "Branch", pki.deep_root(), *more)
    other = ((x509.SubjectAlternativeName(list(names)), False),) if names else ()
    return [read_facts(c) for c in pki.leaf("path rules leaf", "Claire Moreau", ca, more=other).chain]


def _rule(path: list[CertificateFacts], purpose: Purpose = Purpose.SIGNING) -> str | None:
    fault = path_fault(path, purpose)
    return None if fault is None else fault.rule


@pytest.mark.parametrize(
    ("tree", "name", "within"),
    [
        (_MAIL("lab.example"), _MAIL("claire@lab.example"), True),
        (_MAIL("lab.example"), _MAIL("claire@sub.lab.example"), False),
        (_MAIL(".lab.example"), _MAIL("claire@sub.lab.example"), True),
        (_MAIL("claire@lab.example"), _MAIL("anne@lab.example"), False),
        (_HOST("lab.example"), _HOST("www.lab.example"), True),
        (_HOST("lab.example"), _HOST("notlab.example"), False),
        (_WHERE(".lab.example"), _WHERE("https://www.lab.example/a"), True),
        (_WHERE(".lab.example"), _WHERE("https://lab.example.evil.example/a"), False),
    ],
)
def test_names_within_and_outside_a_tree(
    tree: x509.GeneralName, name: x509.GeneralName, within: bool
) -> None:
    permitted = _path(x509.NameConstraints([tree], None), name)
    excluded = _path(x509.NameConstraints(None, [tree]), name)
    assert (_rule(permitted), _rule(excluded)) == (
        (None, "name-constraints") if within else ("name-constraints", None)
    )
    assert second_judge_allows(permitted) is within
    assert second_judge_allows(excluded) is not within


def test_addresses_within_and_outside_a_network() -> None:
    tree = x509.NameConstraints([x509.IPAddress(ipaddress.ip_network("192.0.2.0/24"))], None)
    assert _rule(_path(tree, x509.IPAddress(ipaddress.ip_address("192.0.2.7")))) is None
    assert _rule(_path(tree, x509.IPAddress(ipaddress.ip_address("198.51.100.7")))) == "name-constraints"


def test_without_limits_both_judges_allow() -> None:
    path = _path(None, _MAIL("claire@lab.example"))
    assert (unknown_critical(path), _rule(path), second_judge_allows(path)) == (None, None, True)


@pytest.mark.parametrize(
    ("usage", "signing", "time"),
    [
        ([Purposes.SERVER_AUTH], "extended-key-usage", "extended-key-usage"),
        ([Purposes.TIME_STAMPING], "extended-key-usage", None),
        ([Purposes.EMAIL_PROTECTION], None, "extended-key-usage"),
        ([Purposes.ANY_EXTENDED_KEY_USAGE], None, None),
    ],
)
def test_an_authority_leaves_room_for_the_purpose(
    usage: list[x509.ObjectIdentifier], signing: str | None, time: str | None
) -> None:
    path = _path(x509.ExtendedKeyUsage(usage))
    assert (_rule(path), _rule(path, Purpose.TIME)) == (signing, time)


def test_second_judge_refuses_what_is_no_path() -> None:
    path = _path(None)
    assert not second_judge_allows([path[0], path[2]])
    assert not second_judge_allows([path[1], path[0], path[2]])
