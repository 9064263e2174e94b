"""Input that means harm, and files that are not what they say."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from django.conf import settings

from tests.foundation.accounts import given
from upstander.features.hub.submissions import file_checks
from upstander.features.hub.submissions.file_checks import MOST_BYTES, check, clean_name
from upstander.features.hub.submissions.models import Attachment, Submission
from upstander.features.hub.submissions.problems import FileRefusedError

from .world import WORD, Moderator, Scene, Sender, decided, docx, hub, pdf, upload

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
EXE = b"MZ\x90\x00" + b"\x00" * 200


def test_a_script_is_shown_as_text_to_everybody_and_on_the_page(un: Scene) -> None:
    hub()
    sent = un.sent(title=SCRIPT, text=f"{SCRIPT}\n\n" * 20, who=SCRIPT, link="https://example.org/?a=<b>")
    pages = [
        given.signed_in(un.writer).get("/en/contribute/"),
        given.signed_in(un.writer).get(f"/en/contribute/{sent.pk}/"),
        Moderator(un.first).browser.get("/en/submissions/"),
        Moderator(un.first).browser.get(f"/en/submissions/{sent.pk}/"),
    ]
    for page in pages:
        assert SCRIPT not in page.content.decode()
        assert "&lt;script&gt;" in page.content.decode()
    done = decided(un, sent)
    assert SCRIPT not in str(done.page.specific.body.get_prep_value())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "ftp://example.org/", "not a link"]
)
def test_only_links_of_the_web_are_taken(un: Scene, link: str) -> None:
    assert Sender(given.signed_in(un.writer)).sends(link=link).status_code == 200
    assert Submission.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "admin"),
        ("language", "xx"),
        ("recommendations", ["13"]),
        ("recommendations", ["two"]),
        ("office", "entity:00000000-0000-0000-0000-000000000000"),
        ("office", "x" * 500),
        ("title", ""),
        ("title", "x" * 201),
        ("who", "x" * 201),
        ("link", "https://example.org/" + "x" * 500),
    ],
)
def test_wrong_values_are_refused_and_kept_in_the_form(un: Scene, name: str, value: object) -> None:
    assert Sender(given.signed_in(un.writer)).sends(**{name: value}).status_code == 200
    assert not Submission.objects.exclude(state="draft").exists()


def test_zero_bytes_and_lone_signs_do_no_harm(un: Scene) -> None:
    assert un.sent(title="A\x00 pledge", text="right\u202eleft \U0001f600").title == "A pledge"


@pytest.mark.parametrize("identifier", ["", "1", "x" * 100])
def test_a_damaged_identifier_finds_nothing(un: Scene, identifier: str) -> None:
    focal_point = Sender(given.signed_in(un.writer))
    focal_point.hidden["submission"] = identifier
    assert focal_point.sends().status_code == 404


@pytest.mark.parametrize("seen", ["", "-1", "1e9", "9" * 400, "٣"])
def test_a_damaged_version_does_no_harm(un: Scene, seen: str) -> None:
    focal_point = Sender(given.signed_in(un.writer))
    focal_point.hidden["seen"] = seen
    assert focal_point.sends().status_code in {200, 302}


def test_another_persons_identifier_is_not_hers_to_write(un: Scene) -> None:
    Sender(given.signed_in(un.writer)).saves()
    draft = Submission.objects.get()
    intruder = Sender(given.signed_in(un.stranger))
    intruder.hidden["submission"] = str(draft.pk)
    assert intruder.sends(title="Mine now").status_code == 404
    draft.refresh_from_db()
    assert draft.submitter == un.writer and draft.typed["title"] != "Mine now"


@pytest.mark.parametrize("message", ["x" * 2_001, "ok\x00"])
def test_a_hostile_message_is_refused_and_kept(un: Scene, message: str) -> None:
    sent = un.sent()
    assert Moderator(un.first).does(sent.pk, "ask", message).status_code == 200
    assert Submission.objects.get().version == 1


@pytest.mark.parametrize("act", ["publish", "send", "withdraw", "nonsense", ""])
def test_an_act_that_is_not_a_moderators_does_nothing(un: Scene, act: str) -> None:
    sent = un.sent()
    assert Moderator(un.first).does(sent.pk, act).status_code in {200, 404}
    assert Submission.objects.get().version == 1


# --- files -----------------------------------------------------------------------------------------------


def bomb() -> bytes:
    return docx(**{f"word/media/{number}.xml": b"\x00" * (9 * 1024 * 1024) for number in range(10)})


def lzma_packed() -> bytes:
    """No office program packs so; unpacking may ask for gigabytes of memory."""
    buffer = io.BytesIO(docx())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/other.xml", b"<x/>" * 100)
    return buffer.getvalue()


def lying_bomb() -> bytes:
    """Claims ten bytes where nine megabytes come out."""
    whole = docx(**{"word/big.xml": b"\x00" * (9 * 1024 * 1024)})
    return whole.replace(struct.pack("<L", 9 * 1024 * 1024), struct.pack("<L", 10))


REFUSED = {
    "a program named as a PDF": EXE,
    "a page": b"<html><script>alert(1)</script></html>",
    "an empty file": b"",
    "a PDF cut short": pdf()[:-8],
    "a PDF with something in front": b"MZ" + pdf(),
    "a PDF with an archive behind": pdf() + docx() + b"%%EOF",
    "a PDF with a program behind": pdf() + EXE,
    "a PDF with scripts": pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"),
    "a PDF with files inside": pdf(b"<< /Type /EmbeddedFile >>"),
    "an archive of another kind": docx(main="text/plain"),
    "a Word file with macros": docx(main=WORD.replace("document.main", "document.macroEnabled.main")),
    "a Word file with a macro part": docx(**{"word/vbaProject.bin": b"x"}),
    "a Word file with a program": docx(**{"word/embeddings/run.exe": EXE}),
    "a Word file that loads a template": docx(
        **{
            "word/_rels/settings.xml.rels": b'<Relationship TargetMode="External" Target="https://x.example/"/>'
        }
    ),
    "a Word file whose template is named otherwise": docx(
        **{
            "word/_rels/s.xml.rels": b"<Relationship Type='http://x/attachedTemplate' TargetMode='External' "
            b"Target='https://x.example/'/>"
        }
    ),
    "a Word file that names a template in signs": docx(
        **{
            "word/_rels/settings.xml.rels": b'<Relationship TargetMode="E&#120;ternal" Target="https://x.example/"/>'
        }
    ),
    "a Word file packed in another way": lzma_packed(),
    "a Word file with ways out": docx(**{"../../etc/passwd": b"x"}),
    "a Word file with a PDF in front": pdf() + docx(),
    "a Word file with something behind": docx() + b"more",
    "a damaged Word file": docx()[:60] + b"\xff" * 40 + docx()[100:],
    "a bomb": bomb(),
    "a bomb that lies": lying_bomb(),
    "many entries": docx(**{f"word/{number}.xml": b"" for number in range(2_001)}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_is_not_what_it_may_be_is_refused(what: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        check("report.pdf", REFUSED[what])
    assert str(refused.value)


def test_the_type_is_what_the_content_is_and_not_what_the_name_says() -> None:
    assert check("run.exe", pdf()).name == "run.pdf"
    kept = check("policy.pdf", docx())
    assert (kept.name, kept.media_type.rsplit(".", 1)[-1]) == ("policy.docx", "document")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("report\u202efdp.exe", "report fdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("سياسة المنظمة.pdf", "سياسة المنظمة.pdf"),
        ("", "file.pdf"),
        ("....", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_names_are_made_harmless(name: str, clean: str) -> None:
    assert clean_name(name, ".pdf") == clean


def test_a_refused_file_is_said_beside_its_field_and_the_words_are_kept(un: Scene) -> None:
    seen = Sender(given.signed_in(un.writer)).sends(file=upload("report.pdf", EXE)).content.decode()
    assert "Please choose a PDF" in seen
    draft = Submission.objects.get()
    assert (draft.state, draft.typed["title"][:8]) == ("draft", "A pledge")
    assert not Attachment.objects.exists()


def test_a_file_of_nearly_the_most_is_taken_and_a_larger_one_is_not(un: Scene) -> None:
    focal_point = Sender(given.signed_in(un.writer))
    seen = focal_point.sends(file=upload("big.pdf", pdf(b"x" * MOST_BYTES))).content.decode()
    assert "larger than 10 MB" in seen
    assert Submission.objects.get().typed["title"], "the words are kept beside it"
    focal_point = Sender(focal_point.browser, Submission.objects.get().pk)
    assert focal_point.sends(file=upload("big.pdf", pdf(b"x" * (MOST_BYTES - 1_000)))).status_code == 302
    assert Attachment.objects.get().size > 9 * 1024 * 1024


def test_a_second_file_and_one_of_another_name_are_dropped(un: Scene) -> None:
    focal_point = Sender(given.signed_in(un.writer))
    focal_point.sends(file=[upload("first.pdf"), upload("second.pdf")], other=upload("third.pdf"))
    assert [one.name for one in Attachment.objects.all()] == ["first.pdf"]


def test_a_file_is_handed_out_to_be_saved_and_lies_at_no_address(un: Scene) -> None:
    sent = un.sent(file=upload("سياسة.pdf"))
    kept = sent.sent_file
    assert kept is not None
    answer = given.signed_in(un.writer).get(f"/en/contribute/files/{kept.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"".join(answer.streaming_content) == pdf()  # type: ignore[attr-defined]
    assert kept.file.name == kept.pk.hex
    folder = Path(kept.file.path).parent
    assert folder not in {Path(settings.MEDIA_ROOT), Path(settings.STATIC_ROOT)}
    assert given.signed_in(un.writer).get(f"/media/{kept.pk.hex}").status_code == 404


def test_the_bounds_of_the_check_are_those_that_are_told() -> None:
    assert file_checks.MOST_BYTES == 10 * 1024 * 1024
