from django.urls import include, path
from wagtail import urls as pages
from wagtail.admin import urls as administration

urlpatterns = [path("cms/", include(administration)), path("", include(pages))]
