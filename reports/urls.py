"""Addresses of the reports pages."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.list_reports, name="list"),
    path("reports/<uuid:report_id>/", views.detail, name="detail"),
    path("reports/<uuid:report_id>/retry/", views.retry, name="retry"),
    path("reports/<uuid:report_id>/file/", views.file, name="file"),
    path("consents/<uuid:consent_id>/copy/", views.consent_copy, name="consent_copy"),
    path("consents/<uuid:consent_id>/copy/file/", views.consent_copy_file, name="consent_copy_file"),
    path(
        "episodes/<uuid:episode_id>/reports/home-programme/",
        views.request_home_programme,
        name="request_home_programme",
    ),
    path("episodes/<uuid:episode_id>/reports/new/", views.request_report, name="request"),
]
