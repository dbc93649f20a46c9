"""Blocks every page may use. Each has an icon, a line of help, a group and a preview for the editor."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

EXPLAIN = _("Explain")
CHECK = _("Check")
USE = _("Use")

TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(features=TEXT_FEATURES, **kwargs)

    class Meta:
        icon = "pilcrow"
        group = EXPLAIN
        label = _("Text")
        description = _("Plain paragraphs, headings and lists.")
        template = "blocks/text.html"
        preview_value = (
            "<p>Most practices hear from the same few people. This lesson helps you find the others.</p>"
        )


class KeyPointsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    points = blocks.ListBlock(blocks.TextBlock(label=_("Point"), rows=2), label=_("Points"), min_num=1)

    class Meta:
        icon = "list-ul"
        group = EXPLAIN
        label = _("Key points")
        description = _("One thing a point. People who read nothing else read this.")
        template = "blocks/key_points.html"
        preview_value = {
            "heading": "Key points",
            "points": [
                "You do not need a job title to lead.",
                "Leading is done with staff, not against them.",
            ],
        }


class DoDontBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    do = blocks.ListBlock(blocks.CharBlock(label=_("Do"), max_length=200), label=_("Do"), min_num=1)
    dont = blocks.ListBlock(blocks.CharBlock(label=_("Do not"), max_length=200), label=_("Do not"), min_num=1)

    class Meta:
        icon = "tasks"
        group = EXPLAIN
        label = _("Do and do not")
        description = _("Two short lists side by side.")
        template = "blocks/do_dont.html"
        preview_value = {
            "heading": "When you ask people for their views",
            "do": ["ask one open question, then wait"],
            "dont": ["promise a change you cannot make"],
        }


class StepsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    steps = blocks.ListBlock(blocks.TextBlock(label=_("Step"), rows=2), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        group = EXPLAIN
        label = _("Steps")
        description = _("Things to do in order.")
        template = "blocks/steps.html"
        preview_value = {
            "heading": "How to start",
            "steps": ["Ask who is missing.", "Go to where they meet."],
        }


class QuoteBlock(blocks.StructBlock):
    quote = blocks.TextBlock(label=_("Quotation"), rows=3)
    who = blocks.CharBlock(label=_("Who said it"), max_length=160)
    year = blocks.CharBlock(label=_("Year"), required=False, max_length=10)

    class Meta:
        icon = "openquote"
        group = EXPLAIN
        label = _("Quotation")
        description = _("Somebody's own words, with their name.")
        template = "blocks/quote.html"
        preview_value = {"quote": "Ask me what matters, then wait.", "who": "A carer", "year": "2025"}


class StoryBlock(blocks.StructBlock):
    """What somebody did, as an example. Always shown as one."""

    name = blocks.CharBlock(
        label=_("Who it is about"), max_length=80, help_text=_("Made up. Never a real person.")
    )
    text = blocks.TextBlock(label=_("Story"), rows=6)

    class Meta:
        icon = "user"
        group = EXPLAIN
        label = _("Story")
        description = _("What somebody did, made up as an example.")
        template = "blocks/story.html"
        preview_value = {
            "name": "Comfort, who cares for her mother",
            "text": "Comfort looks after her mother. She took two lessons.",
        }


class PictureBlock(blocks.StructBlock):
    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        group = EXPLAIN
        label = _("Picture")
        description = _("A picture that adds something, with words for those who cannot see it.")
        template = "blocks/picture.html"
        preview_template = "blocks/picture_preview.html"
        preview_value = {"caption": "A patient group round a table"}


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=30)
    video = DocumentChooserBlock(label=_("Video file (MP4)"))
    captions = DocumentChooserBlock(label=_("Captions (VTT)"))
    transcript = blocks.RichTextBlock(
        label=_("Transcript"),
        features=["bold", "ul"],
        help_text=_("All that is said and shown. A video cannot be published without it."),
    )

    class Meta:
        icon = "media"
        group = EXPLAIN
        label = _("Video with transcript")
        description = _("A short film on this site, with captions and all its words.")
        template = "blocks/video.html"
        preview_template = "blocks/video_preview.html"
        preview_value = {
            "title": "Comfort's story",
            "minutes": 3,
            "transcript": "<p>When I joined our group…</p>",
        }


class LinkBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Words of the link"), max_length=120, help_text=_("Say where it leads."))
    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    url = blocks.URLBlock(label=_("Other address"), required=False)
    document = DocumentChooserBlock(label=_("File"), required=False)


class ResourcesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    links = blocks.ListBlock(LinkBlock(), label=_("Links and downloads"), min_num=1)

    class Meta:
        icon = "download"
        group = USE
        label = _("Links and downloads")
        description = _("Forms to fill in, files to keep, places to go next.")
        template = "blocks/resources.html"
        preview_value = {
            "heading": "Take it with you",
            "links": [{"text": "Story consent record", "url": "https://example.org/story-consent"}],
        }


class BodyBlock(blocks.StreamBlock):
    """What any page of prose is made of."""

    text = TextBlock()
    key_points = KeyPointsBlock()
    do_dont = DoDontBlock()
    steps = StepsBlock()
    quote = QuoteBlock()
    picture = PictureBlock()
    video = VideoBlock()
    resources = ResourcesBlock()

    class Meta:
        block_counts: dict = {}
