"""The script that a frozen program is made from: a child's module, else the command line."""

from __future__ import annotations

import sys

from forensics_app.system.children import run_child

if __name__ == "__main__" and not run_child(sys.argv):
    from forensics_app.cli.main import main  # a worker doesn't wait for it

    sys.exit(main())
