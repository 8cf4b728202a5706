"""Addresses of the app, included at the root."""

from django.urls import URLPattern, path

from habilitations import views

urlpatterns: list[URLPattern] = [
    path("organismes/", views.organismeformation_liste, name="organismeformation_liste"),
    path("organismes/nouveau/", views.organismeformation_creer, name="organismeformation_creer"),
    path("organismes/<int:pk>/", views.organismeformation_detail, name="organismeformation_detail"),
    path("organismes/<int:pk>/modifier/", views.organismeformation_modifier, name="organismeformation_modifier"),
    path("organismes/<int:pk>/habiliter/", views.habilitation_saisir, name="habilitation_saisir"),
    path("organismes/<int:pk>/inviter/", views.membre_inviter, name="membre_inviter"),
    path("habilitations/<int:pk>/retirer/", views.habilitation_retirer, name="habilitation_retirer"),
    path("habilitations/<int:pk>/acte/", views.habilitation_acte, name="habilitation_acte"),
    path("organismes/membres/<int:pk>/retirer/", views.membre_retirer, name="membre_retirer"),
]
