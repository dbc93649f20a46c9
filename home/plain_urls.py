"""Addresses without a language: health checks."""

from django.urls import path

from . import health

urlpatterns = [
    path("healthz", health.process_is_up),
    path("readyz", health.ready),
]
