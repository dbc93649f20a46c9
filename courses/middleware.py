"""What holds for every form of learning: nothing typed is lost when a sign-in runs out."""

from django.shortcuts import redirect

from accounts import kept_words


class KeptWordsMiddleware:
    """Keeps what was typed into a form whose writer is signed out meanwhile, and forgets it once it is saved.

    See `accounts.kept_words`. Stands after the middleware that knows who is signed in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 302 and request.method == "POST" and request.user.is_authenticated:
            mark = kept_words.mark_of(request)
            if mark and not getattr(request, "words_were_kept", False):
                kept_words.forget(request, mark.box)
        is_missing = response.status_code == 404 and request.method == "GET"
        if is_missing and kept_words.waiting(request, request.path):  # it went while somebody typed on it
            return redirect("kept_words")
        return response

    def process_view(self, request, view, args, kwargs):
        if request.method == "POST" and not request.user.is_authenticated:
            return kept_words.rescued(request)
        return None
