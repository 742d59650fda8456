"""Class sets: what a trainer hands out, what trainees hand in, and what becomes of it.

Everybody may read what a set asks: begin with `class_set`. `answer_key` is for the trainer alone,
`submission` has one trainee's answers, `results` marks them. Drills are class sets too.
"""
