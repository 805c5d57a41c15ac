"""Addresses of the plans pages."""

from django.urls import URLPattern

app_name = "plans"
urlpatterns: list[URLPattern] = []
