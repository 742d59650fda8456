"""Tampering with a copy of a bundle, for drills: what an attacker does, by the program's own writers and by
surgery on bytes. Every identity here is a DEMO one. The vectors of the tests share nothing with this.

To read them, begin with `attacks`, all in a row; `held` is a bundle in memory, `workshop` what an attacker has at hand.
"""
