"""Keys and certificates with fixed secrets: always the same bytes. Good for tests and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from tests.vectors import keys
from tests.vectors.keys import Key, ec_key, p384_key, rsa_key

EARLY, LATE = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Identity:
    """A key, its certificate (DER) and those above it; `digest` and `pss` say how it signs."""

    key: Key
    certificate: bytes
    above: tuple[bytes, ...] = ()
    digest: str = "sha256"
    pss: bool = False

    @property
    def chain(self) -> tuple[bytes, ...]:
        return (self.certificate, *self.above)

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.certificate).hexdigest()

    def sign(self, data: bytes, *, low_s: bool = True) -> bytes:
        """A signature with this identity's digest and padding."""
        return keys.sign(self.key, data, self.digest, pss=self.pss, low_s=low_s)


def pem(*certificates: bytes) -> bytes:
    """Certificates as a PEM file."""
    return b"".join(x509.load_der_x509_certificate(c).public_bytes(Encoding.PEM) for c in certificates)


def root(label: str, common_name: str, *, path_length: int = 0) -> Identity:
    """A self-signed CA."""
    key = ec_key(label)
    name = _name(common_name)
    builder = _builder(name, name, key, serial=1).add_extension(
        x509.BasicConstraints(ca=True, path_length=path_length), critical=True
    )
    builder = builder.add_extension(_usage(ca=True), critical=True)
    builder = builder.add_extension(_key_id(key), critical=False)
    return Identity(key, _sign(builder, key))


def middle(
    label: str,
    common_name: str,
    ca: Identity,
    *more: tuple[x509.ExtensionType, bool],
    path_length: int = 0,
) -> Identity:
    """A CA under `ca`; `more` are extensions, each with whether it is critical."""
    key = ec_key(label)
    issuer = x509.load_der_x509_certificate(ca.certificate).subject
    builder = _builder(_name(common_name), issuer, key, serial=5)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
    builder = builder.add_extension(_usage(ca=True), critical=True)
    for extension in (_key_id(key), _issuer_id(ca), *_locations(ca)):
        builder = builder.add_extension(extension, critical=False)
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    return Identity(key, _sign(builder, ca.key), ca.chain)


def crossed(ca: Identity, by: Identity) -> bytes:
    """A certificate over the name and key of `ca` that `by` issued; the key may sign certificates alone."""
    name = x509.load_der_x509_certificate(ca.certificate).subject
    issuer = x509.load_der_x509_certificate(by.certificate).subject
    builder = _builder(name, issuer, ca.key, serial=6)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(ca=True, lists=False), critical=True)
    return _sign(builder, by.key)


def leaf(
    label: str,
    common_name: str,
    ca: Identity,
    *,
    serial: int = 7,
    key: Key | None = None,
    not_after: datetime = LATE,
    non_repudiation: bool = True,
    time_stamping: bool = False,
    digest: str = "sha256",
    pss: bool = False,
    more: tuple[tuple[x509.ExtensionType, bool], ...] = (),
) -> Identity:
    """An end-entity certificate under `ca`; `more` as for `middle`."""
    key = key or ec_key(label)
    issuer = x509.load_der_x509_certificate(ca.certificate).subject
    builder = _builder(_name(common_name), issuer, key, serial=serial, not_after=not_after)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(ca=False, non_repudiation=non_repudiation), critical=True)
    if time_stamping:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    for extension in (_key_id(key), _issuer_id(ca), *_locations(ca)):
        builder = builder.add_extension(extension, critical=False)
    for extension, critical in more:
        builder = builder.add_extension(extension, critical=critical)
    return Identity(key, _sign(builder, ca.key), ca.chain, digest, pss)


def _key_id(key: Key) -> x509.SubjectKeyIdentifier:
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key())


def _issuer_id(ca: Identity) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(_key_id(ca.key))


def _locations(ca: Identity) -> tuple[x509.ExtensionType, ...]:
    """Where the issuer and its revocation list would be fetched from; nobody answers there."""
    where = f"http://example.test/{hashlib.sha256(ca.certificate).hexdigest()[:8]}"
    issuer = x509.AccessDescription(
        AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(f"{where}.cer")
    )
    names = [x509.UniformResourceIdentifier(f"{where}.crl")]
    point = x509.DistributionPoint(full_name=names, relative_name=None, reasons=None, crl_issuer=None)
    return x509.AuthorityInformationAccess([issuer]), x509.CRLDistributionPoints([point])


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: Key, *, serial: int, not_after: datetime = LATE
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(EARLY)
        .not_valid_after(not_after)
    )


