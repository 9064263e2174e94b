"""The small Markdown of the content files, turned into the blocks of a page (`models.blocks.BodyBlock`).

Strict: what is not in the list below is a fault with its line, so that nobody is surprised by what is lost.
HTML in a file is always a fault; the HTML that comes out is made of p, ul, ol, li, b, i and a, nothing else.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID, uuid5

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from ..references import is_link
from .faults import ContentError

Block = dict[str, Any]
"""`{"type": ..., "value": ..., "id": ...}`, as Wagtail stores it."""

BLOCKS = {"heading", "paragraph", "bullet_list", "ordered_list", "table"}
INLINE = {"text", "text_special", "softbreak", "strong_open", "strong_close", "em_open", "em_close"}
INLINE |= {"link_open", "link_close"}
_OPENING = re.compile(r"^:::\s*(?P<name>[a-z]+)(?P<rest>.*)$")
_ATTRIBUTE = re.compile(r'\s+([a-z]+)="([^"]*)"')
_IDENTIFIERS = UUID("8f3c1f0a-7a51-4d0e-9d0e-6f6c6f0e2b11")
"""Under which the identifiers of blocks are made, so that the same file gives the same blocks."""


@dataclass(frozen=True, slots=True)
class Source:
    """Lines of a file, and how many lines stand before them in it."""

    file: str
    text: str
    before: int

    def fault(self, line: int, problem: str) -> ContentError:
        """`line` counts from 0 within this text."""
        return ContentError(self.file, self.before + line + 1, problem)


def blocks_of(source: Source) -> list[Block]:
    """The whole body of a file. Raises ContentError."""
    found = [block for part in _parts(source) for block in part]
    return identified(_side_by_side(found), source.file)


def identified(blocks: Iterable[Block], file: str) -> list[Block]:
    """The same blocks with their identifiers."""
    seen: Counter[str] = Counter()
    return [_identified(block, file, seen) for block in blocks]


def _side_by_side(blocks: list[Block]) -> Iterator[Block]:
    """Choices that follow one another become one block."""
    for kind, run in groupby(blocks, key=lambda block: block["type"]):
        if kind != "choice":
            yield from run
            continue
        yield {"type": "choices", "value": [{"type": "item", "value": one["value"]} for one in run]}


def _identified(block: Block, file: str, seen: Counter[str]) -> Block:
    """With identifiers made from the file and what the block says: a block that is put in moves no other.

    Translations are kept by these identifiers (wagtail-localize).
    """
    said = f"{file} {json.dumps(block, sort_keys=True)}"
    seen[said] += 1
    name = f"{said} {seen[said]}"
    if block["type"] == "choices":
        for number, item in enumerate(block["value"]):
            item["id"] = str(uuid5(_IDENTIFIERS, f"{name}.{number}"))
    elif block["type"] == "table":
        _identify_cells(block["value"]["rows"], name)
    return {**block, "id": str(uuid5(_IDENTIFIERS, name))}


def _identify_cells(rows: list[Block], name: str) -> None:
    for y, row in enumerate(rows):
        row["id"] = str(uuid5(_IDENTIFIERS, f"{name}.{y}"))
        for x, cell in enumerate(row["value"]):
            cell["id"] = str(uuid5(_IDENTIFIERS, f"{name}.{y}.{x}"))


# --- blocks between ::: lines -------------------------------------------------------------------------------


def _parts(source: Source) -> Iterator[list[Block]]:
    """Runs of plain Markdown and the blocks between them, in order."""
    lines = source.text.split("\n")
    start = at = 0
    while at < len(lines):
        if not lines[at].startswith(":::"):
            at += 1
            continue
        yield _plain(_slice(source, start, at))
        end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith(":::")), None)
        if end is None or lines[end].strip() != ":::":
            raise source.fault(at, "this block is not closed by a line with ::: alone")
        yield [_directive(source, at, _slice(source, at + 1, end))]
        start = at = end + 1
    yield _plain(_slice(source, start, len(lines)))


def _slice(source: Source, start: int, end: int) -> Source:
    text = "\n".join(source.text.split("\n")[start:end])
    return Source(source.file, text, source.before + start)


def _directive(source: Source, line: int, inside: Source) -> Block:
    opening = _OPENING.match(source.text.split("\n")[line].rstrip())
    make = _DIRECTIVES.get(opening["name"]) if opening else None
    if opening is None or make is None:
        raise source.fault(line, "there is no such block")
    attributes = Attributes(source, line, opening["rest"])
    block = make(attributes, inside)
    attributes.all_used()
    return block


class Attributes:
    """`name="value"` pairs of an opening line; what is missing or left over is a fault."""

    def __init__(self, source: Source, line: int, text: str) -> None:
        if _ATTRIBUTE.sub("", text).strip():
            raise source.fault(line, 'attributes are written name="value"')
        self.source, self.line = source, line
        self.left = dict(_ATTRIBUTE.findall(text))

    def take(self, name: str, *, needed: bool = True, longest: int = 300) -> str:
        value = self.left.pop(name, "").strip()
        if needed and not value:
            raise self.source.fault(self.line, f"{name} is missing")
        if len(value) > longest:
            raise self.source.fault(self.line, f"{name} has more than {longest} characters")
        return str(value)

    def link(self, name: str, *, needed: bool = True) -> str:
        href = self.take(name, needed=needed)
        if href and not is_link(href):
            raise self.source.fault(self.line, f"“{href}” is not a link that the hub knows")
        return href

    def all_used(self) -> None:
        if self.left:
            raise self.source.fault(self.line, f"{', '.join(sorted(self.left))}: not known here")


def _notice(given: Attributes, inside: Source) -> Block:
    kind = given.take("kind", needed=False) or "information"
    if kind not in {"information", "warning", "success", "danger"}:
        raise given.source.fault(given.line, f"“{kind}” is no kind of notice")
    value = {"kind": kind, "title": given.take("title", needed=False, longest=120), "text": _rich(inside)}
    return {"type": "notice", "value": value}


def _question(given: Attributes, inside: Source) -> Block:
    return {
        "type": "question",
        "value": {"question": given.take("title", longest=200), "answer": _rich(inside)},
    }


def _definition(given: Attributes, inside: Source) -> Block:
    value = {
        "term": given.take("term", longest=120),
        "text": _rich(inside),
        "version": given.take("version", longest=12),
        "since": given.take("since", longest=10),
        "source": given.take("source"),
    }
    return {"type": "definition", "value": value}


def _choice(given: Attributes, inside: Source) -> Block:
    href = given.link("action", needed=False)
    value = {
        "title": given.take("title", longest=120),
        "text": _rich(inside),
        "href": href,
        "label": given.take("label", needed=bool(href), longest=120),
    }
    return {"type": "choice", "value": value}


def _action(given: Attributes, inside: Source) -> Block:
    _nothing_in(inside)
    return {
        "type": "action",
        "value": {"href": given.link("href"), "label": given.take("label", longest=120)},
    }


def _figure(given: Attributes, inside: Source) -> Block:
    _nothing_in(inside)
    return {"type": "figure", "value": {"key": given.take("key", longest=120)}}


def _organisations(_given: Attributes, inside: Source) -> Block:
    _nothing_in(inside)
    return {"type": "organisations", "value": None}


def _nothing_in(inside: Source) -> None:
    if inside.text.strip():
        raise inside.fault(0, "nothing stands inside this block")


_DIRECTIVES: dict[str, Callable[[Attributes, Source], Block]] = {
    "notice": _notice,
    "question": _question,
    "definition": _definition,
    "choice": _choice,
    "action": _action,
    "figure": _figure,
    "organisations": _organisations,
}


# --- plain Markdown -----------------------------------------------------------------------------------------


class _Renderer(RendererHTML):
    """Bold and italic as the editors' text field writes them, so that a first edit changes nothing else."""

    def strong_open(self, *_: Any) -> str:
        return "<b>"

    def strong_close(self, *_: Any) -> str:
        return "</b>"

    def em_open(self, *_: Any) -> str:
        return "<i>"

    def em_close(self, *_: Any) -> str:
        return "</i>"

    def softbreak(self, *_: Any) -> str:
        return " "


