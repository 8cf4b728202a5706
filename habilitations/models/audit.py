"""Audits: findings by indicator, questions, non-conformities and their proofs, the contradictory exchange, the
decision."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne
from habilitations.choix import Declencheur, EtatAudit, EtatNonConformite, NatureAudit, Verdict
from habilitations.criteres import CHOIX_INDICATEURS
from habilitations.models.dossier import Annexe, DossierHabilitation
from habilitations.models.organisme import Habilitation, OrganismeFormation
from habilitations.regles import ACTIONS_CORRECTIVES


class CampagneAudit(models.Model):
    """A sample of OF to audit, drawn so that anybody may draw it again."""

    intitule = models.CharField("intitulé", max_length=160)
    motif = models.TextField("motif")
    graine = models.CharField("graine du tirage", max_length=60)
    nombre = models.PositiveSmallIntegerField("organismes tirés")
    population = models.JSONField("SIRET des organismes habilités ce jour-là")
    tiree_le = models.DateTimeField("tirée le")
    tiree_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "campagne d’audits"
        verbose_name_plural = "campagnes d’audits"
        ordering = ["-tiree_le", "-pk"]

    def __str__(self) -> str:
        return self.intitule

    def get_absolute_url(self) -> str:
        return reverse("campagneaudit_detail", args=[self.pk])


class AuditQuerySet(models.QuerySet["Audit"]):
    def visibles_par(self, personne: Personne) -> "AuditQuerySet":
        return self.filter(organisme__in=OrganismeFormation.objects.visibles_par(personne))


class Audit(models.Model):
    """Initial and renewal audits instruct a file; an intermediate one looks at the act in force."""

    organisme = models.ForeignKey(OrganismeFormation, models.PROTECT, related_name="audits")
    nature = models.CharField("nature", max_length=14, choices=NatureAudit.choices)
    dossier = models.OneToOneField(DossierHabilitation, models.PROTECT, null=True, blank=True, related_name="audit")
    habilitation = models.ForeignKey(Habilitation, models.PROTECT, null=True, blank=True, related_name="audits")
    campagne = models.ForeignKey(CampagneAudit, models.PROTECT, null=True, blank=True, related_name="audits")
    declencheur = models.CharField("déclenché par", max_length=12, choices=Declencheur.choices, blank=True)
    demandeur = models.CharField("au nom de", max_length=160, blank=True)
    motif = models.TextField("motif", blank=True)
    etat = models.CharField("état", max_length=14, choices=EtatAudit.choices, default=EtatAudit.INSTRUCTION)
    agent = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+", verbose_name="instruit par")
    ouvert_le = models.DateTimeField("ouvert le")
    visite_le = models.DateField("visite du site", null=True, blank=True)
    visite_lieu = models.CharField("lieu de la visite", max_length=160, blank=True)
    visite_compte_rendu = models.TextField("compte rendu de la visite", blank=True)
    notifie_le = models.DateField("constats notifiés le", null=True, blank=True)
    rapport = models.OneToOneField(DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+")
    contradictoire_le = models.DateField("intention notifiée le", null=True, blank=True)
    contradictoire_motif = models.TextField("motif envisagé", blank=True)
    observations_limite = models.DateField("observations attendues jusqu’au", null=True, blank=True)
    observations = models.TextField("observations de l’organisme", blank=True)
    observations_le = models.DateTimeField("observations reçues le", null=True, blank=True)
    favorable = models.BooleanField("décision favorable", null=True, blank=True)
    decide_le = models.DateField("décidé le", null=True, blank=True)
    decide_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, blank=True, related_name="+")
    decision_motif = models.TextField("motif de la décision", blank=True)
    lettre = models.OneToOneField(DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+")
    attestation = models.OneToOneField(DocumentRendu, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "audit"
        ordering = ["-ouvert_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="audit_objet",
                condition=Q(nature=NatureAudit.INTERMEDIAIRE, habilitation__isnull=False, dossier__isnull=True)
                | (~Q(nature=NatureAudit.INTERMEDIAIRE) & Q(dossier__isnull=False)),
                violation_error_message="Un audit porte sur un dossier, ou sur l’habilitation en cours.",
            ),
            models.CheckConstraint(
                name="audit_declenche_motive",
                condition=~Q(nature=NatureAudit.INTERMEDIAIRE) | (~Q(declencheur="") & ~Q(motif="")),
                violation_error_message="Un audit intermédiaire dit qui l’a déclenché, et pourquoi.",
            ),
            models.CheckConstraint(
                name="audit_decision_motivee",
                condition=~Q(favorable=False) | ~Q(decision_motif=""),
                violation_error_message="Un refus ou un retrait est motivé.",
            ),
            models.UniqueConstraint(
                name="audit_intermediaire_ouvert_unique",
                fields=["organisme"],
                condition=Q(nature=NatureAudit.INTERMEDIAIRE) & ~Q(etat=EtatAudit.CLOS),
                violation_error_message="Un audit intermédiaire de cet organisme est déjà ouvert.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.organisme}"

    def get_absolute_url(self) -> str:
        return reverse("audit_detail", args=[self.pk])

    def limite(self) -> date | None:
        """ACTIONS-CORRECTIVES: last day to bring corrective actions."""
        return ACTIONS_CORRECTIVES.apres(self.notifie_le) if self.notifie_le else None


class Constat(models.Model):
    """What was found on one indicator, and on which evidence."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="constats")
    code = models.CharField("indicateur", max_length=3, choices=CHOIX_INDICATEURS)
    verdict = models.CharField("constat", max_length=8, choices=Verdict.choices)
    annexe = models.ForeignKey(
        Annexe, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="annexe examinée"
    )
    preuve = models.CharField("autre élément de preuve", max_length=200, blank=True)
    motif = models.TextField("motif", blank=True)
    par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+")
    le = models.DateTimeField("le")

    class Meta:
        verbose_name = "constat"
        ordering = ("code", "pk")
        constraints = [
            models.UniqueConstraint(name="constat_unique", fields=["audit", "code"]),
            models.CheckConstraint(
                name="constat_motive",
                condition=Q(verdict=Verdict.CONFORME) | ~Q(motif=""),
                violation_error_message="Une non-conformité porte son motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Indicateur {self.code} : {self.get_verdict_display()}"

    @property
    def element(self) -> str:
        """The evidence the finding leans on, as documents print it."""
        parties = [str(self.annexe) if self.annexe else "", self.preuve]
        return " ; ".join(partie for partie in parties if partie) or "aucune preuve versée"


class Echange(models.Model):
    """A question of the centre during the instruction, and the OF's answer."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="echanges")
    question = models.TextField("question")
    posee_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+")
    posee_le = models.DateTimeField("posée le")
    reponse = models.TextField("réponse", blank=True)
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    repondue_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, blank=True, related_name="+")
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    class Meta:
        verbose_name = "échange"
        ordering = ["posee_le", "pk"]

    def __str__(self) -> str:
        return self.question[:80]


class NonConformiteQuerySet(models.QuerySet["NonConformite"]):
    def visibles_par(self, personne: Personne) -> "NonConformiteQuerySet":
        """An OF sees its own once they are notified: they are made at the notification."""
        return self.filter(audit__in=Audit.objects.visibles_par(personne))


class NonConformite(models.Model):
    """Opened by the notification of a finding; closed when a proof deposited in time is accepted."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="non_conformites")
    constat = models.OneToOneField(Constat, models.PROTECT, related_name="non_conformite")
    etat = models.CharField("état", max_length=8, choices=EtatNonConformite.choices, default=EtatNonConformite.OUVERTE)
    porteur = models.CharField("qui s’en charge à l’organisme", max_length=120, blank=True)
    plan = models.TextField("action corrective prévue", blank=True)
    echeance = models.DateField("à corriger jusqu’au")
    reaudit = models.BooleanField("demande une vérification sur place", default=False)
    reaudit_le = models.DateField("vérifiée sur place le", null=True, blank=True)
    levee_le = models.DateField("levée le", null=True, blank=True)
    levee_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, blank=True, related_name="+")
    commentaire = models.TextField("commentaire", blank=True)

    objects = NonConformiteQuerySet.as_manager()

    class Meta:
        verbose_name = "non-conformité"
        verbose_name_plural = "non-conformités"
        ordering = ("constat__code", "pk")
        constraints = [
            models.CheckConstraint(
                name="non_conformite_levee_datee",
                condition=Q(etat=EtatNonConformite.OUVERTE) | Q(levee_le__isnull=False),
                violation_error_message="Une non-conformité levée porte sa date.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.constat.get_verdict_display()}, indicateur {self.constat.code}"

    def get_absolute_url(self) -> str:
        return reverse("nonconformite_detail", args=[self.pk])


class PreuveCorrective(models.Model):
    """What the OF deposits to close a non-conformity; the day of the deposit is what counts."""

    non_conformite = models.ForeignKey(NonConformite, models.CASCADE, related_name="preuves")
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    commentaire = models.TextField("ce que montre cette preuve", blank=True)
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(Utilisateur, models.PROTECT, null=True, related_name="+")
    refusee_motif = models.TextField("pourquoi elle ne suffit pas", blank=True)

    class Meta:
        verbose_name = "preuve d’une action corrective"
        verbose_name_plural = "preuves des actions correctives"
        ordering = ["-deposee_le", "-pk"]

    def __str__(self) -> str:
        return self.fichier.nom
