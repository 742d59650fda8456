"""Drills: copies of a bundle, some of them tampered with, and the question what the verifier says of each.

Begin with `making`, which carries out the attacks that `drawing` chose by a seed and asks the verifier;
`questions` turns each into an exercise, `explaining` says afterwards what was done.
"""
