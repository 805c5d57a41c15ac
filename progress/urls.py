"""Addresses of the progress pages."""

from django.urls import path

from progress import views

app_name = "progress"
urlpatterns = [
    path("", views.today, name="today"),
    path("work/", views.work, name="work"),
    path("patients/<uuid:pk>/", views.chart, name="chart"),
    path("episodes/<uuid:pk>/", views.episode, name="episode"),
    path("episodes/<uuid:pk>/goals/", views.goals, name="goals"),
    path("episodes/<uuid:pk>/discharge/", views.discharge, name="discharge"),
    path("episodes/<uuid:pk>/clocks/", views.clocks, name="clocks"),
    path("episodes/<uuid:pk>/needled/", views.needled, name="needled"),
    path("episodes/<uuid:pk>/diary/months/", views.diary_months, name="diary_months"),
    path("progress/", views.clinic, name="clinic"),
    path("progress/muscles/", views.muscles, name="muscles"),
    path("progress/therapists/", views.therapists, name="therapists"),
    path("progress/therapists/csv/", views.therapists_file, name="therapists_file"),
    path("progress/patients/<str:figure>/", views.behind, name="behind"),
    path("clinic/people/<uuid:pk>/open/", views.open_work, name="open_work"),
    path("me/", views.me, name="me"),
    path("me/papers/", views.papers, name="my_papers"),
    path("me/progress/", views.progress, name="my_progress"),
    path("me/kept/", views.kept, name="kept"),
    path("me/worker.js", views.worker, name="worker"),
    path("kept/", views.shell, name="room_kept"),
    path("worker.js", views.room_worker, name="room_worker"),
]
