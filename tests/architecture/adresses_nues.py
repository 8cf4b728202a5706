"""The addresses of the portal, whose refusals have no page: a walk that reads their status alone does not draw it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from certif_portal.urls import handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


def handler403(request: HttpRequest, exception: Any) -> HttpResponse:
    return HttpResponse(status=403)


def handler404(request: HttpRequest, exception: Any) -> HttpResponse:
    return HttpResponse(status=404)
