"""The vocabulary names the same things in six languages, and its files hold together."""

from __future__ import annotations

import pytest

from upstander.core.search.languages import LANGUAGES
from upstander.core.search.queries import Query, parse
from upstander.core.search.vocabulary import vocabulary


def concepts(text: str) -> set[str]:
    return set(parse(text).concepts)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (
            "sexual-harassment",
            ["sexual harassment", "harcèlement sexuel", "acoso sexual", "التحرش الجنسي", "性骚扰", "SH"],
        ),
        ("sexual-harassment", ["сексуальных домогательств", "性騷擾", "sexualharassment"]),
        ("org-un-women", ["UN Women", "UN-Women", "unwomen", "ONU Femmes", "onu femmes", "ONU-Mujeres"]),
        ("org-un-women", ["ООН-Женщины", "联合国妇女署", "妇女署", "هيئة الأمم المتحدة للمرأة"]),
        ("org-who", ["WHO", "who", "OMS", "ВОЗ", "世卫组织", "منظمة الصحة العالمية", "WHO report"]),
        ("screening", ["ClearCheck", "clear check", "clear-check"]),
        ("sea", ["SEA", "sea", "PSEA", "EAS", "sexual exploitation and abuse"]),
        ("bystander", ["bystander", "upstander", "témoin", "testigos", "الشاهد", "旁观者", "свидетелем"]),
        ("retaliation", ["retaliation", "represailles", "represalias", "الانتقام", "打击报复"]),
        ("intimate-images", ["revenge porn", "nudes", "裸照", "porno venganza", "интимных фото"]),
    ],
)
def test_a_thing_is_recognised_by_any_of_its_names(name: str, texts: list[str]) -> None:
    assert [text for text in texts if name not in concepts(text)] == []


@pytest.mark.parametrize(
    "text", ["my boss touched me", "i was groped", "he is stalking me", "被上司摸了", "me tocaron"]
)
def test_words_of_people_in_trouble_are_understood_as_such(text: str) -> None:
    assert parse(text).personal


def test_common_words_are_not_taken_for_acronyms() -> None:
    assert "org-who" not in concepts("who can i talk to")
    assert "org-un" not in concepts("un cas de harcèlement")


@pytest.mark.parametrize("concept", vocabulary().concepts.values(), ids=lambda concept: concept.name)
def test_concepts_name_others_that_exist(concept) -> None:  # type: ignore[no-untyped-def]
    assert {*concept.broader, *concept.see} <= vocabulary().concepts.keys()
    assert concept.name not in {*concept.broader, *concept.see}


def test_concepts_have_labels_in_all_six_languages() -> None:
    subjects = [concept for name, concept in vocabulary().concepts.items() if not name.startswith("org-")]
    assert [concept.name for concept in subjects if set(concept.labels) != set(LANGUAGES)] == []


def test_every_organisation_of_the_example_is_named() -> None:
    from pathlib import Path

    import upstander.config.installation as installation

    file = Path(str(installation.__file__)).parent / "example_system" / "entities.csv"
    codes = [line.partition(",")[0] for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    missing = [code for code in codes if f"org-{code.lower().replace(' ', '-')}" not in concepts(code)]
    assert missing == []


def test_a_query_without_words_has_no_units() -> None:
    assert parse('"*:(') == Query('"*:(')
