"""On a worker of a cluster: a task is refused where its answer could be another than here."""

from __future__ import annotations

from collections.abc import Callable

from forensics_app.evidence.cluster.program import first_difference
from forensics_app.evidence.cluster.seen_files import NotSeenError, SeenOtherwiseError
from forensics_app.evidence.cluster.this_task import ThisTask
from forensics_app.evidence.cluster.work import Outcome, Refused


def unless_refused(
    task: ThisTask, asked: dict[str, str], here: dict[str, str], act: Callable[[], Outcome]
) -> Outcome:
    """What `act` returns. Refused where the programs that were `asked` for aren't those that are `here`, and
    where it raises NotSeenError."""
    difference = first_difference(asked, here)
    if difference is not None:
        return Refused(task.worker, task.address, "program", difference)
    try:
        return act()
    except SeenOtherwiseError as e:
        return Refused(task.worker, task.address, "differs", e.detail)
    except NotSeenError as e:
        return Refused(task.worker, task.address, "unseen", e.detail)
