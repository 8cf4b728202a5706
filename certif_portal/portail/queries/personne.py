"""One person: their registrations, what they hold, what happened, and the documents their corrections made stale.

Six queries at most; an OF is given its own registrations and nothing that tells of another's.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject

from candidats.choix import EtatConfirmation, Portee
from candidats.models import (
    Acquis,
    Candidat,
    ConfirmationEtatCivil,
    CorrectionIdentite,
    Inscription,
    PieceIdentite,
)
from candidats.queries.personne import candidats_visibles
from candidats.regles.identite import cles_homonymes, surement_deux
from candidats.regles.lieu import LieuDit, lieu_de
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.models import EntreeJournal
from certif_portal.comptes.models import Utilisateur
from certif_portal.comptes.permissions import peut_tout_consulter
from certif_portal.portail.queries.journal import lisibles
from certif_portal.portail.queries.marche import Acte, acte_de, lien
from evaluations.choix import EtatCommission, EtatEmargement
from evaluations.models import FeuilleEmargement, Passage
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
        .defer("presentation__synthese")
    )
    corrections = list(candidat.corrections.select_related("faite_par")) if tout else []
    autour = _autour(candidat, ids, corrections, personne, le) if tout else []
    return PagePersonne(
        candidat=candidat,
        inscriptions=[
            LigneInscription(i, acte_de(i.suivi, centre.livret_nom), _pieces(i, centre)) for i in inscriptions
        ],
        acquis=list(
            Acquis.objects.filter(inscription__in=ids).select_related(
                "version_bloc__bloc", "competence", "inscription__referentiel__certification"
            )
        ),
        certificats=certificats,
        journal=list(_journal(ids, personne)[:ACTES_MONTRES]),
        corrections=corrections,
        perimes=_perimes(candidat, certificats, autour) if tout else [],
        homonyme=_homonyme(candidat, autour),
    )


def _inscriptions(pk: int, personne: Utilisateur) -> list[Inscription]:
    """The registrations in scope, latest first, with what is kept of each: 1 query."""
    pieces = PieceIdentite.objects.filter(inscription=OuterRef("pk"), supprimee_le__isnull=True)
    siennes = Inscription.objects.visibles_par(personne).filter(candidat=pk)
    lignes = siennes.select_related(
        "candidat__identite_verifiee_par",
        "organisme",
        "referentiel__certification",
        "entreprise",
        "suivi",
        "livret",
        "avis",
        "grille",
    )
    proposees = ConfirmationEtatCivil.objects.filter(inscription=OuterRef("pk"), etat=EtatConfirmation.A_DECIDER)
    lignes = lignes.annotate(piece_la=Exists(pieces), proposition=Subquery(proposees.values("pk")[:1]))
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
    return lisibles(actes, personne)


# --- what surrounds a person: files that may be theirs too, documents made stale -----------------

COMPARES = (
    "nom_naissance",
    "nom_usage",
    "prenom",
    "identite_verifiee_le",
    "commune_naissance",
    "code_commune_naissance",
    "departement_naissance",
    "pays_naissance",
)
"""What tells whether another file may be this person's: names, check, then the place as `LieuDit` takes it."""
Autour = list[tuple[str, dict[str, Any]]]  # (sort of row, its values)


