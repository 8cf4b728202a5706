"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from evaluations.views import avis, commissions, evaluateurs, grilles

urlpatterns: list[URLPattern | URLResolver] = [
    path("commissions/", commissions.commission_liste, name="commission_liste"),
    path("commissions/nouvelle/", commissions.commission_creer, name="commission_creer"),
    path("commissions/<int:pk>/", commissions.commission_detail, name="commission_detail"),
    path("commissions/<int:pk>/modifier/", commissions.commission_modifier, name="commission_modifier"),
    path("commissions/<int:pk>/annuler/", commissions.commission_annuler, name="commission_annuler"),
    path("commissions/<int:pk>/candidats/", commissions.passage_ajouter, name="passage_ajouter"),
    path("commissions/<int:pk>/convoquer/", commissions.commission_convoquer, name="commission_convoquer"),
    path("passages/<int:pk>/retirer/", commissions.passage_retirer, name="passage_retirer"),
    path(
        "commissions/<int:pk>/emargement/",
        commissions.emargement_commission_rendre,
        name="emargement_commission_rendre",
    ),
    path(
        "commissions/<int:pk>/emargement/deposer/",
        commissions.emargement_commission_deposer,
        name="emargement_commission_deposer",
    ),
    path(
        "commissions/<int:pk>/emargement/fichier/",
        commissions.emargement_commission_fichier,
        name="emargement_commission_fichier",
    ),
    path("evaluateurs/", evaluateurs.evaluateur_liste, name="evaluateur_liste"),
    path("evaluateurs/inviter/", evaluateurs.evaluateur_inviter, name="evaluateur_inviter"),
    path("evaluateurs/<int:pk>/", evaluateurs.evaluateur_modifier, name="evaluateur_modifier"),
    path("mes-commissions/", grilles.mes_commissions, name="mes_commissions"),
    path("grilles/<int:pk>/", grilles.grille_detail, name="grille_detail"),
    path("grilles/<int:pk>/rapport/", grilles.grille_rapport, name="grille_rapport"),
    path("grilles/<int:pk>/independance/", grilles.independance_declarer, name="independance_declarer"),
    path("grilles/<int:pk>/competences/<int:competence_pk>/", grilles.grille_competence, name="grille_competence"),
    path("grilles/<int:pk>/signer/", grilles.grille_signer, name="grille_signer"),
    path("avis/<str:jeton>/", avis.avis_repondre, name="avis_repondre"),
    path("inscriptions/<int:pk>/avis/lien/", avis.avis_renvoyer_lien, name="avis_renvoyer_lien"),
    path("inscriptions/<int:pk>/avis/absence/", avis.avis_constater_absence, name="avis_constater_absence"),
]
