"""What is said of artifacts that were asked for and got no copy of their own."""

from __future__ import annotations

from collections.abc import Sequence

from forensics_app.i18n.translator import current, trn


def not_copied(same: int, without: int, named: Sequence[str]) -> list[str]:
    """A sentence for each reason; none where every artifact was copied.

    `same`: those with the content of another; `without`: those whose content the bundle doesn't have, some of
    them in `named`, as shown.
    """
    said = []
    if without:
        names = [current().isolate(name) for name in named]
        names += ["…"] if without > len(named) else []
        said.append(
            trn(
                "{count} artifact was not copied, because the bundle does not contain its content: {names}.",
                "{count} artifacts were not copied, because the bundle does not contain their content: "
                "{names}.",
                without,
                names=", ".join(names),
            )
        )
    if same:
        said.append(
            trn(
                "{count} artifact has the same content as another one, so no second copy was made.",
                "{count} artifacts have the same content as another one, so no second copies were made.",
                same,
            )
        )
    return said
