"""The joint jury: composition, deliberation, signed papers, certificates.

Certificates and papers freeze the facts they print: they stay true whatever becomes of the file.
"""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from candidats.choix import PrecisionNaissance
from candidats.donnees import Naissance
from candidats.models import Inscription
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter
from jurys.choix import College, Decision, EtatJury, EtatPiece, NaturePiece, TypeCertificat
from referentiels.models import Certification, Competence, VersionBloc


class OrganisationQuerySet(models.QuerySet["OrganisationSyndicale"]):
    def representatives_le(self, le: date) -> "OrganisationQuerySet":
        """Unions representative in the branch on that day: each of them is asked."""
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=le), debut__lte=le)


class OrganisationSyndicale(models.Model):
    """A union representative in the branch, from a day to a day (cycles of 4 years)."""

    nom = models.CharField("nom", max_length=120)
    sigle = models.CharField("sigle", max_length=30, unique=True)
    courriel = models.EmailField("courriel de l’organisation territoriale", blank=True)
    debut = models.DateField("représentative du")
    fin = models.DateField("au", null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation syndicale"
        verbose_name_plural = "organisations syndicales"
        ordering = ["sigle"]

    def __str__(self) -> str:
        return self.sigle


class JuryQuerySet(models.QuerySet["Jury"]):
    def visibles_par(self, personne: Personne) -> "JuryQuerySet":
        """Staff and auditor see every jury; a member those they were designated for."""
        if peut_tout_consulter(personne):
            return self
        if a_role(personne, Role.JURE):
            return self.filter(membres__utilisateur=personne).exclude(etat=EtatJury.ANNULE)
        return self.none()


class Jury(models.Model):
    """One joint jury of deliberation."""

    numero = models.CharField("numéro", max_length=10, unique=True, help_text="Année et rang : 2026-4.")
    date = models.DateField("date")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=120)
    etat = models.CharField("état", max_length=12, choices=EtatJury.choices, default=EtatJury.PREPARATION)
    creee_le = models.DateTimeField("créé le")
    designations_demandees_le = models.DateField("désignations demandées le", null=True, blank=True)
    convoque_le = models.DateField("convoqué le", null=True, blank=True)
    cpref_informee_le = models.DateField("CPREFP informée le", null=True, blank=True)
    ouvert_le = models.DateTimeField("délibération ouverte le", null=True, blank=True)
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    transmis_gtp_le = models.DateField("dossier transmis au GTP le", null=True, blank=True)
    certificats_remis_le = models.DateField("certificats remis le", null=True, blank=True)

    objects = JuryQuerySet.as_manager()

    class Meta:
        verbose_name = "jury"
        verbose_name_plural = "jurys"
        ordering = ["-date"]
        constraints = [
            models.CheckConstraint(
                name="jury_convoque_date",
                condition=Q(etat__in=[EtatJury.PREPARATION, EtatJury.ANNULE]) | Q(convoque_le__isnull=False),
                violation_error_message="Un jury convoqué porte la date de sa convocation.",
            ),
            models.CheckConstraint(
                name="jury_clos_date",
                condition=~Q(etat=EtatJury.CLOS) | Q(clos_le__isnull=False),
                violation_error_message="Un jury clos porte la date de sa clôture.",
            ),
        ]

    def __str__(self) -> str:
        return f"Jury {self.numero} du {self.date:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("jury_detail", args=[self.pk])


class DemandeDesignation(models.Model):
    """The request to one union's territorial body, and its answer."""

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="demandes")
    organisation = models.ForeignKey(OrganisationSyndicale, models.PROTECT, related_name="demandes")
    demandee_le = models.DateField("demandée le")
    reponse = models.TextField("réponse", blank=True)
    repondue_le = models.DateField("réponse du", null=True, blank=True)

    class Meta:
        verbose_name = "demande de désignation"
        verbose_name_plural = "demandes de désignation"
        constraints = [models.UniqueConstraint(name="demande_unique", fields=["jury", "organisation"])]

    def __str__(self) -> str:
        return f"{self.organisation} — {self.jury}"


