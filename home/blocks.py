"""Blocks every page may use. Each has an icon, a line of help, a group and a preview for the editor."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
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


class TranscriptBlock(blocks.RichTextBlock):
    """All that is said and shown, as words. Marks without a word between them are no transcript."""

    def __init__(self, **kwargs):
        super().__init__(**{"features": ["bold", "ul"], "label": _("Transcript")} | kwargs)

    def clean(self, value):
        value = super().clean(value)
        if not strip_tags(value.source).replace("&nbsp;", " ").strip():
            raise ValidationError(_("Write down all that is said and shown."))
        return value


class _WithFiles(blocks.StructBlock):
    """A block that takes files of kinds that a browser plays or shows: their ENDINGS by name of the field."""

    ENDINGS: dict[str, tuple[str, ...]] = {}

    def clean(self, value):
        cleaned = super().clean(value)
        refused = {
            name: ValidationError(
                _("Choose a file that ends in %(ending)s."), params={"ending": ", ".join(endings)}
            )
            for name, endings in self.ENDINGS.items()
            if PurePath(cleaned[name].filename).suffix.lower() not in endings
        }
        if refused:
            raise StructBlockValidationError(block_errors=refused)
        return cleaned


class VideoBlock(_WithFiles):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=30)
    video = DocumentChooserBlock(label=_("Video file (MP4)"))
    captions = DocumentChooserBlock(label=_("Captions (VTT)"))
    transcript = TranscriptBlock(
        help_text=_("All that is said and shown. A video cannot be published without it.")
    )

    ENDINGS = {"video": (".mp4",), "captions": (".vtt",)}

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


class AudioBlock(_WithFiles):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=60)
    audio = DocumentChooserBlock(label=_("Sound file (MP3 or M4A)"))
    transcript = TranscriptBlock(help_text=_("All that is said. A recording cannot be published without it."))

    ENDINGS = {"audio": (".mp3", ".m4a")}

    class Meta:
        icon = "media"
        group = EXPLAIN
        label = _("Recording with transcript")
        description = _("Something to listen to on this site, with all its words.")
        template = "blocks/audio.html"
        preview_template = "blocks/audio_preview.html"
        preview_value = {
            "title": "A carer's morning",
            "minutes": 4,
            "transcript": "<p>I get up at six…</p>",
        }


class OtherVideoBlock(blocks.StructBlock):
    """A film that another site shows. Nothing of that site is loaded here: it opens when a person presses."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    minutes = blocks.IntegerBlock(label=_("Minutes"), min_value=1, max_value=60)
    url = blocks.URLBlock(label=_("Address of the film"))
    host = blocks.CharBlock(
        label=_("Whose site it is on"), max_length=60, help_text=_("Such as YouTube. People read it first.")
    )
    transcript = TranscriptBlock(
        help_text=_("All that is said and shown. Choose films with captions. People without data read this.")
    )

    class Meta:
        icon = "link-external"
        group = EXPLAIN
        label = _("Film on another site")
        description = _("A link to a film elsewhere, with all its words here.")
        template = "blocks/other_video.html"
        preview_value = {
            "title": "How a patient group began",
            "minutes": 5,
            "url": "https://example.org/film",
            "host": "Example",
            "transcript": "<p>We were six people…</p>",
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
    audio = AudioBlock()
    other_video = OtherVideoBlock()
    resources = ResourcesBlock()

    class Meta:
        block_counts: dict = {}
