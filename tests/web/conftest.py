"""What tests of the page need of this machine: node, and for some the npm packages of the lock."""

from __future__ import annotations

import pytest

from tests.judging.judges import environment_lacks, require_judge
from tests.web.runner import SOURCE


@pytest.fixture(scope="session")
def node() -> str:
    """The path of node."""
    return require_judge("node")


@pytest.fixture(scope="session")
def packages(node: str) -> str:
    """The path of node, where the packages of the lock are installed too (`packaging/test` does it)."""
    require_judge("npm")
    if not (SOURCE / "node_modules" / "esbuild").is_dir():
        environment_lacks("the npm packages of packaging/web-verifier (npm ci there, which needs a network)")
    return node
