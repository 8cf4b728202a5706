"""Evaluators, commissions, the grid of each candidate, and the company's opinion.

A commission is one sitting: a date, a place, members, candidates. A registration may have several
sittings (passages); it has one grid, whose lines name the sitting they come from.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from candidats.models import Incident, Inscription
from certif_portal.centre.models import ValeurAvis
from certif_portal.commun.liens import LienUnique
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.commun.typographie import jour_de
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import Personne, a_role, peut_tout_consulter
from evaluations.choix import ConclusionVAE, EtatAvis, EtatCommission, EtatEmargement, EtatGrille, NatureCommission
from referentiels.models import Activite, Competence, ElementEvaluation


class Evaluateur(models.Model):
    """A professional who evaluates. The company and service serve the independence rules."""

    utilisateur = models.OneToOneField(Utilisateur, models.PROTECT, related_name="evaluateur")
    entreprise_nom = models.CharField("entreprise", max_length=160)
    entreprise_siret = models.CharField("SIRET de l’entreprise", max_length=14, blank=True)
    service = models.CharField("service", max_length=120, blank=True)
    fonction = models.CharField("fonction", max_length=120, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    represente_centre = models.BooleanField(
        "représente le centre de certification",
        default=False,
        help_text="Peut présider une commission de validation VAE.",
    )
    actif = models.BooleanField("actif", default=True)

    class Meta:
        verbose_name = "évaluateur"
        ordering = ["utilisateur__nom", "utilisateur__prenom"]

    def __str__(self) -> str:
        return str(self.utilisateur)


class CommissionQuerySet(models.QuerySet["Commission"]):
    def visibles_par(self, personne: Personne) -> "CommissionQuerySet":
        """Staff and auditor see all, an evaluator those they sit in, an OF those of its candidates."""
        if peut_tout_consulter(personne):
            return self
        siennes = Q(pk__in=[])
        if a_role(personne, Role.EVALUATEUR):
            siennes |= Q(pk__in=self.model.objects.de_l_evaluateur(personne).values("pk"))
        if a_role(personne, Role.ORGANISME):
            siens = Inscription.objects.visibles_par(personne).values("pk")
            siennes |= Q(pk__in=Passage.objects.filter(inscription__in=siens).values("commission"))
        return self.filter(siennes).exclude(etat=EtatCommission.ANNULEE)

    def de_l_evaluateur(self, personne: Personne) -> "CommissionQuerySet":
        """Those in which the person sits, cancelled ones left out."""
        if not isinstance(personne, Utilisateur):
            return self.none()
        places = MembreCommission.objects.filter(evaluateur__utilisateur=personne).values("commission")
        return self.filter(pk__in=places).exclude(etat=EtatCommission.ANNULEE)


class Commission(models.Model):
    """One sitting: evaluation, or VAE validation chaired by the centre's representative."""

    nature = models.CharField(
        "nature", max_length=10, choices=NatureCommission.choices, default=NatureCommission.EVALUATION
    )
    date = models.DateField("date")
    heure = models.TimeField("heure", null=True, blank=True)
    lieu = models.CharField("lieu", max_length=160)
    adresse = models.CharField("adresse", max_length=200, blank=True)
    etat = models.CharField("état", max_length=10, choices=EtatCommission.choices, default=EtatCommission.PLANIFIEE)
    creee_le = models.DateTimeField("créée le")
    creee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="créée par"
    )
    motif_annulation = models.TextField("motif de l’annulation", blank=True)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        verbose_name = "commission"
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="commission_annulee_motivee",
                condition=~Q(etat=EtatCommission.ANNULEE) | ~Q(motif_annulation=""),
                violation_error_message="Une commission annulée porte son motif.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} du {self.date:%d/%m/%Y}, {self.lieu}"

    def get_absolute_url(self) -> str:
        return reverse("commission_detail", args=[self.pk])


class MembreCommission(models.Model):
    """An evaluator in a sitting. A VAE validation is chaired by the centre's representative."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="membres")
    evaluateur = models.ForeignKey(Evaluateur, models.PROTECT, related_name="participations")
    preside = models.BooleanField("préside", default=False)

    class Meta:
        verbose_name = "membre de commission"
        verbose_name_plural = "membres de commission"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="membre_commission_unique",
                fields=["commission", "evaluateur"],
                violation_error_message="Cet évaluateur siège déjà dans la commission.",
            )
        ]

    def __str__(self) -> str:
        return str(self.evaluateur)


class Passage(models.Model):
    """A candidate's turn in a sitting, with the competences evaluated there."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="passages")
    inscription = models.ForeignKey(Inscription, models.PROTECT, related_name="passages")
    heure = models.TimeField("heure", null=True, blank=True)
    convoque_le = models.DateTimeField("candidat convoqué le", null=True, blank=True)
    competences = models.ManyToManyField(Competence, related_name="+", verbose_name="compétences évaluées")

    class Meta:
        verbose_name = "passage"
        ordering = ["heure", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="passage_unique",
                fields=["commission", "inscription"],
                violation_error_message="Ce candidat passe déjà devant cette commission.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inscription.candidat} — {self.commission}"


class Absence(models.Model):
    """A candidate who did not come to a sitting, or whose turn was put off: out of it, and still named on its page."""

    commission = models.ForeignKey(Commission, models.CASCADE, related_name="absences")
    incident = models.OneToOneField(Incident, models.CASCADE, related_name="absence")

    class Meta:
        verbose_name = "absence"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.incident.inscription.candidat} — {self.commission}"


