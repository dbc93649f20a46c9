"""Addresses of this room that are not Wagtail pages."""

urlpatterns: list = []
