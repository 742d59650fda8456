"""Drills: copies of a bundle, some of them tampered with, and the question what the verifier says of each.

May be read in any order; begin with `making`, which carries out what `drawing` chose by a seed;
`questions` turns each into an exercise, `explaining` says afterwards what was done.
"""
