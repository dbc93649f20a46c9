"""Addresses of this room that are not Wagtail pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("guides/<slug:slug>/tick/", views.tick, name="tick_step"),
]
