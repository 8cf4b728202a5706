"""Closed lists and state machines of evaluations."""

from django.db import models


class OrigineEvaluateur(models.TextChoices):
    """Where an evaluator comes from: all four are allowed (« Il n’y a pas de restriction »), and kept as declared."""

    METALLURGIE = "metallurgie", "Professionnel de la métallurgie"
    AUTRE_SECTEUR = "autre_secteur", "Professionnel d’un autre secteur industriel"
    FORMATEUR = "formateur", "Formateur du métier"
    ANCIEN_STAGIAIRE = "ancien", "Ancien stagiaire, en poste"


class Contact(models.TextChoices):
    """How an evaluator may be reached."""

    COURRIEL = "courriel", "Par courriel"
    TELEPHONE = "telephone", "Par téléphone"
    INDIFFERENT = "indifferent", "Par courriel ou par téléphone"


class ReponseInvitation(models.TextChoices):
    ATTENDUE = "attendue", "Réponse attendue"
    ACCEPTEE = "acceptee", "Acceptée"
    DECLINEE = "declinee", "Déclinée"
    RETIREE = "retiree", "Retirée"


TRANSITIONS_INVITATION: dict[ReponseInvitation, set[ReponseInvitation]] = {
    ReponseInvitation.ATTENDUE: {
        ReponseInvitation.ACCEPTEE,
        ReponseInvitation.DECLINEE,
        ReponseInvitation.RETIREE,
    },
    ReponseInvitation.ACCEPTEE: set(),
    ReponseInvitation.DECLINEE: set(),
    ReponseInvitation.RETIREE: set(),
}


class NatureIncidentSeance(models.TextChoices):
    """What disturbs a sitting. An absence takes the candidate out: another act notes it."""

    RETARD = "retard", "Retard"
    MATERIEL = "materiel", "Matériel ou local en panne"
    FRAUDE = "fraude", "Fraude ou tentative"
    ARRET = "arret", "Évaluation arrêtée"


class EtatCandidature(models.TextChoices):
    A_CONFIRMER = "a_confirmer", "Adresse à confirmer"
    A_TRAITER = "a_traiter", "À traiter"
    RETENUE = "retenue", "Retenue"
    REFUSEE = "refusee", "Refusée"


TRANSITIONS_CANDIDATURE: dict[EtatCandidature, set[EtatCandidature]] = {
    EtatCandidature.A_CONFIRMER: {EtatCandidature.A_TRAITER},
    EtatCandidature.A_TRAITER: {EtatCandidature.RETENUE, EtatCandidature.REFUSEE},
    EtatCandidature.RETENUE: set(),
    EtatCandidature.REFUSEE: set(),
}


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


class EtatGrillePapier(models.TextChoices):
    """A grid signed on paper, until what it says is the grid itself."""

    A_SAISIR = "saisir", "À saisir"
    A_VERIFIER = "verifier", "À vérifier"
    ACCEPTEE = "acceptee", "Conforme au papier"
    ABANDONNEE = "abandonnee", "Abandonnée"


GRILLES_PAPIER_EN_ATTENTE = frozenset({EtatGrillePapier.A_SAISIR, EtatGrillePapier.A_VERIFIER})


TRANSITIONS_GRILLE_PAPIER: dict[EtatGrillePapier, set[EtatGrillePapier]] = {
    EtatGrillePapier.A_SAISIR: {EtatGrillePapier.A_VERIFIER, EtatGrillePapier.ABANDONNEE},
    EtatGrillePapier.A_VERIFIER: {
        EtatGrillePapier.ACCEPTEE,
        EtatGrillePapier.A_SAISIR,
        EtatGrillePapier.ABANDONNEE,
    },
    EtatGrillePapier.ACCEPTEE: set(),
    EtatGrillePapier.ABANDONNEE: set(),
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


class EtatLiasse(models.TextChoices):
    """The papers of a sitting's day, while they are made."""

    EN_COURS = "en_cours", "En préparation"
    PRETE = "prete", "Prêts"
    ECHEC = "echec", "Pas préparés"


TRANSITIONS_LIASSE: dict[EtatLiasse, set[EtatLiasse]] = {
    EtatLiasse.EN_COURS: {EtatLiasse.PRETE, EtatLiasse.ECHEC},
    EtatLiasse.PRETE: set(),
    EtatLiasse.ECHEC: set(),
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
