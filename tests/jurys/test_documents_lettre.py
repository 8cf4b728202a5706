"""Letters: whoever signs a page reads on it what they sign."""

import pypdfium2
import pytest

from certif_portal.commun.pdf import atelier, rendre_pdf
from jurys.documents.attestation import MODELE_ATTESTATION, ContexteAttestation, TitreAtteste
from jurys.documents.lettre import MODELE_LETTRE, ContexteLettre

SALUTATIONS = "salutations distinguées"
COMMUN = {"centre": "UIMM", "adresse_centre": "10 rue", "lieu": "Nantes", "date": "8 décembre 2026"}
COMMUN |= {"qualite": "Le Président", "signataire": "Nolwenn Tanguy", "etabli_le": "2026-12-08"}


def derniere_page(modele: str, contexte: object) -> str:
    document = pypdfium2.PdfDocument(rendre_pdf(modele, contexte, identifiant="essai"))
    return " ".join(document[len(document) - 1].get_textpage().get_text_bounded().replace("\u00a0", " ").split())


@pytest.mark.parametrize("nombre", [1, 4, 5, 6, 7, 8, 12])
def test_l_attestation_ne_se_signe_pas_sur_une_page_vide(nombre):
    """Annexe 12"""
    titre = TitreAtteste("BDC9001", "La préparation d’une fabrication additive métallique", "CQPM 2024 9001")
    contexte = ContexteAttestation(numero_jury="2026-4", date_jury="8 décembre 2026", titres=[titre] * nombre, **COMMUN)
    page = derniere_page(MODELE_ATTESTATION, contexte)
    assert (SALUTATIONS in page, "Nolwenn Tanguy" in page) == (True, True)


@pytest.mark.parametrize("reserves", [1, 3, 4, 5, 6, 8, 12, 30])
def test_avec_des_reserves_la_signature_reste_sous_ce_qu_elle_atteste(reserves):
    """Annexe 12, five titles: whatever is said beside, the signature is never alone under the formula."""
    titre = TitreAtteste("BDC9001", "La préparation d’une fabrication additive métallique", "CQPM 2024 9001")
    dits = [f"Réserve {rang} : une phrase d’une ligne et demie sur l’organisation " * 2 for rang in range(reserves)]
    contexte = ContexteAttestation(
        numero_jury="2026-4", date_jury="8 décembre 2026", titres=[titre] * 5, hors_date=dits, **COMMUN
    )
    page = derniere_page(MODELE_ATTESTATION, contexte)
    assert (f"Réserve {reserves - 1} :" in page, SALUTATIONS in page, "Nolwenn Tanguy" in page) == (True, True, True)


@pytest.mark.parametrize("lignes", [1, 24, 28, 30, 32, 34, 40])
def test_une_lettre_ne_se_signe_pas_sur_une_page_vide(lignes):
    corps = [*(f"Ligne {numero}" for numero in range(lignes)), f"Veuillez agréer nos {SALUTATIONS}."]
    contexte = ContexteLettre(destinataire=["Zoé Le Goff"], objet="Décision", paragraphes=corps, **COMMUN)
    page = derniere_page(MODELE_LETTRE, contexte)
    assert (SALUTATIONS in page, "Nolwenn Tanguy" in page) == (True, True)


def test_une_lettre_de_la_fournee_a_les_octets_de_la_lettre_seule():
    """An address a line longer, the same words to somebody else or elsewhere, a second page, and the attestation, of
    the same style: whatever came before in the batch."""
    garde = "Vous conservez cinq ans le bénéfice des blocs suivants :\n– Usiner\n– Contrôler"
    conserves = [garde, "Le jury est souverain. " * 9]
    formule = f"Veuillez agréer nos {SALUTATIONS}."
    ecrites = [
        (["Zoé Le Goff", "44600 Saint-Nazaire"], ["Madame,", *conserves, formule]),
        (["Jean Martin", "44000 Nantes"], ["Monsieur,", *conserves, formule]),
        (["Awa DE LA TOUR D’AUVERGNE-LAURAGUAIS " * 2, "44000 Nantes"], ["Madame,", *conserves, formule]),
        (["Ly Ly", "Bât. C", "44000 Nantes"], ["Madame,", *reversed(conserves), formule]),
        (["Zoé Le Goff", "44600 Saint-Nazaire"], ["Madame,", *conserves * 6, formule]),
        (["Jean Martin", "44000 Nantes"], ["Monsieur,", *conserves, formule]),
    ]
    lettres = [
        (MODELE_LETTRE, ContexteLettre(destinataire=adresse, objet="Décision du jury", paragraphes=corps, **COMMUN))
        for adresse, corps in ecrites
    ]
    titre = TitreAtteste("BDC9001", "La préparation d’une fabrication", "CQPM 2024 9001")
    attestation = ContexteAttestation(numero_jury="2026-4", date_jury="8 décembre 2026", titres=[titre], **COMMUN)
    papiers = [*lettres[:3], (MODELE_ATTESTATION, attestation), *lettres[3:]]
    with atelier() as dans:
        ensemble = [rendre_pdf(modele, contexte, identifiant="essai", dans=dans) for modele, contexte in papiers]
    assert ensemble == [rendre_pdf(modele, contexte, identifiant="essai") for modele, contexte in papiers]
