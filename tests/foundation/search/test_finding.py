"""What readers find: in any language, one hit for each thing, nearest to them."""

from __future__ import annotations

import pytest

from tests.foundation.search.corpus import Listed, core_pages, document
from upstander.foundation.search.ports import Results, SearchDocument
from upstander.foundation.search.selectors import search, suggest
from upstander.foundation.search.services import catch_up, rebuild

pytestmark = pytest.mark.django_db
PUBLIC = frozenset({"public"})


def fill(listed: Listed, *documents: SearchDocument) -> None:
    listed.by_key |= {one.key: one for one in documents}
    rebuild()
    catch_up()


def groups(results: Results) -> list[str]:
    return [hit.group for hit in results.hits]


def find(text: str, language: str = "en", **more: object) -> list[str]:
    return groups(search(text, language=language, audiences=PUBLIC, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["whistle", "témoin", "testigo", "الشاهد", "目击者", "свидетелей", "bystanders"]
)
def test_a_page_is_found_in_any_language_by_readers_of_any(listed: Listed, text: str) -> None:
    fill(
        listed, document("a", title="What a witness can do"), document("b", title="A whistle"), document("c")
    )
    assert find(text, "fr")[0] == ("b" if text == "whistle" else "a")


def test_translations_are_one_hit_in_the_readers_language(listed: Listed) -> None:
    fill(listed, *core_pages())
    results = search("consentement", language="ar", audiences=PUBLIC)
    assert results.hits[0].group == "page:definitions"
    assert results.hits[0].language == "ar"
    assert len(groups(results)) == len(set(groups(results)))


def test_english_stands_in_for_a_missing_translation(listed: Listed) -> None:
    fill(listed, document("a", "fr", title="Politique"), document("a", "en", title="Policy"))
    assert search("policy", language="es", audiences=PUBLIC).hits[0].language == "en"


def test_titles_come_before_bodies_and_weighty_pages_before_others(listed: Listed) -> None:
    fill(
        listed,
        document("body", title="Other", body="About a rehearsal."),
        document("title", title="A rehearsal"),
        document("weighty", title="A rehearsal", weight=2.0),
    )
    assert find("rehearsal") == ["weighty", "title", "body"]


def test_somebody_in_trouble_is_led_to_help_first(listed: Listed) -> None:
    fill(listed, *core_pages(), document("resource", title="My boss: a guide for bosses", body="touch " * 5))
    for text in ("my boss touched me", "me tocó mi jefe", "被上司摸了", "начальник трогает меня"):
        assert "page:get-help" in find(text)[:3], text


def test_a_misspelt_word_is_put_right_and_said(listed: Listed) -> None:
    fill(listed, document("a", title="Harassment"))
    results = search("harrasment", language="en", audiences=PUBLIC)
    assert groups(results) == ["a"]
    assert results.correction == "harassment"


def test_a_word_that_only_documents_know_is_put_right_too(listed: Listed) -> None:
    fill(listed, document("a", title="The Timbuktu convention"))
    assert search("timbuctu", language="en", audiences=PUBLIC).correction == "timbuktu"


def test_a_beginning_finds_the_whole_word(listed: Listed) -> None:
    fill(listed, document("a", title="Extraterritorial"), document("b", title="Other"))
    assert find("extraterr") == ["a"]


def test_filters_narrow_and_counts_show_what_else_could_be_chosen(listed: Listed) -> None:
    for number, kind in enumerate(["policy", "policy", "guide"]):
        fill(listed, document(f"d{number}", title="Reporting", facets={"type": (kind,)}))
    results = search("reporting", language="en", audiences=PUBLIC, filters={"type": ["policy"]})
    assert results.total == 2
    assert results.facets["type"] == {"policy": 2, "guide": 1}
    assert results.facets["language"] == {"en": 2}


def test_a_language_filter_shows_that_translation(listed: Listed) -> None:
    fill(listed, *core_pages())
    results = search("", language="en", audiences=PUBLIC, filters={"language": ["ru"]})
    assert {hit.language for hit in results.hits} == {"ru"}


def test_pages_follow_each_other_without_repeating(listed: Listed) -> None:
    fill(listed, *(document(f"d{number:02}", title="Reporting") for number in range(25)))
    pages = [find("reporting", page=page, page_size=10) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert len({group for page in pages for group in page}) == 25


def test_no_words_list_everything(listed: Listed) -> None:
    fill(listed, document("a"), document("b", weight=2.0))
    assert find("") == ["b", "a"]


@pytest.mark.parametrize(
    "text", ['"*:(', "\0", "a" * 10_000, "\u202eحرش\u200f", "😀", "AND OR NOT", "title:x^9", "../..", "%s"]
)
def test_odd_queries_are_answered(listed: Listed, text: str) -> None:
    fill(listed, document("a", title="A page"))
    results = search(text, language="xx", audiences=PUBLIC, page=10**9, page_size=-5, filters={"\0=": ["="]})
    assert results.ready
    assert results.hits == ()
    suggest(text, language="xx", audiences=PUBLIC, limit=-1)


def test_odd_documents_are_indexed(listed: Listed) -> None:
    fill(
        listed,
        document("a", "xx", title="\0\n \u202e", body="\ud800", keywords=("", "\n")),
        document("b", title="Fine"),
    )
    assert find("fine") == ["b"]


def test_titles_are_offered_while_typing(listed: Listed) -> None:
    fill(listed, *core_pages())
    for typed, language in [
        ("hel", "en"),
        ("obt", "fr"),
        ("举", "zh-hans"),
        ("举报不", "zh-hans"),
        ("مدون", "ar"),
    ]:
        first = suggest(typed, language=language, audiences=PUBLIC)[0]
        assert first.language == language, typed
    assert suggest("", language="en", audiences=PUBLIC) == []
