"""Identity papers: deposited by the OF, read by the staff alone, deleted when the decision is sealed."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError

from candidats.choix import A_EXAMINER, ACCEPTEES, MODIFIABLE_PAR_ORGANISME, TypePieceIdentite
from candidats.donnees import FichierRecu, Naissance
from candidats.models import Candidat, Inscription, PieceIdentite
from candidats.regles.identite import identite_montree
from candidats.regles.noms import noms_proposes, seule_la_casse_change
from candidats.services.ressemblance import noter_doubles
from candidats.services.verrou import exiger_etat, verrouiller
from certif_portal.commun.actes import acte
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.journal import journaliser
from certif_portal.commun.models import Fichier
from certif_portal.comptes.models import Utilisateur

CHAMPS_CONFIRMATION = ("naissance_confirmee", "naissance_confirmee_le", "naissance_confirmee_par")


def noter_confirmation(candidat: Candidat, *, par: Utilisateur | None, a: datetime) -> None:
    """The day of birth of this row was confirmed as it is, its age being unusual; not saved here."""
    candidat.naissance_confirmee = candidat.date_naissance
    candidat.naissance_confirmee_le, candidat.naissance_confirmee_par = a, par


def phrase_confirmation(naissance: Naissance) -> str:
    return f"Date de naissance confirmée malgré l’âge qu’elle donne : {naissance}."


@acte
def deposer_piece_identite(
    *, inscription: Inscription, type_document: TypePieceIdentite, fichier: FichierRecu, par: Utilisateur, a: datetime
) -> PieceIdentite:
    """Add an identity paper to a registration that is not accepted yet; an earlier one is deleted."""
    inscription = verrouiller(inscription)
    exiger_etat(inscription, *MODIFIABLE_PAR_ORGANISME, *A_EXAMINER)
    return ajouter_piece(inscription, type_document, fichier, par=par, a=a)


@acte
def ajouter_piece(
    inscription: Inscription,
    type_document: TypePieceIdentite,
    fichier: FichierRecu,
    *,
    par: Utilisateur | None,
    a: datetime,
) -> PieceIdentite:
    """The newest paper replaces the others: only what is needed for the check is kept."""
    supprimer_pieces(inscription, a=a)
    conserve = enregistrer_fichier(nom=fichier.nom, octets=fichier.octets, type_mime=fichier.type_mime, par=par, a=a)
    piece = PieceIdentite(inscription=inscription, type=type_document, fichier=conserve, deposee_le=a, deposee_par=par)
    piece.full_clean()
    piece.save()
    libelle = TypePieceIdentite(type_document).label
    journaliser(inscription, "piece-identite", f"Pièce d’identité déposée ({libelle}).", par=par, a=a)
    return piece


@acte
def verifier_identite(
    *,
    inscription: Inscription,
    type_document: TypePieceIdentite,
    par: Utilisateur,
    a: datetime,
    noms: Mapping[str, str] | None = None,
    vue: str = "",
) -> Inscription:
    """Say that the civil status was compared with a document: who, when and which type remain.

    `noms`: the names as they will be printed, else as the centre prints them; only their case may differ from what
    was registered. `vue`: what the page showed (`identite_montree`). Raises ErreurMetier for other letters, or when the
    civil status or the paper changed since the page was opened.
    """
    inscription = verrouiller(inscription)
    exiger_etat(inscription, *A_EXAMINER)
    candidat = inscription.candidat
    papiers = inscription.pieces_identite.filter(supprimee_le=None, fichier__isnull=False).values_list("pk", flat=True)
    if vue and vue != identite_montree(candidat, papiers):
        raise ErreurMetier(
            "L’état civil ou la pièce d’identité ont changé depuis que cette page est ouverte : les voici, à comparer "
            "de nouveau."
        )
    candidat.identite_verifiee_le, candidat.identite_verifiee_par = a, par
    candidat.identite_document = type_document
    imprimes = noms_proposes(candidat) | dict(noms or {})
    for champ, nom in imprimes.items():
        if not seule_la_casse_change(getattr(candidat, champ), nom):
            raise ErreurMetier(f"« {nom} » n’a pas les lettres qui ont été inscrites : renvoyez l’inscription.")
        setattr(candidat, champ, nom)
    candidat.full_clean()
    champs = ["identite_verifiee_le", "identite_verifiee_par", "identite_document", *imprimes]
    candidat.save(update_fields=champs)
    noter_doubles(candidat)
    libelle = TypePieceIdentite(type_document).label
    journaliser(inscription, "identite", f"Identité de {candidat} vérifiée ({libelle}).", par=par, a=a)
    return inscription


@acte
def annuler_verification(*, inscription: Inscription, par: Utilisateur, a: datetime) -> Inscription:
    """Take back one's own word, given by mistake, while nothing rests on it. The case of the names stays: it is
    proposed again at the next check.

    Raises ErreurMetier when somebody else gave it, or when a registration of this person was accepted on it.
    """
    inscription = verrouiller(inscription)
    exiger_etat(inscription, *A_EXAMINER)
    candidat = inscription.candidat
    if candidat.identite_verifiee_le is None or candidat.identite_verifiee_par_id != par.pk:
        raise ErreurMetier(f"L’identité de {candidat} n’a pas été vérifiée par vous : rien n’est annulé.")
    if candidat.inscriptions.filter(etat__in=ACCEPTEES).exists():
        raise ErreurMetier(f"Une inscription de {candidat} est déjà acceptée : corrigez son état civil.")
    candidat.identite_verifiee_le, candidat.identite_verifiee_par, candidat.identite_document = None, None, ""
    candidat.full_clean()
    candidat.save(update_fields=["identite_verifiee_le", "identite_verifiee_par", "identite_document"])
    noter_doubles(candidat)
    journaliser(inscription, "identite", f"Vérification de l’identité de {candidat} annulée.", par=par, a=a)
    return inscription


def supprimer_pieces(*inscriptions: Inscription, a: datetime) -> int:
    """Delete the identity files of registrations, in the caller's transaction; the trace of each remains."""
    pieces = PieceIdentite.objects.filter(inscription__in=inscriptions, supprimee_le__isnull=True)
    fichiers = list(pieces.filter(fichier__isnull=False).values_list("fichier", flat=True))
    nombre = pieces.update(fichier=None, supprimee_le=a)
    Fichier.objects.filter(pk__in=fichiers).delete()
    return nombre


@acte
def corriger_courriel(*, candidat: Candidat, courriel: str, par: Utilisateur, a: datetime) -> Candidat:
    """Write to the candidate at another address: the one known refuses what is sent."""
    candidat = Candidat.objects.select_for_update(of=("self",), no_key=True).get(pk=candidat.pk)
    candidat.courriel = courriel
    try:
        candidat.clean_fields(exclude=[champ.name for champ in Candidat._meta.fields if champ.name != "courriel"])
    except ValidationError as erreur:
        raise ErreurMetier(" ".join(erreur.messages)) from erreur
    candidat.save(update_fields=["courriel"])
    journaliser(candidat, "courriel", "Adresse électronique du candidat corrigée.", par=par, a=a)
    return candidat
