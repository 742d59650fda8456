"""What the window's program is made from: as forensics_app/cli/frozen.py, but without a command it opens the
window, and with a file alone that file.
"""

from __future__ import annotations

import sys

from forensics_app.system.children import run_child

if __name__ == "__main__" and not run_child(sys.argv):
    from forensics_app.cli.main import main  # as there

    words = sys.argv[1:]
    if not words or (len(words) == 1 and not words[0].startswith("-")):
        words = ["ui", *words]
    sys.exit(main(words))
