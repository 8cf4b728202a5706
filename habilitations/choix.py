"""States and closed lists of an accreditation file and of its audits (decision 0100)."""

from django.db.models import TextChoices


class NatureDossier(TextChoices):
    INITIALE = "initiale", "Demande initiale"
    RENOUVELLEMENT = "renouvellement", "Renouvellement"


class EtatDossier(TextChoices):
    BROUILLON = "brouillon", "En préparation"
    DEPOSE = "depose", "Déposé"
    ADMISSIBLE = "admissible", "Admissible, en instruction"
    NON_ADMISSIBLE = "non_admissible", "Non admissible"
    HABILITE = "habilite", "Habilité"
    REFUSE = "refuse", "Refusé"


TRANSITIONS_DOSSIER: dict[EtatDossier, set[EtatDossier]] = {
    EtatDossier.BROUILLON: {EtatDossier.DEPOSE},
    EtatDossier.DEPOSE: {EtatDossier.ADMISSIBLE, EtatDossier.NON_ADMISSIBLE},
    EtatDossier.ADMISSIBLE: {EtatDossier.HABILITE, EtatDossier.REFUSE},
    EtatDossier.NON_ADMISSIBLE: set(),
    EtatDossier.HABILITE: set(),
    EtatDossier.REFUSE: set(),
}
DOSSIERS_OUVERTS = (EtatDossier.BROUILLON, EtatDossier.DEPOSE, EtatDossier.ADMISSIBLE)


class NatureAudit(TextChoices):
    INITIAL = "initial", "Audit initial"
    INTERMEDIAIRE = "intermediaire", "Audit intermédiaire"
    RENOUVELLEMENT = "renouvellement", "Audit de renouvellement"


class Declencheur(TextChoices):
    """Who may ask for an intermediate audit: the deck's closed list."""

    UIMM = "uimm", "UIMM territoriale, à son initiative"
    ENTREPRISE = "entreprise", "UIMM territoriale, à la demande d’une entreprise"
    CANDIDAT = "candidat", "UIMM territoriale, à la demande d’un candidat"
    FINANCEUR = "financeur", "UIMM territoriale, à la demande d’un financeur"
    JURY = "jury", "Jury paritaire de délibération"
    GTP = "gtp", "GTP « Certifications »"


class EtatAudit(TextChoices):
    INSTRUCTION = "instruction", "Instruction"
    CORRECTIONS = "corrections", "Actions correctives"
    CONTRADICTOIRE = "contradictoire", "Échange contradictoire"
    DECISION = "decision", "Décision à prendre"
    CLOS = "clos", "Clos"


TRANSITIONS_AUDIT: dict[EtatAudit, set[EtatAudit]] = {
    EtatAudit.INSTRUCTION: {EtatAudit.CORRECTIONS, EtatAudit.DECISION},
    EtatAudit.CORRECTIONS: {EtatAudit.DECISION, EtatAudit.CONTRADICTOIRE},
    EtatAudit.CONTRADICTOIRE: {EtatAudit.DECISION, EtatAudit.CLOS},
    EtatAudit.DECISION: {EtatAudit.CLOS},
    EtatAudit.CLOS: set(),
}
AUDITS_A_DECIDER = frozenset(de for de, vers in TRANSITIONS_AUDIT.items() if EtatAudit.CLOS in vers)


class Verdict(TextChoices):
    CONFORME = "conforme", "Conforme"
    MINEURE = "mineure", "Non-conformité mineure"
    MAJEURE = "majeure", "Non-conformité majeure"


class EtatNonConformite(TextChoices):
    OUVERTE = "ouverte", "Ouverte"
    LEVEE = "levee", "Levée"


TRANSITIONS_NON_CONFORMITE: dict[EtatNonConformite, set[EtatNonConformite]] = {
    EtatNonConformite.OUVERTE: {EtatNonConformite.LEVEE},
    EtatNonConformite.LEVEE: set(),
}


class NatureChangement(TextChoices):
    """What changes the list of accredited OF, and must be told to those who keep it."""

    ACCORDEE = "accordee", "Habilitation accordée"
    RENOUVELEE = "renouvelee", "Habilitation renouvelée"
    SUSPENDUE = "suspendue", "Habilitation suspendue"
    LEVEE = "levee", "Suspension levée"
    RETIREE = "retiree", "Habilitation retirée"
    FINIE = "finie", "Habilitation finie, sans suite"
    PERIMETRE = "perimetre", "Périmètre modifié"


class Destinataire(TextChoices):
    """Who keeps a list of the accredited OF."""

    GTP = "gtp", "GTP « Certifications »"
    FRANCE_COMPETENCES = "fc", "France compétences"


class SensDeclaration(TextChoices):
    AJOUT = "ajout", "Ajoutée"
    ABANDON = "abandon", "Abandonnée"


class NatureEnquete(TextChoices):
    """Surveys that an OF makes itself; the centre's own is the insertion survey of certified people."""

    INSERTION = "insertion", "Insertion ou devenir des certifiés"
    CANDIDATS = "candidats", "Satisfaction des candidats"
    ENTREPRISES = "entreprises", "Satisfaction des entreprises"
