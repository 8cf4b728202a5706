"""Addresses of the app, included at the root."""

from django.urls import URLPattern, path

from certif_portal.comptes.views import annuaire, compte

urlpatterns: list[URLPattern] = [
    path("invitation/<str:jeton>/", compte.invitation_accepter, name="invitation_accepter"),
    path("invitations/", compte.invitation_liste, name="invitation_liste"),
    path("invitations/<int:pk>/revoquer/", compte.invitation_revoquer, name="invitation_revoquer"),
    path("invitations/<int:pk>/renvoyer/", compte.invitation_renvoyer, name="invitation_renvoyer"),
    path("equipe/", compte.equipe_liste, name="equipe_liste"),
    path("equipe/inviter/", compte.equipe_inviter, name="equipe_inviter"),
    path("equipe/roles/<int:pk>/retirer/", compte.role_retirer, name="role_retirer"),
    path("equipe/facteurs-perdus/", compte.facteur_liste, name="facteur_liste"),
    path("equipe/facteurs-perdus/demander/", compte.facteur_demander, name="facteur_demander"),
    path("equipe/facteurs-perdus/<int:pk>/confirmer/", compte.facteur_confirmer, name="facteur_confirmer"),
    path("equipe/facteurs-perdus/<int:pk>/ecarter/", compte.facteur_ecarter, name="facteur_ecarter"),
    path("mon-compte/", compte.mon_compte, name="mon_compte"),
    path("compte/annuaire/", annuaire.annuaire_connexion, name="annuaire_connexion"),
    path("compte/annuaire/retour/", annuaire.annuaire_retour, name="annuaire_retour"),
    path("compte/annuaire/delier/", annuaire.annuaire_delier, name="annuaire_delier"),
    path("compte/second-facteur/", compte.second_facteur, name="second_facteur"),
    path("compte/sessions/", compte.session_liste, name="session_liste"),
    path("compte/sessions/fermer/", compte.session_fermer, name="session_fermer"),
    path("compte/sessions/prolonger/", compte.session_prolonger, name="session_prolonger"),
]