def _usage(*, ca: bool, non_repudiation: bool = True, lists: bool = True) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca and non_repudiation,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca and lists,
        encipher_only=False,
        decipher_only=False,
    )


def _sign(builder: x509.CertificateBuilder, key: Key) -> bytes:
    deterministic = True if isinstance(key, ec.EllipticCurvePrivateKey) else None
    certificate = builder.sign(key, hashes.SHA256(), ecdsa_deterministic=deterministic)
    return certificate.public_bytes(Encoding.DER)


ROOT = root("root", "Example Laboratory Root")
SIGNER = leaf("signer", "Claire Moreau", ROOT)
COLLEAGUE = leaf("colleague", "Somebody Else", ROOT, serial=8)
WITNESS = leaf("witness", "Witness Office", ROOT, serial=9)
AGAIN = leaf("again", "Somebody Else Again", ROOT, serial=19, key=COLLEAGUE.key)
FALSE_ROOT = root("false root", "Example Laboratory Root")
FALSE_SIGNER = leaf("false signer", "Claire Moreau", FALSE_ROOT)
EXPIRED = leaf("expired", "Claire Moreau", ROOT, serial=10, not_after=datetime(2026, 11, 24, 20, tzinfo=UTC))
ENDED = leaf("ended", "Claire Moreau", ROOT, serial=11, not_after=datetime(2026, 6, 1, tzinfo=UTC))
NOT_FOR_SIGNING = leaf("login", "Claire Moreau", ROOT, serial=12, non_repudiation=False)
P384 = leaf("p384", "Claire Moreau", ROOT, serial=17, key=p384_key("p384"), digest="sha384")
DEMO_ROOT = root("demo root", "DEMO Example Root")
DEMO_SIGNER = leaf("demo signer", "DEMO Claire Moreau", DEMO_ROOT)
TIME_ROOT = root("time root", "Example Time Root")
TIME = leaf("time", "Example Time Authority", TIME_ROOT, time_stamping=True)
OTHER_TIME = leaf("other time", "Other Time Authority", TIME_ROOT, serial=8, time_stamping=True)
ENDED_TIME = leaf(
    "ended time",
    "Former Time Authority",
    TIME_ROOT,
    serial=10,
    not_after=datetime(2026, 6, 1, tzinfo=UTC),
    time_stamping=True,
)
DEEP_TIME_ROOT = root("deep time root", "Example Deep Time Root", path_length=1)
TIME_MIDDLE = middle("time middle", "Example Time Issuing Authority", DEEP_TIME_ROOT)
DEEP_TIME = leaf("deep time", "Example Time Service", TIME_MIDDLE, time_stamping=True)
OPEN_TIME = Identity(DEEP_TIME.key, DEEP_TIME.certificate, (TIME_MIDDLE.certificate,))
NO_TIME = leaf("no time", "No Time Authority", TIME_ROOT, serial=9)


@cache
def sub_signer() -> Identity:
    """Under a CA that the root must not have made: its path length is 0."""
    return leaf("sub signer", "Claire Moreau", middle("sub", "Example Branch Laboratory", ROOT))


@cache
def sub_time(*, open_top: bool = False) -> Identity:
    """The same of a time-stamp authority; with `open_top` without the root."""
    who = leaf(
        "sub time",
        "Example Time Service",
        middle("sub time ca", "Branch Time", TIME_ROOT),
        time_stamping=True,
    )
    return Identity(who.key, who.certificate, who.above[:1]) if open_top else who


@cache
def weak_signer() -> Identity:
    """An RSA key of 1024 bits."""
    return leaf("weak", "Claire Moreau", ROOT, serial=13, key=rsa_key("weak", 1024))


@cache
def rsa_signer() -> Identity:
    """An RSA key of 2048 bits."""
    return leaf("rsa", "Claire Moreau", ROOT, serial=14, key=rsa_key("rsa", 2048))


@cache
def p521_signer() -> Identity:
    """A key on P-521, which is not among the accepted ones."""
    key = ec.derive_private_key(int.from_bytes(hashlib.sha512(b"p521").digest(), "big"), ec.SECP521R1())
    return leaf("p521", "Claire Moreau", ROOT, serial=18, key=key, digest="sha512")


