"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from jurys.views import composition, deliberation, jury, piece, presentation, relecture, repertoire

urlpatterns: list[URLPattern | URLResolver] = [
    path("jurys/", jury.jury_liste, name="jury_liste"),
    path("jurys/nouveau/", jury.jury_creer, name="jury_creer"),
    path("jurys/pieces-attendues/", jury.jury_pieces, name="jury_pieces"),
    path("jurys/<int:pk>/", jury.jury_detail, name="jury_detail"),
    path("jurys/<int:pk>/modifier/", jury.jury_modifier, name="jury_modifier"),
    path("jurys/<int:pk>/annuler/", jury.jury_annuler, name="jury_annuler"),
    path("jurys/<int:pk>/designations/", composition.jury_designations, name="jury_designations"),
    path("jurys/designations/<int:pk>/", composition.jury_designation_repondre, name="jury_designation_repondre"),
    path("jurys/<int:pk>/membres/ajouter/", composition.jury_membre_ajouter, name="jury_membre_ajouter"),
    path("jurys/<int:pk>/composer/", repertoire.jury_composer, name="jury_composer"),
    path("jurys/repertoire/<int:pk>/retirer/", repertoire.personne_jury_retirer, name="personne_jury_retirer"),
    path("jurys/membres/<int:pk>/retirer/", composition.jury_membre_retirer, name="jury_membre_retirer"),
    path("jurys/membres/<int:pk>/president/", composition.jury_president, name="jury_president"),
    path("jurys/membres/<int:pk>/inviter/", composition.jury_membre_inviter, name="jury_membre_inviter"),
    path("jurys/<int:pk>/cprefp/", composition.jury_cpref, name="jury_cpref"),
    path("jurys/<int:pk>/convoquer/", composition.jury_convoquer, name="jury_convoquer"),
    path("jurys/convocations/<int:pk>/", composition.lettres_convocation, name="lettres_convocation"),
    path("jurys/<int:pk>/emargement/", piece.jury_emargement, name="jury_emargement"),
    path("jurys/<int:pk>/candidats/", presentation.jury_candidats, name="jury_candidats"),
    path(
        "jurys/<int:pk>/candidats/<int:inscription_pk>/passer-outre/",
        presentation.jury_passer_outre,
        name="jury_passer_outre",
    ),
    path("jurys/presentations/<int:pk>/detacher/", presentation.jury_detacher, name="jury_detacher"),
    path("jurys/<int:pk>/commentaires/", relecture.jury_commentaires, name="jury_commentaires"),
    path(
        "jurys/presentations/<int:pk>/commentaires/<slug:source>/",
        relecture.commentaire_relire,
        name="commentaire_relire",
    ),
    path("jurys/<int:pk>/ouvrir/", deliberation.jury_ouvrir, name="jury_ouvrir"),
    path("jurys/<int:pk>/deliberation/", deliberation.jury_deliberation, name="jury_deliberation"),
    path("jurys/<int:pk>/deliberation/confirmer/", deliberation.jury_confirmer, name="jury_confirmer"),
    path("jurys/presentations/<int:pk>/decider/", deliberation.presentation_decider, name="presentation_decider"),
    path("jurys/<int:pk>/clore/", deliberation.jury_clore, name="jury_clore"),
    path("jurys/<int:pk>/gtp/", piece.jury_transmettre_gtp, name="jury_transmettre_gtp"),
    path("jurys/<int:pk>/remise/", piece.jury_remettre, name="jury_remettre"),
    path("jurys/pieces/<int:pk>/", piece.piece_jury_fichier, name="piece_jury_fichier"),
    path("jurys/pieces/<int:pk>/deposer/", piece.piece_jury_deposer, name="piece_jury_deposer"),
    path("jurys/pieces/<int:pk>/remplacer/", piece.piece_jury_remplacer, name="piece_jury_remplacer"),
    path("certificats/", piece.certificat_liste, name="certificat_liste"),
    path("certificats/<int:pk>/", piece.certificat_fichier, name="certificat_fichier"),
]
