"""Closed lists and state machines of registrations and livrets."""

from django.db import models


class Sexe(models.TextChoices):
    F = "F", "Féminin"
    M = "M", "Masculin"


class Origine(models.TextChoices):
    """Annexe 14, column « Origine du candidat »."""

    SL = "SL", "Salarié"
    DE = "DE", "Demandeur d’emploi"


class Financement(models.TextChoices):
    """Annexe 14, column « Dispositif de financement »."""

    CPF = "CPF", "Compte personnel de formation"
    CPFCA = "CPFCA", "Compte personnel de formation et contrat d’apprentissage"
    CVAE = "CVAE", "Congé de VAE"
    CP = "CP", "Contrat de professionnalisation"
    CPE = "CPE", "Contrat de professionnalisation expérimental"
    CPFTP = "CPFTP", "CPF de transition professionnelle"
    PDC = "PDC", "Plan de développement des compétences"
    POEC = "POEC", "Préparation opérationnelle à l’emploi collective"
    POEI = "POEI", "Préparation opérationnelle à l’emploi individuelle"
    PA = "PA", "Pro-A"


class Secteur(models.TextChoices):
    M = "M", "Métaux"
    HM = "HM", "Hors métaux"


class Voie(models.TextChoices):
    FORMATION = "formation", "Parcours de formation"
    VAE = "vae", "VAE"
    VAE_BRANCHE = "vae_branche", "VAE de branche"


VOIES_VAE = frozenset({Voie.VAE, Voie.VAE_BRANCHE})


class Portee(models.TextChoices):
    COMPLETE = "complete", "Certification complète"
    BLOCS = "blocs", "Blocs de compétences seuls"


class EffetAmenagement(models.TextChoices):
    """Effects only, never a cause: a compensation asked by the candidate."""

    TEMPS_MAJORE = "temps_majore", "Temps majoré d’un tiers"
    PAUSES = "pauses", "Pauses supplémentaires"
    POSTE_ADAPTE = "poste_adapte", "Poste de travail adapté"
    LECTEUR = "lecteur", "Lecture à voix haute des consignes"
    INTERPRETE = "interprete", "Interprète en langue des signes"
    AGRANDI = "agrandi", "Documents agrandis"
    ACCES = "acces", "Accès de plain-pied"


