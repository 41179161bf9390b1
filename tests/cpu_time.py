"""Run a command and print, as the last line, the CPU time that it and all its processes took.

`python -m tests.cpu_time NAME COMMAND [ARGUMENT ...]`. The exit status is the command's.
"""

from __future__ import annotations

import os
import subprocess
import sys


def main() -> None:
    """Run the command, then print its CPU minutes: user and system, of every process that was waited for."""
    name, *command = sys.argv[1:]
    try:
        status = subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        status = 130
    times = os.times()
    seconds = times.children_user + times.children_system
    print(f"{name}: {seconds / 60:.1f} CPU minutes", flush=True)
    sys.exit(status)


if __name__ == "__main__":
    main()
