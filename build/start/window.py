"""Start of ``chengjian-window``: the same program, with the window as its command."""

import sys
from multiprocessing import freeze_support

from app.cli import main

freeze_support()  # a helper process is the same program, started with other words
sys.exit(main(["window", *sys.argv[1:]]))
