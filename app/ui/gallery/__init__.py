"""A developer's window: every component in every state, and the field desk as a static frame.

``python -m app.ui.gallery`` opens it; with ``--out DIR`` it renders PNG files instead.
All values are samples (样例).
"""
