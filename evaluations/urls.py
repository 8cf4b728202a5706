"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from evaluations.views import avancement, avis, commission, evaluateur, grille, saisie

urlpatterns: list[URLPattern | URLResolver] = [
    path("commissions/", commission.commission_liste, name="commission_liste"),
    path("commissions/nouvelle/", commission.commission_creer, name="commission_creer"),
    path("commissions/<int:pk>/", commission.commission_detail, name="commission_detail"),
    path("commissions/<int:pk>/modifier/", commission.commission_modifier, name="commission_modifier"),
    path("commissions/<int:pk>/annuler/", commission.commission_annuler, name="commission_annuler"),
    path("commissions/<int:pk>/candidats/", commission.passage_ajouter, name="passage_ajouter"),
    path("commissions/<int:pk>/convoquer/", commission.commission_convoquer, name="commission_convoquer"),
    path("passages/<int:pk>/retirer/", commission.passage_retirer, name="passage_retirer"),
    path(
        "commissions/<int:pk>/emargement/",
        commission.emargement_commission_rendre,
        name="emargement_commission_rendre",
    ),
    path(
        "commissions/<int:pk>/emargement/deposer/",
        commission.emargement_commission_deposer,
        name="emargement_commission_deposer",
    ),
    path(
        "commissions/<int:pk>/emargement/fichier/",
        commission.emargement_commission_fichier,
        name="emargement_commission_fichier",
    ),
    path("evaluateurs/", evaluateur.evaluateur_liste, name="evaluateur_liste"),
    path("evaluateurs/inviter/", evaluateur.evaluateur_inviter, name="evaluateur_inviter"),
    path("evaluateurs/<int:pk>/", evaluateur.evaluateur_modifier, name="evaluateur_modifier"),
    path("grilles/", avancement.grille_liste, name="grille_liste"),
    path("grilles/quarantaine/", avancement.quarantaine_liste, name="quarantaine_liste"),
    path("grilles/quarantaine/<int:pk>/reprendre/", avancement.quarantaine_reprendre, name="quarantaine_reprendre"),
    path("grilles/quarantaine/<int:pk>/ecarter/", avancement.quarantaine_ecarter, name="quarantaine_ecarter"),
    path("mes-commissions/", grille.mes_commissions, name="mes_commissions"),
    path("grilles/<int:pk>/", grille.grille_detail, name="grille_detail"),
    path("grilles/<int:pk>/rapport/", grille.grille_rapport, name="grille_rapport"),
    path("grilles/<int:pk>/independance/", grille.independance_declarer, name="independance_declarer"),
    path("grilles/<int:pk>/competences/<int:competence_pk>/", grille.grille_competence, name="grille_competence"),
    path("grilles/<int:pk>/signer/", grille.grille_signer, name="grille_signer"),
    path("saisies/", saisie.saisies_recevoir, name="saisies_recevoir"),
    path("saisies/paquet/", saisie.saisies_paquet, name="saisies_paquet"),
    path("avis/<str:jeton>/", avis.avis_repondre, name="avis_repondre"),
    path("inscriptions/<int:pk>/avis/lien/", avis.avis_renvoyer_lien, name="avis_renvoyer_lien"),
    path("inscriptions/<int:pk>/avis/absence/", avis.avis_constater_absence, name="avis_constater_absence"),
]
