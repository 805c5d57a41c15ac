"""Every address of the product."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from practice import views
from practice.api import router
from practice.doors.problems import NothingHere

urlpatterns = [
    path("healthz", views.healthy, name="healthy"),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/v1/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="practice/api_docs.html"),
        name="api_docs",
    ),
    path("api/v1/", include(router.urls)),
    re_path(r"^api/", NothingHere.as_view()),
    path("favicon.ico", login_not_required(RedirectView.as_view(url=f"{settings.STATIC_URL}img/mark.svg"))),
    path("clinic/choose/", views.choose_clinic, name="choose_clinic"),
    path("clinic/", include("practice.page_urls")),
    path("", include("progress.urls")),
    path("", include("reports.urls")),
    path("", include("sessions.urls")),
    path("", include("plans.urls")),
    path("", include("patients.urls")),
]

handler500 = views.broken

if settings.DEBUG:
    urlpatterns.append(path("design/", views.design, name="design"))