class DeclarationIndependance(models.Model):
    """An evaluator's word on one candidate: no hierarchical link, not the same service, not the trainer."""

    evaluateur = models.ForeignKey(Evaluateur, models.PROTECT, related_name="declarations")
    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="declarations")
    lien = models.BooleanField("déclare un lien")
    precision = models.TextField("lien déclaré", blank=True)
    declaree_le = models.DateTimeField("déclarée le")

    class Meta:
        verbose_name = "déclaration d’indépendance"
        verbose_name_plural = "déclarations d’indépendance"
        constraints = [
            models.UniqueConstraint(name="declaration_unique", fields=["evaluateur", "inscription"]),
            models.CheckConstraint(
                name="declaration_lien_precise",
                condition=Q(lien=False) | ~Q(precision=""),
                violation_error_message="Un lien déclaré est précisé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluateur} / {self.inscription.candidat}"


class FeuilleEmargement(models.Model):
    """The commission's own émargement: printed, signed by hand, its scan deposited."""

    commission = models.OneToOneField(Commission, models.CASCADE, related_name="emargement")
    etat = models.CharField("état", max_length=8, choices=EtatEmargement.choices, default=EtatEmargement.RENDU)
    document = models.ForeignKey(DocumentRendu, models.PROTECT, related_name="+")
    scan = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    signee_le = models.DateTimeField("scan déposé le", null=True, blank=True)
    signee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="déposé par"
    )

    class Meta:
        verbose_name = "émargement de commission"
        verbose_name_plural = "émargements de commission"
        constraints = [
            models.CheckConstraint(
                name="emargement_signe_complet",
                condition=Q(etat=EtatEmargement.RENDU)
                | (Q(scan__isnull=False) & Q(signee_le__isnull=False) & Q(signee_par__isnull=False)),
                violation_error_message="Un émargement signé porte son scan, sa date et son auteur.",
            )
        ]

    def __str__(self) -> str:
        return f"Émargement — {self.commission}"


class GrilleQuerySet(models.QuerySet["Grille"]):
    def visibles_par(self, personne: Personne) -> "GrilleQuerySet":
        """An evaluator sees the grids of their sittings; staff and auditor the sealed ones."""
        siennes = Q(etat=EtatGrille.SCELLEE) if peut_tout_consulter(personne) else Q(pk__in=[])
        if a_role(personne, Role.EVALUATEUR):
            leurs = Commission.objects.de_l_evaluateur(personne).values("pk")
            siennes |= Q(inscription__in=Passage.objects.filter(commission__in=leurs).values("inscription"))
        return self.filter(siennes)


class Grille(models.Model):
    """The evaluation grid of one registration, sealed at the last signature. No mark, no average."""

    inscription = models.OneToOneField(Inscription, models.PROTECT, related_name="grille")
    etat = models.CharField("état", max_length=12, choices=EtatGrille.choices, default=EtatGrille.OUVERTE)
    ouverte_le = models.DateTimeField("ouverte le")
    empreinte = models.CharField("empreinte", max_length=64, blank=True)
    scellee_le = models.DateTimeField("scellée le", null=True, blank=True)
    conclusion = models.CharField(
        "conclusion de la commission de validation", max_length=10, choices=ConclusionVAE.choices, blank=True
    )

    objects = GrilleQuerySet.as_manager()

    class Meta:
        verbose_name = "grille d’évaluation"
        verbose_name_plural = "grilles d’évaluation"
        constraints = [
            models.CheckConstraint(
                name="grille_scellee_complete",
                condition=~Q(etat=EtatGrille.SCELLEE) | (Q(scellee_le__isnull=False) & ~Q(empreinte="")),
                violation_error_message="Une grille scellée porte sa date et son empreinte.",
            )
        ]

    def __str__(self) -> str:
        return f"Grille de {self.inscription.candidat}"

    def get_absolute_url(self) -> str:
        return reverse("grille_detail", args=[self.pk])


class Appreciation(models.Model):
    """The line of one competence: mastered in full autonomy or not, and the sitting that says so."""

    grille = models.ForeignKey(Grille, models.CASCADE, related_name="appreciations")
    competence = models.ForeignKey(Competence, models.PROTECT, related_name="+")
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="appreciations")
    maitrisee = models.BooleanField("maîtrisée en toute autonomie")
    criteres = models.ManyToManyField(ElementEvaluation, blank=True, related_name="+", verbose_name="critères atteints")
    commentaire = models.TextField("commentaire", blank=True)
    saisie_le = models.DateTimeField("saisie le")
    saisie_par = models.ForeignKey(Evaluateur, models.PROTECT, related_name="+", verbose_name="saisie par")
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "appréciation"
        constraints = [
            models.UniqueConstraint(name="appreciation_unique", fields=["grille", "competence"]),
            models.CheckConstraint(
                name="appreciation_commentaire_si_non",
                condition=Q(maitrisee=True) | ~Q(commentaire=""),
                violation_error_message="Une compétence non maîtrisée en toute autonomie demande un commentaire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competence} : {'maîtrisée' if self.maitrisee else 'non maîtrisée'}"


class SignatureGrille(models.Model):
    """One evaluator's signature, under their own account, of exactly what the screen showed."""

    grille = models.ForeignKey(Grille, models.CASCADE, related_name="signatures")
    evaluateur = models.ForeignKey(Evaluateur, models.PROTECT, related_name="signatures")
    empreinte = models.CharField("empreinte signée", max_length=64)
    signee_le = models.DateTimeField("signée le")

    class Meta:
        verbose_name = "signature de grille"
        verbose_name_plural = "signatures de grille"
        ordering = ["signee_le"]
        constraints = [models.UniqueConstraint(name="signature_unique", fields=["grille", "evaluateur"])]

    def __str__(self) -> str:
        return f"{self.evaluateur} le {jour_de(self.signee_le):%d/%m/%Y}"


class AvisEntreprise(models.Model):
    """The company's opinion on the référentiel's activities: given by link, or its absence recorded."""

    inscription = models.OneToOneField(Inscription, models.PROTECT, related_name="avis")
    etat = models.CharField("état", max_length=8, choices=EtatAvis.choices, default=EtatAvis.ATTENDU)
    demande_le = models.DateTimeField("demandé le")
    valeur = models.ForeignKey(
        ValeurAvis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avis global"
    )
    commentaire = models.TextField("commentaire", blank=True)
    nom = models.CharField("nom du signataire", max_length=120, blank=True)
    qualite = models.CharField("qualité", max_length=120, blank=True)
    rendu_le = models.DateTimeField("rendu le", null=True, blank=True)
    absence_motif = models.TextField("motif de l’absence", blank=True)
    absence_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="constatée par"
    )
    absence_le = models.DateTimeField("constatée le", null=True, blank=True)

    class Meta:
        verbose_name = "avis de l’entreprise"
        verbose_name_plural = "avis de l’entreprise"
        constraints = [
            models.CheckConstraint(
                name="avis_rendu_complet",
                condition=~Q(etat=EtatAvis.RENDU)
                | (Q(valeur__isnull=False) & Q(rendu_le__isnull=False) & ~Q(nom="") & ~Q(qualite="")),
                violation_error_message="Un avis rendu porte sa valeur, son signataire et sa date.",
            ),
            models.CheckConstraint(
                name="avis_absence_complete",
                condition=~Q(etat=EtatAvis.ABSENT)
                | (Q(absence_par__isnull=False) & Q(absence_le__isnull=False) & ~Q(absence_motif="")),
                violation_error_message="Une absence d’avis est constatée par quelqu’un, avec un motif.",
            ),
        ]

    def __str__(self) -> str:
        return f"Avis de l’entreprise sur {self.inscription.candidat}"


class AvisActivite(models.Model):
    """The opinion on one activity."""

    avis = models.ForeignKey(AvisEntreprise, models.CASCADE, related_name="par_activite")
    activite = models.ForeignKey(Activite, models.PROTECT, related_name="+")
    valeur = models.ForeignKey(ValeurAvis, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "avis par activité"
        verbose_name_plural = "avis par activité"
        constraints = [models.UniqueConstraint(name="avis_activite_unique", fields=["avis", "activite"])]

    def __str__(self) -> str:
        return f"{self.activite} : {self.valeur}"


class LienAvis(LienUnique):
    """The tutor's one-time link."""

    avis = models.ForeignKey(AvisEntreprise, models.CASCADE, related_name="liens")

    class Meta(LienUnique.Meta):
        verbose_name = "lien d’avis"
        verbose_name_plural = "liens d’avis"
