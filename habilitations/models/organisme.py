"""Training organisations (OF), the acts that accredit them, and their users."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter
from habilitations.regles import Periode, dans, periode_effective


class OrganismeQuerySet(models.QuerySet["OrganismeFormation"]):
    def visibles_par(self, personne: Personne) -> "OrganismeQuerySet":
        """Staff and auditor see every OF; an OF's user sees its own; nobody else sees any."""
        if peut_tout_consulter(personne):
            return self
        if a_role(personne, Role.ORGANISME):
            return self.filter(membres__utilisateur=personne, membres__retire_le__isnull=True)
        return self.none()

    def habilites_le(self, le: date) -> "OrganismeQuerySet":
        actes = Habilitation.objects.en_cours(le).filter(organisme=OuterRef("pk"))
        return self.filter(Exists(actes))


class OrganismeFormation(models.Model):
    """One OF: one SIRET, whose address decides the competent centre."""

    nom = models.CharField("nom", max_length=160)
    siret = models.CharField("SIRET", max_length=14, unique=True)
    nda = models.CharField("déclaration d’activité", max_length=11, blank=True)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    ville = models.CharField("ville", max_length=80, blank=True)
    courriel = models.EmailField("courriel")
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    responsable_nom = models.CharField("responsable de l’organisme", max_length=120, blank=True)
    responsable_qualite = models.CharField("sa qualité", max_length=120, blank=True)
    qualiopi_numero = models.CharField("certificat Qualiopi", max_length=40, blank=True)
    qualiopi_fin = models.DateField("Qualiopi valable jusqu’au", null=True, blank=True)
    cle_recherche = models.CharField(max_length=400, editable=False, db_index=True)

    objects = OrganismeQuerySet.as_manager()

    class Meta:
        verbose_name = "organisme de formation"
        verbose_name_plural = "organismes de formation"
        ordering = ("cle_recherche", "pk")

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("organismeformation_detail", args=[self.pk])


class HabilitationQuerySet(models.QuerySet["Habilitation"]):
    """`le` is a day, or an expression that gives one (OuterRef)."""

    def ouvertes(self, le: Any) -> "HabilitationQuerySet":
        """Begun, neither over nor withdrawn: suspended ones included."""
        return self.filter(Q(retiree_le__isnull=True) | Q(retiree_le__gt=le), date_effet__lte=le, date_fin__gte=le)

    def en_cours(self, le: Any) -> "HabilitationQuerySet":
        """« Habilité ce jour-là » : open, and not suspended."""
        le_dedans = le if isinstance(le, date) else OuterRef(le)
        suspensions = Suspension.objects.couvrant(le_dedans).filter(habilitation=OuterRef("pk"))
        return self.ouvertes(le).exclude(Exists(suspensions))


