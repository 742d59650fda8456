"""Training: scenarios with known truth, questions on them, answers, and what an answer is worth.

Nothing here opens a case: `services/training` brings the two together. `question`, `truth` and `answer` are
values, `marking` the one judge of answers; begin with `scenario`. `tampering` and `drills` make bundles to be
judged, `sets` what a class is handed and hands in.
"""
