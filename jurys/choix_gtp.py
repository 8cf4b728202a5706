"""Closed lists and state machines of what goes to the GTP, and of what it answers."""

from django.db import models


class EtatDossierGTP(models.TextChoices):
    LETTRE = "lettre", "Lettre à signer"
    COMPOSITION = "composition", "En cours de composition"
    ECHEC = "echec", "Composition en échec"
    PRET = "pret", "Prêt à partir"
    ENVOI = "envoi", "Courriel en cours d’envoi"
    TRANSMIS = "transmis", "Transmis, accusé attendu"
    RECU = "recu", "Reçu par le GTP"
    REPONDU = "repondu", "Réponse reçue"
    ABANDONNE = "abandonne", "Abandonné"


E = EtatDossierGTP
TRANSITIONS_DOSSIER_GTP: dict[EtatDossierGTP, set[EtatDossierGTP]] = {
    E.LETTRE: {E.COMPOSITION, E.ABANDONNE},
    E.COMPOSITION: {E.PRET, E.ECHEC},
    E.ECHEC: {E.COMPOSITION, E.ABANDONNE},
    E.PRET: {E.ENVOI, E.TRANSMIS, E.COMPOSITION, E.ABANDONNE},
    E.ENVOI: {E.TRANSMIS, E.PRET},
    E.TRANSMIS: {E.RECU, E.REPONDU},
    E.RECU: {E.REPONDU},
    E.REPONDU: set(),
    E.ABANDONNE: set(),
}
TRANSITIONS_COURRIEL_REVENU: dict[EtatDossierGTP, set[EtatDossierGTP]] = {E.TRANSMIS: {E.ENVOI, E.ABANDONNE}}
"""The server of the GTP gave back the mail that had left: nothing was transmitted. Abandoned where another file is
prepared already."""
PARTIS = frozenset({E.TRANSMIS, E.RECU, E.REPONDU})
EN_PREPARATION = frozenset({E.LETTRE, E.COMPOSITION, E.ECHEC, E.PRET, E.ENVOI})


class NatureAnnexe(models.TextChoices):
    """What the letter of annexe 12 lists beside the émargement and the PV."""

    EXTRAIT = (
        "extrait",
        "Extrait du procès-verbal de la réunion de la CPREFP ou de la commission paritaire infrarégionale",
    )
    COURRIERS = "courriers", "Courriers du secrétariat et réponses à ces courriers"
    AUTRE = "autre", "Autre document"


class CanalGTP(models.TextChoices):
    """How the file left. The portal sends by the first; of the others it keeps the day and the proof."""

    PORTAIL = "portail", "Courriel du portail"
    COURRIEL = "courriel", "Courriel parti d’ailleurs"
    COURRIER = "courrier", "Courrier posté"
    MAIN = "main", "Remise en main propre"
    PLATEFORME = "plateforme", "Dépôt sur une plateforme"


CANAUX_A_PROUVER = [choix for choix in CanalGTP.choices if choix[0] != CanalGTP.PORTAIL]


class ReponseGTP(models.TextChoices):
    SANS_OBSERVATION = "sans", "Sans observation"
    OBSERVATIONS = "observations", "Observations, avec ou sans actions correctives"


class EtatAction(models.TextChoices):
    A_MENER = "a_mener", "À mener"
    MENEE = "menee", "Menée, à transmettre"
    TRANSMISE = "transmise", "Transmise au GTP"
    ANNULEE = "annulee", "Annulée"


TRANSITIONS_ACTION: dict[EtatAction, set[EtatAction]] = {
    EtatAction.A_MENER: {EtatAction.MENEE, EtatAction.ANNULEE},
    EtatAction.MENEE: {EtatAction.TRANSMISE},
    EtatAction.TRANSMISE: set(),
    EtatAction.ANNULEE: set(),
}
ACTIONS_OUVERTES = frozenset({EtatAction.A_MENER, EtatAction.MENEE})
