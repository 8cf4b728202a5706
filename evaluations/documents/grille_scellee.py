"""The sealed grid on paper: the form of the référentiel filled with the very words that were signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.signature import Trait
from certif_portal.commun.textes import en_nom_de_fichier
from evaluations.choix import ModaliteUtilisee
from evaluations.models import Appreciation, VersionGrille
from evaluations.queries.grille import rang_dans_la_grille
from referentiels.choix import FAMILLES_CRITERES
from referentiels.models import ElementEvaluation

MODELE_GRILLE_SCELLEE = "grille_scellee"


class CritereSigne(NamedTuple):
    """`sous`: a point of the one above it, in the référentiel."""

    texte: str
    sous: bool


@dataclass(frozen=True)
class LigneSignee:
    """The box of one competence. `modalites`: each word of the form, and whether it is ticked."""

    numero: int
    competence: str
    maitrisee: bool | None
    acquise_le: date | None
    modalites: tuple[tuple[str, bool], ...]
    preuves: str
    criteres: tuple[CritereSigne, ...]
    commentaire: str
    reserve: str
    seance: str
    seance_le: date | None


@dataclass(frozen=True)
class SignatureImprimee:
    evaluateur: str
    entreprise: str
    signee_le: datetime
    trace: list[Trait]
    sans_trace: str
    sur_papier: bool


@dataclass(frozen=True)
class ContexteGrilleScellee:
    """What was signed, and nothing that is known otherwise but the order of the criteria. `papier`: who typed, who
    checked, of one signed by hand."""

    centre_nom: str
    centre_adresse: str
    candidat: str
    certification: str
    rang: int
    scellee_le: datetime
    empreinte: str
    lignes: tuple[LigneSignee, ...]
    blocs: tuple[tuple[str, bool], ...]
    conclusion: str
    validation: tuple[tuple[str, str], ...]
    signatures: tuple[SignatureImprimee, ...]
    papier: Mapping[str, Any]
    rouverte_le: datetime | None
    motif: str


def contexte_grille_scellee(version: VersionGrille, centre: ParametresCentre) -> ContexteGrilleScellee:
    dit = json.loads(version.contenu)
    validation, places = dit.get("validation") or {}, _places(version)
    libelles = (("Entretien avec le candidat", "entretien"), ("Mise en situation professionnelle", "mise_en_situation"))
    return ContexteGrilleScellee(
        centre_nom=centre.nom,
        centre_adresse=centre.adresse_complete(),
        candidat=dit["candidat"],
        certification=dit["certification"],
        rang=version.rang,
        scellee_le=version.scellee_le,
        empreinte=version.empreinte,
        lignes=tuple(_ligne(ligne, places) for ligne in dit["competences"]),
        blocs=tuple((bloc["bloc"], bloc["acquis"]) for bloc in dit.get("blocs", ())),
        conclusion=dit.get("conclusion", ""),
        validation=tuple((libelle, validation[nom]) for libelle, nom in libelles if nom in validation),
        signatures=tuple(_signature(signature) for signature in version.signatures),
        papier=dit.get("papier") or {},
        rouverte_le=version.rouverte_le,
        motif=version.motif,
    )


Places = dict[tuple[str, str], tuple[tuple[int, int], bool]]
"""(competence, criterion): its rank on the form of the référentiel, and whether it is a point of the one above."""
APRES_TOUT = ((len(FAMILLES_CRITERES), 0), False)


def _places(version: VersionGrille) -> Places:
    """The words signed are kept in the order of the alphabet: they are read in that of the référentiel. 1 query."""
    elements = ElementEvaluation.objects.filter(
        competence__in=Appreciation.objects.filter(grille=version.grille_id).values("competence"),
        rubrique__in=FAMILLES_CRITERES,
    ).select_related("competence")
    return {(str(e.competence), e.texte): (rang_dans_la_grille(e), e.sous) for e in elements}


def _ligne(dite: Mapping[str, Any], places: Places) -> LigneSignee:
    """A version keeps what its time wrote: what it did not ask is empty."""
    jour, _, lieu = dite.get("seance", "").partition(" ")
    faites = dite.get("modalites", ())
    lus = [(places.get((dite["competence"], texte), APRES_TOUT), texte) for texte in dite.get("criteres", ())]
    return LigneSignee(
        numero=dite["numero"],
        competence=dite["competence"],
        maitrisee=dite.get("maitrisee"),
        acquise_le=date.fromisoformat(dite["acquise_le"]) if dite.get("acquise_le") else None,
        modalites=tuple((str(modalite.label), modalite.label in faites) for modalite in ModaliteUtilisee),
        preuves=dite.get("preuves", ""),
        criteres=tuple(CritereSigne(texte, sous) for (_, sous), texte in sorted(lus)),
        commentaire=dite.get("commentaire", ""),
        reserve=dite.get("reserve", ""),
        seance=lieu,
        seance_le=date.fromisoformat(jour) if jour else None,
    )


def _signature(dite: Mapping[str, Any]) -> SignatureImprimee:
    return SignatureImprimee(
        evaluateur=dite["evaluateur"],
        entreprise=dite.get("entreprise", ""),
        signee_le=datetime.fromisoformat(dite["signee_le"]),
        trace=dite.get("trace") or [],
        sans_trace=dite.get("sans_trace", ""),
        sur_papier=dite.get("sur_papier", False),
    )


def grille_scellee_pdf(version: VersionGrille, centre: ParametresCentre) -> bytes:
    identifiant = f"grille-{version.grille_id}-version-{version.rang}"
    return rendre_pdf(MODELE_GRILLE_SCELLEE, contexte_grille_scellee(version, centre), identifiant=identifiant)


def nom_du_pdf(version: VersionGrille) -> str:
    return f"{en_nom_de_fichier(f'grille {version.grille.inscription.candidat} version {version.rang}')}.pdf"
