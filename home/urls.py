"""Addresses of this room that are not Wagtail pages."""

from django.urls import path

from . import styleguide, views

urlpatterns = [
    path("search/", views.search_site, name="search"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
]
