"""Addresses of the app, included at the root."""

from django.urls import URLPattern, path

from certif_portal.comptes import views

urlpatterns: list[URLPattern] = [
    path("invitation/<str:jeton>/", views.invitation_accepter, name="invitation_accepter"),
    path("invitations/", views.invitation_liste, name="invitation_liste"),
    path("invitations/<int:pk>/revoquer/", views.invitation_revoquer, name="invitation_revoquer"),
    path("invitations/<int:pk>/renvoyer/", views.invitation_renvoyer, name="invitation_renvoyer"),
    path("equipe/", views.equipe_liste, name="equipe_liste"),
    path("equipe/inviter/", views.equipe_inviter, name="equipe_inviter"),
    path("equipe/roles/<int:pk>/retirer/", views.role_retirer, name="role_retirer"),
    path("equipe/facteurs-perdus/", views.facteur_liste, name="facteur_liste"),
    path("equipe/facteurs-perdus/demander/", views.facteur_demander, name="facteur_demander"),
    path("equipe/facteurs-perdus/<int:pk>/confirmer/", views.facteur_confirmer, name="facteur_confirmer"),
    path("equipe/facteurs-perdus/<int:pk>/ecarter/", views.facteur_ecarter, name="facteur_ecarter"),
    path("mon-compte/", views.mon_compte, name="mon_compte"),
    path("compte/annuaire/", views.annuaire_connexion, name="annuaire_connexion"),
    path("compte/annuaire/retour/", views.annuaire_retour, name="annuaire_retour"),
    path("compte/annuaire/delier/", views.annuaire_delier, name="annuaire_delier"),
    path("compte/second-facteur/", views.second_facteur, name="second_facteur"),
    path("compte/sessions/", views.session_liste, name="session_liste"),
    path("compte/sessions/fermer/", views.session_fermer, name="session_fermer"),
    path("compte/sessions/prolonger/", views.session_prolonger, name="session_prolonger"),
]