_MARKDOWN = MarkdownIt("commonmark", renderer_cls=_Renderer).enable("table")


def _rich(source: Source) -> str:
    """Text inside a block: paragraphs and lists only."""
    blocks = _plain(source)
    if [block["type"] for block in blocks] != ["text"]:
        raise source.fault(0, "paragraphs or lists are expected here, and nothing else")
    return str(blocks[0]["value"])


def _plain(source: Source) -> list[Block]:
    """Headings, tables, and the text between them."""
    blocks: list[Block] = []
    for group in _top_level(_MARKDOWN.parse(source.text)):
        _check(group, source)
        kind = group[0].type.removesuffix("_open")
        if kind == "heading":
            blocks.append(_heading(group, source))
        elif kind == "table":
            blocks.append(_table(group))
        elif blocks and blocks[-1]["type"] == "text":
            blocks[-1]["value"] += _html(group)
        else:
            blocks.append({"type": "text", "value": _html(group)})
    return blocks


def _top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    """The tokens of each block that stands by itself."""
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


def _check(group: list[Token], source: Source) -> None:
    """Refuse what is not in the list, with its line."""
    line = (group[0].map or [0])[0]
    kind = group[0].type.removesuffix("_open")
    if kind not in BLOCKS:
        raise source.fault(line, f"this is not part of the content format ({kind})")
    for token in group:
        line = token.map[0] if token.map else line
        if token.type == "list_item_open":
            _check_item(group, token, source)
        for child in token.children or []:
            _check_inline(child, source, line)


