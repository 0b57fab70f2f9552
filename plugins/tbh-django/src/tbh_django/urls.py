"""The URLs of a series: `path("off-the-clock/", include("tbh_django.urls"))`.

If there are several, each is named: `include("tbh_django.urls"), {"series": "off-the-clock"}`.
"""

from django.urls import path

from tbh_django.views import serve

app_name = "tbh"
urlpatterns = [path("", serve, name="home"), path("<path:path>", serve, name="file")]