class MembreJury(models.Model):
    """Somebody designated or invited to a jury. Guests are consulted and never decide."""

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="membres")
    utilisateur = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="jurys", verbose_name="compte"
    )
    nom = models.CharField("nom", max_length=100)
    prenom = models.CharField("prénom", max_length=100)
    courriel = models.EmailField("courriel", blank=True)
    college = models.CharField("délégation", max_length=10, choices=College.choices)
    travail_temporaire = models.BooleanField("de la branche du travail temporaire", default=False)
    organisation = models.ForeignKey(
        OrganisationSyndicale,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisation syndicale",
    )
    entreprise = models.CharField("entreprise", max_length=160, blank=True)
    qualite = models.CharField("qualité", max_length=120, blank=True)
    preside = models.BooleanField("préside", default=False)
    present = models.BooleanField("présent", null=True, blank=True)

    class Meta:
        verbose_name = "membre du jury"
        verbose_name_plural = "membres du jury"
        ordering = ["-preside", "college", "nom"]
        constraints = [
            models.UniqueConstraint(
                name="jury_un_president",
                fields=["jury"],
                condition=Q(preside=True),
                violation_error_message="Un jury n’a qu’un président.",
            ),
            models.UniqueConstraint(
                name="membre_jury_unique",
                fields=["jury", "utilisateur"],
                condition=Q(utilisateur__isnull=False),
                violation_error_message="Cette personne est déjà dans le jury.",
            ),
            models.CheckConstraint(
                name="membre_syndical_organisation",
                condition=~Q(college=College.SYNDICAL) | Q(organisation__isnull=False) | Q(travail_temporaire=True),
                violation_error_message="Un membre de la délégation syndicale est mandaté par une organisation.",
            ),
            models.CheckConstraint(
                name="president_non_invite",
                condition=Q(preside=False) | ~Q(college=College.INVITE),
                violation_error_message="Un invité ne préside pas le jury.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"


class PresentationManager(models.Manager["Presentation"]):
    """Lists, statements and counts read presentations by the thousand: the synthesis, three kilobytes to parse, is left
    out unless `defer(None)` asks for it."""

    def get_queryset(self) -> models.QuerySet["Presentation"]:
        return super().get_queryset().defer("synthese")


class Presentation(models.Model):
    """A registration attached to a jury: an anonymous code, then a decision.

    `synthese` is the anonymous synthesis, frozen when the deliberation opens: what the members read
    holds no name, and no page of theirs needs the tables of civil status (decision 0040).
    """

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="presentations")
    inscription = models.ForeignKey(Inscription, models.PROTECT, related_name="presentations")
    code = models.CharField("code anonyme", max_length=12)
    ordre = models.PositiveIntegerField("ordre tiré au sort")
    decision = models.CharField("décision", max_length=2, choices=Decision.choices, blank=True)
    motif = models.TextField("motif", blank=True, help_text="Pourquoi le jury s’écarte de l’avis de la commission.")
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="enregistrée par"
    )
    voix_pour = models.PositiveSmallIntegerField("voix pour l’admission", null=True, blank=True)
    voix_contre = models.PositiveSmallIntegerField("voix contre l’admission", null=True, blank=True)
    synthese = models.JSONField("synthèse anonyme des évaluations", null=True, blank=True)
    rncp = models.BooleanField("certification au RNCP le jour du jury", null=True, blank=True)
    passage_outre_motif = models.TextField("motif du passage outre", blank=True)
    passage_outre_pieces = models.TextField("pièces manquantes au passage outre", blank=True)
    passage_outre_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="passage outre par"
    )

    objects = PresentationManager()

    class Meta:
        verbose_name = "présentation au jury"
        verbose_name_plural = "présentations au jury"
        ordering = ["ordre"]
        constraints = [
            models.UniqueConstraint(name="presentation_unique", fields=["jury", "inscription"]),
            models.UniqueConstraint(name="presentation_code", fields=["jury", "code"]),
            models.UniqueConstraint(name="presentation_ordre", fields=["jury", "ordre"]),
            models.CheckConstraint(
                name="presentation_decidee_date",
                condition=Q(decision="") | Q(decidee_le__isnull=False),
                violation_error_message="Une décision porte sa date.",
            ),
            models.CheckConstraint(
                name="presentation_passage_outre",
                condition=Q(passage_outre_motif="") | Q(passage_outre_par__isnull=False),
                violation_error_message="Un passage outre porte son motif et son auteur.",
            ),
            models.CheckConstraint(
                name="presentation_voix",
                condition=Q(voix_pour__isnull=True, voix_contre__isnull=True)
                | Q(voix_pour__isnull=False, voix_contre__isnull=False),
                violation_error_message="Un vote compte les voix pour et les voix contre.",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ValidationCompetence(models.Model):
    """What the jury validated, competence by competence: follows the decision until closing, never changes after."""

    presentation = models.ForeignKey(Presentation, models.CASCADE, related_name="validations")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    acquise = models.BooleanField("acquise")

    class Meta:
        verbose_name = "compétence validée par le jury"
        verbose_name_plural = "compétences validées par le jury"
        constraints = [models.UniqueConstraint(name="validation_unique", fields=["presentation", "competence"])]

    def __str__(self) -> str:
        return f"{self.competence} : {'acquise' if self.acquise else 'non acquise'}"


class PieceJury(models.Model):
    """A PV (one per certification) or the émargement: rendered, signed by hand, the scan deposited."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="pieces")
    nature = models.CharField("nature", max_length=12, choices=NaturePiece.choices)
    certification = models.ForeignKey(Certification, models.PROTECT, null=True, blank=True, related_name="+")
    etat = models.CharField("état", max_length=8, choices=EtatPiece.choices, default=EtatPiece.RENDU)
    document = models.ForeignKey(DocumentRendu, models.PROTECT, related_name="+")
    scan = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    signee_le = models.DateTimeField("scan déposé le", null=True, blank=True)
    signee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="déposé par"
    )

    class Meta:
        verbose_name = "pièce du jury"
        verbose_name_plural = "pièces du jury"
        ordering = ["nature", "pk"]
        constraints = [
            models.UniqueConstraint(name="piece_jury_unique", fields=["jury", "nature", "certification"]),
            models.UniqueConstraint(
                name="piece_jury_emargement_unique",
                fields=["jury", "nature"],
                condition=Q(certification__isnull=True),
            ),
            models.CheckConstraint(
                name="piece_pv_certification",
                condition=Q(nature=NaturePiece.EMARGEMENT, certification__isnull=True)
                | Q(nature=NaturePiece.PV, certification__isnull=False),
                violation_error_message="Un procès-verbal porte sur une certification.",
            ),
            models.CheckConstraint(
                name="piece_signee_complete",
                condition=Q(etat=EtatPiece.RENDU)
                | (Q(scan__isnull=False) & Q(signee_le__isnull=False) & Q(signee_par__isnull=False)),
                violation_error_message="Une pièce signée porte son scan, sa date et son auteur.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} — {self.jury}"


class CompteurCertificat(models.Model):
    """The last number given in a series; locked in the transaction that awards."""

    serie = models.CharField("série", max_length=10, unique=True)
    dernier = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "compteur de certificats"
        verbose_name_plural = "compteurs de certificats"

    def __str__(self) -> str:
        return f"{self.serie} {self.dernier}"


class CertificatQuerySet(models.QuerySet["Certificat"]):
    def visibles_par(self, personne: Personne) -> "CertificatQuerySet":
        """Staff and auditor see all; an OF those of its own candidates."""
        if peut_tout_consulter(personne):
            return self
        if a_role(personne, Role.ORGANISME):
            return self.filter(
                presentation__inscription__organisme__membres__utilisateur=personne,
                presentation__inscription__organisme__membres__retire_le__isnull=True,
            )
        return self.none()


class Certificat(models.Model):
    """A certificate awarded, with the facts it prints, to be kept 42 years. It outlives the file."""

    numero = models.CharField("numéro", max_length=30, unique=True)
    serie = models.CharField("série", max_length=10)
    rang = models.PositiveIntegerField("rang dans la série")
    type = models.CharField("type", max_length=4, choices=TypeCertificat.choices)
    presentation = models.ForeignKey(Presentation, models.SET_NULL, null=True, related_name="certificats")
    version_bloc = models.ForeignKey(VersionBloc, models.PROTECT, null=True, blank=True, related_name="+")
    code_certification = models.CharField("code imprimé", max_length=40)
    intitule = models.CharField("intitulé", max_length=255)
    nom = models.CharField("nom de naissance", max_length=130)
    nom_usage = models.CharField("nom d’usage", max_length=60, blank=True)
    prenoms = models.CharField("prénoms", max_length=190)
    date_naissance = models.DateField("date de naissance")
    naissance_precision = models.CharField(
        "ce qui en est connu",
        max_length=5,
        choices=PrecisionNaissance.choices,
        default=PrecisionNaissance.JOUR,
        help_text="Sinon la date est le premier jour possible.",
    )
    lieu_naissance = models.CharField("lieu de naissance", max_length=140)
    date_jury = models.DateField("date du jury")
    document = models.ForeignKey(DocumentRendu, models.PROTECT, related_name="+")
    delivre_le = models.DateTimeField("délivré le")
    cle_recherche = models.CharField(max_length=500, editable=False, db_index=True)

    objects = CertificatQuerySet.as_manager()

    class Meta:
        verbose_name = "certificat"
        ordering = ["-delivre_le", "-rang"]
        constraints = [models.UniqueConstraint(name="certificat_serie_rang", fields=["serie", "rang"])]

    def __str__(self) -> str:
        return f"{self.numero} — {self.nom} {self.prenoms}"

    @property
    def naissance(self) -> Naissance:
        """As it is printed."""
        return Naissance(self.date_naissance, self.naissance_precision)
