"""Call ``main()`` of one file and print what it returns as JSON lines.

``main`` returns None or an exit code when it prints for itself, else one dictionary or an iterable
of them, such as ``{"name": "merge", "ratio": 1.1}``.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Load the file named first and hand the other arguments to it."""
    file = Path(sys.argv[1])
    sys.path[0] = str(ROOT)
    sys.argv = sys.argv[1:]
    name = f"{file.parent.name}_{file.stem}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    result = module.main()
    if result is None or isinstance(result, int):
        return int(result or 0)
    for line in [result] if isinstance(result, dict) else result:
        print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