@cache
def rsa_3072_signer() -> Identity:
    """An RSA key of 3072 bits, SHA-512."""
    key = rsa_key("rsa 3072", 3072)
    return leaf("rsa 3072", "Claire Moreau", ROOT, serial=15, key=key, digest="sha512")


@cache
def pss_signer() -> Identity:
    """An RSA key of 3072 bits that signs with RSASSA-PSS."""
    key = rsa_key("rsa 3072", 3072)
    return leaf("pss", "Claire Moreau", ROOT, serial=16, key=key, pss=True)


@cache
def weak_time() -> Identity:
    """A time-stamp authority with an RSA key of 1024 bits."""
    key = rsa_key("weak time", 1024)
    return leaf("weak time", "Weak Time Authority", TIME_ROOT, serial=11, key=key, time_stamping=True)


def _names(country: str) -> x509.NameConstraints:
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, country)])
    return x509.NameConstraints([x509.DirectoryName(name)], None)


def _excluding(country: str) -> x509.NameConstraints:
    name = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, country)])
    return x509.NameConstraints(None, [x509.DirectoryName(name)])


_SERVERS = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
_UNHEARD_OF = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
_LIMITS: dict[str, tuple[tuple[x509.ExtensionType, bool], ...]] = {
    "here": ((_names("FR"), True),),
    "elsewhere": ((_names("DE"), True),),
    "excluded": ((_excluding("FR"), True),),
    "servers": ((_SERVERS, False),),
    "unheard": ((_UNHEARD_OF, True),),
    "unheard_quiet": ((_UNHEARD_OF, False),),
}


@cache
def limited_ca(limit: str) -> Identity:
    """A branch authority under a root that allows one, with what it may do limited."""
    return middle(f"branch {limit}", f"Example Branch {limit}", deep_root(), *_LIMITS[limit])


@cache
def limited_signer(limit: str) -> Identity:
    """A certificate in the signer's name under such an authority."""
    return leaf(f"branch signer {limit}", "Claire Moreau", limited_ca(limit))


@cache
def deep_signer(above: int) -> Identity:
    """A signer with so many certificates above, each made by the next."""
    return leaf(f"tower signer {above}", "Claire Moreau", tower(above)[-1])


@cache
def tower(above: int) -> tuple[Identity, ...]:
    """So many authorities, each made by the one before; the first is the root."""
    found = [root(f"tower {above}", "Example Tower", path_length=above)]
    for level in range(above - 1):
        made = middle(
            f"tower {above} {level}", f"Example Floor {level}", found[-1], path_length=above - level - 2
        )
        found.append(made)
    return tuple(found)


@cache
def deep_root() -> Identity:
    return root("deep root", "Example Deep Root", path_length=1)


@cache
def unheard_signer() -> Identity:
    """A certificate that says of itself, critically, what nobody understands."""
    return leaf("unheard signer", "Claire Moreau", ROOT, serial=20, more=((_UNHEARD_OF, True),))


@cache
def servers_time() -> Identity:
    """A time-stamp authority under one that was made for servers alone."""
    ca = middle("time branch", "Example Time Branch", DEEP_TIME_ROOT, (_SERVERS, False))
    return leaf("branch time", "Example Branch Time", ca, time_stamping=True)


_MADE_LATE = {
    "signer_of_ten": partial(deep_signer, 9),
    "deep_root": deep_root,
    "unheard_signer": unheard_signer,
    "servers_time": servers_time,
    "servers_time_ca": lambda: Identity(ec_key("time branch"), servers_time().above[0]),
    **{f"branch_{limit}": partial(limited_ca, limit) for limit in _LIMITS},
    **{f"signer_{limit}": partial(limited_signer, limit) for limit in _LIMITS},
    "weak": weak_signer,
    "rsa": rsa_signer,
    "rsa_3072": rsa_3072_signer,
    "pss": pss_signer,
    "p521": p521_signer,
    "weak_time": weak_time,
}


def by_name(word: str) -> Identity:
    """An identity of this file by its name in lower case, as a vector's `trust` writes it."""
    if word in _MADE_LATE:
        return _MADE_LATE[word]()
    found = globals()[word.upper()]
    assert isinstance(found, Identity)
    return found
