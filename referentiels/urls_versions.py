"""Addresses of the browser import and of the documents made from a version."""

from django.urls import URLPattern, path

from referentiels import documents as papiers
from referentiels.views import documents, importation

urlpatterns: list[URLPattern] = [
    path("referentiels/importer/", importation.referentiel_importer, name="referentiel_importer"),
    path("referentiels/lectures/<int:pk>/", importation.lecture_detail, name="lecture_detail"),
    path("referentiels/lectures/<int:pk>/source/", importation.lecture_source, name="lecture_source"),
    path("referentiels/lectures/<int:pk>/abandonner/", importation.lecture_abandonner, name="lecture_abandonner"),
    path(
        "referentiels/<int:pk>/livret.pdf",
        documents.referentiel_document,
        {"modele": papiers.LIVRET},
        name="referentiel_livret_vierge",
    ),
    path(
        "referentiels/<int:pk>/grille.pdf",
        documents.referentiel_document,
        {"modele": papiers.GRILLE},
        name="referentiel_grille_vierge",
    ),
    path(
        "referentiels/<int:pk>/avis.pdf",
        documents.referentiel_document,
        {"modele": papiers.AVIS},
        name="referentiel_avis_vierge",
    ),
    path(
        "referentiels/<int:pk>/referentiel.pdf",
        documents.referentiel_document,
        {"modele": papiers.REFERENTIEL},
        name="referentiel_pdf",
    ),
    path("referentiels/<int:pk>/referentiel.docx", documents.referentiel_word, name="referentiel_word"),
]
