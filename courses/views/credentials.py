"""What software that checks a badge asks for: who gave it, with which keys, for what, and is it still good.

Anybody may ask, from any site: nothing here is about a person.
"""

from django.conf import settings
from django.http import Http404, JsonResponse

from .. import badges, queries


def _addresses():
    return badges.Addresses(settings.BASE_URL.rstrip("/"))


def _answer(told):
    response = JsonResponse(told)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def issuer(request):
    """Who gives the badges, and the keys to check them with."""
    keys = queries.published_keys()
    return _answer(badges.issuer_document(addresses=_addresses(), name=settings.WAGTAIL_SITE_NAME, keys=keys))


def keys(request):
    """All public keys, those of old too, as a JWK set."""
    return _answer({"keys": queries.published_keys()})


def key(request, kid):
    """One public key as a JWK. A badge names it in its header."""
    found = next((one for one in queries.published_keys() if one["kid"] == kid), None)
    if found is None:
        raise Http404
    return _answer(found)


def achievement(request, course_key):
    """What the badge of one course is given for."""
    found = queries.achievement(course_key=course_key)
    if found is None:
        raise Http404
    return _answer(
        {"@context": list(badges.CONTEXT), **badges.achievement_object(found, addresses=_addresses())}
    )


def status(request, badge_key):
    """Whether one badge was taken back, and why."""
    certificate = queries.certificate_of_badge(badge_key=badge_key)
    if certificate is None:
        raise Http404
    reason = certificate.revoked_because if certificate.revoked_at else None
    return _answer(badges.revocation_list(badge_key=badge_key, reason=reason, addresses=_addresses()))
