from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("off-the-clock/", include("tbh_django.urls")),
    path("<slug:series>/named/", include(("tbh_django.urls", "tbh"), namespace="named")),
]
