"""Talks to the learning record store that LEARNING_RECORD_STORE_URL names, user and password in it."""

import base64
import json
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .statements import VERSION

SECONDS = 10


class StoreSilent(Exception):
    """The store did not answer, or not now (5xx), or did not let us in: nothing will go through."""


class StatementRefused(Exception):
    """The store will not take this one statement."""


class _NoRedirects(HTTPRedirectHandler):
    """Name and password go to the store that was named and nowhere else."""

    def redirect_request(self, *_arguments):
        return None


def is_configured() -> bool:
    """Whether there is a store to send to."""
    return bool(settings.LEARNING_RECORD_STORE_URL)


def check_address() -> None:
    """Raises ImproperlyConfigured with one sentence when the address cannot be one."""
    try:
        parts = urlsplit(settings.LEARNING_RECORD_STORE_URL)
        fine = parts.scheme in {"http", "https"} and parts.hostname
    except ValueError:
        fine = False
    if is_configured() and not fine:
        raise ImproperlyConfigured(
            "LEARNING_RECORD_STORE_URL must look like https://user:password@host/path (see README, Settings)."
        )


def put(statement: dict) -> None:
    """Put one statement there; the same one again changes nothing. Raises StoreSilent and StatementRefused.

    What they say names no person: neither the address of the store's user nor what the store answered.
    """
    try:
        with build_opener(_NoRedirects).open(_request(statement), timeout=SECONDS):
            return
    except HTTPError as answer:
        if answer.code == HTTPStatus.CONFLICT:  # it is there already
            return
        words = f"it answered {answer.code}"
        if answer.code in (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
            raise StatementRefused(words) from None
        raise StoreSilent(words) from None
    except (OSError, HTTPException) as error:
        raise StoreSilent(type(error).__name__) from None


def _request(statement: dict) -> Request:
    parts = urlsplit(settings.LEARNING_RECORD_STORE_URL)
    place = parts.netloc.rpartition("@")[2]
    path = parts.path.rstrip("/").removesuffix("/statements") + "/statements"
    query = urlencode({"statementId": statement["id"]})
    headers = {"Content-Type": "application/json", "X-Experience-API-Version": VERSION}
    if parts.username is not None:
        name = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(name.encode()).decode()}"
    return Request(  # noqa: S310 (http or https: `check_address` saw to it)
        urlunsplit((parts.scheme, place, path, query, "")),
        data=json.dumps(statement).encode(),
        headers=headers,
        method="PUT",
    )
