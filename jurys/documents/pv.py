"""The PV and the émargement of a jury: from rows to frozen contexts. What has no field cannot be printed."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from candidats.choix import Financement, Origine, Secteur
from candidats.models import Candidat
from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.typographie import date_longue, jour_de
from jurys.choix import College, Decision
from jurys.documents.commun import etablissement
from jurys.models import Jury, MembreJury, Presentation
from jurys.queries.conformite import ConformiteJury
from jurys.queries.ecrans import DemandeLue
from jurys.queries.titre import TitreDecide

VERSION_PV, VERSION_EMARGEMENT = "7", "4"


@dataclass(frozen=True)
class LignePV:
    """One candidate of the PV. For a job seeker every field of the company is empty (annexe 14, note 7)."""

    nom: str
    nom_usage: str
    date_naissance: str
    lieu_naissance: str
    origine: str
    financements: str
    raison_sociale: str
    adresse: str
    code_nace: str
    secteur: str
    decision: str
    commentaire: str


@dataclass(frozen=True)
class PassageOutre:
    """Annexed to the PV: a candidate presented although a piece was missing, by whom and why."""

    nom: str
    pieces: list[str]
    motif: str
    par: str


@dataclass(frozen=True)
class ContextePV:
    centre: str
    adresse_centre: str
    numero_jury: str
    date_jury: str
    lieu_jury: str
    code: str
    intitule: str
    bloc_de: str
    president: str
    lignes: list[LignePV]
    admis: int
    passages_outre: list[PassageOutre]
    hors_date: list[str]
    etabli_le: str
    financements: list[tuple[str, str]]
    conformite: str = ""
    """What the jury found of the organisation of the evaluations; empty when nothing was recorded."""
    reserves: list[str] = field(default_factory=list)
    """Annexed: those of the whole jury, then those of the candidates of this PV."""
    organisations: list[str] = field(default_factory=list)
    """Unions that nobody represents, and what became of the request."""


def ligne_pv(titre: TitreDecide, reconversion: str = Financement.RECONVERSION) -> LignePV:
    """`reconversion`: the centre's code for a funding younger than annexe 14. Expects candidat, entreprise and
    financements to be loaded."""
    inscription, candidat = titre.presentation.inscription, titre.presentation.inscription.candidat
    entreprise = inscription.entreprise if inscription.origine != Origine.DE else None
    financements = list(inscription.financements.all())
    lieu = [candidat.commune_naissance, candidat.departement_naissance, candidat.pays_naissance]
    return LignePV(
        nom=_nom_pv(candidat),
        nom_usage=candidat.nom_usage_distinct.upper(),
        date_naissance=str(candidat.naissance),
        lieu_naissance=", ".join(partie for partie in lieu if partie),
        origine=inscription.origine,
        financements=", ".join(reconversion if f.code == Financement.RECONVERSION else f.code for f in financements),
        raison_sociale=entreprise.raison_sociale if entreprise else "",
        adresse=f"{entreprise.adresse} {entreprise.code_postal} {entreprise.ville}".strip() if entreprise else "",
        code_nace=entreprise.code_nace if entreprise else "",
        secteur=_secteur(entreprise.secteur, entreprise.branche) if entreprise else "",
        decision=titre.decision,
        commentaire="CPF" if any(f.code == Financement.CPF and f.abondement for f in financements) else "",
    )


def _nom_pv(candidat: Candidat) -> str:
    return f"{candidat.nom_naissance.upper()} {candidat.prenom}"


def _secteur(secteur: str, branche: str) -> str:
    """« M », or « HM » followed by the branch."""
    return f"{secteur} ({branche})" if secteur == Secteur.HM else secteur


def contexte_pv(
    jury: Jury,
    titres: Sequence[TitreDecide],
    *,
    centre: ParametresCentre,
    president: str,
    a: datetime,
    conformite: ConformiteJury | None = None,
    organisations: Iterable[str] = (),
) -> ContextePV:
    """One PV per certification or bloc decided of: every candidate, admitted or not, whatever the sector (note 3)."""
    titre = titres[0]
    return ContextePV(
        centre=centre.nom,
        adresse_centre=centre.adresse_complete(),
        numero_jury=jury.numero,
        date_jury=date_longue(jury.date),
        lieu_jury=jury.lieu,
        code=titre.code,
        intitule=titre.intitule,
        bloc_de=titre.bloc_de,
        president=president,
        lignes=[ligne_pv(lu, centre.reconversion_code) for lu in titres],
        admis=sum(lu.decision == Decision.A for lu in titres),
        passages_outre=[_passage_outre(lu.presentation) for lu in titres if lu.presentation.passage_outre_motif],
        hors_date=hors_date(jury),
        etabli_le=etablissement(a),
        financements=[
            (centre.reconversion_code if code == Financement.RECONVERSION else code, str(libelle))
            for code, libelle in Financement.choices
        ],
        conformite=phrase_conformite(conformite),
        reserves=_reserves(conformite, titres),
        organisations=list(organisations),
    )


def phrase_conformite(conformite: ConformiteJury | None) -> str:
    """« Organisation … constatée conforme par Nolwenn Tanguy le 8 décembre 2026, sans réserve. »"""
    if conformite is None or conformite.jury is None:
        return ""
    constat = conformite.jury
    jour = date_longue(jour_de(constat.le))
    quoi = "Conformité de l’organisation des actions d’évaluation"
    return f"{quoi} constatée par {constat.par} le {jour}, {constat.resume}."


def _reserves(conformite: ConformiteJury | None, titres: Sequence[TitreDecide]) -> list[str]:
    if conformite is None:
        return []
    du_jury = conformite.jury.dites if conformite.jury else []
    noms = {titre.presentation.pk: _nom_pv(titre.presentation.inscription.candidat) for titre in titres}
    propres = [
        f"{nom} : {dite}"
        for pk, nom in noms.items()
        if pk in conformite.candidats
        for dite in conformite.candidats[pk].dites
    ]
    return [*du_jury, *propres]


def hors_date(jury: Jury, lire: Callable[[str], str] = str) -> list[str]:
    """What was not done on its day, annexed to the PV and said to the GTP: a late convocation, a late entry. `lire`:
    what is printed of the reason typed."""
    dits = []
    if jury.convocation_retard_motif and jury.convoque_le:
        qui = f", admis par {jury.convocation_retard_par}" if jury.convocation_retard_par else ""
        dits.append(
            f"Membres convoqués le {date_longue(jury.convoque_le)}{qui} : {lire(jury.convocation_retard_motif)}"
        )
    if jury.ouverture_motif and jury.ouvert_le:
        dits.append(f"Délibération saisie le {date_longue(jury.ouvert_le)} : {lire(jury.ouverture_motif)}")
    return dits


def _passage_outre(presentation: Presentation) -> PassageOutre:
    return PassageOutre(
        nom=_nom_pv(presentation.inscription.candidat),
        pieces=presentation.passage_outre_pieces.splitlines(),
        motif=presentation.passage_outre_motif,
        par=str(presentation.passage_outre_par or ""),
    )


@dataclass(frozen=True)
class LigneEmargement:
    """A designated person, or a union invited that designated nobody (`organisme` alone)."""

    nom: str
    organisme: str
    note: str = ""


@dataclass(frozen=True)
class TitreCompte:
    """A certification, or a bloc of one, and how many candidates the jury hears of for it."""

    code: str
    intitule: str
    bloc_de: str
    nombre: int


@dataclass(frozen=True)
class ContexteEmargement:
    centre: str
    date_jury: str
    lieu_jury: str
    numero_jury: str
    president: str
    qualite_president: str
    titres: list[TitreCompte]
    lignes: list[LigneEmargement]
    etabli_le: str


def contexte_emargement(
    jury: Jury,
    membres: Iterable[MembreJury],
    demandes: Iterable[DemandeLue],
    titres: Iterable[TitreDecide],
    *,
    centre: ParametresCentre,
    a: datetime,
) -> ContexteEmargement:
    """All the designated, present or not; guests do not sit. A union without anybody appears by its name."""
    designes = [membre for membre in membres if membre.college != College.INVITE]
    president = next((membre for membre in designes if membre.preside), None)
    lignes = [
        LigneEmargement(_nom(membre), _organisme(membre, centre), "suppléant" if membre.suppleant else "")
        for membre in designes
    ]
    lignes += [LigneEmargement("", demande.nom, demande.suite) for demande in sans_designe(designes, demandes)]
    comptes = Counter((titre.code, titre.intitule, titre.bloc_de) for titre in titres)  # listed in annexe 12's order
    return ContexteEmargement(
        centre=centre.nom,
        date_jury=date_longue(jury.date),
        lieu_jury=jury.lieu,
        numero_jury=jury.numero,
        president=_nom(president) if president else "",
        qualite_president=president.qualite if president else "",
        titres=[TitreCompte(*titre, comptes[titre]) for titre in sorted(comptes, key=lambda lu: (lu[2], lu[0]))],
        lignes=lignes,
        etabli_le=etablissement(a),
    )


def sans_designe(membres: Iterable[MembreJury], demandes: Iterable[DemandeLue]) -> list[DemandeLue]:
    """Representative unions that nobody represents."""
    mandantes = {membre.organisation_id for membre in membres if membre.college != College.INVITE}
    return [demande for demande in demandes if demande.organisation_id not in mandantes]


def _nom(membre: MembreJury) -> str:
    return f"{membre.nom.upper()} {membre.prenom}"


def _organisme(membre: MembreJury, centre: ParametresCentre) -> str:
    """« Nom de l’entreprise, ou UIMM, ou Organisation syndicale »: the UIMM is never that of the unions' delegation, of
    which a member from temporary work may have no union."""
    if membre.organisation:
        return str(membre.organisation.nom)
    return membre.entreprise or (centre.nom_court if membre.college == College.PATRONAL else "")
