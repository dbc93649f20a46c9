"""Addresses of this room that are not Wagtail pages."""

from django.urls import path

from . import styleguide

urlpatterns = [
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
