"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from jurys import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("jurys/", views.jury_liste, name="jury_liste"),
    path("jurys/nouveau/", views.jury_creer, name="jury_creer"),
    path("jurys/pieces-attendues/", views.jury_pieces, name="jury_pieces"),
    path("jurys/<int:pk>/", views.jury_detail, name="jury_detail"),
    path("jurys/<int:pk>/modifier/", views.jury_modifier, name="jury_modifier"),
    path("jurys/<int:pk>/annuler/", views.jury_annuler, name="jury_annuler"),
    path("jurys/<int:pk>/designations/", views.jury_designations, name="jury_designations"),
    path("jurys/designations/<int:pk>/", views.jury_designation_repondre, name="jury_designation_repondre"),
    path("jurys/<int:pk>/membres/ajouter/", views.jury_membre_ajouter, name="jury_membre_ajouter"),
    path("jurys/membres/<int:pk>/retirer/", views.jury_membre_retirer, name="jury_membre_retirer"),
    path("jurys/membres/<int:pk>/president/", views.jury_president, name="jury_president"),
    path("jurys/membres/<int:pk>/inviter/", views.jury_membre_inviter, name="jury_membre_inviter"),
    path("jurys/<int:pk>/cprefp/", views.jury_cpref, name="jury_cpref"),
    path("jurys/<int:pk>/convoquer/", views.jury_convoquer, name="jury_convoquer"),
    path("jurys/<int:pk>/candidats/", views.jury_candidats, name="jury_candidats"),
    path(
        "jurys/<int:pk>/candidats/<int:inscription_pk>/passer-outre/", views.jury_passer_outre, name="jury_passer_outre"
    ),
    path("jurys/presentations/<int:pk>/detacher/", views.jury_detacher, name="jury_detacher"),
    path("jurys/<int:pk>/ouvrir/", views.jury_ouvrir, name="jury_ouvrir"),
    path("jurys/<int:pk>/deliberation/", views.jury_deliberation, name="jury_deliberation"),
    path("jurys/<int:pk>/deliberation/confirmer/", views.jury_confirmer, name="jury_confirmer"),
    path("jurys/presentations/<int:pk>/decider/", views.presentation_decider, name="presentation_decider"),
    path("jurys/<int:pk>/clore/", views.jury_clore, name="jury_clore"),
    path("jurys/<int:pk>/gtp/", views.jury_transmettre_gtp, name="jury_transmettre_gtp"),
    path("jurys/<int:pk>/remise/", views.jury_remettre, name="jury_remettre"),
    path("jurys/pieces/<int:pk>/", views.piece_jury_fichier, name="piece_jury_fichier"),
    path("jurys/pieces/<int:pk>/deposer/", views.piece_jury_deposer, name="piece_jury_deposer"),
    path("certificats/", views.certificat_liste, name="certificat_liste"),
    path("certificats/<int:pk>/", views.certificat_fichier, name="certificat_fichier"),
]