class EtatInscription(models.TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    DEPOSEE = "deposee", "À vérifier"
    A_CORRIGER = "a_corriger", "À corriger"
    ACCEPTEE = "acceptee", "Acceptée"
    ADMISE = "admise", "Admis"
    NON_ADMISE = "non_admise", "Non admis"
    ABANDONNEE = "abandonnee", "Abandonnée"


TRANSITIONS_INSCRIPTION: dict[EtatInscription, set[EtatInscription]] = {
    EtatInscription.BROUILLON: {EtatInscription.DEPOSEE, EtatInscription.ABANDONNEE},
    EtatInscription.DEPOSEE: {EtatInscription.A_CORRIGER, EtatInscription.ACCEPTEE, EtatInscription.ABANDONNEE},
    EtatInscription.A_CORRIGER: {EtatInscription.DEPOSEE, EtatInscription.ABANDONNEE},
    EtatInscription.ACCEPTEE: {EtatInscription.ADMISE, EtatInscription.NON_ADMISE, EtatInscription.ABANDONNEE},
    EtatInscription.ADMISE: set(),
    EtatInscription.NON_ADMISE: set(),
    EtatInscription.ABANDONNEE: set(),
}
MODIFIABLE_PAR_ORGANISME = frozenset({EtatInscription.BROUILLON, EtatInscription.A_CORRIGER})
DECIDEES = frozenset({EtatInscription.ADMISE, EtatInscription.NON_ADMISE})


SORTES_INSCRIPTION: dict[str, str] = {
    EtatInscription.BROUILLON: "neutre",
    EtatInscription.DEPOSEE: "attente",
    EtatInscription.A_CORRIGER: "faire",
    EtatInscription.ACCEPTEE: "fait",
    EtatInscription.ADMISE: "fait",
    EtatInscription.NON_ADMISE: "refus",
    EtatInscription.ABANDONNEE: "neutre",
}
"""Shape and colour of each state on screen."""


class EtatDerogation(models.TextChoices):
    DEMANDEE = "demandee", "Demandée"
    ACCORDEE = "accordee", "Accordée"
    REFUSEE = "refusee", "Refusée"


TRANSITIONS_DEROGATION: dict[EtatDerogation, set[EtatDerogation]] = {
    EtatDerogation.DEMANDEE: {EtatDerogation.ACCORDEE, EtatDerogation.REFUSEE},
    EtatDerogation.ACCORDEE: set(),
    EtatDerogation.REFUSEE: set(),
}


class TypePieceIdentite(models.TextChoices):
    CARTE = "carte", "Carte nationale d’identité"
    PASSEPORT = "passeport", "Passeport"
    TITRE_SEJOUR = "titre_sejour", "Titre de séjour"
    AUTRE = "autre", "Autre document officiel"


class EtatLivret(models.TextChoices):
    DEPOSE = "depose", "À valider"
    A_CORRIGER = "a_corriger", "À corriger"
    VALIDE = "valide", "Validé"


TRANSITIONS_LIVRET: dict[EtatLivret, set[EtatLivret]] = {
    EtatLivret.DEPOSE: {EtatLivret.A_CORRIGER, EtatLivret.VALIDE},
    EtatLivret.A_CORRIGER: {EtatLivret.DEPOSE},
    EtatLivret.VALIDE: {EtatLivret.A_CORRIGER},
}


class Accord(models.TextChoices):
    """Who agreed on the modalities with the centre: the company, failing it the candidate."""

    ENTREPRISE = "entreprise", "L’entreprise"
    CANDIDAT = "candidat", "Le candidat, à défaut de l’entreprise"


class DecisionRecevabilite(models.TextChoices):
    EN_COURS = "en_cours", "En cours d’instruction"
    RECEVABLE = "recevable", "Recevable"
    NON_RECEVABLE = "non_recevable", "Non recevable"


TRANSITIONS_RECEVABILITE: dict[DecisionRecevabilite, set[DecisionRecevabilite]] = {
    DecisionRecevabilite.EN_COURS: {DecisionRecevabilite.RECEVABLE, DecisionRecevabilite.NON_RECEVABLE},
    DecisionRecevabilite.RECEVABLE: set(),
    DecisionRecevabilite.NON_RECEVABLE: set(),
}


class EtatImport(models.TextChoices):
    A_RANGER = "a_ranger", "Colonnes à reconnaître"
    EN_LECTURE = "en_lecture", "En lecture"
    A_CONFIRMER = "a_confirmer", "À confirmer"
    EN_COURS = "en_cours", "En cours d’enregistrement"
    ENREGISTRE = "enregistre", "Enregistré"


TRANSITIONS_IMPORT: dict[EtatImport, set[EtatImport]] = {
    EtatImport.A_RANGER: {EtatImport.EN_LECTURE},
    EtatImport.EN_LECTURE: {EtatImport.EN_LECTURE, EtatImport.A_CONFIRMER, EtatImport.A_RANGER},
    EtatImport.A_CONFIRMER: {EtatImport.EN_LECTURE, EtatImport.EN_COURS},
    EtatImport.EN_COURS: {EtatImport.EN_COURS, EtatImport.ENREGISTRE, EtatImport.A_CONFIRMER},
    EtatImport.ENREGISTRE: set(),
}


class EtatProjet(models.TextChoices):
    """A projet de certification: the centre gives its aval, refuses it, or advises another certification."""

    BROUILLON = "brouillon", "Brouillon"
    DEPOSE = "depose", "À étudier"
    AVAL = "aval", "Aval donné"
    REFUSE = "refuse", "Aval refusé"
    CONSEILLE = "conseille", "Autre certification conseillée"


TRANSITIONS_PROJET: dict[EtatProjet, set[EtatProjet]] = {
    EtatProjet.BROUILLON: {EtatProjet.DEPOSE},
    EtatProjet.DEPOSE: {EtatProjet.AVAL, EtatProjet.REFUSE, EtatProjet.CONSEILLE},
    EtatProjet.AVAL: {EtatProjet.REFUSE, EtatProjet.CONSEILLE},
    EtatProjet.REFUSE: {EtatProjet.DEPOSE, EtatProjet.AVAL, EtatProjet.CONSEILLE},
    EtatProjet.CONSEILLE: {EtatProjet.DEPOSE, EtatProjet.AVAL, EtatProjet.REFUSE},
}
"""A decision may be looked at again; an aval that registrations rest on stays (decision 0076)."""
PROJET_MODIFIABLE = frozenset({EtatProjet.BROUILLON, EtatProjet.REFUSE, EtatProjet.CONSEILLE})
PROJET_DECIDE = frozenset({EtatProjet.AVAL, EtatProjet.REFUSE, EtatProjet.CONSEILLE})
SORTES_PROJET: dict[str, str] = {
    EtatProjet.BROUILLON: "neutre",
    EtatProjet.DEPOSE: "attente",
    EtatProjet.AVAL: "fait",
    EtatProjet.REFUSE: "refus",
    EtatProjet.CONSEILLE: "faire",
}
