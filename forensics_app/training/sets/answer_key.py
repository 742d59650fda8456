"""The answers of a class set, for its trainer alone: CMS EnvelopedData (RFC 5652) to the trainer's RSA key.

`openssl cms -decrypt` opens it too. Nobody's signature is in it: its digest stands in the signed text of the
set, so a key that was exchanged is found before anything is marked by it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from forensics_app.training.json_forms import FormError, exercise_values, read_exercise, truths_values
from forensics_app.training.scenario import Exercise

TYPE = "sealwright/answer-key/1"


class NotForThisKeyError(Exception):
    """The envelope is for another recipient, or damaged: the library does not tell which."""


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """`exercises` by the ids of the tasks, whole: with truths, explanations and the seed of each."""

    set_id: str
    seed: str
    exercises: Mapping[str, Exercise] = field(default_factory=dict)


def encrypt_key(key: AnswerKey, recipient: x509.Certificate) -> bytes:
    """DER that only the holder of the recipient's RSA key can read."""
    document = {
        "type": TYPE,
        "set_id": key.set_id,
        "seed": key.seed,
        "exercises": {
            task_id: {"exercise": exercise_values(one), "truths": truths_values(one)}
            for task_id, one in key.exercises.items()
        },
    }
    text = json.dumps(document, ensure_ascii=False, sort_keys=True).encode("utf-8")
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(text).add_recipient(recipient)
    builder = builder.set_content_encryption_algorithm(algorithms.AES256)
    return builder.encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def decrypt_key(data: bytes, recipient: x509.Certificate, private: rsa.RSAPrivateKey) -> AnswerKey:
    """Raises NotForThisKeyError, FormError."""
    try:
        text = pkcs7.pkcs7_decrypt_der(data, recipient, private, [])
    except ValueError as e:
        raise NotForThisKeyError from e
    try:
        value: dict[str, Any] = json.loads(text)
        if value["type"] != TYPE:
            raise FormError("type")
        exercises = {
            str(task_id): read_exercise(one["exercise"], one["truths"])
            for task_id, one in value["exercises"].items()
        }
        return AnswerKey(str(value["set_id"]), str(value["seed"]), exercises)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as e:
        raise FormError(str(e)) from e
