"""The joint jury: its composition, and the unions that designate."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.immuable import Quand, Scellement
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter
from jurys.choix import CanalConvocation, College, EtatJury, IssueDemande

JURY_CLOS = Quand("jury", "etat", (EtatJury.CLOS.value,))


class OrganisationQuerySet(models.QuerySet["OrganisationSyndicale"]):
    def representatives_le(self, le: date) -> "OrganisationQuerySet":
        """Unions representative in the branch on that day: each of them is asked."""
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=le), debut__lte=le)


class OrganisationSyndicale(models.Model):
    """A union representative in the branch, from a day to a day (cycles of 4 years)."""

    nom = models.CharField("nom", max_length=120)
    sigle = models.CharField("sigle", max_length=30, unique=True)
    courriel = models.EmailField("courriel de l’organisation territoriale", blank=True)
    adresse = models.TextField("adresse postale", blank=True, max_length=300)
    debut = models.DateField("représentative du")
    fin = models.DateField("au", null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation syndicale"
        verbose_name_plural = "organisations syndicales"
        ordering = ["sigle"]
        constraints = [
            models.CheckConstraint(
                name="organisation_debut_avant_fin",
                condition=Q(fin__isnull=True) | Q(fin__gte=models.F("debut")),
                violation_error_message="La fin ne peut pas précéder le début.",
            )
        ]

    def __str__(self) -> str:
        return self.sigle

    def representative_le(self, le: date) -> bool:
        """The same as `representatives_le`, of this one."""
        return self.debut <= le and (self.fin is None or le <= self.fin)


class JuryQuerySet(models.QuerySet["Jury"]):
    def visibles_par(self, personne: Personne) -> "JuryQuerySet":
        """Staff and auditor see every jury; a member those they were designated for."""
        if peut_tout_consulter(personne):
            return self
        if a_role(personne, Role.JURE):
            return self.filter(membres__utilisateur=personne).exclude(etat=EtatJury.ANNULE)
        return self.none()

    def non_scelles(self) -> "JuryQuerySet":
        """Whose candidates are known by their code alone to whoever sits there."""
        return self.exclude(etat__in=[EtatJury.CLOS, EtatJury.ANNULE])


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
    convocation_canal = models.CharField(
        "convoqué par", max_length=8, choices=CanalConvocation.choices, blank=True, default=""
    )
    convocation_preuve = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="preuve de l’envoi"
    )
    convocation_retard_motif = models.TextField("pourquoi les membres ont été convoqués après la limite", blank=True)
    convocation_retard_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="retard admis par"
    )
    ouverture_motif = models.TextField("pourquoi la délibération est saisie un autre jour", blank=True)
    cpref_informee_le = models.DateField("CPREFP informée le", null=True, blank=True)
    ouvert_le = models.DateTimeField("délibération ouverte le", null=True, blank=True)
    clos_le = models.DateTimeField("clos le", null=True, blank=True)
    transmis_gtp_le = models.DateField("dossier transmis au GTP le", null=True, blank=True)
    certificats_remis_le = models.DateField("certificats remis le", null=True, blank=True)

    objects = JuryQuerySet.as_manager()
    scellement: ClassVar[Scellement] = Scellement(
        Quand("", "etat", (EtatJury.CLOS.value,)),
        figes=(
            *("numero", "date", "heure", "lieu", "etat", "creee_le", "designations_demandees_le", "convoque_le"),
            *("convocation_canal", "convocation_preuve", "convocation_retard_motif", "convocation_retard_par"),
            *("ouverture_motif", "ouvert_le", "clos_le"),
        ),
        libres=("cpref_informee_le", "transmis_gtp_le", "certificats_remis_le"),
        personnels=("convocation_retard_motif", "ouverture_motif"),
    )

    class Meta:
        verbose_name = "jury"
        verbose_name_plural = "jurys"
        ordering = ("-date", "-pk")
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
            models.CheckConstraint(
                name="jury_convocation_retard",
                condition=Q(convocation_retard_motif="") | Q(convocation_retard_par__isnull=False),
                violation_error_message="Une convocation tardive porte le motif et le nom de qui l’a admise.",
            ),
        ]

    def __str__(self) -> str:
        return f"Jury {self.numero} du {self.date:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("jury_detail", args=[self.pk])


class DemandeDesignation(models.Model):
    """The request to one union's territorial body, how it left, and its answer."""

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="demandes")
    organisation = models.ForeignKey(OrganisationSyndicale, models.PROTECT, related_name="demandes")
    demandee_le = models.DateField("demandée le")
    canal = models.CharField(
        "demandée par", max_length=8, choices=CanalConvocation.choices, default=CanalConvocation.PORTAIL
    )
    preuve = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="preuve de l’envoi"
    )
    lettres = models.ForeignKey(
        DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="lettre à poster"
    )
    issue = models.CharField("issue", max_length=12, choices=IssueDemande.choices, blank=True)
    reponse = models.TextField("réponse", blank=True)
    repondue_le = models.DateField("réponse du", null=True, blank=True)

    scellement: ClassVar[Scellement] = Scellement(
        JURY_CLOS,
        figes=("jury", "organisation", "demandee_le", "canal", "preuve", "lettres"),
        une_fois=("issue", "reponse", "repondue_le"),
        personnels=("reponse",),
        ajouts=False,
    )

    class Meta:
        verbose_name = "demande de désignation"
        verbose_name_plural = "demandes de désignation"
        constraints = [
            models.UniqueConstraint(name="demande_unique", fields=["jury", "organisation"]),
            models.CheckConstraint(
                name="demande_repondue_date",
                condition=Q(issue__in=["", IssueDemande.SANS_REPONSE]) | Q(repondue_le__isnull=False),
                violation_error_message="Une réponse porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} — {self.jury}"


class Designe(models.Model):
    """What is known of somebody who sits, in a jury and in the directory."""

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
    qualification = models.CharField("ce qui qualifie cette personne", max_length=200, blank=True)
    salarie_branche = models.BooleanField("salarié d’une entreprise de la métallurgie", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"


class PersonneJury(Designe):
    """The directory: who was designated once, to be picked for the next juries (decision 0201)."""

    cle = models.CharField(max_length=210, editable=False, db_index=True)
    retiree_le = models.DateField("retirée du répertoire le", null=True, blank=True)

    class Meta:
        verbose_name = "personne du répertoire des jurys"
        verbose_name_plural = "répertoire des jurys"
        ordering = ("college", "cle", "pk")


class MembreJury(Designe):
    """Somebody designated or invited to a jury. Guests are consulted and never decide."""

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="membres")
    utilisateur = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="jurys", verbose_name="compte"
    )
    personne = models.ForeignKey(
        PersonneJury,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sieges",
        verbose_name="fiche du répertoire",
    )
    preside = models.BooleanField("préside", default=False)
    suppleant = models.BooleanField("suppléant", default=False)
    present = models.BooleanField("présent", null=True, blank=True)

    scellement: ClassVar[Scellement] = Scellement(
        JURY_CLOS,
        figes=(
            *("nom", "prenom", "courriel", "college", "travail_temporaire", "organisation", "entreprise", "qualite"),
            *("qualification", "salarie_branche", "jury", "preside", "present", "suppleant"),
        ),
        une_fois=("utilisateur",),
        libres=("personne",),
        personnels=("nom", "prenom", "courriel", "entreprise", "qualite", "qualification"),
        ajouts=False,
    )

    class Meta:
        verbose_name = "membre du jury"
        verbose_name_plural = "membres du jury"
        ordering = ("-preside", "college", "nom", "pk")
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
