"""The structured blocks of a page. There is no block for raw HTML and none that fetches from elsewhere."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .blocks_media import PictureBlock, VideoBlock

FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]
"""What rich text may hold."""


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(choices=[("2", _("Section")), ("3", _("Part of a section"))], default="2")

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "hub/blocks/heading.html"


class NoticeBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[
            ("information", _("Information")),
            ("warning", _("Take care")),
            ("success", _("Good to know")),
            ("danger", _("Danger")),
        ],
        default="information",
    )
    title = blocks.CharBlock(max_length=120, required=False)
    text = blocks.RichTextBlock(features=FEATURES)

    class Meta:
        icon = "warning"
        label = _("Notice")
        template = "hub/blocks/notice.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=200)
    answer = blocks.RichTextBlock(features=FEATURES)

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "hub/blocks/question.html"


class DefinitionBlock(blocks.StructBlock):
    term = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=FEATURES)
    version = blocks.CharBlock(max_length=12, help_text=_("A number that rises when the meaning changes."))
    since = blocks.CharBlock(max_length=10, help_text=_("Year, or year and month, such as 2018-10."))
    source = blocks.CharBlock(max_length=300)

    class Meta:
        icon = "openquote"
        label = _("Definition")
        template = "hub/blocks/definition.html"


class ChoiceBlock(blocks.StructBlock):
    """One of several ways, shown side by side."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.RichTextBlock(features=FEATURES)
    href = blocks.CharBlock(max_length=300, required=False, help_text=_("Such as page:get-help or report:"))
    label = blocks.CharBlock(max_length=120, required=False)

    class Meta:
        icon = "list-ul"
        label = _("Choice")


class ActionBlock(blocks.StructBlock):
    """The one main button of a page."""

    href = blocks.CharBlock(max_length=300, help_text=_("Such as page:get-help, report: or https://..."))
    label = blocks.CharBlock(max_length=120)

    class Meta:
        icon = "arrow-right"
        label = _("Button")
        template = "hub/blocks/action.html"


class FigureBlock(blocks.StructBlock):
    """A published number, always shown with its date and source (`Figure`)."""

    key = blocks.CharBlock(max_length=120)

    class Meta:
        icon = "order"
        label = _("Figure")
        template = "hub/blocks/figure.html"


class TableBlock(blocks.StructBlock):
    """A small table; the first row is the head."""

    caption = blocks.CharBlock(max_length=200, required=False)
    rows = blocks.ListBlock(blocks.ListBlock(blocks.CharBlock(required=False, max_length=500)))

    class Meta:
        icon = "table"
        label = _("Table")
        template = "hub/blocks/table.html"


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    text = blocks.RichTextBlock(features=FEATURES, label=_("Text"), template="hub/blocks/text.html")
    notice = NoticeBlock()
    question = QuestionBlock()
    definition = DefinitionBlock()
    choices = blocks.ListBlock(
        ChoiceBlock(), label=_("Choices side by side"), template="hub/blocks/choices.html"
    )
    action = ActionBlock()
    figure = FigureBlock()
    table = TableBlock()
    picture = PictureBlock()
    video = VideoBlock()
    organisations = blocks.StaticBlock(
        label=_("List of organisations"),
        admin_text=_("Shows every organisation with its reporting page."),
        template="hub/blocks/organisations.html",
    )
