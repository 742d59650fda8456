"""Object identifiers of the CMS types that a parcel uses, each with its source."""

from __future__ import annotations

from typing import Final

DATA: Final = "1.2.840.113549.1.7.1"  # RFC 5652 section 4
AUTH_ENVELOPED_DATA: Final = "1.2.840.113549.1.9.16.1.23"  # RFC 5083 section 2.1
AES256_GCM: Final = "2.16.840.1.101.3.4.1.46"  # RFC 5084 section 3.2
AES256_CBC: Final = "2.16.840.1.101.3.4.1.42"  # RFC 3565 section 4.1
AES256_WRAP: Final = "2.16.840.1.101.3.4.1.45"  # RFC 3565 section 4.2
RSA_OAEP: Final = "1.2.840.113549.1.1.7"  # RFC 4055 section 4
MGF1: Final = "1.2.840.113549.1.1.8"  # RFC 4055 section 2.2
SHA256: Final = "2.16.840.1.101.3.4.2.1"  # RFC 4055 section 2.1
EC_PUBLIC_KEY: Final = "1.2.840.10045.2.1"  # RFC 5480 section 2.1.1
ECDH_SHA256_KDF: Final = "1.3.132.1.11.1"  # RFC 5753 section 7.1.4, dhSinglePass-stdDH-sha256kdf-scheme
ECDH_SHA384_KDF: Final = "1.3.132.1.11.2"  # the same, sha384kdf
PBKDF2: Final = "1.2.840.113549.1.5.12"  # RFC 8018 appendix A.2
HMAC_SHA256: Final = "1.2.840.113549.2.9"  # RFC 8018 appendix B.1.2
PWRI_KEK: Final = "1.2.840.113549.1.9.16.3.9"  # RFC 3211 section 2.2
