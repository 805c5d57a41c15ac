"""Addresses of the sessions pages."""

from django.urls import path

from sessions.views import absences, adverse_events, check_ins, holding, sessions, visits

app_name = "sessions"
urlpatterns = [
    path("episodes/<uuid:episode_id>/sessions/new/", sessions.record, name="record"),
    path("sessions/<uuid:pk>/", sessions.detail, name="detail"),
    path("sessions/<uuid:pk>/sign/", sessions.sign, name="sign"),
    path("sessions/<uuid:pk>/discard/", sessions.discard, name="discard"),
    path("sessions/<uuid:pk>/hold/", holding.hold, name="hold"),
    path("sessions/<uuid:pk>/addenda/", sessions.addendum, name="addendum"),
    path("sessions/<uuid:pk>/cosign/", sessions.cosign, name="cosign"),
    path("sessions/<uuid:pk>/supervisor/", sessions.supervisor, name="supervisor"),
    path("episodes/<uuid:episode_id>/visits/new/", visits.record, name="record_visit"),
    path("episodes/<uuid:episode_id>/absences/", absences.record, name="record_absence"),
    path("absences/<uuid:pk>/discard/", absences.discard, name="discard_absence"),
    path("visits/<uuid:pk>/", visits.detail, name="visit"),
    path("visits/<uuid:pk>/sign/", visits.sign, name="sign_visit"),
    path("visits/<uuid:pk>/discard/", visits.discard, name="discard_visit"),
    path("visits/<uuid:pk>/addenda/", visits.addendum, name="visit_addendum"),
    path("sessions/<uuid:pk>/check-in/", check_ins.record, name="check_in"),
    path("me/check-in/<uuid:pk>/", check_ins.answer, name="answer"),
    path("check-ins/alerts/", check_ins.alerts, name="alerts"),
    path("check-ins/<uuid:pk>/follow-up/", check_ins.follow_up, name="follow_up_check_in"),
    path("episodes/<uuid:episode_id>/adverse-events/new/", adverse_events.record, name="record_adverse_event"),
    path("adverse-events/", adverse_events.listing, name="adverse_events"),
    path("adverse-events/<uuid:pk>/", adverse_events.detail, name="adverse_event"),
]
