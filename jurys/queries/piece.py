"""« Prêt pour le jury »: every piece of every candidate, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from candidats.choix import DECIDEES, DecisionRecevabilite, EtatDerogation, EtatInscription, EtatLivret, Portee, Voie
from candidats.models import Inscription
from candidats.queries.habilitation import couvertures
from candidats.regles.inscription import date_limite_inscription
from candidats.regles.suite import Couverture
from certif_portal.centre.models import ParametresCentre, parametres
from evaluations.choix import EtatAvis, EtatEmargement
from evaluations.queries.avis import SituationAvis, etat_avis
from evaluations.queries.synthese import SyntheseEvaluation, synthese_evaluation
from jurys.choix import CodePiece, EtatAttendue
from jurys.regles import piece as regles_piece
from jurys.regles.piece import QUI, Faits, Seance, libelle, verdicts
from referentiels.choix import Repertoire
from referentiels.models import Enregistrement

ACCEPTEES = frozenset({EtatInscription.ACCEPTEE, *DECIDEES})
SORTES = {EtatAttendue.PRESENTE: "fait", EtatAttendue.MANQUANTE: "refus", EtatAttendue.SANS_OBJET: "neutre"}


@dataclass(frozen=True)
class PieceAttendue:
    """One piece of one registration: where it stands, why, who must act and where."""

    code: str
    libelle: str
    etat: str
    explication: str = ""
    qui: str = ""
    url: str = ""

    @property
    def manque(self) -> bool:
        return self.etat == EtatAttendue.MANQUANTE

    @property
    def sorte(self) -> str:
        return SORTES[EtatAttendue(self.etat)]

    @property
    def etat_libelle(self) -> str:
        return str(EtatAttendue(self.etat).label)


@dataclass(frozen=True)
class _Materiau:
    """What was read in bulk, before the verdicts."""

    le: date
    centre: ParametresCentre
    syntheses: dict[int, SyntheseEvaluation]
    avis: dict[int, SituationAvis]
    couvertures: dict[int, Couverture]
    rncp: frozenset[int]


def pieces_pour_jury(inscriptions: Iterable[Inscription], le: date) -> dict[int, list[PieceAttendue]]:
    """The pieces of each registration for a jury held on `le`: 10 queries at most, whatever their number."""
    pks = [inscription.pk for inscription in inscriptions]
    lues = list(
        Inscription.objects.filter(pk__in=pks).select_related(
            "candidat", "referentiel__certification", "livret", "recevabilite", "derogation"
        )
    )
    materiau = _Materiau(
        le=le,
        centre=ParametresCentre.objects.filter(pk=1).first() or ParametresCentre(),
        syntheses=synthese_evaluation(lues),
        avis=etat_avis(lues),
        couvertures=couvertures(lues),
        rncp=certifications_au_rncp(_certifications_des_blocs(lues), le),
    )
    return {inscription.pk: _pieces(inscription, materiau) for inscription in lues}


def est_pret(pieces: Iterable[PieceAttendue]) -> bool:
    return not any(piece.manque for piece in pieces)


def manquantes(pieces: Iterable[PieceAttendue]) -> list[PieceAttendue]:
    return [piece for piece in pieces if piece.manque]


def enregistrements_rncp(certifications: Iterable[int], le: date) -> dict[int, Enregistrement]:
    """By certification, the RNCP fiche under which it may be delivered that day: 1 query."""
    fiches = Enregistrement.objects.filter(
        certification__in=set(certifications), repertoire=Repertoire.RNCP, date_enregistrement__lte=le
    ).order_by("date_enregistrement")
    return {fiche.certification_id: fiche for fiche in fiches if fiche.couvre(le)}


def certifications_au_rncp(certifications: Iterable[int], le: date) -> frozenset[int]:
    certifications = set(certifications)
    return frozenset(enregistrements_rncp(certifications, le)) if certifications else frozenset()


def tableau_des_pieces() -> list[tuple[str, list[tuple[str, bool]]]]:
    """The decision table as it is shown to users: for each piece, what each route asks."""
    lignes, livret = [], parametres().livret_nom
    for code in CodePiece:
        exigences = [regles_piece.exigence(voie, code) for voie in Voie]
        lignes.append(
            (libelle(code, livret), [(str(exigence.label), exigence != "sans_objet") for exigence in exigences])
        )
    return lignes


def voies() -> list[str]:
    """The columns of the table."""
    return [str(voie.label) for voie in Voie]


def _certifications_des_blocs(inscriptions: Iterable[Inscription]) -> set[int]:
    return {i.referentiel.certification_id for i in inscriptions if i.portee == Portee.BLOCS}


def _pieces(inscription: Inscription, materiau: _Materiau) -> list[PieceAttendue]:
    return [
        PieceAttendue(
            code=verdict.code.value,
            libelle=verdict.libelle,
            etat=verdict.etat.value,
            explication=verdict.explication,
            qui=QUI[verdict.code] if verdict.etat == EtatAttendue.MANQUANTE else "",
            url=_url(inscription, verdict.code, materiau) if verdict.etat == EtatAttendue.MANQUANTE else "",
        )
        for verdict in verdicts(_faits(inscription, materiau))
    ]


def _faits(inscription: Inscription, materiau: _Materiau) -> Faits:
    synthese, avis = materiau.syntheses[inscription.pk], materiau.avis[inscription.pk]
    livret, recevabilite = getattr(inscription, "livret", None), getattr(inscription, "recevabilite", None)
    derogation, entree = getattr(inscription, "derogation", None), inscription.entree_formation
    rendu = avis.avis is not None and avis.avis.etat == EtatAvis.RENDU
    absent = avis.avis is not None and avis.avis.etat == EtatAvis.ABSENT
    return Faits(
        voie=Voie(inscription.voie),
        portee=Portee(inscription.portee),
        acceptee=inscription.etat in ACCEPTEES,
        limite_inscription=date_limite_inscription(entree, materiau.centre.inscription_jours) if entree else None,
        deposee_le=inscription.deposee_le,
        derogation=derogation is not None and derogation.etat == EtatDerogation.ACCORDEE,
        identite=inscription.candidat.identite_verifiee_le is not None,
        recevable=recevabilite is not None and recevabilite.decision == DecisionRecevabilite.RECEVABLE,
        livret_valide=livret is not None and livret.etat == EtatLivret.VALIDE,
        a_organisme=inscription.organisme_id is not None,
        jours_sans_habilitation=_jours_sans_habilitation(inscription, synthese, materiau),
        competences_manquantes=tuple(ligne.numero for ligne in synthese.non_evaluees),
        grille_scellee=synthese.scellee,
        seances=tuple(
            Seance(seance.date, seance.lieu, seance.emargement == EtatEmargement.SIGNE) for seance in synthese.seances
        ),
        avis_requis=avis.requis,
        avis_motif=avis.motif,
        avis_rendu=rendu,
        avis_absence=f"{avis.avis.absence_par}, {avis.avis.absence_motif}" if absent and avis.avis else "",
        rncp=inscription.referentiel.certification_id in materiau.rncp,
        tout_acquis=inscription.tout_acquis,
        livret=materiau.centre.livret_nom,
    )


def _jours_sans_habilitation(
    inscription: Inscription, synthese: SyntheseEvaluation, materiau: _Materiau
) -> tuple[date, ...]:
    """Days of a sitting, or of the jury, on which the OF was not accredited and nobody let the candidate finish."""
    couverture = materiau.couvertures.get(inscription.pk)
    if couverture is None:
        return ()
    jours = {seance.date for seance in synthese.seances} | {materiau.le}
    return tuple(sorted(jour for jour in jours if not couverture.couvre(jour)))


def _url(inscription: Inscription, code: CodePiece, materiau: _Materiau) -> str:
    """The page where the missing piece is given: the sitting for its émargement, the file for the rest."""
    if code == CodePiece.EMARGEMENT:
        attendues = [s for s in materiau.syntheses[inscription.pk].seances if s.emargement != EtatEmargement.SIGNE]
        if attendues:
            return _lien("commission_detail", attendues[0].commission_id)
    return _lien("inscription_detail", inscription.pk)


def _lien(nom: str, pk: int) -> str:
    """Empty where that screen does not exist."""
    try:
        return reverse(nom, args=[pk])
    except NoReverseMatch:
        return ""
