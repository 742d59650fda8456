"""Tampering with a copy of a bundle, for drills: what an attacker does, by the program's own writers and by
surgery on bytes.

`held` is a bundle in memory, `workshop` what an attacker has at hand, `attacks` every attack with what must
come of it. Made for training alone: every identity here is a DEMO one. The vectors of the tests share nothing
with this; they were written without the program's writers.
"""
