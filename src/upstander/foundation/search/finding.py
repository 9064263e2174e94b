"""One search in one view of the index."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Final

import tantivy
from tantivy import Occur, Query

from upstander.core.search import queries
from upstander.core.search.languages import Language, language_of
from upstander.core.search.marking import passage
from upstander.core.search.vocabulary import vocabulary

from .correcting import corrected
from .ports import Hit, Results
from .ranking import Filters, asked, enough, narrowed, readable, seen
from .schema import SCHEMA, rank_field
from .things import nearest
from .view import View

_MOST_SPLIT: Final = 300
_MOST_FACETS: Final = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """Who asks, in which language, of which state of the index."""

    view: View
    language: Language
    audiences: frozenset[str]
    filters: Filters
    newest: bool = False

    def results(self, empty: Results) -> Results:
        """The page of results that `empty` names by its text, number and size."""
        query, correction = corrected(self.view, queries.parse(empty.text), self.language, self.audiences)
        if not self.audiences or (empty.text and not query.units):
            return empty
        base = self._without_doubles(self._base(query))
        found = self._page(narrowed(base, self.filters), empty)
        return replace(
            empty,
            hits=tuple(self._hit(address, query) for _, address in found.hits),
            total=_count_of(found),
            facets=self._facets(base),
            correction=correction,
        )

    def _base(self, query: queries.Query) -> Query:
        """Without filters. Where nothing has enough of the words, what has any of them."""
        if not query.units:
            return Query.boolean_query(
                [(Occur.Must, readable(self.audiences)), (Occur.Must, Query.all_query())]
            )
        present = [unit for unit in query.units if unit.concepts or seen(self.view, unit, self.audiences)]
        required = enough(len(present), personal=query.personal)
        strict = asked(self.view, query.units, self.audiences, required)
        if required == 1 or _count_of(self.view.searcher.search(strict, 1)):
            return strict
        return asked(self.view, query.units, self.audiences, 1)

    def _page(self, query: Query, empty: Results) -> tantivy.SearchResult:
        by_what = "order_by_field" if self.newest else "weight_by_field"
        return self.view.searcher.search(
            query,
            empty.page_size,
            offset=(empty.page - 1) * empty.page_size,
            **{by_what: "moment" if self.newest else rank_field(self.language)},
        )

    def _without_doubles(self, base: Query) -> Query:
        """A thing whose translations are for different audiences counts once for whoever may read several."""
        if len(self.audiences) < 2 or not self.view.searcher.doc_freq("split", "yes"):
            return base
        split = Query.term_query(SCHEMA, "split", "yes", "basic")
        both = Query.boolean_query([(Occur.Must, base), (Occur.Must, split)])
        found = self.view.searcher.search(both, _MOST_SPLIT, weight_by_field=rank_field(self.language))
        doubles, known = [], set[str]()
        for _, address in found.hits:
            entry = self.view.searcher.doc(address)
            group = str(entry.get_first("group"))
            if group in known:
                doubles.append(str(entry.get_first("uid")))
            known.add(group)
        if not doubles:
            return base
        unwanted = Query.term_set_query(SCHEMA, "uid", doubles)
        return Query.boolean_query([(Occur.Must, base), (Occur.MustNot, unwanted)])

    def _facets(self, base: Query) -> dict[str, dict[str, int]]:
        """Counts by facet; of a facet that is filtered by, as if it were not, so that more can be chosen."""
        counts = self._counted(narrowed(base, self.filters))
        for name in self.filters:
            others = {other: values for other, values in self.filters.items() if other != name}
            counts[name] = self._counted(narrowed(base, others)).get(name, {})
        return counts

    def _counted(self, query: Query) -> dict[str, dict[str, int]]:
        terms = {"facet": {"terms": {"field": "facet", "size": _MOST_FACETS}}}
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        for bucket in self.view.searcher.aggregate(query, terms)["facet"]["buckets"]:
            name, _, value = bucket["key"].partition("=")
            counts[name][value] = int(bucket["doc_count"])
        return dict(counts)

    def _hit(self, address: tantivy.DocAddress, query: queries.Query) -> Hit:
        among = frozenset(self.filters.get("language", ()))
        document = nearest(self.view.searcher.doc(address), self.language, among)
        spoken = language_of(document.language)
        marked = query.keys().union(*(vocabulary().stems(name, spoken) for name in query.concepts))
        return Hit(
            group=document.group,
            key=document.key,
            kind=document.kind,
            language=document.language,
            title=document.title,
            summary=document.summary,
            snippet=passage(document.summary, document.body, spoken, marked),
            url=document.url,
            facets=document.facets,
        )


def _count_of(found: tantivy.SearchResult) -> int:
    return int(getattr(found, "count", 0) or 0)
