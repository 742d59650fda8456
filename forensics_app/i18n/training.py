"""Words of training: what can be wrong with a scenario.

The scenarios' own texts are not here: they travel with the scenario.
"""

from __future__ import annotations

from forensics_app.i18n.translator import N_

# by code of training.folder.problems.ProblemCode; {file}, {place} and {found} may stand in each
PROBLEM_SENTENCES: dict[str, str] = {
    "file-missing": N_("{file} is missing or can't be read."),
    "file-too-large": N_("{file} is larger than 1 MiB."),
    "not-toml": N_("{file} is not valid TOML: {found}."),
    "wrong-form": N_("{file}, {place}: {found}."),
    "name-form": N_("{file}, {place}: “{found}” is not allowed as a name here."),
    "language-missing": N_("{file}: no language is listed. Add at least “en”."),
    "message-missing": N_("{file}: the text {place} is missing."),
    "message-unused": N_("{file}: the text {place} belongs to nothing in scenario.toml."),
    "fields-differ": N_("{file}: the text {place} does not have the same fields as in the first language."),
    "field-unknown": N_("{file}, {place}: nothing is drawn for the field {found}."),
    "braces": N_("{file}, {place}: a brace without its field. Write it twice for the character itself."),
    "id-twice": N_("{file}, {place}: “{found}” is used twice."),
    "reference-unknown": N_("{file}, {place}: there is no “{found}”."),
    "content-count": N_("{file}, {place}: exactly one key must say what the file holds. Found: {found}."),
    "draw-form": N_("{file}, {place}: exactly one key must say what is drawn. Found: {found}."),
    "value-form": N_("{file}, {place}: “{found}” is not possible here."),
    "truth-missing": N_("{file}, {place}: the truth is missing. Expected: {found}."),
    "choices-missing": N_("{file}, {place}: at least two choices are needed."),
    "not-marked-demo": N_("{file}, {place}: “{found}” does not say DEMO."),
    "solve-it-form": N_("{file}, {place}: “{found}” is not an identifier of SOLVE-IT, such as DFT-1061."),
    "evidence-too-large": N_("{file}: the volumes together are larger than {found}."),
    "not-possible": N_("{file}, {place}: this can't be built: {found}."),
    "not-found-in-evidence": N_("{file}, {place}: {found} is not in the evidence that was built."),
    "other-bytes": N_("{file}: two builds with the same seed differ."),
    "same-variant": N_(
        "{file}: another seed gives the same evidence. Draw something that the evidence shows."
    ),
}
