"""Tampering with a copy of a bundle, for drills: what an attacker does, by the program's own writers and by
surgery on bytes. Every identity here is a DEMO one. The vectors of the tests share nothing with this.

To see all of them, begin with `attacks`; `held` is a bundle in memory.
"""