class Habilitation(models.Model):
    """The act that accredits an OF for the whole dispositif: 5 years, no tacit renewal."""

    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, related_name="habilitations")
    date_effet = models.DateField("date d’effet")
    date_fin = models.DateField("dernier jour")
    acte = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="acte signé"
    )
    autre_centre = models.CharField(
        "donnée par un autre centre",
        max_length=120,
        blank=True,
        help_text="Le nom de ce centre ; sa preuve est jointe.",
    )
    saisie_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+", verbose_name="saisie par")
    saisie_le = models.DateTimeField("saisie le")
    retiree_le = models.DateField("retirée le", null=True, blank=True)
    motif_retrait = models.TextField("motif du retrait", blank=True)

    objects = HabilitationQuerySet.as_manager()

    class Meta:
        verbose_name = "habilitation"
        ordering = ("-date_effet", "-pk")
        constraints = [
            models.CheckConstraint(
                name="habilitation_dates",
                condition=Q(date_fin__gt=models.F("date_effet")),
                violation_error_message="Le dernier jour de l’habilitation suit sa date d’effet.",
            ),
            models.CheckConstraint(
                name="habilitation_ailleurs_prouvee",
                condition=Q(autre_centre="") | Q(acte__isnull=False),
                violation_error_message="Une habilitation donnée par un autre centre porte sa preuve.",
            ),
            models.CheckConstraint(
                name="habilitation_retrait_motive",
                condition=Q(retiree_le__isnull=True) | ~Q(motif_retrait=""),
                violation_error_message="Le retrait d’une habilitation porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisme} du {self.date_effet:%d/%m/%Y} au {self.date_fin:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return reverse("habilitation_detail", args=[self.pk])

    def periode(self) -> Periode | None:
        """The days really covered, the withdrawal taken into account."""
        return periode_effective(self.date_effet, self.date_fin, self.retiree_le)

    def couvre(self, le: date) -> bool:
        """Open that day; a suspension is another matter."""
        periode = self.periode()
        return periode is not None and dans(le, [periode])


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def couvrant(self, le: Any) -> "SuspensionQuerySet":
        return self.filter(Q(au__isnull=True) | Q(au__gte=le), du__lte=le)


class Suspension(models.Model):
    """Days of an act during which the OF is not accredited; open until it is lifted, or the act withdrawn."""

    habilitation = models.ForeignKey(Habilitation, models.PROTECT, related_name="suspensions")
    du = models.DateField("suspendue à compter du")
    au = models.DateField("dernier jour suspendu", null=True, blank=True)
    motif = models.TextField("motif")
    decidee_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="décidée par")
    decidee_le = models.DateTimeField("décidée le")
    levee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="levée par"
    )
    motif_levee = models.TextField("motif de la levée", blank=True)
    lettre = models.OneToOneField(DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension d’une habilitation"
        verbose_name_plural = "suspensions des habilitations"
        ordering = ["-du", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="suspension_dates",
                condition=Q(au__isnull=True) | Q(au__gte=models.F("du")),
                violation_error_message="Le dernier jour suspendu ne précède pas le premier.",
            ),
            models.CheckConstraint(
                name="suspension_motivee", condition=~Q(motif=""), violation_error_message="Un motif est attendu."
            ),
            models.UniqueConstraint(
                name="suspension_ouverte_unique",
                fields=["habilitation"],
                condition=Q(au__isnull=True),
                violation_error_message="Cette habilitation est déjà suspendue.",
            ),
        ]

    def __str__(self) -> str:
        fin = f" au {self.au:%d/%m/%Y}" if self.au else ""
        return f"Suspension du {self.du:%d/%m/%Y}{fin}"


class SiteOrganisme(models.Model):
    """An annex site, under the SIRET of the OF."""

    organisme = models.ForeignKey(OrganismeFormation, models.CASCADE, related_name="sites")
    nom = models.CharField("nom du site", max_length=120)
    adresse = models.CharField("adresse", max_length=200)
    code_postal = models.CharField("code postal", max_length=5)
    ville = models.CharField("ville", max_length=80)

    class Meta:
        verbose_name = "site annexe"
        verbose_name_plural = "sites annexes"
        ordering = ["code_postal", "nom", "pk"]

    def __str__(self) -> str:
        return f"{self.nom}, {self.adresse}, {self.code_postal} {self.ville}"


class ContactOrganisme(models.Model):
    """Whom to call at the OF about certifications; no access to the portal comes with it."""

    organisme = models.ForeignKey(OrganismeFormation, models.CASCADE, related_name="contacts")
    nom = models.CharField("nom", max_length=120)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    courriel = models.EmailField("courriel", blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)

    class Meta:
        verbose_name = "contact d’un organisme"
        verbose_name_plural = "contacts des organismes"
        ordering = ["nom", "pk"]

    def __str__(self) -> str:
        return self.nom


class MembreOrganisme(models.Model):
    """A user of an OF."""

    organisme = models.ForeignKey(OrganismeFormation, models.CASCADE, related_name="membres")
    utilisateur = models.ForeignKey(Utilisateur, models.CASCADE, related_name="appartenances")
    gestionnaire = models.BooleanField("gère les accès de l’organisme", default=True)
    ajoute_le = models.DateTimeField("ajouté le")
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "membre d’un organisme"
        verbose_name_plural = "membres des organismes"
        constraints = [
            models.UniqueConstraint(
                name="membre_organisme_unique",
                fields=["organisme", "utilisateur"],
                condition=Q(retire_le__isnull=True),
                violation_error_message="Cette personne est déjà membre de l’organisme.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} ({self.organisme})"
