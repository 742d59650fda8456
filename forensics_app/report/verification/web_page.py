"""The page that verifies a bundle in a browser, without this program (docs/adr/0045)."""

from __future__ import annotations

import hashlib
from functools import cache

from forensics_app.resource_files import RESOURCES

WEB_PAGE_NAME = "sealwright-verifier.html"


def web_page() -> bytes:
    """The page as it is shipped: one file, without a request to any network."""
    return (RESOURCES / "verifier" / WEB_PAGE_NAME).read_bytes()


@cache
def web_page_sha256() -> str:
    """Its digest, which whoever uses a copy compares."""
    return hashlib.sha256(web_page()).hexdigest()
