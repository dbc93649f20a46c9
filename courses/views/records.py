"""What a person did and wrote, in one place, to read, print and keep."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone

from .. import operations, queries
from ..statements import statement
from .files import as_file


@login_required
def my_record(request):
    """Every course this person started."""
    return render(request, "courses/my_record.html", {"rows": queries.record_of(learner=request.user)})


@login_required
def my_record_file(request):
    """The record as JSON, for the person to keep."""
    record = queries.record_as_data(learner=request.user, at=timezone.now())
    return as_file(_json(record), "learning-record.json")


@login_required
def my_statements(request):
    """The record as xAPI statements, for the person to take to another place of learning."""
    site = settings.BASE_URL.rstrip("/")
    key = operations.learner_key(learner=request.user)
    told = [statement(deed, learner_key=key, site=site) for deed in queries.deeds_of(learner=request.user)]
    return as_file(_json(told), "learning-statements.json")


def _json(told):
    return JsonResponse(told, safe=False, json_dumps_params={"indent": 2, "ensure_ascii": False})


@login_required
def my_notes(request):
    """Everything this person wrote in lessons."""
    return render(request, "courses/my_notes.html", {"words": queries.words_of(learner=request.user)})
