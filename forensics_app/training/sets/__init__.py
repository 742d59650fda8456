"""Class sets: what a trainer hands out, what trainees hand in, and what becomes of it.

To read them, begin with `class_set`, which everybody may; `answer_key` is for the trainer alone, `submission` has the
answers of one trainee, `results` marks them, `hints` says what looks copied. Drills are class sets too.
"""
