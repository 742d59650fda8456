"""What of a class set does not differ between its variants."""

from __future__ import annotations

from collections import defaultdict

from forensics_app.training.sets.class_set import ClassSet


def same_in_variants(class_set: ClassSet) -> tuple[str, ...]:
    """Scenarios, in the set's order, of which two variants have the same evidence by its digests: whoever
    sits next to another can copy the answers, whatever variant both got.
    """
    seen: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for task in class_set.tasks:
        seen[task.exercise.scenario].append(tuple(sorted(one.sha256 for one in task.exercise.evidence)))
    return tuple(name for name, built in seen.items() if len(set(built)) < len(built))
