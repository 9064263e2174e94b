"""`python -m upstander.core.search TEXT [--language CODE]`: how a query, and a document, is understood."""

from __future__ import annotations

import argparse
import sys

from .documents import keys_of
from .languages import language_of
from .queries import parse


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m upstander.core.search", description=__doc__)
    arguments.add_argument("text")
    arguments.add_argument("--language", default="en", help="of the text, if it stood in a document")
    given = arguments.parse_args()
    query = parse(given.text)
    sys.stdout.write(f"As a query{', by somebody in trouble' if query.personal else ''}:\n")
    for unit in query.units:
        sys.stdout.write(f"  {' '.join(unit.written)}: {', '.join(unit.concepts) or 'a word'}\n")
    keys = keys_of(given.text, language_of(given.language))
    sys.stdout.write(f"In a document: {' '.join(sorted(keys))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
