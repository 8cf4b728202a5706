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
    path("mon-compte/", views.mon_compte, name="mon_compte"),
]
