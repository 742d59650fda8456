"""Class sets: what a trainer hands out, what trainees hand in, and what becomes of it.

`class_set` is what everybody may read, `answer_key` what the trainer alone can; `container` holds both in one
signed file, and `submission` the answers of one trainee in another. `results` marks, `hints` says what looks
like copying. A folder of drills is a class set too.
"""
