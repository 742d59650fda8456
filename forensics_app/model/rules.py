"""YARA rules as files: what contents are compared with, and what the case keeps of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleFileFacts:
    """One file of rules as used. `sha256` (hex) is of its bytes; `name` is relative to the folder named."""

    name: str
    sha256: str

    @property
    def namespace(self) -> str:
        """What its rules are told apart by: the name without its ending."""
        return self.name.rpartition(".")[0] or self.name


@dataclass(frozen=True, slots=True)
class RuleFile:
    """The same with its text. `namespace` tells apart the rules of two files that share names."""

    name: str
    sha256: str
    text: str

    @property
    def namespace(self) -> str:
        """What its rules are told apart by: the name without its ending."""
        return self.facts.namespace

    @property
    def facts(self) -> RuleFileFacts:
        """Without the text."""
        return RuleFileFacts(self.name, self.sha256)
