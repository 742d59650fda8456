"""Drills: copies of a bundle, some of them tampered with, and the question what the verifier says of each.

`drawing` chooses attacks by a seed, `making` carries them out and asks the verifier, `questions` turns each
into an exercise, and `explaining` says afterwards what was done, where it shows, and which rule it breaks.
"""
