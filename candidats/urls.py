"""Addresses of the app, included at the root."""

from django.urls import URLPattern, URLResolver, path

from candidats.views import acquis, classeur, examen, incidents, liste, livret, rapport, saisie, suite, vae

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
    path("inscriptions/<int:pk>/recevabilite/", vae.recevabilite_decider, name="recevabilite_decider"),
    path("inscriptions/<int:pk>/vae/", vae.vae_instruire, name="vae_instruire"),
    path("inscriptions/<int:pk>/vae/livret-2/", vae.livret2_deposer, name="livret2_deposer"),
    path("inscriptions/<int:pk>/vae/cerfa/fichier/", vae.vae_fichier, {"piece": "cerfa"}, name="vae_cerfa_fichier"),
    path("inscriptions/<int:pk>/vae/livret-2/fichier/", vae.vae_fichier, {"piece": "livret2"}, name="livret2_fichier"),
    path("inscriptions/<int:pk>/acquis/", acquis.acquis_reprendre, name="acquis_reprendre"),
    path("inscriptions/<int:pk>/reporter/", incidents.evaluation_reporter, name="evaluation_reporter"),
    path("incidents/<int:pk>/annuler/", incidents.incident_annuler, name="incident_annuler"),
    path("inscriptions/<int:pk>/rapport/", rapport.rapport_deposer, name="rapport_deposer"),
    path("inscriptions/<int:pk>/rapport/lien/", rapport.rapport_envoyer_lien, name="rapport_envoyer_lien"),
    path("inscriptions/<int:pk>/rapport/fichier/", rapport.rapport_fichier, name="rapport_fichier"),
    path("rapport/<str:jeton>/", rapport.rapport_par_lien, name="rapport_par_lien"),
    path("inscriptions/<int:pk>/livret/", livret.livret_deposer, name="livret_deposer"),
    path("inscriptions/<int:pk>/livret/renvoyer/", livret.livret_renvoyer, name="livret_renvoyer"),
    path("inscriptions/<int:pk>/livret/fichier/", livret.livret_fichier, name="livret_fichier"),
]
