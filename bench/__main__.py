"""Every measurement, one after another: `python -m bench [NAME …]`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run the named benches, or all; each in a process of its own. Gives the count that failed."""
    here = Path(__file__).parent
    known = sorted(path.stem for path in here.glob("[a-z]*.py"))
    wanted = sys.argv[1:] or known
    unknown = set(wanted) - set(known)
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    failed = 0
    for name in wanted:
        print(f"== {name}", flush=True)
        failed += subprocess.call([sys.executable, "-m", f"bench.{name}"]) != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
