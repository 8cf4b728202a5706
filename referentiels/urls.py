"""Addresses of the app, included at the root."""

from django.urls import URLPattern, path

from referentiels import urls_versions, views

urlpatterns: list[URLPattern] = [
    *urls_versions.urlpatterns,
    path("referentiels/", views.referentiel_liste, name="referentiel_liste"),
    path("referentiels/<int:pk>/", views.referentiel_detail, name="referentiel_detail"),
    path("referentiels/<int:pk>/publier/", views.referentiel_publier, name="referentiel_publier"),
    path("referentiels/<int:pk>/comparer/<int:autre>/", views.referentiel_comparer, name="referentiel_comparer"),
    path("referentiels/<int:pk>/equivalences/<int:autre>/", views.equivalences, name="equivalences"),
    path("certifications/<int:pk>/", views.certification_detail, name="certification_detail"),
    path("certifications/<int:pk>/modifier/", views.certification_modifier, name="certification_modifier"),
    path("certifications/<int:pk>/supprimer/", views.certification_supprimer, name="certification_supprimer"),
    path("certifications/<int:pk>/repertoire/", views.enregistrement_saisir, name="enregistrement_saisir"),
    path("certifications/<int:pk>/cqpi/", views.equivalence_cqpi, name="equivalence_cqpi"),
    path("repertoire/<int:pk>/blocs/", views.codes_blocs, name="codes_blocs"),
    path("parcours/nouveau/", views.parcours_creer, name="parcours_creer"),
    path("parcours/<int:pk>/", views.parcours_detail, name="parcours_detail"),
    path("parcours/<int:pk>/modifier/", views.parcours_modifier, name="parcours_modifier"),
    path("demandes-gtp/", views.demandegtp_liste, name="demandegtp_liste"),
    path("demandes-gtp/nouvelle/", views.demandegtp_creer, name="demandegtp_creer"),
    path("demandes-gtp/<int:pk>/", views.demandegtp_detail, name="demandegtp_detail"),
    path("demandes-gtp/<int:pk>/projet/", views.demandegtp_projet, name="demandegtp_projet"),
    path("demandes-gtp/<int:pk>/pieces/<slug:piece>/", views.demandegtp_piece, name="demandegtp_piece"),
    path("demandes-gtp/<int:pk>/envoi/", views.demandegtp_adresser, name="demandegtp_adresser"),
    path("demandes-gtp/<int:pk>/decision/", views.demandegtp_decider, name="demandegtp_decider"),
    path("demandes-gtp/<int:pk>/abandon/", views.demandegtp_abandonner, name="demandegtp_abandonner"),
    path("demandes-gtp/pieces/<int:pk>/", views.demandegtp_fichier, name="demandegtp_fichier"),
]
