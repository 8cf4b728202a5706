"""Documents made from one version: blank livret, grid and opinion form, the référentiel itself.

They are rendered when asked for, never stored: a version is frozen, so the same version gives the same paper.
"""

from dataclasses import dataclass
from datetime import date

from certif_portal.centre.models import ParametresCentre, valeurs_avis
from certif_portal.commun.pdf import rendre_pdf_public
from certif_portal.commun.textes import en_nom_de_fichier
from referentiels.choix import MODALITES_COURTES, SANS_BLOC
from referentiels.models import Modalite
from referentiels.queries.export import version_lue
from referentiels.queries.fiche import BlocFiche, FicheReferentiel, ModaliteFiche

LIVRET, GRILLE, AVIS, REFERENTIEL = "livret_vierge", "grille_vierge", "avis_vierge", "referentiel"
NOMS = {
    GRILLE: "grille d’évaluation",
    AVIS: "avis de l’entreprise",
    REFERENTIEL: "référentiel",
}


@dataclass(frozen=True)
class ContexteVersion:
    """What a document of a version prints; no candidate in it."""

    centre_nom: str
    centre_adresse: str
    livret: str
    type: str
    code: str
    intitule: str
    niveau: int | None
    date_gtp: date | None
    mission: str
    environnement: str
    interactions: str
    evolutions: str
    activites: tuple[tuple[str, str], ...]
    blocs: tuple[BlocFiche, ...]
    modalites: tuple[ModaliteFiche, ...]
    modalites_courtes: tuple[str, ...]
    texte_modalites: str
    conditions_admission: str
    valeurs_avis: tuple[str, ...]

    @property
    def intitules(self) -> tuple[str, ...]:
        """Of its activities, each with a row on the opinion of the company."""
        return tuple(intitule for intitule, _ in self.activites)

    @property
    def avec_conditions(self) -> bool:
        """A CCPM has no column of conditions: no empty heading for it."""
        return any(competence.conditions for bloc in self.blocs for competence in bloc.competences)


def contexte_version(fiche: FicheReferentiel, centre: ParametresCentre) -> ContexteVersion:
    referentiel, certification = fiche.referentiel, fiche.referentiel.certification
    natures = Modalite.objects.filter(referentiel=referentiel).values_list("nature", flat=True)
    return ContexteVersion(
        centre_nom=centre.nom,
        centre_adresse=centre.adresse_complete(),
        livret=centre.livret_titre,
        type=certification.type,
        code=certification.numero_porte,
        intitule=referentiel.intitule,
        niveau=referentiel.niveau,
        date_gtp=referentiel.date_gtp,
        mission=referentiel.mission,
        environnement=referentiel.environnement,
        interactions=referentiel.interactions,
        evolutions=referentiel.evolutions,
        activites=tuple(fiche.activites),
        blocs=tuple(fiche.blocs),
        modalites=tuple(fiche.modalites),
        modalites_courtes=tuple(MODALITES_COURTES[nature] for nature in natures),
        texte_modalites=referentiel.texte_modalites,
        conditions_admission=referentiel.conditions_admission,
        valeurs_avis=tuple(valeur.libelle for valeur in valeurs_avis()),
    )


def existe(modele: str, fiche: FicheReferentiel) -> bool:
    """The company gives no opinion on a CCPM or a CCPI, which have no activities to give it on."""
    return modele != AVIS or (fiche.referentiel.certification.type not in SANS_BLOC and bool(fiche.activites))


def document_pdf(modele: str, fiche: FicheReferentiel, centre: ParametresCentre) -> bytes:
    return rendre_pdf_public(modele, contexte_version(fiche, centre), identifiant=f"{modele}-{fiche.referentiel.pk}")


def document_word(fiche: FicheReferentiel) -> bytes:
    """On the branch's model: it imports back as the same référentiel."""
    from referentiels.exports.word import exporter_word

    return exporter_word(version_lue(fiche))


def nom_de_fichier(modele: str, fiche: FicheReferentiel, centre: ParametresCentre, extension: str) -> str:
    """« grille-d-evaluation-mq-2006-0248-version-2024-03-12.pdf »."""
    version = f"version {fiche.referentiel.date_gtp:%Y-%m-%d}" if fiche.referentiel.date_gtp else "projet"
    titre = NOMS.get(modele, centre.livret_nom).replace("’", " ")
    return f"{en_nom_de_fichier(f'{titre} {fiche.referentiel.certification.code} {version}')}.{extension}"
