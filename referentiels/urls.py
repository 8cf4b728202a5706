"""Addresses of the app, included at the root."""

from django.urls import URLPattern, path

from referentiels import urls_versions
from referentiels.views import catalogue, comparaison, demande, parcours, repertoire, vie

urlpatterns: list[URLPattern] = [
    *urls_versions.urlpatterns,
    path("referentiels/", catalogue.referentiel_liste, name="referentiel_liste"),
    path("referentiels/<int:pk>/", catalogue.referentiel_detail, name="referentiel_detail"),
    path("referentiels/<int:pk>/publier/", vie.referentiel_publier, name="referentiel_publier"),
    path("referentiels/<int:pk>/comparer/<int:autre>/", comparaison.referentiel_comparer, name="referentiel_comparer"),
    path("referentiels/<int:pk>/equivalences/<int:autre>/", comparaison.equivalences, name="equivalences"),
    path("certifications/<int:pk>/", vie.certification_detail, name="certification_detail"),
    path("certifications/<int:pk>/modifier/", vie.certification_modifier, name="certification_modifier"),
    path("certifications/<int:pk>/supprimer/", vie.certification_supprimer, name="certification_supprimer"),
    path("certifications/<int:pk>/repertoire/", repertoire.enregistrement_saisir, name="enregistrement_saisir"),
    path("certifications/<int:pk>/cqpi/", repertoire.equivalence_cqpi, name="equivalence_cqpi"),
    path("repertoire/reprendre/", repertoire.repertoire_reprendre, name="repertoire_reprendre"),
    path("repertoire/reprendre/relancer/", repertoire.repertoire_relancer, name="repertoire_relancer"),
    path("repertoire/<int:pk>/blocs/", repertoire.codes_blocs, name="codes_blocs"),
    path("parcours/nouveau/", parcours.parcours_creer, name="parcours_creer"),
    path("parcours/<int:pk>/", parcours.parcours_detail, name="parcours_detail"),
    path("parcours/<int:pk>/modifier/", parcours.parcours_modifier, name="parcours_modifier"),
    path("demandes-gtp/", demande.demandegtp_liste, name="demandegtp_liste"),
    path("demandes-gtp/nouvelle/", demande.demandegtp_creer, name="demandegtp_creer"),
    path("demandes-gtp/<int:pk>/", demande.demandegtp_detail, name="demandegtp_detail"),
    path("demandes-gtp/<int:pk>/projet/", demande.demandegtp_projet, name="demandegtp_projet"),
    path("demandes-gtp/<int:pk>/pieces/<slug:piece>/", demande.demandegtp_piece, name="demandegtp_piece"),
    path("demandes-gtp/<int:pk>/envoi/", demande.demandegtp_adresser, name="demandegtp_adresser"),
    path("demandes-gtp/<int:pk>/decision/", demande.demandegtp_decider, name="demandegtp_decider"),
    path("demandes-gtp/<int:pk>/abandon/", demande.demandegtp_abandonner, name="demandegtp_abandonner"),
    path("demandes-gtp/pieces/<int:pk>/", demande.demandegtp_fichier, name="demandegtp_fichier"),
]
