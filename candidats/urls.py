"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from candidats.views import classeur, examen, gac, liste, livret, projet, saisie, suite

urlpatterns: list[URLPattern | URLResolver] = [
    path("inscriptions/", liste.inscription_liste, name="inscription_liste"),
    path("inscriptions/export.xlsx", liste.inscription_exporter, name="inscription_exporter"),
    path("inscriptions/nouvelle/", saisie.inscription_creer, name="inscription_creer"),
    path("inscriptions/importer/", classeur.classeur_importer, name="classeur_importer"),
    path("inscriptions/importer/modele.xlsx", classeur.classeur_modele, name="classeur_modele"),
    path("inscriptions/importer/<int:pk>/", classeur.classeur_recapitulatif, name="classeur_recapitulatif"),
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
    path("inscriptions/<int:pk>/projet/", projet.inscription_rattacher, name="inscription_rattacher"),
    path("inscriptions/gac/", gac.gac_liste, name="gac_liste"),
    path("inscriptions/gac/exporter/", gac.gac_exporter, name="gac_exporter"),
    path("inscriptions/gac/numeros/", gac.gac_retour, name="gac_retour"),
    path("inscriptions/gac/colonnes/", gac.gac_colonnes, name="gac_colonnes"),
    path("inscriptions/gac/lots/<int:pk>/", gac.gac_fichier, name="gac_fichier"),
    path("projets/", projet.projet_liste, name="projet_liste"),
    path("projets/nouveau/", projet.projet_creer, name="projet_creer"),
    path("projets/<int:pk>/", projet.projet_detail, name="projet_detail"),
    path("projets/<int:pk>/modifier/", projet.projet_modifier, name="projet_modifier"),
    path("projets/<int:pk>/deposer/", projet.projet_deposer, name="projet_deposer"),
    path("projets/<int:pk>/supprimer/", projet.projet_supprimer, name="projet_supprimer"),
    path("projets/<int:pk>/decider/", projet.projet_decider, name="projet_decider"),
]