def _check_item(group: list[Token], item: Token, source: Source) -> None:
    """An item holds one paragraph, then maybe a list; its paragraph is shown without a tag of its own."""
    start = group.index(item) + 1
    inside = []
    for token in group[start:]:
        if token.level == item.level:
            break
        if token.level == item.level + 1 and token.nesting >= 0:
            inside.append(token)
        if token.type.startswith("paragraph") and token.level == item.level + 1:
            token.hidden = True
    kinds = [token.type for token in inside]
    if kinds[:1] != ["paragraph_open"] or len(kinds) > 2 or not set(kinds[1:]) <= _LISTS:
        raise source.fault((item.map or [0])[0], "an item of a list has one paragraph")


_LISTS = {"bullet_list_open", "ordered_list_open"}


def _check_inline(child: Token, source: Source, line: int) -> None:
    if child.type not in INLINE:
        raise source.fault(line, f"this is not part of the content format ({child.type})")
    href = str(child.attrs.get("href", ""))
    if child.type == "link_open" and (not is_link(href) or "title" in child.attrs):
        raise source.fault(line, f"“{href}” is not a link that the hub knows")


def _html(group: list[Token]) -> str:
    rendered: str = _MARKDOWN.renderer.render(group, _MARKDOWN.options, {})
    return re.sub(r">\s*\n\s*<", "><", rendered).strip().replace("\n", "")


def _words(inline: Token) -> str:
    """What a person reads of a line, without its marks."""
    parts = [" " if child.type == "softbreak" else child.content for child in inline.children or []]
    return "".join(parts).strip()


def _heading(group: list[Token], source: Source) -> Block:
    level = group[0].tag.removeprefix("h")
    if level not in {"2", "3"}:
        raise source.fault((group[0].map or [0])[0], "headings have two or three #; the title is the first")
    return {"type": "heading", "value": {"text": _words(group[1]), "level": level}}


def _table(group: list[Token]) -> Block:
    rows: list[Block] = []
    for token in group:
        if token.type == "tr_open":
            rows.append({"type": "item", "value": []})
        elif token.type == "inline":
            rows[-1]["value"].append({"type": "item", "value": _words(token)})
    return {"type": "table", "value": {"caption": "", "rows": rows}}
