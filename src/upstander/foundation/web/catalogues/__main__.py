"""Commands for the catalogues: extract, update, compile, check, export-missing, import."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from babel.messages.pofile import write_po

from .checking import check
from .exchange import missing, take_in
from .files import LANGUAGES, bring_up_to_date, compile_one, load, po_path, save
from .texts import template


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def extract(_options: argparse.Namespace) -> int:
    """Print all texts of the product as a .pot file."""
    write_po(sys.stdout.buffer, template(), width=100, include_lineno=False)
    return 0


def update(_options: argparse.Namespace) -> int:
    texts = template()
    for language in LANGUAGES:
        catalog = load(language)
        bring_up_to_date(catalog, texts)
        save(catalog, language)
        say(f"{language}: {len(missing(catalog))} of {len(catalog)} texts wait for a translation")
    return 0


def compile_all(_options: argparse.Namespace) -> int:
    for language in LANGUAGES:
        if po_path(language).exists():
            compile_one(language)
    return 0


def check_all(options: argparse.Namespace) -> int:
    texts = template()
    found = [line for language in LANGUAGES for line in check(load(language), texts, language)]
    for line in found if options.all else found[:40]:
        say(line)
    say(f"{len(found)} problems in {len(LANGUAGES)} catalogues of {len(texts)} texts")
    return 1 if found else 0


def export_missing(options: argparse.Namespace) -> int:
    catalog = load(options.language)
    bring_up_to_date(catalog, template())
    json.dump(missing(catalog), sys.stdout, ensure_ascii=False, indent=1)
    say("")
    return 0


def import_file(options: argparse.Namespace) -> int:
    catalog = load(options.language)
    bring_up_to_date(catalog, template())
    entries = json.loads(options.file.read_text(encoding="utf-8"))
    refused = take_in(catalog, entries, options.language, reviewed=options.reviewed)
    save(catalog, options.language)
    for line in refused:
        say(line)
    say(f"{options.language}: {len(missing(catalog))} texts still wait for a translation")
    return 1 if refused else 0


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m upstander.foundation.web.catalogues")
    commands = root.add_subparsers(required=True)
    commands.add_parser("extract", help="print all texts as .pot").set_defaults(run=extract)
    commands.add_parser("update", help="take new texts into every catalogue").set_defaults(run=update)
    commands.add_parser("compile", help="make the .mo files").set_defaults(run=compile_all)
    checking = commands.add_parser("check", help="fail when something is missing or wrong")
    checking.add_argument("--all", action="store_true", help="list every problem, not the first 40")
    checking.set_defaults(run=check_all)
    exporting = commands.add_parser("export-missing", help="untranslated texts of a language as JSON")
    exporting.add_argument("language", choices=LANGUAGES)
    exporting.set_defaults(run=export_missing)
    importing = commands.add_parser("import", help="take translations from JSON, as drafts")
    importing.add_argument("language", choices=LANGUAGES)
    importing.add_argument("file", type=Path)
    importing.add_argument("--reviewed", action="store_true", help="a native speaker has read them")
    importing.set_defaults(run=import_file)
    return root


def main() -> int:
    options = parser().parse_args()
    result: int = options.run(options)
    return result


if __name__ == "__main__":
    sys.exit(main())
