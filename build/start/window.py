"""Start of ``chengjian-window``: the same program, with the window as its command."""

import sys

from app.cli import main

sys.exit(main(["window", *sys.argv[1:]]))
