"""Tampering with a copy of a bundle, for drills: what an attacker does, by the program's own writers and by
surgery on bytes. Every identity here is a DEMO one. The vectors of the tests share nothing with this.

Begin with `attacks`, all of them; `held` is a bundle in memory, `workshop` what an attacker has at hand.
"""
