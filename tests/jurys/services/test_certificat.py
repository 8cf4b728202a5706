"""A certificate once delivered: handed over, copied, revoked; nothing is erased."""

from datetime import date

import pytest

from certif_portal.centre.models import DelegationSignature
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import DocumentRendu
from jurys.choix import ModeRemise
from jurys.models import Certificat, Duplicata
from jurys.services.certificat import delivrer_duplicata, remettre_certificat, revoquer_certificat
from tests.jurys.factories import CE_JOUR, JOUR_JURY, dossier_pret, jury_edite
from tests.jurys.lecture import texte
from tests.scelles import desceller

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificat(agent, referentiel):
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    return Certificat.objects.select_related("document__fichier", "presentation__inscription").get()


def derniere_phrase(certificat) -> str:
    return journal_de(certificat.presentation.inscription)[0].phrase.replace("\u00a0", " ")


def test_la_remise_dit_a_qui_quand_et_comment(certificat, agent):
    remise = {"le": JOUR_JURY, "remis_a": "Pôle formation Sud-Loire", "comment": ModeRemise.ORGANISME}
    rendu = remettre_certificat(certificat=certificat, **remise, par=agent, a=CE_JOUR)
    assert (rendu.remis_le, rendu.remis_a, rendu.remis_comment) == tuple(remise.values())
    assert derniere_phrase(certificat) == (
        "Certificat MC 000001 remis le 8 décembre 2026 à Pôle formation Sud-Loire (par l’organisme de formation)."
    )
    with pytest.raises(ErreurMetier, match="avant le jury"):
        remettre_certificat(certificat=certificat, **remise | {"le": date(2026, 12, 7)}, par=agent, a=CE_JOUR)


def test_le_duplicata_est_l_original_marque(certificat, agent):
    """CERTIFICAT-DUPLICATA: every word of the original, the mark, and who signs on the day of the copy."""
    DelegationSignature.objects.create(nom="Du Jour Délégué", debut=JOUR_JURY, fin=JOUR_JURY)
    duplicata = delivrer_duplicata(certificat=certificat, motif="Perdu en déménageant.", par=agent, a=CE_JOUR)
    original, copie = (texte(octets_de_l_acte(objet.document)) for objet in (certificat, duplicata))
    assert original in copie
    for attendu in ("DUPLICATA CERTIFIÉ CONFORME", "à l’original du certificat MC 000001", "Du Jour Délégué"):
        assert attendu in copie
        assert attendu not in original
    assert derniere_phrase(certificat) == "Duplicata du certificat MC 000001 délivré : Perdu en déménageant."


def test_le_duplicata_ajoute_le_code_que_l_original_ne_porte_pas(certificat, agent):
    """Printed once: by the original since version 3, by the copy of an older one."""
    original = certificat.document
    for version in ("3", "2"):
        with desceller():
            DocumentRendu.objects.filter(pk=original.pk).update(version_modele=version)
        lu = Certificat.objects.select_related("document__fichier", "presentation__inscription").get()
        copie = delivrer_duplicata(certificat=lu, motif="Perdu.", par=agent, a=CE_JOUR)
        ajoute = texte(octets_de_l_acte(copie.document)).count("Vérifier ce certificat") - 1
        assert ajoute == (version == "2")


def test_un_certificat_pas_encore_edite_n_a_pas_de_duplicata(certificat, agent):
    with desceller():
        Certificat.objects.update(document=None)
    with pytest.raises(FichierRefuse, match="pas encore édité"):
        delivrer_duplicata(certificat=certificat, motif="Perdu.", par=agent, a=CE_JOUR)


def test_revoque_il_reste_et_n_a_plus_de_duplicata(certificat, responsable):
    revoquer_certificat(certificat=certificat, motif="Fraude établie.", par=responsable, a=CE_JOUR)
    certificat.refresh_from_db()
    assert (certificat.revoque_le, certificat.revoque_motif, certificat.revoque_par) == (
        JOUR_JURY,
        "Fraude établie.",
        responsable,
    )
    assert derniere_phrase(certificat) == "Certificat MC 000001 révoqué : Fraude établie."
    with pytest.raises(RegleNonRespectee, match=r"révoqué depuis le.*CERTIFICAT-DUPLICATA"):
        delivrer_duplicata(certificat=certificat, motif="Perdu.", par=responsable, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match="déjà révoqué"):
        revoquer_certificat(certificat=certificat, motif="Encore.", par=responsable, a=CE_JOUR)


def test_un_certificat_sans_dossier_vit_aussi(certificat, responsable):
    """The file of the candidate is gone: the certificate outlives it."""
    with desceller():
        Certificat.objects.update(presentation=None)
    revoquer_certificat(certificat=certificat, motif="Fraude établie.", par=responsable, a=CE_JOUR)
    assert (Certificat.objects.get().revoque_le, Duplicata.objects.count()) == (JOUR_JURY, 0)
