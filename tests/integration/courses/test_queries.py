import pytest

from courses import queries
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db


def test_course_outline_lists_lessons(site_tree):
    made = make_course(parent=site_tree.learn, modules=2, lessons=2)
    outline = queries.course_outlines(course_keys=[made.key])[made.key]
    assert [lesson.title for lesson in outline.lessons] == [page.title for page in made.lessons]
    assert [lesson.url for lesson in outline.lessons] == [page.url for page in made.lessons]
    progress = queries.progress_for(learner=UserFactory(), course_key=made.key)
    assert (progress.done, progress.total) == (0, 4)
    queries.course_list_for(learner=UserFactory())
