"""A receipt means the same number, keys and mailbox here and in the browser, however it is typed."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.core.sealing import receipts, recipients, typed, wire
from upstander.core.sealing.receipts import RANGE, Receipt
from upstander.core.sealing.recipients import Algorithm
from upstander.core.sealing.typed import UnreadableReceiptError
from upstander.core.sealing.wordlists import LANGUAGES, LIST_LENGTH, words_of

SHARED = json.loads((Path(__file__).parents[2] / "vectors" / "receipts.json").read_text())
numbers = st.integers(0, RANGE - 1)


@pytest.mark.parametrize("vector", SHARED["derived"], ids=lambda vector: vector["number"])
def test_everything_derived_from_a_receipt_is_what_the_browser_derives(vector: dict[str, Any]) -> None:
    receipt = Receipt(int(vector["number"]))
    assert wire.encode(receipt.content) == vector["bytes"]
    assert {language: " ".join(receipt.words(language)) for language in vector["words"]} == vector["words"]
    assert " ".join(receipt.dice()) == vector["dice"]
    assert wire.encode(receipt.locator) == vector["locator"]
    assert wire.encode(receipt.locator_hash) == vector["locator_hash"]
    assert wire.encode(receipt.root) == vector["root"]
    assert receipt.mailbox_identity(Algorithm.HYBRID) == vector["mailbox_age1pq"]["identity"]
    assert receipt.mailbox_identity(Algorithm.X25519) == vector["mailbox_age1"]["identity"]
    assert (
        recipients.x25519_recipient(vector["mailbox_age1"]["identity"]) == vector["mailbox_age1"]["recipient"]
    )
    assert wire.encode(receipt.author_seed) == vector["author"]["seed"]
    assert wire.encode(receipt.author) == vector["author"]["public"]


@pytest.mark.parametrize("vector", SHARED["typed"], ids=lambda vector: vector["why"])
def test_what_is_typed_is_forgiven_as_the_browser_forgives_it(vector: dict[str, Any]) -> None:
    readings = typed.read(vector["text"], ("en",))
    found = [
        {"number": str(r.receipt.number), "language": r.language, "corrected": list(r.corrected)}
        for r in readings
    ]
    assert found == vector["readings"]


@pytest.mark.parametrize("vector", SHARED["refused"], ids=lambda vector: vector["why"])
def test_what_cannot_be_read_says_where_and_why(vector: dict[str, Any]) -> None:
    with pytest.raises(UnreadableReceiptError) as raised:
        typed.read(vector["text"], ("en",))
    assert (raised.value.fault, list(raised.value.positions)) == (vector["fault"], vector["positions"])


@given(numbers, st.sampled_from(LANGUAGES))
def test_every_receipt_is_read_back_from_its_words_in_every_language(number: int, language: str) -> None:
    words = Receipt(number).words(language)
    for text in (" ".join(words), " ".join(words).upper(), "\n".join(words), ", ".join(words)):
        assert number in [reading.receipt.number for reading in typed.read(text)]


@given(numbers)
def test_every_receipt_is_read_back_from_its_digits_in_any_script(number: int) -> None:
    digits = " ".join(Receipt(number).dice())
    for zero in ("0", "٠", "۰", "०", "０"):
        text = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in digits)
        assert [reading.receipt.number for reading in typed.read(text)] == [number]


@given(numbers, st.integers(0, 7), st.data())
def test_one_slip_in_a_word_is_corrected_for_confirmation_or_refused_but_never_taken_silently(
    number: int, place: int, data: st.DataObject
) -> None:
    words = list(Receipt(number).words("en"))
    at = data.draw(st.integers(0, len(words[place]) - 1))
    words[place] = words[place][:at] + "q" + words[place][at + 1 :]
    try:
        readings = typed.read(" ".join(words), ("en",))
    except UnreadableReceiptError as refused:
        named = set(refused.positions)
    else:
        named = {place + 1}
        for reading in readings:
            assert reading.receipt.number == number or reading.corrected or words[place] in words_of("en")
    assert named <= {place + 1}


def test_a_reading_of_another_language_is_tried_too() -> None:
    shared = sorted(set(words_of("en")) & set(words_of("fr")))[:8]
    assert {reading.language for reading in typed.read(" ".join(shared))} >= {"en", "fr"}


@given(st.text(max_size=500))
def test_no_text_whatever_makes_the_reader_fail_in_another_way_or_repeats_it(text: str) -> None:
    try:
        told = repr(typed.read(text, ("en",)))
    except UnreadableReceiptError as refused:
        told = str(refused)
    assert len(text) < 12 or text not in told


def test_generated_receipts_differ_and_fill_the_range() -> None:
    made = {receipts.generate().number for _ in range(1000)}
    assert len(made) == 1000
    assert max(made) > RANGE * 0.9
    assert min(made) < RANGE * 0.1


@pytest.mark.parametrize("number", [-1, RANGE])
def test_a_number_outside_the_range_is_no_receipt(number: int) -> None:
    with pytest.raises(ValueError, match="7776"):
        Receipt(number)


def test_a_receipt_does_not_show_itself_in_a_log(receipt: Receipt) -> None:
    assert str(receipt.number) not in repr(receipt)
    assert str(receipt.number) not in str(typed.read(" ".join(receipt.words("en"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_list_can_be_typed_without_its_accents(language: str) -> None:
    words = words_of(language)
    assert len(words) == LIST_LENGTH
    for index, word in enumerate(words):
        assert index in [found for found, _ in typed._meanings([typed.fold(word)], language)]


def test_a_receipt_is_not_pickled_with_its_keys_by_accident(receipt: Receipt) -> None:
    fresh = Receipt(receipt.number)
    assert receipt.root not in pickle.dumps(fresh)
