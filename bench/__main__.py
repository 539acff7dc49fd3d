"""Runs the measurements and says on what machine and with which versions."""

import importlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

_MATERIAL = {"report", "child", "material", "published_schemas"}
NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py") if path.stem not in _MATERIAL)


def main() -> None:
    unknown = [name for name in sys.argv[1:] if name not in NAMES]
    if unknown:
        sys.exit(f"no such measurement: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    parts = " ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "pydantic", "litestar", "granian", "shacl"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {parts}")
    for name in sys.argv[1:] or NAMES:
        print(f"\n== python -m bench {name}")
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
