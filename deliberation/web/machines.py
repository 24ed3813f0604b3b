"""What machines ask for at fixed addresses, in no language."""

from django.urls import path

from deliberation.web import doors, duty_badge, health, sharing, verified, watching

app_name = "machines"
urlpatterns = [
    path("robots.txt", doors.robots, name="robots"),
    path("favicon.ico", doors.favicon, name="favicon"),
    path("c/<slug:slug>/picture-<int:number>.<str:kind>", sharing.picture, name="picture"),
    path("obligations/<int:obligation>/badge.svg", duty_badge.badge, name="badge"),
    path("signed-in/", verified.signed_in, name="signed-in"),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", watching.metrics, name="metrics"),
]
