"""Addresses of the demonstration's tools."""

from django.urls import URLPattern, path

from certif_portal.commun.demo import views

urlpatterns: list[URLPattern] = [
    path("demo/horloge/", views.demo_horloge, name="demo_horloge"),
    path("demo/courriels/", views.demo_courriels, name="demo_courriels"),
    path("demo/courriels/<int:pk>/", views.demo_courriel, name="demo_courriel"),
]
