"""For whom a request acts: for whoever is signed in, or for the learner they are helping just now.

A helper starts helping, which their session notes. Every page of the learning room then shows the learner's
courses, and each form carries a mark. A form with a mark acts for the learner, one without for its sender:
a tab that was open before does not change sides. Both ask the database each time: when the learner or the
helper has ended it, the very next request finds nothing (404).
"""

from django.http import Http404

from .. import queries

SESSION_KEY = "helping"
#: The mark in the forms.
FIELD = "helping"


def start_helping(request, supporter) -> None:
    request.session[SESSION_KEY] = supporter.pk


def stop_helping(request) -> None:
    request.session.pop(SESSION_KEY, None)


def is_helping(request) -> bool:
    """Whether this session is for helping somebody, who may have ended it meanwhile. No query."""
    return request.user.is_authenticated and SESSION_KEY in request.session


def supporter_noted(request):
    """The row that the session is for, as the database has it now; None when the help has ended."""
    if not is_helping(request):
        return None
    if not hasattr(request, "_supporter_noted"):
        request._supporter_noted = queries.support_given(
            supporter_id=request.session[SESSION_KEY], helper=request.user
        )
    return request._supporter_noted


def supporter_of(request):
    """The row by which this request acts for a learner; None when it acts for whoever sent it.

    404 once the help has ended, and for a form of a page on which somebody else was helped. At most one query
    a request, and none for people who help nobody.
    """
    noted = str(request.session[SESSION_KEY]) if is_helping(request) else ""
    meant = request.POST.get(FIELD, "") if request.method == "POST" else noted
    if not meant:
        return None
    supporter = supporter_noted(request)
    if meant != noted or supporter is None:
        raise Http404
    return supporter


def learner_of(request, course=None):
    """The person whose learning this request shows or changes: who is signed in, or whom they help.

    `course`: 404 when the learner did not allow their helper this one.
    """
    supporter = supporter_of(request)
    if supporter is None:
        return request.user
    if course and not queries.allows(supporter=supporter, course_key=course.translation_key):
        raise Http404
    return supporter.learner


def own_only(request) -> None:
    """404 for a helper: a learner's own words and answers are nobody else's to read or write."""
    if supporter_of(request):
        raise Http404


def name_in_lesson(request, lesson_key, box: str) -> str:
    """The name of a box of a lesson (`accounts.kept_words`). What a helper types for a learner is no box of
    their own."""
    helped = supporter_of(request)
    return f"{box}-{lesson_key}" + (f"-for-{helped.learner_id}" if helped else "")
