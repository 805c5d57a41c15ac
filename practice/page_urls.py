"""Addresses of the clinic's own pages."""

from django.urls import path

from practice import views

urlpatterns = [
    path("choose/", views.choose_clinic, name="choose_clinic"),
]
