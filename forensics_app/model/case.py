"""A case: what the examiner says of it when it is made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """`country` is ISO 3166-1 alpha-2; `created_at` UTC in sealed form."""

    reference: str
    title: str
    examiner: str
    agency: str
    country: str
    created_at: str
