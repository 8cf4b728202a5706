"""The outbox: a mail is a row of the act's own transaction, sent later by a task."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import ManyToOneRel, Model
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string

from certif_portal.commun.choix import TRANSITIONS_COURRIEL, EtatCourriel
from certif_portal.commun.courtier import reveiller
from certif_portal.commun.etats import verifier_transition
from certif_portal.commun.models import Courriel, Fichier
from certif_portal.commun.tasks import envoyer_courriel, envoyer_courriels_en_attente


def deposer_courriel(
    *,
    destinataire: str,
    acte: str,
    contexte: dict[str, Any],
    a: datetime,
    dossier: Model | None = None,
    confidentiel: bool = False,
    fichier: Fichier | None = None,
    en_nombre: "Commun | None" = None,
) -> Courriel:
    """Write one mail from `templates/courriels/<acte>.txt`: first line is the subject.

    No personal data in the subject. The worker is only woken once the transaction is committed. Without an address, it
    is a letter to print. `en_nombre`: what it
    becomes when others of its kind leave with it (`ensemble`).
    """
    objet, texte = mots_de(acte, contexte)
    brouillon = Brouillon(destinataire, objet, texte, acte, dossier)
    attendus = _attendus.get()
    if attendus is None or en_nombre is None:
        return _deposer(brouillon, a, confidentiel=confidentiel, fichier=fichier)
    courriel = _courriel(brouillon, a)
    courriel.prochain_essai_le = a + SURSIS
    courriel.save(force_insert=True)
    attendus.append(_Attendu(courriel.pk, destinataire, en_nombre, contexte))
    return courriel


def mots_de(acte: str, contexte: dict[str, Any]) -> tuple[str, str]:
    contexte = {"adresse_publique": settings.ADRESSE_PUBLIQUE} | contexte
    entete, _, corps = render_to_string(f"courriels/{acte}.txt", contexte).strip().partition("\n")
    return entete, corps.strip()


def deposer_texte(
    *,
    destinataire: str,
    objet: str,
    texte: str,
    acte: str,
    a: datetime,
    dossier: Model | None = None,
    confidentiel: bool = False,
    expire_le: datetime | None = None,
    fichier: Fichier | None = None,
) -> Courriel:
    """Write one mail whose words are already made (login codes); past `expire_le` it does not leave. `fichier` goes
    with it."""
    brouillon = Brouillon(destinataire, objet, texte, acte, dossier)
    return _deposer(brouillon, a, confidentiel=confidentiel, expire_le=expire_le, fichier=fichier)


def _deposer(brouillon: "Brouillon", a: datetime, **reste: Any) -> Courriel:
    courriel = _courriel(brouillon, a)
    for champ, valeur in reste.items():
        setattr(courriel, champ, valeur)
    courriel.save(force_insert=True)
    if courriel.etat == EtatCourriel.A_ENVOYER:
        reveiller(envoyer_courriel, courriel.pk)
    return courriel


@dataclass(frozen=True)
class Brouillon:
    """A mail whose words are made, and that somebody will read again before it leaves."""

    destinataire: str
    objet: str
    texte: str
    acte: str
    dossier: Model | None = None
    confidentiel: bool = False


SURSIS = timedelta(minutes=10)
"""What a mail waits for those of its kind, were nobody to bring them together in the end."""


@dataclass(frozen=True)
class Commun:
    """One mail in place of several of a kind: its template, which reads `elements`, and the file they have in
    common."""

    acte: str
    dossier: Model | None = None


@dataclass(frozen=True)
class _Attendu:
    courriel: int
    destinataire: str
    commun: Commun
    contexte: dict[str, Any]


_attendus: ContextVar[list[_Attendu] | None] = ContextVar("attendus", default=None)


@contextmanager
def ensemble() -> Iterator[None]:
    """An act in number: of the mails written inside, those of a kind to one address leave as one.

    Each is still a row of the transaction of its own act. Should the process die before the end, none is lost: each
    leaves alone, after SURSIS.
    """
    attendus: list[_Attendu] = []
    jeton = _attendus.set(attendus)
    try:
        yield
    finally:
        _attendus.reset(jeton)
    groupes: dict[tuple[Commun, str], list[_Attendu]] = {}
    for attendu in attendus:  # two OF may have one address: each has its mail, kept in its own file
        groupes.setdefault((attendu.commun, attendu.destinataire), []).append(attendu)
    for groupe in groupes.values():
        _reunir(groupe)


@transaction.atomic
def _reunir(groupe: list[_Attendu]) -> None:
    """The first takes the words of all; what referred to the others refers to it. What a refusal undid is not there
    any more, what already left is left alone."""
    la = Courriel.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=[attendu.courriel for attendu in groupe], etat=EtatCourriel.A_ENVOYER
    )
    courriels = {courriel.pk: courriel for courriel in la.order_by("pk")}
    presents = [attendu for attendu in groupe if attendu.courriel in courriels]
    if not presents:
        return
    premier = courriels.pop(presents[0].courriel)
    if courriels:
        commun = presents[0].commun
        contexte = presents[0].contexte | {"elements": [attendu.contexte for attendu in presents]}
        objet, texte = mots_de(commun.acte, contexte)
        unique = _courriel(Brouillon(premier.destinataire, objet, texte, commun.acte, commun.dossier), premier.cree_le)
        unique.pk, unique.message_id = premier.pk, premier.message_id
        premier = unique
        for lien in Courriel._meta.get_fields(include_hidden=True):
            if isinstance(lien, ManyToOneRel):  # a OneToOneRel is one
                qui = lien.related_model._base_manager.filter(**{f"{lien.field.name}__in": courriels})
                qui.update(**{lien.field.name: premier})
        Courriel.objects.filter(pk__in=courriels).delete()
    premier.prochain_essai_le = None
    premier.save(force_update=True)
    reveiller(envoyer_courriel, premier.pk)


_ecrits: ContextVar[list[str] | None] = ContextVar("ecrits", default=None)


@contextmanager
def ecrits_ici() -> Iterator[list[str]]:
    """The Message-IDs of the mails written inside, by this very act: what another writes meanwhile is not among
    them."""
    ecrits: list[str] = []
    jeton = _ecrits.set(ecrits)
    try:
        yield ecrits
    finally:
        _ecrits.reset(jeton)


PAR_MINUTE = 60
"""Mails of a round that leave in a minute: those after them wait their turn, and the server is not flooded."""


def deposer_tous(brouillons: Iterable[Brouillon], *, a: datetime, rang: int = 0) -> list[Courriel]:
    """Write many mails in one query, in the order given; they leave minute after minute. `rang`: how many of the same
    round were written before."""
    courriels = []
    for place, brouillon in enumerate(brouillons, rang):
        courriel = _courriel(brouillon, a)
        courriel.confidentiel = brouillon.confidentiel
        courriel.prochain_essai_le = a + timedelta(minutes=place // PAR_MINUTE)
        courriels.append(courriel)
    Courriel.objects.bulk_create(courriels)
    if courriels:
        reveiller(envoyer_courriels_en_attente)
    return courriels


def retenir(brouillons: Iterable[Brouillon], *, a: datetime) -> list[Courriel]:
    """Hold mails in the outbox until `laisser_partir`, in the order given: 1 query."""
    courriels = [_courriel(brouillon, a) for brouillon in brouillons]
    for courriel in courriels:
        courriel.etat = EtatCourriel.RETENU
    return Courriel.objects.bulk_create(courriels)


def modifier_retenu(courriel: Courriel, *, destinataire: str, objet: str, texte: str) -> None:
    """Other words, or another address, for a mail that is still held."""
    verifier_transition(TRANSITIONS_COURRIEL, courriel.etat, EtatCourriel.A_ENVOYER)
    courriel.destinataire, courriel.objet, courriel.texte = destinataire, _objet(objet), texte
    courriel.save(update_fields=["destinataire", "objet", "texte"])


def laisser_partir(courriels: Sequence[Courriel]) -> None:
    """The mails held leave, once the act is committed."""
    _passer(courriels, EtatCourriel.A_ENVOYER)
    if courriels:
        reveiller(envoyer_courriels_en_attente)


def ecarter_courriels(courriels: Sequence[Courriel]) -> None:
    """They will not leave."""
    _passer(courriels, EtatCourriel.ECARTE)


def _passer(courriels: Sequence[Courriel], vers: EtatCourriel) -> None:
    for courriel in courriels:
        verifier_transition(TRANSITIONS_COURRIEL, courriel.etat, vers)
        courriel.etat = vers
    Courriel.objects.bulk_update(courriels, ["etat"], batch_size=500)


def _courriel(brouillon: Brouillon, a: datetime) -> Courriel:
    courriel = Courriel(
        destinataire=brouillon.destinataire,
        objet=_objet(brouillon.objet),
        texte=brouillon.texte,
        acte=brouillon.acte,
        dossier_type=brouillon.dossier._meta.label_lower if brouillon.dossier else "",
        dossier_id=brouillon.dossier.pk if brouillon.dossier else None,
        message_id=nouveau_message_id(),
        cree_le=a,
        etat=EtatCourriel.A_ENVOYER if brouillon.destinataire else EtatCourriel.PAPIER,
    )
    if (ecrits := _ecrits.get()) is not None:
        ecrits.append(courriel.message_id)
    return courriel


def nouveau_message_id() -> str:
    """By which a report says of which sending it speaks."""
    return f"<{get_random_string(32)}@{settings.EXPEDITEUR.rpartition('@')[2]}>"


def _objet(objet: str) -> str:
    return " ".join(objet.split())[:200]
