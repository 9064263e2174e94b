"""`python -m upstander.core.sealing`: the commands of `upstander` that need no server."""

import sys

from upstander.core.sealing.commands import run

if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
