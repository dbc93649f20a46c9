"""Addresses without a language: health checks, and what search engines ask for."""

from django.urls import path

from . import views

urlpatterns = [
    path("healthz", views.process_is_up, name="healthz"),
    path("readyz", views.ready, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