def _autour(
    candidat: Candidat, ids: list[int], corrections: list[CorrectionIdentite], personne: Utilisateur, le: date
) -> Autour:
    """Persons born the same day; after a correction, what was rendered or sent before the last one. 1 query."""
    memes = candidats_visibles(personne).filter(date_naissance=candidat.date_naissance).exclude(pk=candidat.pk)
    lignes = memes.order_by().values_list(Value("fiche"), JSONObject(id="pk", **{champ: champ for champ in COMPARES}))
    if corrections:
        corrige_le = corrections[0].faite_le
        titre = Q(version_bloc__isnull=True, jury__presentations__inscription__portee=Portee.COMPLETE)
        titre |= Q(version_bloc=F("jury__presentations__decisions_blocs__version_bloc"))
        pvs = PieceJury.objects.filter(
            titre,
            nature=NaturePiece.PV,
            jury__presentations__inscription__in=ids,
            certification=F("jury__presentations__inscription__referentiel__certification"),
            document__rendu_le__lt=corrige_le,
        )
        feuilles = FeuilleEmargement.objects.filter(
            commission__passages__inscription__in=ids, document__rendu_le__lt=corrige_le
        )
        convocations = Passage.objects.filter(
            inscription__in=ids,
            convoque_le__lt=corrige_le,
            commission__date__gte=le,
            commission__etat=EtatCommission.PLANIFIEE,
        )
        rendu = {"titre": "document__titre", "le": "document__rendu_le", "etat": "etat"}
        lignes = lignes.union(
            pvs.order_by().values_list(Value("pv"), JSONObject(id="jury_id", **rendu)),
            feuilles.order_by().values_list(Value("emargement"), JSONObject(id="commission_id", **rendu)),
            convocations.order_by().values_list(Value("convocation"), JSONObject(id="commission_id", le="convoque_le")),
        )
    return list(lignes)


def _homonyme(candidat: Candidat, autour: Autour) -> bool:
    """Another file under the same letters, as the list of doubles and the workbooks compare them."""
    cles = cles_homonymes(candidat.nom_naissance, candidat.nom_usage, candidat.prenom)
    fiches = [valeurs for sorte, valeurs in autour if sorte == "fiche"]
    return any(
        cles & cles_homonymes(f["nom_naissance"], f["nom_usage"], f["prenom"])
        and not surement_deux(
            bool(candidat.identite_verifiee_le and f["identite_verifiee_le"]),
            lieu_de(candidat),
            LieuDit(*(f[champ] for champ in COMPARES[-4:])),
        )
        for f in fiches
    )


def _perimes(candidat: Candidat, certificats: list[Certificat], autour: Autour) -> list[DocumentPerime]:
    """Computed from what is stored: a certificate by what it prints, the rest by its date."""
    return [
        *(_certificat(certificat) for certificat in certificats if _differe(certificat, candidat)),
        *(_feuille(sorte, valeurs) for sorte, valeurs in autour if sorte != "fiche"),
    ]


def _differe(certificat: Certificat, candidat: Candidat) -> bool:
    imprime = titulaire(candidat)
    actuel = (imprime.nom, imprime.nom_usage, imprime.prenom, candidat.naissance, imprime.lieu_naissance)
    garde = (
        certificat.nom,
        certificat.nom_usage,
        certificat.prenoms,
        certificat.naissance,
        certificat.lieu_naissance,
    )
    return actuel != garde


def _certificat(certificat: Certificat) -> DocumentPerime:
    return DocumentPerime(
        f"Certificat {certificat.numero}",
        certificat.delivre_le,
        "à remplacer : le remplacement d’un certificat n’est pas encore dans le portail.",
        lien("certificat_fichier", certificat.pk),
        "Lire",
    )


def _feuille(sorte: str, valeurs: dict[str, Any]) -> DocumentPerime:
    rendu_le = _instant(valeurs["le"])
    if sorte == "pv":
        suite = "une note rectificative est à joindre ; elle n’est pas encore dans le portail."
        return DocumentPerime(valeurs["titre"], rendu_le, suite, lien("jury_detail", valeurs["id"]), "Ouvrir le jury")
    seance = lien("commission_detail", valeurs["id"])
    if sorte == "convocation":
        suite = "partie sous l’ancien état civil : à renvoyer depuis la séance."
        return DocumentPerime("Convocation du candidat", rendu_le, suite, seance, "Convoquer de nouveau")
    signe = valeurs["etat"] == EtatEmargement.SIGNE
    suite = "signé : il reste tel quel." if signe else "à imprimer de nouveau avant la séance."
    return DocumentPerime(valeurs["titre"], rendu_le, suite, seance, "Ouvrir la commission")


def _instant(texte: str) -> datetime:
    """SQLite writes an instant without its zone, PostgreSQL with it: both are UTC in the database."""
    lu = datetime.fromisoformat(texte)
    return lu if lu.tzinfo else lu.replace(tzinfo=UTC)
