"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from certif_portal.portail.views import (
    accueil,
    bord,
    dossier,
    echeance,
    forfait,
    habilitation,
    liste,
    personne,
    recherche,
    usage,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", accueil.accueil, name="accueil"),
    path("a-faire/<slug:code>/", accueil.file_attente, name="file_attente"),
    path("inscriptions/<int:pk>/", dossier.inscription_detail, name="inscription_detail"),
    path("inscriptions/<int:pk>/abandonner/", dossier.inscription_abandonner, name="inscription_abandonner"),
    path("inscriptions/<int:pk>/livret/valider/", dossier.livret_valider, name="livret_valider"),
    path("habilitations/<int:pk>/", habilitation.habilitation_detail, name="habilitation_detail"),
    path("habilitations/<int:pk>/parcours/<int:inscription_pk>/", habilitation.suite_decider, name="suite_decider"),
    path("inscriptions/lot/", liste.inscription_lot, name="inscription_lot"),
    path("vues/", liste.vue_enregistrer, name="vue_enregistrer"),
    path("vues/<int:pk>/", liste.vue_modifier, name="vue_modifier"),
    path("candidats/<int:pk>/", personne.candidat_detail, name="candidat_detail"),
    path("pret-pour-le-jury/", recherche.pret_liste, name="pret_liste"),
    path("echeances/", echeance.echeance_liste, name="echeance_liste"),
    path("relances/", echeance.relance_liste, name="relance_liste"),
    path("recherche/", recherche.recherche, name="recherche"),
    path("certifications/usage/", usage.certification_usage, name="certification_usage"),
    path("inscriptions/forfaits/", forfait.forfait_liste, name="forfait_liste"),
    path("inscriptions/forfaits/releve.xlsx", forfait.forfait_classeur, name="forfait_classeur"),
    path("inscriptions/forfaits/releve.pdf", forfait.forfait_pdf, name="forfait_pdf"),
    path("organismes/indicateurs/", bord.indicateur_liste, name="indicateur_liste"),
    path("organismes/indicateurs/export.xlsx", bord.indicateur_exporter, name="indicateur_exporter"),
    path("organismes/<int:pk>/indicateurs/", bord.organisme_indicateurs, name="organisme_indicateurs"),
    path("organismes/<int:pk>/dossier/", bord.dossierhabilitation_ouvrir, name="dossierhabilitation_ouvrir"),
    path(
        "habilitations/dossiers/<int:pk>/propositions/",
        bord.dossierhabilitation_proposer,
        name="dossierhabilitation_proposer",
    ),
    path("regles/", echeance.regle_liste, name="regle_liste"),
]
