"""What systems do differently: locks, flags of opening, reads at a place, folders that are held open.

The lowest layer: it knows nothing of evidence; begin with `opening`. `docs/platforms.md` says what a system
can't do.
"""
