"""States of what the portal prepares apart."""

from django.db import models


class EtatExport(models.TextChoices):
    EN_COURS = "en_cours", "En préparation"
    PRET = "pret", "Prêt"
    ECHEC = "echec", "En échec"


TRANSITIONS_EXPORT: dict[EtatExport, set[EtatExport]] = {
    EtatExport.EN_COURS: {EtatExport.PRET, EtatExport.ECHEC},
    EtatExport.PRET: set(),
    EtatExport.ECHEC: set(),
}


class NatureRelance(models.TextChoices):
    """A kind of deadline, as the table of steps names it: those of the files, then those of no file."""

    DEPOT = "depot", "Dépôt de l’inscription"
    ANNONCE = "annonce", "Date d’évaluation à annoncer"
    LIVRET = "livret", "Livret"
    SEANCE = "seance", "Commission à planifier"
    PIECES = "pieces", "Grille et émargement"
    RAPPORT = "rapport", "Rapport d’activités"
    AVIS = "avis", "Avis de l’entreprise"
    ACQUIS = "acquis", "Fin du bénéfice d’acquis"
    DESIGNATION = "JURY-DESIGNATION", "Organisations syndicales à solliciter"
    CONVOCATION = "JURY-CONVOCATION", "Jury à convoquer"
    CPREFP = "CPREFP-INFORMATION", "CPREFP à informer"
    TROP_TOT = "INSCRIPTION-AVANT-JURY", "Inscription trop proche du jury"
    CALENDRIER = "CALENDRIER-ANNUEL", "Calendrier des jurys"
    GTP = "TRANSMISSION-GTP", "Transmission au GTP"
    ACTION_GTP = "GTP-ACTIONS", "Action corrective du GTP"
    CERTIFICATS = "CERTIFICATS-REMISE", "Remise des certificats"
    NATIONAL = "NATIONAL-DELAI", "Déclaration au système national"
    CORRECTION = "ACTIONS-CORRECTIVES", "Action corrective d’un organisme"
    HABILITATION = "HABILITATION-FIN", "Fin d’une habilitation"
    OBSERVATIONS = "HABILITATION-OBSERVATIONS", "Observations d’un organisme"
    LISTE = "HABILITATION-LISTE-FC", "Liste à transmettre à France compétences"
    FICHE = "RNCP-FIN", "Fin d’enregistrement d’une fiche"
    DELIVRANCE = "RNCP-DERNIERE-DELIVRANCE", "Dernière délivrance sous une fiche"
    ENQUETES = "INSERTION-CLOTURE", "Enquêtes d’insertion à relancer"


class QuiRelance(models.TextChoices):
    """To whom a step is written: who must act, by their role, and the responsable once it lasts."""

    ORGANISME = "organisme", "l’organisme"
    CENTRE = "centre", "le centre"
    TUTEUR = "tuteur", "le tuteur"
    CANDIDAT = "candidat", "le candidat"
    COMMISSION = "commission", "les évaluateurs de la commission"
    RESPONSABLE = "responsable", "le responsable, à qui on signale"


class Cote(models.TextChoices):
    """On whose side a file is in somebody's charge: an OF and the centre each share out their own work."""

    CENTRE = "centre", "le centre"
    ORGANISME = "organisme", "l’organisme"
