"""The company's opinion on paper: a model in, a frozen context out. No result of the evaluation in it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from certif_portal.centre.models import ParametresCentre
from certif_portal.commun.pdf import rendre_pdf
from certif_portal.commun.signature import Trait
from certif_portal.commun.textes import en_nom_de_fichier
from certif_portal.commun.typographie import jour_de
from evaluations.models import AvisEntreprise

MODELE_AVIS = "avis_entreprise"


@dataclass(frozen=True)
class ContexteAvis:
    """What is printed of one opinion given."""

    centre_nom: str
    centre_adresse: str
    candidat: str
    ne_le: str
    entreprise: str
    certification_code: str
    certification: str
    activites: tuple[tuple[str, str], ...]
    valeur: str
    commentaire: str
    nom: str
    qualite: str
    signe_le: date
    rendu_le: datetime
    signature: list[Trait]
    sur_papier: bool
    saisi_par: str
    verifie_par: str


def contexte_avis(avis: AvisEntreprise, centre: ParametresCentre) -> ContexteAvis:
    """Of an opinion that is given."""
    inscription, rendu_le = avis.inscription, cast(datetime, avis.rendu_le)
    lignes = avis.par_activite.select_related("activite", "valeur").order_by("activite__ordre")
    return ContexteAvis(
        centre_nom=centre.nom,
        centre_adresse=centre.adresse_complete(),
        candidat=str(inscription.candidat),
        ne_le=inscription.candidat.naissance.dite,
        entreprise=str(inscription.entreprise or ""),
        certification_code=inscription.referentiel.certification.code,
        certification=inscription.referentiel.intitule,
        activites=tuple((ligne.activite.intitule, ligne.valeur.libelle) for ligne in lignes),
        valeur=str(avis.valeur),
        commentaire=avis.commentaire,
        nom=avis.nom,
        qualite=avis.qualite,
        signe_le=avis.signe_le or jour_de(rendu_le),
        rendu_le=rendu_le,
        signature=avis.signature,
        sur_papier=avis.papier_id is not None,
        saisi_par=str(avis.saisi_par or ""),
        verifie_par=str(avis.verifie_par or ""),
    )


def avis_en_pdf(avis: AvisEntreprise, centre: ParametresCentre) -> bytes:
    return rendre_pdf(MODELE_AVIS, contexte_avis(avis, centre), identifiant=f"avis-{avis.pk}")


def nom_du_pdf(avis: AvisEntreprise) -> str:
    return f"{en_nom_de_fichier(f'avis entreprise {avis.inscription.candidat}')}.pdf"
