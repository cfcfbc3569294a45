"""`python -m benchmarks [NAME ...]`: run the named benchmarks, or all of them."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

NOT_BENCHMARKS = {"__init__", "__main__", "news", "results"}


def main() -> None:
    """Run each benchmark's `main()`."""
    here = Path(__file__).parent
    names = sorted(path.stem for path in here.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    for name in sys.argv[1:] or names:
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
