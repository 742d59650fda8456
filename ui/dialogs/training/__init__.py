"""What a trainer is asked on the Training page.

Begin at `class_drills`, the drills that are handed out.
"""
