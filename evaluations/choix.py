"""Closed lists and state machines of evaluations."""

from django.db import models


class NatureCommission(models.TextChoices):
    EVALUATION = "evaluation", "Commission d’évaluation"
    VALIDATION = "validation", "Commission de validation VAE"


class EtatCommission(models.TextChoices):
    PLANIFIEE = "planifiee", "Planifiée"
    TENUE = "tenue", "Tenue"
    ANNULEE = "annulee", "Annulée"


TRANSITIONS_COMMISSION: dict[EtatCommission, set[EtatCommission]] = {
    EtatCommission.PLANIFIEE: {EtatCommission.TENUE, EtatCommission.ANNULEE},
    EtatCommission.TENUE: set(),
    EtatCommission.ANNULEE: set(),
}


class EtatGrille(models.TextChoices):
    OUVERTE = "ouverte", "À remplir"
    EN_SIGNATURE = "en_signature", "En signature"
    SCELLEE = "scellee", "Scellée"


TRANSITIONS_GRILLE: dict[EtatGrille, set[EtatGrille]] = {
    EtatGrille.OUVERTE: {EtatGrille.EN_SIGNATURE, EtatGrille.SCELLEE},
    EtatGrille.EN_SIGNATURE: {EtatGrille.OUVERTE, EtatGrille.SCELLEE},
    EtatGrille.SCELLEE: {EtatGrille.OUVERTE},
}


class ModaliteUtilisee(models.TextChoices):
    """How a competence was evaluated that day; several are possible."""

    OBSERVE = "observe", "Observée en situation"
    QUESTIONNE = "questionne", "Questionnée, avec preuves"
    PRESENTE = "presente", "Présentée (projet, activité)"


class SorteSaisie(models.TextChoices):
    """What an operation of the tablet writes: one evaluator's own note, or the result of the commission."""

    NOTE = "note", "Note personnelle"
    COMMUN = "commun", "Résultat commun"


class StatutOperation(models.TextChoices):
    """What became of an operation received from a tablet. Nothing is dropped."""

    APPLIQUEE = "appliquee", "Appliquée"
    CONFLIT = "conflit", "En conflit"
    QUARANTAINE = "quarantaine", "En quarantaine"


class SuiteQuarantaine(models.TextChoices):
    """What the staff did of an operation kept aside."""

    REPRISE = "reprise", "Reprise dans la grille"
    ECARTEE = "ecartee", "Écartée"


class EtatEmargement(models.TextChoices):
    RENDU = "rendu", "À faire signer"
    SIGNE = "signe", "Signé et déposé"


TRANSITIONS_EMARGEMENT: dict[EtatEmargement, set[EtatEmargement]] = {
    EtatEmargement.RENDU: {EtatEmargement.SIGNE},
    EtatEmargement.SIGNE: set(),
}


class EtatAvis(models.TextChoices):
    ATTENDU = "attendu", "Attendu"
    A_VERIFIER = "saisi", "Reçu sur papier, à vérifier"
    RENDU = "rendu", "Rendu"
    ABSENT = "absent", "Absence constatée"


TRANSITIONS_AVIS: dict[EtatAvis, set[EtatAvis]] = {
    EtatAvis.ATTENDU: {EtatAvis.RENDU, EtatAvis.A_VERIFIER, EtatAvis.ABSENT},
    EtatAvis.A_VERIFIER: {EtatAvis.RENDU, EtatAvis.ATTENDU},
    EtatAvis.RENDU: set(),
    EtatAvis.ABSENT: set(),
}


class ConclusionVAE(models.TextChoices):
    """What a commission de validation concludes."""

    TOTALE = "totale", "Validation totale"
    PARTIELLE = "partielle", "Validation partielle"


class SorteFeuille(models.TextChoices):
    """What is printed, signed by hand and scanned; the value opens the code of each page."""

    GRILLE = "G", "Grille d’évaluation"
    AVIS = "A", "Avis de l’entreprise"
    EMARGEMENT = "E", "Émargement de la commission"


class EtatNumerisation(models.TextChoices):
    EN_LECTURE = "lecture", "En lecture"
    LUE = "lue", "Lue"
    ECHEC = "echec", "Illisible"


TRANSITIONS_NUMERISATION: dict[EtatNumerisation, set[EtatNumerisation]] = {
    EtatNumerisation.EN_LECTURE: {EtatNumerisation.LUE, EtatNumerisation.ECHEC},
    EtatNumerisation.LUE: set(),
    EtatNumerisation.ECHEC: set(),
}


class EtatPage(models.TextChoices):
    """A page of a scan: put to its paper by its code or by hand, asked about, or thrown away."""

    RANGEE = "rangee", "Rangée"
    A_ATTRIBUER = "demandee", "À attribuer"
    ECARTEE = "ecartee", "Écartée"


class EtatFeuille(models.TextChoices):
    """A signed paper received, until the centre has looked at it."""

    A_VERIFIER = "verifier", "À vérifier"
    ACCEPTEE = "acceptee", "Acceptée"
    RENVOYEE = "renvoyee", "Renvoyée"


TRANSITIONS_FEUILLE: dict[EtatFeuille, set[EtatFeuille]] = {
    EtatFeuille.A_VERIFIER: {EtatFeuille.ACCEPTEE, EtatFeuille.RENVOYEE},
    EtatFeuille.ACCEPTEE: set(),
    EtatFeuille.RENVOYEE: set(),
}


class EtatProposition(models.TextChoices):
    """A sitting that a delegated OF proposes: nothing of it exists for anybody else until it is approved."""

    A_APPROUVER = "approuver", "À approuver"
    APPROUVEE = "approuvee", "Approuvée"
    RENVOYEE = "renvoyee", "Renvoyée"
    ABANDONNEE = "abandonnee", "Abandonnée"


TRANSITIONS_PROPOSITION: dict[EtatProposition, set[EtatProposition]] = {
    EtatProposition.A_APPROUVER: {
        EtatProposition.APPROUVEE,
        EtatProposition.RENVOYEE,
        EtatProposition.ABANDONNEE,
    },
    EtatProposition.RENVOYEE: {EtatProposition.A_APPROUVER, EtatProposition.ABANDONNEE},
    EtatProposition.APPROUVEE: set(),
    EtatProposition.ABANDONNEE: set(),
}
