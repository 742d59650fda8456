"""Damaging images on purpose, and judging what reading them gives. Used by packaging/fuzzing and by the tests
that replay what it found."""
