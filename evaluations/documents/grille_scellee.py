"""The sealed grid on paper: the form of the référentiel filled with the very words that were signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.signature import Trait
from certif_portal.commun.textes import en_nom_de_fichier
from evaluations.choix import ModaliteUtilisee
from evaluations.models import VersionGrille

MODELE_GRILLE_SCELLEE = "grille_scellee"


@dataclass(frozen=True)
class LigneSignee:
    """The box of one competence. `modalites`: each word of the form, and whether it is ticked."""

    numero: int
    competence: str
    maitrisee: bool | None
    acquise_le: date | None
    modalites: tuple[tuple[str, bool], ...]
    preuves: str
    criteres: tuple[str, ...]
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
    """What was signed, and nothing that is known otherwise. `papier`: who typed, who checked, of one signed by hand."""

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
    validation = dit.get("validation") or {}
    libelles = (("Entretien avec le candidat", "entretien"), ("Mise en situation professionnelle", "mise_en_situation"))
    return ContexteGrilleScellee(
        centre_nom=centre.nom,
        centre_adresse=centre.adresse_complete(),
        candidat=dit["candidat"],
        certification=dit["certification"],
        rang=version.rang,
        scellee_le=version.scellee_le,
        empreinte=version.empreinte,
        lignes=tuple(_ligne(ligne) for ligne in dit["competences"]),
        blocs=tuple((bloc["bloc"], bloc["acquis"]) for bloc in dit.get("blocs", ())),
        conclusion=dit.get("conclusion", ""),
        validation=tuple((libelle, validation[nom]) for libelle, nom in libelles if nom in validation),
        signatures=tuple(_signature(signature) for signature in version.signatures),
        papier=dit.get("papier") or {},
        rouverte_le=version.rouverte_le,
        motif=version.motif,
    )


def _ligne(dite: Mapping[str, Any]) -> LigneSignee:
    """A version keeps what its time wrote: what it did not ask is empty."""
    jour, _, lieu = dite.get("seance", "").partition(" ")
    faites = dite.get("modalites", ())
    return LigneSignee(
        numero=dite["numero"],
        competence=dite["competence"],
        maitrisee=dite.get("maitrisee"),
        acquise_le=date.fromisoformat(dite["acquise_le"]) if dite.get("acquise_le") else None,
        modalites=tuple((str(modalite.label), modalite.label in faites) for modalite in ModaliteUtilisee),
        preuves=dite.get("preuves", ""),
        criteres=tuple(dite.get("criteres", ())),
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
