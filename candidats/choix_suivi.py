"""Closed lists of what follows a file: its steps, the acts it waits for, who must do them, what falls due."""

from enum import Enum
from typing import NamedTuple

from django.db import models


class Acteur(models.TextChoices):
    """Who must act, as « … doit agir » reads."""

    ORGANISME = "organisme", "l’organisme"
    CENTRE = "centre", "le centre"
    TUTEUR = "tuteur", "le tuteur"
    COMMISSION = "commission", "la commission"
    JURY = "jury", "le jury"
    CANDIDAT = "candidat", "le candidat"


class EtapeDossier(models.IntegerChoices):
    """The way of a file, in order. The livret is the admissibility in a VAE."""

    INSCRIPTION = 1, "Inscription"
    LIVRET = 2, "Livret"
    EVALUATION = 3, "Évaluation"
    AVIS = 4, "Avis entreprise"
    JURY = 5, "Jury"
    CERTIFICAT = 6, "Certificat"


class StatutEtape(models.TextChoices):
    """Where a step stands, as the stepper of the pages reads it."""

    FAIT = "fait", "fait"
    ICI = "ici", "en cours"
    REFUS = "refus", "refusé"
    A_VENIR = "a_venir", "à venir"
    SANS_OBJET = "sans_objet", "sans objet"


class ActeDossier(models.TextChoices):
    """The act a file waits for. {livret}: the centre's own word; {precision}: what is kept with the act."""

    COMPLETER = "completer", "Compléter et déposer l’inscription"
    CORRIGER = "corriger", "Corriger l’inscription"
    VERIFIER = "verifier", "Vérifier l’identité et accepter l’inscription"
    DEPOSER_LIVRET = "livret", "Déposer le {livret}"
    CORRIGER_LIVRET = "livret_corriger", "Corriger le {livret}"
    VALIDER_LIVRET = "livret_valider", "Valider le {livret} ou le renvoyer"
    NOTER_ACCUEIL = "accueil", "Noter l’accueil du candidat"
    DECIDER_RECEVABILITE = "recevabilite", "Décider de la recevabilité"
    DEPOSER_LIVRET2 = "livret2", "Déposer le livret 2"
    PLANIFIER = "planifier", "Planifier la commission d’évaluation"
    EVALUER = "evaluer", "Évaluer le candidat et signer la grille"
    EMARGER = "emarger", "Déposer l’émargement signé de la commission"
    DONNER_AVIS = "avis", "Donner l’avis de l’entreprise"
    SAISIR_AVIS = "avis_saisir", "Saisir l’avis de l’entreprise reçu sur papier"
    VERIFIER_AVIS = "avis_verifier", "Vérifier l’avis de l’entreprise saisi du papier"
    PRESENTER = "presenter", "Présenter le dossier à un jury"
    DELIBERER = "deliberer", "Délibérer (jury {precision})"
    CERTIFIER = "certifier", "Délivrer le certificat"


class De(Enum):
    """What the page of an act takes: the file, the sitting or the jury that is kept with it, or nothing."""

    DOSSIER = "dossier"
    CIBLE = "cible"
    RIEN = "rien"


class Dit(NamedTuple):
    """An act in a line of a list, and the page where it is done."""

    court: str
    page: str = ""
    de: De = De.DOSSIER


DITS: dict[ActeDossier, Dit] = {
    ActeDossier.COMPLETER: Dit("à compléter et à déposer", "inscription_modifier"),
    ActeDossier.CORRIGER: Dit("à corriger : {motif}", "inscription_modifier"),
    ActeDossier.VERIFIER: Dit("déposée {depuis}", "identite_verifier"),
    ActeDossier.DEPOSER_LIVRET: Dit("{livret} attendu", "livret_deposer"),
    ActeDossier.CORRIGER_LIVRET: Dit("{livret} à corriger", "livret_deposer"),
    ActeDossier.VALIDER_LIVRET: Dit("{livret} à valider, déposé {depuis}", "livret_deposer"),
    ActeDossier.NOTER_ACCUEIL: Dit("accueil du candidat à noter", "vae_instruire"),
    ActeDossier.DECIDER_RECEVABILITE: Dit("recevabilité à décider", "recevabilite_decider"),
    ActeDossier.DEPOSER_LIVRET2: Dit("livret 2 attendu", "livret2_deposer"),
    ActeDossier.PLANIFIER: Dit("évaluation à planifier", "commission_liste", De.RIEN),
    ActeDossier.EVALUER: Dit("commission d’évaluation", "commission_detail", De.CIBLE),
    ActeDossier.EMARGER: Dit("émargement de la commission attendu", "commission_detail", De.CIBLE),
    ActeDossier.DONNER_AVIS: Dit("avis de l’entreprise attendu"),
    ActeDossier.SAISIR_AVIS: Dit("avis de l’entreprise à saisir du papier", "avis_saisir"),
    ActeDossier.VERIFIER_AVIS: Dit("avis de l’entreprise à vérifier", "avis_verifier"),
    ActeDossier.PRESENTER: Dit("à présenter à un jury", "jury_liste", De.RIEN),
    ActeDossier.DELIBERER: Dit("jury {precision}", "jury_detail", De.CIBLE),
    ActeDossier.CERTIFIER: Dit("certificat à délivrer"),
}
"""{depuis}: « il y a 3 jours »; {motif}: why it was sent back."""


class NatureEcheance(models.TextChoices):
    """What falls due on a file."""

    DEPOT = "depot", "Dépôt de l’inscription"
    ANNONCE = "annonce", "Date d’évaluation à annoncer"
    LIVRET = "livret", "Livret"
    SEANCE = "seance", "Commission à planifier"
    PIECES = "pieces", "Grille et émargement"
    RAPPORT = "rapport", "Rapport d’activités"
    AVIS = "avis", "Avis de l’entreprise"
    ACQUIS = "acquis", "Fin du bénéfice d’acquis"
