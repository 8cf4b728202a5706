"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from certif_portal.portail import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.accueil, name="accueil"),
    path("a-faire/<slug:code>/", views.file_attente, name="file_attente"),
    path("inscriptions/<int:pk>/", views.inscription_detail, name="inscription_detail"),
    path("inscriptions/<int:pk>/abandonner/", views.inscription_abandonner, name="inscription_abandonner"),
    path("inscriptions/<int:pk>/livret/valider/", views.livret_valider, name="livret_valider"),
    path("habilitations/<int:pk>/", views.habilitation_detail, name="habilitation_detail"),
    path("habilitations/<int:pk>/parcours/<int:inscription_pk>/", views.suite_decider, name="suite_decider"),
    path("inscriptions/lot/", views.inscription_lot, name="inscription_lot"),
    path("vues/", views.vue_enregistrer, name="vue_enregistrer"),
    path("vues/<int:pk>/", views.vue_modifier, name="vue_modifier"),
    path("candidats/<int:pk>/", views.candidat_detail, name="candidat_detail"),
    path("pret-pour-le-jury/", views.pret_liste, name="pret_liste"),
    path("echeances/", views.echeance_liste, name="echeance_liste"),
    path("relances/", views.relance_liste, name="relance_liste"),
    path("recherche/", views.recherche, name="recherche"),
    path("certifications/usage/", views.certification_usage, name="certification_usage"),
    path("inscriptions/forfaits/", views.forfait_liste, name="forfait_liste"),
    path("inscriptions/forfaits/releve.xlsx", views.forfait_classeur, name="forfait_classeur"),
    path("inscriptions/forfaits/releve.pdf", views.forfait_pdf, name="forfait_pdf"),
    path("organismes/indicateurs/", views.indicateur_liste, name="indicateur_liste"),
    path("organismes/indicateurs/export.xlsx", views.indicateur_exporter, name="indicateur_exporter"),
    path("organismes/<int:pk>/indicateurs/", views.organisme_indicateurs, name="organisme_indicateurs"),
    path("organismes/<int:pk>/dossier/", views.dossierhabilitation_ouvrir, name="dossierhabilitation_ouvrir"),
    path(
        "habilitations/dossiers/<int:pk>/propositions/",
        views.dossierhabilitation_proposer,
        name="dossierhabilitation_proposer",
    ),
    path("regles/", views.regle_liste, name="regle_liste"),
]
