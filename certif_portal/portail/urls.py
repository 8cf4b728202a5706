"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from certif_portal.portail import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("a-faire/<slug:code>/", views.file_attente, name="file_attente"),
    path("inscriptions/<int:pk>/", views.inscription_detail, name="inscription_detail"),
    path("inscriptions/<int:pk>/livret/valider/", views.livret_valider, name="livret_valider"),
    path("candidats/<int:pk>/", views.candidat_detail, name="candidat_detail"),
    path("pret-pour-le-jury/", views.pret_liste, name="pret_liste"),
    path("echeances/", views.echeance_liste, name="echeance_liste"),
    path("relances/", views.relance_liste, name="relance_liste"),
    path("recherche/", views.recherche, name="recherche"),
    path("certifications/usage/", views.certification_usage, name="certification_usage"),
    path("regles/", views.regle_liste, name="regle_liste"),
]
