"""What is printed to be signed by hand, each page bearing its code: the opinion of one company, any other paper."""

from dataclasses import dataclass

from certif_portal.centre.models import ParametresCentre, valeurs_avis
from certif_portal.commun.a_part import executer
from certif_portal.commun.pdf import rendre_pdf
from evaluations.choix import SorteFeuille
from evaluations.models import AvisEntreprise
from evaluations.queries.avis import activites_pour_avis
from evaluations.regles.feuille import code_de

MODELE_AVIS_A_SIGNER = "avis_a_signer"


@dataclass(frozen=True)
class ContexteAvisASigner:
    """The opinion form of one candidate, to be filled and signed by hand."""

    centre_nom: str
    centre_adresse: str
    candidat: str
    organisme: str
    entreprise: str
    certification_code: str
    certification: str
    activites: tuple[str, ...]
    valeurs: tuple[str, ...]


def contexte_avis_a_signer(avis: AvisEntreprise, centre: ParametresCentre) -> ContexteAvisASigner:
    inscription = avis.inscription
    return ContexteAvisASigner(
        centre_nom=centre.nom,
        centre_adresse=centre.adresse_complete(),
        candidat=str(inscription.candidat),
        organisme=str(inscription.organisme or ""),
        entreprise=str(inscription.entreprise or ""),
        certification_code=inscription.referentiel.certification.code,
        certification=inscription.referentiel.intitule,
        activites=tuple(activite.intitule for activite in activites_pour_avis(inscription)),
        valeurs=tuple(valeur.libelle for valeur in valeurs_avis()),
    )


def avis_a_signer_en_pdf(avis: AvisEntreprise, centre: ParametresCentre) -> bytes:
    contexte = contexte_avis_a_signer(avis, centre)
    octets = rendre_pdf(MODELE_AVIS_A_SIGNER, contexte, identifiant=f"avis-a-signer-{avis.pk}")
    return avec_codes(octets, SorteFeuille.AVIS, avis.pk)


def avec_codes(octets: bytes, sorte: SorteFeuille, objet: int) -> bytes:
    """The same PDF, each page with the code that will put its scan in its place."""
    pages = executer("certif_portal.commun.codes_qr:compter_pages", octets, "application/pdf")
    codes = [code_de(sorte, objet, page, pages) for page in range(1, pages + 1)]
    marque: bytes = executer("certif_portal.commun.codes_qr:marquer_pages", octets, codes, memoire=400)
    return marque
