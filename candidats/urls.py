"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from candidats.views import classeur, examen, liste, livret, saisie, suite

urlpatterns: list[URLPattern | URLResolver] = [
    path("inscriptions/", liste.inscription_liste, name="inscription_liste"),
    path("inscriptions/export.xlsx", liste.inscription_exporter, name="inscription_exporter"),
    path("inscriptions/nouvelle/", saisie.inscription_creer, name="inscription_creer"),
    path("inscriptions/importer/", classeur.classeur_importer, name="classeur_importer"),
    path("inscriptions/importer/modele.xlsx", classeur.classeur_modele, name="classeur_modele"),
    path("inscriptions/importer/<int:pk>/", classeur.classeur_recapitulatif, name="classeur_recapitulatif"),
    path("inscriptions/importer/en-cours.xlsx", classeur.classeur_exporter, name="classeur_exporter"),
    path("inscriptions/importer/colonnes/", classeur.correspondances, name="correspondance_liste"),
    path("inscriptions/importer/<int:pk>/colonnes/", classeur.classeur_colonnes, name="classeur_colonnes"),
    path("inscriptions/importer/<int:pk>/corriger/", classeur.classeur_corriger, name="classeur_corriger"),
    path("inscriptions/importer/<int:pk>/annote.xlsx", classeur.classeur_annote, name="classeur_annote"),
    path("inscriptions/importer/<int:pk>/relancer/", classeur.classeur_relancer, name="classeur_relancer"),
    path("inscriptions/importer/<int:pk>/enregistrer/", classeur.classeur_enregistrer, name="classeur_enregistrer"),
    path("inscriptions/importer/<int:pk>/renoncer/", classeur.classeur_renoncer, name="classeur_renoncer"),
    path("inscriptions/<int:pk>/modifier/", saisie.inscription_modifier, name="inscription_modifier"),
    path("inscriptions/<int:pk>/deposer/", saisie.inscription_deposer, name="inscription_deposer"),
    path("inscriptions/<int:pk>/piece-identite/", saisie.piece_identite_deposer, name="piece_identite_deposer"),
    path("pieces-identite/<int:pk>/", examen.piece_identite_lire, name="piece_identite_lire"),
    path("inscriptions/<int:pk>/identite/", examen.identite_verifier, name="identite_verifier"),
    path("inscriptions/<int:pk>/accepter/", examen.inscription_accepter, name="inscription_accepter"),
    path("inscriptions/<int:pk>/renvoyer/", examen.inscription_renvoyer, name="inscription_renvoyer"),
    path("inscriptions/<int:pk>/derogation/", saisie.derogation_demander, name="derogation_demander"),
    path("inscriptions/<int:pk>/derogation/decision/", examen.derogation_decider, name="derogation_decider"),
    path("inscriptions/<int:pk>/entreprise/", suite.entreprise_completer, name="entreprise_completer"),
    path("inscriptions/<int:pk>/recevabilite/", suite.recevabilite_decider, name="recevabilite_decider"),
    path("inscriptions/<int:pk>/abandonner/", suite.inscription_abandonner, name="inscription_abandonner"),
    path("inscriptions/<int:pk>/livret/", livret.livret_deposer, name="livret_deposer"),
    path("inscriptions/<int:pk>/livret/renvoyer/", livret.livret_renvoyer, name="livret_renvoyer"),
    path("inscriptions/<int:pk>/livret/fichier/", livret.livret_fichier, name="livret_fichier"),
]
