"""Accounts, the dated roles they hold, and the invitations that open them."""

from datetime import date, datetime
from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string

from certif_portal.comptes.choix import EtatInvitation, EtatRetrait, Role
from certif_portal.comptes.regles import INVITATEURS


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    def create_user(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        utilisateur = self.model(email=self.normalize_email(email).lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def create_superuser(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        """No account has every right: the first one is opened by a command, as a role."""
        raise ValueError("Aucun compte n’a tous les droits : « manage.py creer_responsable » ouvre le premier accès.")

    def get_by_natural_key(self, username: str | None) -> "Utilisateur":
        return self.get(email=(username or "").lower())


class Utilisateur(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in. What they may do comes from their dated roles, never from a flag."""

    email = models.EmailField("adresse électronique", unique=True)
    prenom = models.CharField("prénom", max_length=100)
    nom = models.CharField("nom", max_length=100)
    is_active = models.BooleanField("actif", default=True)
    is_staff = models.BooleanField("accès à l’administration technique", default=False)
    raccourci = models.BooleanField("la touche / mène à la recherche", default=True, db_default=True)
    date_joined = models.DateTimeField("créé le", auto_now_add=True)

    objects: ClassVar[UtilisateurManager] = UtilisateurManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["prenom", "nom"]

    class Meta:
        verbose_name = "utilisateur"
        ordering = ("nom", "prenom", "pk")
        constraints = [
            models.CheckConstraint(
                name="utilisateur_jamais_superutilisateur",
                condition=Q(is_superuser=False),
                violation_error_message="Aucun compte n’a tous les droits : un rôle est attribué.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip() or self.email

    def get_full_name(self) -> str:
        return str(self)

    def charger_roles(self, le: date) -> frozenset[str]:
        """Load the roles held on that day."""
        self._roles = (
            frozenset(self.attributions.en_cours(le).values_list("role", flat=True)) if self.is_active else frozenset()
        )
        return self._roles

    def ouvrir_roles(self, le: date) -> frozenset[str]:
        """Load those that open something on that day, away from any request: what the middleware would find, a seat in
        a jury included. Work that reads for somebody reads no more than they would."""
        self.retenir_roles(import_string(settings.ROLES_OUVERTS)(self, le).roles)
        return self.roles

    @property
    def roles(self) -> frozenset[str]:
        """Roles loaded for the day of the request; none before they are loaded (closed by default)."""
        return getattr(self, "_roles", frozenset())

    def retenir_roles(self, roles: frozenset[str]) -> None:
        """For the request under way: what the middleware found held, and no other."""
        self._roles = roles

    def a_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def tient(self, role: str, le: date) -> bool:
        """Whether this person holds the role that day, whatever the request under way: 1 query."""
        return self.attributions.en_cours(le).filter(role=role).exists()


class AttributionQuerySet(models.QuerySet["Attribution"]):
    def en_cours(self, le: date) -> "AttributionQuerySet":
        return self.filter(Q(fin__isnull=True) | Q(fin__gte=le), debut__lte=le, retiree_le__isnull=True)

    def visibles_par(self, personne: Any) -> "AttributionQuerySet":
        """The responsable and the auditor see every role held; anybody else their own."""
        if personne.a_role(Role.RESPONSABLE, Role.AUDITEUR):
            return self
        return self.filter(utilisateur=personne)


class Attribution(models.Model):
    """One role held by one person from a day to a day; withdrawn at will."""

    utilisateur = models.ForeignKey(
        Utilisateur, models.CASCADE, related_name="attributions", verbose_name="utilisateur"
    )
    role = models.CharField("rôle", max_length=12, choices=Role.choices)
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    objects = AttributionQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle attribué"
        verbose_name_plural = "rôles attribués"
        constraints = [
            models.CheckConstraint(
                name="attribution_debut_avant_fin",
                condition=Q(fin__isnull=True) | Q(fin__gte=models.F("debut")),
                violation_error_message="La fin du rôle ne peut pas précéder son début.",
            ),
            models.UniqueConstraint(
                name="attribution_unique_en_cours",
                fields=["utilisateur", "role"],
                condition=Q(retiree_le__isnull=True),
                violation_error_message="Cette personne a déjà ce rôle.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} : {self.get_role_display()}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visibles_par(self, personne: Any) -> "InvitationQuerySet":
        """The responsable and the auditor see every invitation, an agent those an agent may send."""
        if personne.a_role(Role.RESPONSABLE, Role.AUDITEUR):
            return self
        if personne.a_role(Role.AGENT):
            return self.filter(role__in=[role for role, par in INVITATEURS.items() if Role.AGENT in par])
        return self.none()


class Invitation(models.Model):
    """A revocable mailed invitation: to whom, for which role and scope, until when.

    The account exists, inactive, from the day of the invitation; accepting it proves the address.
    Only the hash of the token is stored.
    """

    utilisateur = models.ForeignKey(Utilisateur, models.CASCADE, related_name="invitations", verbose_name="invité")
    role = models.CharField("rôle", max_length=12, choices=Role.choices)
    portee = models.CharField("portée", max_length=200, help_text="Ce que l’invitation ouvre, en mots.")
    fin_acces = models.DateField("accès ouvert jusqu’au", null=True, blank=True)
    jeton_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    etat = models.CharField("état", max_length=10, choices=EtatInvitation.choices, default=EtatInvitation.ENVOYEE)
    envoyee_le = models.DateTimeField("envoyée le")
    envoyee_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, related_name="+", verbose_name="envoyée par"
    )
    expire_le = models.DateTimeField("lien valable jusqu’au")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    # Address of the link, known only to the process that has just made it: the database keeps a hash.
    lien = ""

    class Meta:
        verbose_name = "invitation"
        ordering = ("-envoyee_le", "-pk")

    def __str__(self) -> str:
        return f"{self.utilisateur.email} ({self.get_role_display()})"

    def expiree(self, a: datetime) -> bool:
        return self.etat == EtatInvitation.ENVOYEE and a > self.expire_le


class SessionOuverte(AbstractBaseSession):
    """A session, and what its owner needs to recognise it. Its key opens the portal: no page shows it."""

    compte = models.ForeignKey(Utilisateur, models.CASCADE, null=True, related_name="sessions", verbose_name="de qui")
    ouverte_le = models.DateTimeField("ouverte le", null=True)
    vue_le = models.DateTimeField("vue le", null=True)
    appareil = models.CharField("appareil", max_length=200, blank=True)
    origine = models.CharField("adresse du réseau", max_length=45, blank=True)

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """By its name, as Django does: the store is written over this row."""
        return import_module(settings.SESSION_ENGINE).SessionStore


class EssaisConnexion(models.Model):
    """The tries missed of one account, by its fingerprint: those of an address that has no account are counted too."""

    cle = models.CharField("empreinte", max_length=64, unique=True)
    instants = models.JSONField("instants", default=list)
    dernier_le = models.DateTimeField("dernier essai le")

    class Meta:
        verbose_name = "essais de connexion"
        verbose_name_plural = "essais de connexion"

    def __str__(self) -> str:
        return f"{len(self.instants)} essais"


class CodeServi(models.Model):
    """A code of a second factor that somebody gave, by its fingerprint: it serves once, with or without cache."""

    cle = models.CharField("empreinte", max_length=64, unique=True)
    servi_le = models.DateTimeField("donné le")

    class Meta:
        verbose_name = "code donné"
        verbose_name_plural = "codes donnés"

    def __str__(self) -> str:
        return "code donné"


class IdentiteAnnuaire(models.Model):
    """Who this account is in the centre's directory: a subject of an issuer, that no address moves."""

    compte = models.ForeignKey(Utilisateur, models.CASCADE, related_name="identites", verbose_name="compte")
    emetteur = models.CharField("annuaire", max_length=300)
    sujet = models.CharField("identifiant dans l’annuaire", max_length=255)
    liee_le = models.DateTimeField("liée le")

    class Meta:
        verbose_name = "identité dans l’annuaire"
        verbose_name_plural = "identités dans l’annuaire"
        constraints = [
            models.UniqueConstraint(
                name="identite_annuaire_unique",
                fields=["emetteur", "sujet"],
                violation_error_message="Cette personne de l’annuaire a déjà un accès.",
            ),
            models.UniqueConstraint(
                name="identite_annuaire_une_par_compte",
                fields=["emetteur", "compte"],
                violation_error_message="Cet accès est déjà lié à une personne de l’annuaire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compte} ({self.emetteur})"


class RetraitFacteur(models.Model):
    """The second factor that somebody lost, taken off by two others."""

    compte = models.ForeignKey(
        Utilisateur, models.PROTECT, related_name="retraits_facteur", verbose_name="personne concernée"
    )
    motif = models.CharField("motif", max_length=500)
    etat = models.CharField("état", max_length=10, choices=EtatRetrait.choices, default=EtatRetrait.DEMANDE)
    demande_le = models.DateTimeField("demandé le")
    demande_par = models.ForeignKey(Utilisateur, models.PROTECT, related_name="+", verbose_name="demandé par")
    decide_le = models.DateTimeField("décidé le", null=True, blank=True)
    decide_par = models.ForeignKey(
        Utilisateur, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décidé par"
    )

    class Meta:
        verbose_name = "retrait d’un second facteur"
        verbose_name_plural = "retraits d’un second facteur"
        ordering = ("-demande_le", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="retrait_facteur_unique_en_cours",
                fields=["compte"],
                condition=Q(etat="demande"),
                violation_error_message="Une demande attend déjà pour cette personne.",
            ),
            models.CheckConstraint(
                name="retrait_facteur_a_deux",
                condition=Q(decide_par__isnull=True) | ~Q(etat="confirme") | ~Q(decide_par=models.F("demande_par")),
                violation_error_message="Qui a demandé ne confirme pas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.compte} : {self.get_etat_display()}"
