"""No film and no recording is published without its words, and nothing of another site is loaded."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from home.blocks import AudioBlock, OtherVideoBlock, VideoBlock

pytestmark = pytest.mark.django_db
WORDS = "<p>When I joined our group.</p>"


def document(name):
    return Document.objects.create(title=name, file=ContentFile(b"x", name=name))


@pytest.fixture
def film(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return {
        "title": "Comfort's story",
        "minutes": 3,
        "video": document("film.mp4"),
        "captions": document("film.vtt"),
        "transcript": WORDS,
    }


def cleaned(block, values):
    return block.clean(
        block.to_python({**values, **{k: v.pk for k, v in values.items() if hasattr(v, "pk")}})
    )


def test_a_film_with_captions_and_words_is_fine(film):
    assert cleaned(VideoBlock(), film)["title"] == "Comfort's story"


@pytest.mark.parametrize(
    ("missing", "value"),
    [
        ("captions", None),
        ("transcript", ""),
        ("transcript", '<p data-block-key="x"></p>'),
        ("transcript", "<ul><li> &nbsp; </li></ul>"),
    ],
)
def test_a_film_without_captions_or_words_is_refused(film, missing, value):
    with pytest.raises(ValidationError) as refused:
        cleaned(VideoBlock(), {**film, missing: value})
    assert list(refused.value.block_errors) == [missing]


@pytest.mark.parametrize(("field", "name"), [("captions", "film.txt"), ("video", "film.pdf")])
def test_a_file_of_another_kind_is_refused(film, field, name):
    with pytest.raises(ValidationError) as refused:
        cleaned(VideoBlock(), {**film, field: document(name)})
    assert list(refused.value.block_errors) == [field]


def test_a_recording_needs_its_words(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    recording = {"title": "Morning", "minutes": 4, "audio": document("morning.mp3"), "transcript": WORDS}
    assert "<audio controls" in AudioBlock().render(cleaned(AudioBlock(), recording))
    for broken in ({"transcript": "<p></p>"}, {"audio": document("morning.mp4")}):
        with pytest.raises(ValidationError):
            cleaned(AudioBlock(), {**recording, **broken})


def test_a_film_of_another_site_is_a_link_and_needs_its_words():
    film = {
        "title": "How we began",
        "minutes": 5,
        "url": "https://example.org/film",
        "host": "Example",
        "transcript": WORDS,
    }
    page = OtherVideoBlock().render(cleaned(OtherVideoBlock(), film))
    assert 'href="https://example.org/film"' in page
    assert "When I joined our group." in page
    for loads in ("<iframe", "<img", "<video", "<script", "src="):
        assert loads not in page
    with pytest.raises(ValidationError):
        cleaned(OtherVideoBlock(), {**film, "transcript": "<p> </p>"})
