"""A page with a stream of blocks, as the README shows it."""

from wagtail.admin.panels import FieldPanel
from wagtail.blocks import RichTextBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from tbh_django.wagtail import EditionBlock


class HomePage(Page):
    body = StreamField([("text", RichTextBlock()), ("edition", EditionBlock())])
    content_panels = (*Page.content_panels, FieldPanel("body"))
    template = "home.html"
