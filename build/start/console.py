"""Start of ``chengjian``: the command line."""

import os
import sys
from multiprocessing import freeze_support

from app.cli import main

freeze_support()  # a helper process is the same program, started with other words


def import_each(names: list[str]) -> int:
    """Import each module; say which cannot be, and return 1 if there is one."""
    from importlib import import_module

    bad = 0
    for name in names:
        try:
            import_module(name)
        except Exception as error:
            sys.stderr.write(f"{name}: {type(error).__name__}: {error}\n")
            bad = 1
    return bad


# The trial of the built program gives the modules that are imported only when first used.
if "CHENGJIAN_SELFTEST_MODULES" in os.environ:
    sys.exit(import_each(os.environ["CHENGJIAN_SELFTEST_MODULES"].split()))
sys.exit(main())
