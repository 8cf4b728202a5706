"""The public page of verification: what the paper says to whoever holds it, and nothing to anybody else."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from candidats.choix import PreuveCorrection
from candidats.services.correction import corriger_identite
from certif_portal.centre.models import parametres
from jurys.models import Certificat
from jurys.queries.verification import adresse_verification, code_du, faits_de, lien_verification
from jurys.regles.verification import code_de, code_imprime
from jurys.services.certificat import delivrer_duplicata, revoquer_certificat
from jurys.services.remplacement import remplacer_certificat
from jurys.views.verification import MAXIMUM
from tests.jurys.factories import CE_JOUR, dossier_pret, jury_edite, verifier_identite
from tests.jurys.views.lecture import texte

pytestmark = pytest.mark.django_db
EN_COMMUN = ("certificat",)
ADRESSE = "/verifier/"
INCONNU = "Aucun certificat ne porte ce numéro et ce code."


@pytest.fixture(autouse=True)
def _sans_compte():
    cache.clear()


@pytest.fixture
def certificat(agent, referentiel):
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    return Certificat.objects.select_related("presentation__inscription__candidat").get()


def code(certificat) -> str:
    return code_imprime(code_du(certificat, parametres().cle_verification))


def verifier(client, numero, code_saisi):
    return client.post(ADRESSE, {"numero": numero, "code": code_saisi})


def corriger(certificat, agent, **identite):
    inscription = certificat.presentation.inscription
    verifier_identite(inscription)
    corriger_identite(
        candidat=inscription.candidat,
        identite=identite,
        motif="Acte relu.",
        preuve=PreuveCorrection.ACTE,
        par=agent,
        a=CE_JOUR,
    )
    certificat.presentation.inscription.candidat.refresh_from_db()


def test_qui_tient_le_papier_lit_ce_qu_il_dit(client, certificat):
    """CERTIFICAT-VERIFICATION"""
    page = verifier(client, "mc 000001", code(certificat).lower())
    lu = texte(page)
    for attendu in (
        "Certificat MC 000001",
        "valable",
        f"{certificat.prenoms} {certificat.nom}",
        certificat.naissance.longue,
        certificat.intitule,
        certificat.code_certification,
        "8 décembre 2026",
    ):
        assert attendu.replace("\u00a0", " ") in lu
    inscription = certificat.presentation.inscription
    for tu in (certificat.lieu_naissance, inscription.organisme.nom, inscription.entreprise.raison_sociale):
        assert tu not in lu
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)


def test_le_carre_mene_a_la_reponse(client, certificat):
    lien = lien_verification(certificat.numero, code_du(certificat, parametres().cle_verification))
    assert lien.startswith(f"http://{adresse_verification()}/?")
    assert "valable" in texte(client.get(lien.removeprefix("http://127.0.0.1:8000")))


def test_numero_inconnu_et_code_faux_ont_une_seule_reponse(client, certificat):
    """Nothing tells that the number exists."""
    faux = "0000000000"
    connu, inconnu = (
        re.sub(r'name="(?:csrfmiddlewaretoken|page)" value="[^"]*"', "", texte(verifier(client, numero, faux)))
        for numero in ("MC 000001", "MC 000009")
    )
    assert INCONNU in connu
    assert connu.replace("000001", "") == inconnu.replace("000009", "")
    assert certificat.nom not in connu


def test_sans_question_rien_ne_se_montre(client, certificat):
    page = client.get(ADRESSE)
    assert (page.status_code, INCONNU in texte(page), certificat.numero in texte(page)) == (200, False, False)
    assert INCONNU not in texte(client.get(ADRESSE, {"numero": certificat.numero}))
    assert "Ce champ est obligatoire." in texte(verifier(client, certificat.numero, ""))


def test_le_code_d_autres_mentions_ne_verifie_rien(client, certificat):
    """The code is that of the facts kept: those of another name, or of a row that was touched, have another."""
    faux = code_de(parametres().cle_verification, replace(faits_de(certificat), nom="AUTRE"))
    assert INCONNU in texte(verifier(client, certificat.numero, faux))


def test_la_cle_du_portail_peut_changer(client, certificat, settings):
    """42 years: the code does not come from SECRET_KEY."""
    imprime = code(certificat)
    settings.SECRET_KEY = "une autre clé, après une fuite, de plus de cinquante caractères"
    assert "valable" in texte(verifier(client, certificat.numero, imprime))


def test_un_duplicata_se_verifie_comme_l_original(client, certificat, agent):
    imprime = code(certificat)
    delivrer_duplicata(certificat=certificat, motif="Perdu.", par=agent, a=CE_JOUR)
    assert "vaut l’original" in texte(verifier(client, certificat.numero, imprime))


def test_revoque_la_page_dit_depuis_quand_jamais_pourquoi(client, certificat, responsable):
    revoquer_certificat(certificat=certificat, motif="Fraude établie.", par=responsable, a=CE_JOUR)
    lu = texte(verifier(client, certificat.numero, code(certificat)))
    assert "révoqué depuis le 8 décembre 2026" in lu
    assert ("Fraude" in lu, "valable" in lu) == (False, False)


def test_remplace_l_ancien_papier_mene_au_nouveau_et_tait_l_ancien_etat_civil(client, certificat, agent):
    """The chain is told forwards alone; twice corrected, the first leads to the third."""
    avant = code(certificat)
    corriger(certificat, agent, prenom="Camille")
    deuxieme = remplacer_certificat(
        certificat=certificat, motif="Prénom corrigé.", original_rendu_le=None, par=agent, a=CE_JOUR
    )
    corriger(certificat, agent, prenom="Camillo")
    troisieme = remplacer_certificat(certificat=deuxieme, motif="Encore.", original_rendu_le=None, par=agent, a=CE_JOUR)
    lu = texte(verifier(client, certificat.numero, avant))
    assert "remplacé depuis le 8 décembre 2026</b> par le certificat MC 000003" in lu
    assert (certificat.nom in lu, certificat.prenoms in lu, "Prénom corrigé" in lu) == (False, False, False)
    nouveau = texte(verifier(client, troisieme.numero, code(troisieme)))
    assert ("Camillo" in nouveau, "valable" in nouveau, "MC 000001" in nouveau) == (True, True, False)


def test_le_remplacant_revoque_l_ancien_l_est_aussi(client, certificat, agent, responsable):
    avant = code(certificat)
    corriger(certificat, agent, prenom="Camille")
    nouveau = remplacer_certificat(certificat=certificat, motif="x", original_rendu_le=None, par=agent, a=CE_JOUR)
    revoquer_certificat(certificat=nouveau, motif="Fraude.", par=responsable, a=CE_JOUR)
    lu = texte(verifier(client, certificat.numero, avant))
    assert "révoqué depuis le 8 décembre 2026" in lu


def test_une_adresse_verifie_soixante_fois_par_heure(client, certificat):
    imprime = code(certificat)
    for _ in range(MAXIMUM):
        assert verifier(client, certificat.numero, "0000000000").status_code == 200
    trop = verifier(client, certificat.numero, imprime)
    assert (trop.status_code, "réessayez dans une heure" in texte(trop), "valable" in texte(trop)) == (429, True, False)
    ailleurs = client.post(ADRESSE, {"numero": certificat.numero, "code": imprime}, REMOTE_ADDR="203.0.113.9")
    assert "valable" in texte(ailleurs)


def test_un_certificat_d_avant_le_portail_a_son_code(client):
    """Nothing is stored: a row taken over from before has its code, and its number is read with or without signs."""
    ancien = Certificat.objects.create(
        numero="44/MC-1999.12",
        serie="",
        rang=1,
        type="CQPM",
        code_certification="MQ 1996 11 76 0145",
        intitule="Ajusteur",
        nom="LE GOFF",
        prenoms="Zoé",
        date_naissance=date(1970, 5, 1),
        naissance_precision="mois",
        lieu_naissance="Nantes",
        date_jury=date(1999, 6, 1),
        delivre_le=CE_JOUR,
    )
    faits = faits_de(ancien)
    assert (faits.naissance, faits.date_jury) == ("1970-05", "1999-06-01")
    imprime = code_de(parametres().cle_verification, faits)
    assert "mai 1970" in texte(verifier(client, "44 mc 199912", imprime))
    assert imprime != code_de(parametres().cle_verification, replace(faits, numero="MC"))


def test_la_page_est_dite_a_l_entree(client):
    assert reverse("certificat_verifier") in client.get(reverse("account_login")).content.decode()
