"""Words that a reader holds for the same are found by the same keys, in six languages; no text is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.core.search import arabic, chinese, folding
from upstander.core.search.documents import keys_of, openings
from upstander.core.search.languages import LANGUAGES, Language, language_of

ANY_TEXT = st.text() | st.text(alphabet="aéèñАёйабاأإآةىيـًّ性騷擾骚扰\u200f\u202e\u0000’'-./_😀٣1 ")


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "harassment", "HARASSED"),
        ("en", "victim-centred", "victim centered"),
        ("en", "organisation", "organizations"),
        ("fr", "harcèlement", "harcelement"),
        ("fr", "l’enquête", "enquêtes"),
        ("es", "investigación", "investigacion"),
        ("es", "investigaciones", "investigacion"),
        ("es", "víctima", "victimas"),
        ("ru", "домогательство", "домогательств"),
        ("ru", "ещё пристаёт", "еще пристает"),
        ("ar", "التحرش", "تحرش"),
        ("ar", "والتحرش", "تحرّش"),
        ("ar", "مساعدة", "مساعده"),
        ("ar", "الإبلاغ", "ابلاغ"),
        ("ar", "تحـــرش", "تحرش"),
        ("ar", "١٩٩٠", "1990"),
        ("zh", "性騷擾", "性骚扰"),
        ("zh", "ＵＮ", "un"),
    ],
)
def test_forms_of_one_word_share_a_key(language: Language, one: str, other: str) -> None:
    shared = keys_of(one, language).keys() & keys_of(other, language).keys()
    assert {key for key in shared if len(key) > 3}


@pytest.mark.parametrize("text", ["骚扰", "骚"])
def test_two_characters_or_one_are_enough_in_chinese(text: str) -> None:
    assert f"z:{text}" in keys_of("关于性骚扰的政策", "zh")


def test_stems_of_one_language_do_not_meet_those_of_another() -> None:
    english, french = keys_of("pain", "en"), keys_of("pain", "fr")
    assert english.keys() & french.keys() == {"=pain"}


def test_joined_and_separate_forms_meet() -> None:
    assert "=unwomen" in keys_of("UN-Women", "en")
    assert {"=st", "=sgb", "=2019", "=8"} <= keys_of("ST/SGB/2019/8", "en").keys()


def test_russian_letters_are_not_taken_for_accented_ones() -> None:
    assert folding.without_accents("мой") == "мой"


@given(ANY_TEXT, st.sampled_from(LANGUAGES))
def test_every_text_can_be_read(text: str, language: Language) -> None:
    for key in [*keys_of(text, language), *openings(text, language)]:
        assert key.split() == [key], "the index takes keys apart at spaces"


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    for fold in (folding.lower, folding.without_accents, arabic.normal, chinese.simplified):
        assert fold(fold(text)) == fold(text)


@given(st.text())
def test_every_code_gives_one_of_the_six_languages(code: str) -> None:
    assert language_of(code) in LANGUAGES


def test_codes_of_regions_give_their_language() -> None:
    assert [language_of(code) for code in ("zh-hans", "pt-br", "fr-ca")] == ["zh", "en", "fr"]
