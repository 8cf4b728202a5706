"""Addresses of the app, included at the root."""

from django.urls import URLPattern, path

from certif_portal.centre import views

urlpatterns: list[URLPattern] = [
    path("centre/parametres/", views.parametres_modifier, name="parametres_modifier"),
    path("centre/parametres/historique/", views.parametres_historique, name="parametres_historique"),
    path("centre/delegations/nouvelle/", views.delegation_enregistrer, name="delegation_creer"),
    path("centre/delegations/<int:pk>/", views.delegation_enregistrer, name="delegation_modifier"),
    path("centre/images/<slug:nature_image>/", views.image_modifier, name="image_modifier"),
    path("centre/versos/<slug:type_verso>/", views.verso_modifier, name="verso_modifier"),
    path("centre/forfait/", views.forfait_reglages, name="forfait_reglages"),
    path("centre/tarifs/nouveau/", views.tarif_creer, name="tarif_creer"),
    path("centre/forfait/nouveau/", views.usage_forfait_creer, name="usage_forfait_creer"),
]
