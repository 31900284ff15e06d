"""Runs first in the built program: other programs that it opens get the user's own libraries.

On Linux PyInstaller's starter points LD_LIBRARY_PATH at our libraries. The loader has read it by
now; left there, the office program that opens a list would load our copies and fall over.
"""

import os
import sys

if sys.platform.startswith("linux"):
    _before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    os.environ.pop("LD_LIBRARY_PATH", None)
    if _before:
        os.environ["LD_LIBRARY_PATH"] = _before
