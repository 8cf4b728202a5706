"""The portal's addresses, and the page frame: base template, menu, nothing in the middle."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from certif_portal.urls import urlpatterns as du_portail


def cadre(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [path("mesure/cadre/", cadre, name="mesure_cadre"), *du_portail]
