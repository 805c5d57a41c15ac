"""Addresses of the plans pages."""

from django.urls import path

from plans.views import certifications, diary, exercises, library, me, offers, plans, weeks

app_name = "plans"
urlpatterns = [
    path("episodes/<uuid:episode_id>/plan/", plans.plan, name="plan"),
    path("episodes/<uuid:episode_id>/plan/edit/", plans.edit, name="edit"),
    path("episodes/<uuid:episode_id>/plan/sign/", plans.sign, name="sign"),
    path("episodes/<uuid:episode_id>/plan/revise/", plans.revise, name="revise"),
    path("episodes/<uuid:episode_id>/plan/certify/", certifications.certify, name="certify"),
    path("certifications/<uuid:certification_id>/sign/", certifications.countersign, name="countersign"),
    path("episodes/<uuid:episode_id>/plan/<int:number>/", plans.revision, name="revision"),
    path("episodes/<uuid:episode_id>/exercises/", exercises.exercises, name="exercises"),
    path("episodes/<uuid:episode_id>/exercises/programme/", exercises.programme, name="programme"),
    path("episodes/<uuid:episode_id>/exercises/new/<slug:key>/", exercises.prescribe, name="prescribe"),
    path("episodes/<uuid:episode_id>/diary/", diary.diary, name="diary"),
    path("episodes/<uuid:episode_id>/diary/offer/", offers.diary_offer, name="diary_offer"),
    path("episodes/<uuid:episode_id>/diary/days/", weeks.diary_days, name="diary_days"),
    path("prescriptions/<uuid:prescription_id>/adherence/", weeks.adherence, name="adherence"),
    path("prescriptions/<uuid:prescription_id>/dose/", exercises.dose, name="dose"),
    path("prescriptions/<uuid:prescription_id>/step/", exercises.step, name="step"),
    path("prescriptions/<uuid:prescription_id>/checklist/", exercises.checklist, name="checklist"),
    path("me/exercises/<uuid:prescription_id>/checklist/", me.checklist, name="my_checklist"),
    path("prescriptions/<uuid:prescription_id>/stop/", exercises.stop, name="stop"),
    path("exercises/", library.library, name="library"),
    path("exercises/new/", library.add, name="add_exercise"),
    path("exercises/<slug:key>/", library.change, name="change_exercise"),
    path("me/diary/", me.diary, name="my_diary"),
    path("me/diary/take-back/", me.take_back, name="take_back_day"),
    path("me/exercises/", me.exercises, name="my_exercises"),
    path("me/exercises/<uuid:prescription_id>/", me.report, name="report_exercise"),
]
