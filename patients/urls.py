"""Addresses of the patients pages."""

from django.urls import path

from patients import views

app_name = "patients"
urlpatterns = [
    path("clinic/trail/", views.trail, name="trail"),
    path("clinic/trail/file/", views.export_trail, name="export_trail"),
    path("calendar/", views.day, name="calendar"),
    path("calendar/week/", views.week, name="week"),
    path("appointments/new/", views.book, name="book"),
    path("appointments/<uuid:pk>/", views.appointment, name="appointment"),
    path("appointments/<uuid:pk>/move/", views.move, name="move_appointment"),
    path("appointments/<uuid:pk>/cancel/", views.cancel, name="cancel_appointment"),
    path("appointments/<uuid:pk>/arrive/", views.arrive, name="arrive_appointment"),
    path("appointments/<uuid:pk>/start/", views.start, name="start_appointment"),
    path("appointments/<uuid:pk>/finish/", views.finish, name="finish_appointment"),
    path("appointments/<uuid:pk>/miss/", views.miss, name="miss_appointment"),
    path("appointments/<uuid:pk>/restore/", views.restore, name="restore_appointment"),
    path("patients/", views.patients, name="list"),
    path("patients/new/", views.register, name="register"),
    path("patients/<uuid:pk>/edit/", views.change, name="change"),
    path("patients/<uuid:pk>/invite/", views.invite, name="invite"),
    path("patients/<uuid:pk>/record/", views.record, name="record"),
    path("patients/<uuid:pk>/episodes/new/", views.start_episode, name="start_episode"),
    path("episodes/<uuid:pk>/edit/", views.change_episode, name="change_episode"),
    path("episodes/<uuid:pk>/hold/", views.hold_episode, name="hold_episode"),
    path("episodes/<uuid:pk>/resume/", views.resume_episode, name="resume_episode"),
    path("episodes/<uuid:pk>/refer-out/", views.refer_out, name="refer_out"),
    path("episodes/<uuid:pk>/reopen/", views.reopen_episode, name="reopen_episode"),
    path("episodes/<uuid:pk>/screening/new/", views.record_screening, name="record_screening"),
    path("episodes/<uuid:pk>/screening/again/", views.renew_screening, name="renew_screening"),
    path("screenings/<uuid:pk>/", views.screening, name="screening"),
    path("episodes/<uuid:pk>/clearances/new/", views.record_clearance, name="record_clearance"),
    path("episodes/<uuid:pk>/overrides/new/", views.record_override, name="record_override"),
    path("episodes/<uuid:pk>/consent/new/", views.record_consent, name="record_consent"),
    path("consents/<uuid:pk>/", views.consent, name="consent"),
    path("consents/<uuid:pk>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
    path("consents/text/", views.consent_text, name="consent_text"),
    path("episodes/<uuid:pk>/assessment/new/", views.record_assessment, name="record_assessment"),
    path("episodes/<uuid:pk>/assessment/criteria/", views.criteria, name="criteria"),
    path("assessments/<uuid:pk>/", views.assessment, name="assessment"),
    path("assessments/<uuid:pk>/sign/", views.sign_assessment, name="sign_assessment"),
    path("assessments/<uuid:pk>/discard/", views.discard_assessment, name="discard_assessment"),
    path("assessments/<uuid:pk>/addenda/new/", views.add_addendum, name="add_addendum"),
]
