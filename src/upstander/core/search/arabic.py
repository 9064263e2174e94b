"""Arabic words: one letter for those that writers interchange, without article, proclitics and endings.

After the "light10" stemmer (Larkey, Ballesteros, Connell 2007), which finds better than root extraction.
"""

from __future__ import annotations

import re
from typing import Final

LETTERS: Final = str.maketrans("أإآٱىؤئةگکیھ", "اااايوي" + "ه" + "ككيه", "ءـ")
_MARKS: Final = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_ARTICLES: Final = ("وبال", "وكال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال")
_ENDINGS: Final = ("ها", "ان", "ات", "ون", "ين", "يه", "ني", "هم", "نا", "ه", "ي")
_PROCLITICS: Final = "وفبكلس"
_SHORTEST: Final = 3
"""Letters that a stem keeps."""


def normal(word: str) -> str:
    """Hamza forms, alef maqsura, ta marbuta, Persian letters made one; no tashkeel, no tatweel."""
    return _MARKS.sub("", word).translate(LETTERS)


def stems(word: str) -> tuple[str, ...]:
    """The light stem and, where one letter may be a proclitic, also the stem without it."""
    plain = normal(word)
    core = _without_article(plain)
    found = [_without_endings(core)]
    if core == plain and len(core) > _SHORTEST + 1 and core[0] in _PROCLITICS:
        found.append(_without_endings(core[1:]))
    return tuple(dict.fromkeys(found))


def _without_article(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _SHORTEST:
            return word[len(article) :]
    return word


def _without_endings(word: str) -> str:
    for _ in range(2):
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
                word = word[: -len(ending)]
                break
    return word
