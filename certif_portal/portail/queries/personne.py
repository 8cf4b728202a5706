"""One person: their registrations, what they hold, what happened, and the documents their corrections made stale.

Six queries at most; an OF is given its own registrations and nothing that tells of another's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from candidats.choix import EtatConfirmation
from candidats.models import (
    Acquis,
    Candidat,
    ConfirmationEtatCivil,
    CorrectionIdentite,
    Inscription,
    PieceIdentite,
)
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.models import EntreeJournal
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.actes import actes_caches
from certif_portal.portail.queries.dossier import instant_json
from certif_portal.portail.queries.marche import Acte, avec_faits, lien, parcours
from evaluations.choix import EtatEmargement
from evaluations.models import FeuilleEmargement
from jurys.choix import NaturePiece
from jurys.documents import titulaire
from jurys.models import Certificat, PieceJury

ACTES_MONTRES = 40


@dataclass(frozen=True)
class LigneInscription:
    """One registration: the next act on it, and what its file holds."""

    inscription: Inscription
    acte: Acte | None
    pieces: tuple[tuple[str, str, str], ...]  # (label, sort of state, state)


@dataclass(frozen=True)
class DocumentPerime:
    """A document rendered with the civil status of before, and what is to be done of it."""

    titre: str
    rendu_le: datetime
    suite: str
    url: str
    action: str


@dataclass(frozen=True)
class PagePersonne:
    candidat: Candidat
    inscriptions: list[LigneInscription]
    acquis: list[Acquis]
    certificats: list[Certificat]
    journal: list[EntreeJournal]
    corrections: list[CorrectionIdentite] = field(default_factory=list)
    perimes: list[DocumentPerime] = field(default_factory=list)
    homonyme: bool = False


def page_personne(pk: int, personne: Utilisateur, centre: ParametresCentre, le: date) -> PagePersonne | None:
    """The person as this user may read them; None out of their scope."""
    inscriptions = _inscriptions(pk, personne)
    if not inscriptions:
        return None
    ids, tout = [inscription.pk for inscription in inscriptions], peut_tout_consulter(personne)
    candidat = inscriptions[0].candidat
    certificats = list(
        Certificat.objects.visibles_par(personne)
        .filter(presentation__inscription__in=ids)
        .select_related("presentation")
    )
    corrections = list(candidat.corrections.select_related("faite_par")) if tout else []
    return PagePersonne(
        candidat=candidat,
        inscriptions=[LigneInscription(i, parcours(i, le, centre).acte, _pieces(i, centre)) for i in inscriptions],
        acquis=list(
            Acquis.objects.filter(inscription__in=ids).select_related(
                "version_bloc__bloc", "competence", "inscription__referentiel__certification"
            )
        ),
        certificats=certificats,
        journal=list(_journal(ids, personne)[:ACTES_MONTRES]),
        corrections=corrections,
        perimes=_perimes(candidat, certificats, corrections, ids) if tout else [],
        homonyme=tout and inscriptions[0].homonyme,
    )


def _inscriptions(pk: int, personne: Utilisateur) -> list[Inscription]:
    """The registrations in scope, latest first, with the facts of their way: 1 query."""
    pieces = PieceIdentite.objects.filter(inscription=OuterRef("pk"), supprimee_le__isnull=True)
    memes = Candidat.objects.filter(
        date_naissance=OuterRef("candidat__date_naissance"), inscriptions__in=Inscription.objects.visibles_par(personne)
    ).exclude(pk=pk)
    siennes = Inscription.objects.visibles_par(personne).filter(candidat=pk)
    lignes = avec_faits(siennes).select_related("candidat__identite_verifiee_par", "entreprise")
    proposees = ConfirmationEtatCivil.objects.filter(inscription=OuterRef("pk"), etat=EtatConfirmation.A_DECIDER)
    lignes = lignes.annotate(
        piece_la=Exists(pieces), homonyme=Exists(memes), proposition=Subquery(proposees.values("pk")[:1])
    )
    return list(lignes.order_by("-creee_le", "-pk"))


def _pieces(inscription: Any, centre: ParametresCentre) -> tuple[tuple[str, str, str], ...]:
    """What the file of one registration holds."""
    livret, avis, grille = (getattr(inscription, nom, None) for nom in ("livret", "avis", "grille"))
    lignes = []
    if inscription.piece_la:
        lignes.append(("Copie de la pièce d’identité", "fait", "déposée"))
    if livret:
        lignes.append(
            (centre.livret_titre, "fait" if livret.valide_le else "attente", livret.get_etat_display().lower())
        )
    if avis:
        lignes.append(("Avis de l’entreprise", "fait" if avis.rendu_le else "attente", avis.get_etat_display().lower()))
    if grille:
        scellee = grille.scellee_le is not None
        lignes.append(("Grille d’évaluation", "fait" if scellee else "attente", grille.get_etat_display().lower()))
    return tuple(lignes)


def _journal(ids: Iterable[int], personne: Utilisateur) -> QuerySet[EntreeJournal]:
    actes = EntreeJournal.objects.filter(dossier_type=Inscription._meta.label_lower, dossier_id__in=ids)
    return actes.exclude(acte__in=actes_caches(personne))


# --- documents made stale ----------------------------------------------------------------------


def _perimes(
    candidat: Candidat, certificats: list[Certificat], corrections: list[CorrectionIdentite], ids: list[int]
) -> list[DocumentPerime]:
    """Computed from what is stored: a certificate by what it prints, a sheet by its date; 1 query when there is a correction."""
    perimes = [_certificat(certificat) for certificat in certificats if _differe(certificat, candidat)]
    if corrections:
        perimes += _feuilles(ids, corrections[0].faite_le)
    return perimes


def _differe(certificat: Certificat, candidat: Candidat) -> bool:
    imprime = titulaire(candidat)
    actuel = (imprime.nom, imprime.nom_usage, imprime.prenom, candidat.date_naissance, imprime.lieu_naissance)
    garde = (
        certificat.nom, certificat.nom_usage, certificat.prenoms, certificat.date_naissance, certificat.lieu_naissance,
    )  # fmt: skip
    return actuel != garde


def _certificat(certificat: Certificat) -> DocumentPerime:
    return DocumentPerime(
        f"Certificat {certificat.numero}",
        certificat.delivre_le,
        "à remplacer : le remplacement d’un certificat n’est pas encore dans le portail.",
        lien("certificat_fichier", certificat.pk),
        "Lire",
    )


def _feuilles(ids: list[int], corrige_le: datetime) -> list[DocumentPerime]:
    """PV and attendance sheets rendered before the last correction."""
    pvs = PieceJury.objects.filter(
        nature=NaturePiece.PV,
        jury__presentations__inscription__in=ids,
        certification=F("jury__presentations__inscription__referentiel__certification"),
        document__rendu_le__lt=corrige_le,
    )
    feuilles = FeuilleEmargement.objects.filter(
        commission__passages__inscription__in=ids, document__rendu_le__lt=corrige_le
    )
    champs = {"titre": "document__titre", "le": "document__rendu_le", "etat": "etat"}
    lignes = (
        pvs.order_by()
        .values_list(Value("pv"), JSONObject(id="jury_id", **champs))
        .union(feuilles.order_by().values_list(Value("emargement"), JSONObject(id="commission_id", **champs)))
    )
    return [_feuille(sorte, valeurs) for sorte, valeurs in lignes]


def _feuille(sorte: str, valeurs: dict[str, Any]) -> DocumentPerime:
    if sorte == "pv":
        suite, url, action = (
            "une note rectificative est à joindre ; elle n’est pas encore dans le portail.",
            lien("jury_detail", valeurs["id"]),
            "Ouvrir le jury",
        )
    else:
        url, action = lien("commission_detail", valeurs["id"]), "Ouvrir la commission"
        signe = valeurs["etat"] == EtatEmargement.SIGNE
        suite = "signé : il reste tel quel." if signe else "à imprimer de nouveau avant la séance."
    return DocumentPerime(valeurs["titre"], instant_json(valeurs["le"]), suite, url, action)
