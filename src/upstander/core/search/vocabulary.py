"""The field's vocabulary: concepts with their names in six languages, and finding them in text.

The files in `words/` are written by hand; their heads say how.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from operator import methodcaller
from typing import Any, Final, NamedTuple

from .languages import LANGUAGES, Language, latin_languages
from .reading import Piece, read, tokens

_END: Final = ""
_ENDS: Final = methodcaller("__contains__", _END)
_JOINED_LONGEST: Final = 16
"""Letters up to which a name of several words is also found written in one: clearcheck, safeword."""
_JOINED_WORDS: Final = (2, 3)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing the field speaks of. `broader`, `see`: other concepts; `personal`: words of trouble.

    `weak`: says little about which page is meant, so other words decide.
    """

    name: str
    broader: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    personal: bool = False
    weak: bool = False
    labels: dict[Language, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"#{self.name}"


class Match(NamedTuple):
    """Pieces `start` up to `end` name these concepts, in these languages."""

    start: int
    end: int
    concepts: tuple[str, ...]
    languages: frozenset[Language]


class Vocabulary:
    """Concepts by name, and a tree of their labels' keys."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self.concepts = {concept.name: concept for concept in concepts}
        self.written: dict[str, set[Language]] = {}
        """Every word of the labels, as written, with the languages it belongs to: for correcting spelling."""
        self._tree: dict[str, Any] = {}
        self._ended: dict[tuple[int, ...], tuple[tuple[str, ...], frozenset[Language]]] = {}
        self._stems: dict[tuple[str, Language], set[str]] = {}
        for concept in self.concepts.values():
            for language, labels in concept.labels.items():
                for label in labels:
                    self._learn(concept.name, language, label)

    def begins(self, piece: Piece) -> bool:
        """Whether a label may begin with this piece."""
        return not self._tree.keys().isdisjoint(piece.keys)

    def matches(
        self, pieces: Sequence[Piece], marks: Mapping[int, tuple[str, ...]], starts: Iterable[int]
    ) -> Iterator[Match]:
        """The longest label that begins at each of the starts.

        `marks`: further keys of some pieces (capitals). `starts`: where one may begin.
        """
        for start in starts:
            found = self._longest(pieces, marks, start)
            if found:
                yield found

    def stems(self, concept: str, language: Language) -> set[str]:
        """Keys of the words by which a language names the concept: to mark them in a text."""
        return self._stems.get((concept, language), set())

    def _longest(
        self, pieces: Sequence[Piece], marks: Mapping[int, tuple[str, ...]], start: int
    ) -> Match | None:
        """Plain loops: this is where the time of indexing goes."""
        nodes, ended, end = [self._tree], list[dict[str, Any]](), start
        for at in range(start, len(pieces)):
            _, keys, small, _ = pieces[at]
            onward = []
            for key in keys + marks[at] if at in marks else keys:
                for node in nodes:
                    if key in node:
                        onward.append(node[key])
            if onward:
                nodes = onward
                if any(map(_ENDS, nodes)):
                    ended, end = nodes, at + 1
            elif at == start or not small:
                break
        return Match(start, end, *self._names(ended)) if ended else None

    def _names(self, nodes: list[dict[str, Any]]) -> tuple[tuple[str, ...], frozenset[Language]]:
        """What ends at these nodes, and in which languages."""
        place = tuple(map(id, nodes))
        if place not in self._ended:
            pairs = [pair for node in nodes for pair in node.get(_END, ())]
            languages = frozenset(language for _, language in pairs)
            self._ended[place] = (tuple(dict.fromkeys(name for name, _ in pairs)), languages)
        return self._ended[place]

    def _learn(self, concept: str, language: Language, label: str) -> None:
        guard = {"?": "~", "!": "^"}.get(label[0], "")
        label = label.lstrip("?!")
        readings = [read(token, latin_languages(language)) for token in tokens(label)]
        pieces = [piece for reading in readings for piece in reading.pieces]
        telling = [piece for piece in pieces if not piece.small]
        pieces = telling if len(telling) > 1 else pieces
        if guard or label.isupper():
            self._plant([(f"{guard or '='}{piece.written}",) for piece in pieces], (concept, language))
        else:
            self._plant([piece.keys[1:] or piece.keys for piece in pieces], (concept, language))
            self._remember(concept, language, pieces)
        if concept.startswith("org-") and not guard:
            self._plant([piece.keys[:1] for piece in pieces], (concept, language))
        joined = "".join(piece.written for piece in pieces)
        if language != "zh" and len(pieces) in _JOINED_WORDS and len(joined) <= _JOINED_LONGEST:
            self._plant([(f"={joined}",)], (concept, language))

    def _remember(self, concept: str, language: Language, pieces: list[Piece]) -> None:
        for piece in pieces:
            self._stems.setdefault((concept, language), set()).update(piece.keys[1:] or piece.keys)
            if language != "zh" and not piece.small:
                self.written.setdefault(piece.written, set()).add(language)

    def _plant(self, label: list[tuple[str, ...]], named: tuple[str, Language]) -> None:
        """A label in the tree, under each of the stems that its words have (with and without accents)."""
        nodes = [self._tree]
        for keys in label:
            nodes = [node.setdefault(key, {}) for node in nodes for key in keys]
        for node in nodes:
            ended = node.setdefault(_END, [])
            if named not in ended:
                ended.append(named)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the files, read once in a process."""
    concepts = [_concept(name, entry) for name, entry in _listed("concepts.toml").items()]
    organisations = [
        _concept(f"org-{name.lower().replace('_', '-')}", entry)
        for name, entry in _listed("organisations.toml").items()
    ]
    return Vocabulary([*concepts, *organisations])


def _listed(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((files(__package__) / "words" / name).read_text(encoding="utf-8"))


def _concept(name: str, entry: dict[str, Any]) -> Concept:
    labels = {
        language: tuple(label.strip() for label in entry[language].split(";") if label.strip())
        for language in LANGUAGES
        if language in entry
    }
    broader, see = tuple(entry.get("broader", ())), tuple(entry.get("see", ()))
    return Concept(name, broader, see, bool(entry.get("personal")), bool(entry.get("weak")), labels)
