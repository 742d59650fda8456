"""What is in an artefact: a CycloneDX bill of materials, and the licences of its parts."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import Distribution, PathDistribution, version
from pathlib import Path
from typing import Any

from project import PROJECT, checked

HERE = Path(__file__).parent
LICENCES = tomllib.loads((HERE / "licences.toml").read_text(encoding="utf-8"))
PAGES, PLACE = "share/doc/sealwright/html", "sealwright:place"
_HASHES = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==[^\n]*\n((?: {4}--hash=\S+(?: \\)?\n)+)", re.MULTILINE)


def distributions(site: Path) -> Iterator[Distribution]:
    """Those that lie in the folder, by name."""
    for folder in sorted(site.glob("*.dist-info"), key=lambda p: p.name.lower()):
        yield PathDistribution(folder)


def normal(name: str) -> str:
    """As PEP 503 compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(name: str) -> str:
    """The SPDX expression. Raises ValueError for a package that nobody has looked at, or whose licence may
    not be shipped.
    """
    found = LICENCES["packages"].get(normal(name)) or LICENCES["pages"].get(normal(name))
    if found is None:
        raise ValueError(f"{name}: look at its licence and add it to packaging/releasing/licences.toml")
    parts = set(re.split(r" AND | OR |[()]", found["licence"])) - {""}
    allowed = set(LICENCES["allowed"])
    if not (parts <= allowed or (" OR " in found["licence"] and parts & allowed)):
        raise ValueError(f"{name}: {found['licence']} is not among the licences that may be shipped")
    return str(found["licence"])


def bill_of_materials(site: Path, lock: Path, artefact: str, epoch: int, commit: str) -> dict[str, Any]:
    """Of exactly what lies in `site`, and of the pages packed with it; each component has the digests of
    the wheels that the lock accepts.
    """
    accepted = {
        normal(name): re.findall(r"sha256:([0-9a-f]{64})", hashes)
        for name, hashes in _HASHES.findall(lock.read_text(encoding="ascii"))
    }
    components = []
    main: dict[str, Any] = {}
    for one in distributions(site):
        name = one.metadata["Name"]
        purl = f"pkg:pypi/{normal(name)}@{one.version}"
        component = {
            "type": "library",
            "bom-ref": purl,
            "name": name,
            "version": one.version,
            "purl": purl,
            "licenses": [{"expression": licence_of(name)}],
        }
        if normal(name) == "sealwright":
            main = {**component, "type": "application"}
            continue
        component["properties"] = [
            {"name": "sealwright:accepted-wheel-sha256", "value": digest}
            for digest in accepted.get(normal(name), ())
        ]
        components.append(component)
    return _bill(main, [*components, *parts_of_pages()], artefact, epoch, commit)


def parts_of_pages() -> list[dict[str, Any]]:
    """What makes the documentation's pages and leaves scripts and styles of its own in them."""
    made = []
    for name in LICENCES["pages"]:
        purl = f"pkg:pypi/{name}@{version(name)}"
        made.append(
            {
                "type": "library",
                "bom-ref": purl,
                "name": name,
                "version": version(name),
                "purl": purl,
                "licenses": [{"expression": licence_of(name)}],
                "properties": [{"name": PLACE, "value": PAGES}],
            }
        )
    return made


def bill_of_files(
    files: Mapping[str, bytes], version: str, artefact: str, epoch: int, commit: str
) -> dict[str, Any]:
    """Of an artefact that holds our own files alone: each with its digest. What it needs is in
    requirements.lock, which is among them.
    """
    purl = f"pkg:pypi/sealwright@{version}"
    main = {
        "type": "application",
        "bom-ref": purl,
        "name": "sealwright",
        "version": version,
        "purl": purl,
        "licenses": [{"expression": licence_of("sealwright")}],
    }
    components = [
        {
            "type": "file",
            "bom-ref": f"file:{name}",
            "name": name,
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(data).hexdigest()}],
        }
        for name, data in sorted(files.items())
    ]
    return _bill(main, components, artefact, epoch, commit)


def _bill(
    main: dict[str, Any], components: list[dict[str, Any]], artefact: str, epoch: int, commit: str
) -> dict[str, Any]:
    addresses = [
        {"type": kind, "url": checked(address)}
        for kind, address in (("website", PROJECT["homepage"]), ("security-contact", PROJECT["security"]))
        if address
    ]
    if addresses:
        main = main | {"externalReferences": addresses}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'sealwright/{artefact}/{commit}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": main,
            "properties": [
                {"name": "sealwright:artefact", "value": artefact},
                {"name": "sealwright:commit", "value": commit},
            ],
        },
        "components": components,
    }


def write_bill(bill: dict[str, Any], path: Path) -> None:
    """As text that a line-wise comparison can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def copyright_text(site: Path, home: str, system: Sequence[str] = ()) -> str:
    """Whose each part is, under which licence, and where its text is; what the LGPL asks of a distributor.

    `home` is where `site` will lie, `system` Debian packages of which files lie beside it.
    """
    lines = [LICENCES["head"].strip(), ""]
    if system:
        lines += [
            LICENCES["system"].strip(),
            *(f"  {name}: share/doc/{name}/copyright" for name in system),
            "",
        ]
    for one in distributions(site):
        name = one.metadata["Name"]
        lines += [f"{name} {one.version}: {licence_of(name)}"]
        texts = sorted(
            str(p) for p in one.files or () if re.search(r"licen[cs]e|copying|notice", str(p), re.I)
        )
        lines += [f"  text: {home}/{text}" for text in texts if (site / text).is_file() and ".py" not in text]
        lines += _facts(LICENCES["packages"][normal(name)])
    for name, fact in LICENCES["pages"].items():
        lines += [
            f"{name} {version(name)}, scripts and styles of the pages: {licence_of(name)}",
            *_facts(fact),
        ]
    text = "\n".join([*lines, "", LICENCES["texts"]])
    return text.replace("/usr/share/common-licenses", "share/doc/common-licenses") if system else text


def _facts(fact: Mapping[str, Any]) -> list[str]:
    known = [fact["copyright"]] if "copyright" in fact else []
    return [f"  {line}" for line in (*known, *fact.get("notes", ()))]
