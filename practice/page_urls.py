"""Addresses of the clinic's own pages."""

from django.urls import path

from practice import views

app_name = "practice"
urlpatterns = [
    path("", views.clinic, name="clinic"),
    path("edit/", views.edit_clinic, name="edit_clinic"),
    path("state/", views.state_rules, name="state_rules"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<uuid:pk>/", views.member, name="member"),
    path("people/<uuid:pk>/edit/", views.edit_member, name="edit_member"),
    path("people/<uuid:pk>/invite/", views.invite_again, name="invite_again"),
    path("people/<uuid:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("people/<uuid:pk>/reactivate/", views.reactivate, name="reactivate"),
    path("people/<uuid:pk>/credentials/new/", views.add_credential, name="add_credential"),
    path("credentials/<uuid:pk>/document/", views.document, name="document"),
    path("credentials/<uuid:pk>/document/new/", views.keep_document, name="keep_document"),
    path("credentials/<uuid:pk>/edit/", views.edit_credential, name="edit_credential"),
]
