"""A certificate once delivered: handed over, copied, revoked; nothing is erased."""

import hashlib
from datetime import date, timedelta

import pytest
from django.urls import reverse

from certif_portal.centre.models import DelegationSignature
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier, DocumentRendu
from jurys.choix import ModeRemise
from jurys.models import Certificat, Duplicata, Jury
from jurys.queries.certificat import destinataire_de_remise
from jurys.services.certificat import (
    delivrer_duplicata,
    remettre_certificat,
    remettre_certificats,
    revoquer_certificat,
)
from jurys.services.remplacement import remplacer_certificat
from tests.jurys.factories import CE_JOUR, JOUR_JURY, JuryFactory, dossier_pret, jury_clos, jury_edite
from tests.jurys.lecture import texte
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("certificat",)


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


def test_un_papier_se_remet_entre_sa_delivrance_et_sa_fin(certificat, agent, responsable):
    """Closed on the day after the jury; revoked, then recorded: the day it was handed over is the one that counts."""

    def remettre(le: date) -> None:
        remettre_certificat(certificat=certificat, le=le, remis_a="Lui", comment="main", par=agent, a=CE_JOUR)

    with desceller():
        Certificat.objects.update(delivre_le=CE_JOUR + timedelta(days=1))
    with pytest.raises(ErreurMetier, match=r"délivré le 9.décembre.2026 : il n’a pas pu être remis avant"):
        remettre(JOUR_JURY)
    remettre(date(2026, 12, 9))
    revoquer_certificat(certificat=certificat, motif="Erreur.", par=responsable, a=CE_JOUR + timedelta(days=5))
    remettre(date(2026, 12, 13))
    with pytest.raises(ErreurMetier, match=r"révoqué depuis le 13.décembre.2026"):
        remettre(date(2026, 12, 14))


def test_un_papier_remplace_ne_se_remet_plus(certificat, agent):
    candidat = certificat.presentation.inscription.candidat
    candidat.nom_naissance = "Autrement"
    candidat.save()
    quoi = {"motif": "État civil corrigé.", "original_rendu_le": None, "par": agent, "a": CE_JOUR + timedelta(days=5)}
    nouveau = remplacer_certificat(certificat=certificat, **quoi)
    remise = {"remis_a": "Lui", "comment": "main", "par": agent, "a": CE_JOUR}
    remettre_certificat(certificat=certificat, le=date(2026, 12, 13), **remise)
    with pytest.raises(ErreurMetier, match=f"remplacé par le certificat {nouveau.numero} : remettez celui-là"):
        remettre_certificat(certificat=certificat, le=date(2026, 12, 14), **remise)
    with pytest.raises(ErreurMetier, match=r"délivré le 13.décembre.2026"):
        remettre_certificat(certificat=nouveau, le=date(2026, 12, 12), **remise)


def test_ceux_qui_sont_delivres_apres_ce_jour_ne_sont_pas_remis_avec_les_autres(agent, referentiel):
    jury = jury_clos(*(dossier_pret(referentiel=referentiel) for _ in range(2)), par=agent)
    remise = {"jury": jury, "comment": ModeRemise.MAIN, "par": agent, "a": CE_JOUR}
    with desceller():
        Certificat.objects.filter(rang=2).update(delivre_le=CE_JOUR + timedelta(days=30))
        Certificat.objects.filter(rang=1).update(delivre_le=CE_JOUR + timedelta(days=1))
    with pytest.raises(ErreurMetier, match=r"délivrés le 9.décembre.2026 : ils n’ont pas pu être remis avant"):
        remettre_certificats(le=JOUR_JURY, **remise)
    dit = remettre_certificats(le=date(2026, 12, 9), **remise)
    assert dit.endswith(": 1. Délivrés après ce jour : 1.")
    assert list(Certificat.objects.filter(remis_le=None).values_list("rang", flat=True)) == [2]


def test_ceux_d_un_jury_se_remettent_ensemble_a_qui_les_transmet(agent, referentiel, django_assert_num_queries):
    """CERTIFICATS-REMISE: each says to whom, when and how; who has no OF is left, and ends it later."""
    dossiers = [dossier_pret(referentiel=referentiel) for _ in range(3)]
    dossiers.append(dossier_pret(referentiel=referentiel, organisme=None))
    jury = jury_clos(*dossiers, par=agent)
    remise = {"jury": jury, "comment": ModeRemise.ORGANISME, "par": agent, "a": CE_JOUR}
    with pytest.raises(ErreurMetier, match="avant le jury"):
        remettre_certificats(le=date(2026, 12, 7), **remise)
    with django_assert_num_queries(23):
        dit = remettre_certificats(le=date(2027, 3, 8), **remise)
    assert dit.replace("\u00a0", " ") == (
        "Certificats remis le 8 mars 2027 (par l’organisme de formation) : 3. À remettre un par un, faute de "
        "destinataire de cette sorte : 1."
    )
    remis = Certificat.objects.filter(remis_le=date(2027, 3, 8), remis_comment="organisme")
    assert {c.remis_a for c in remis} == {dossier.organisme.nom for dossier in dossiers[:3]}
    jury.refresh_from_db()
    assert jury.certificats_remis_le is None
    dernier = Certificat.objects.get(remis_le=None)
    remettre_certificat(
        certificat=dernier, le=date(2027, 3, 9), remis_a="Lui", comment=ModeRemise.MAIN, par=agent, a=CE_JOUR
    )
    jury.refresh_from_db()
    assert jury.certificats_remis_le == date(2027, 3, 9)
    assert derniere_phrase(dernier).endswith("remis le 9 mars 2027 à Lui (en main propre).")
    with pytest.raises(ErreurMetier, match="Aucun certificat de ce jury"):
        remettre_certificats(le=date(2027, 3, 9), **remise)


@pytest.mark.parametrize(
    ("comment", "attendu"),
    [
        ("main", lambda c: f"{c.prenoms} {c.nom}"),
        ("courrier", lambda c: f"{c.prenoms} {c.nom}"),
        ("entreprise", lambda c: str(c.presentation.inscription.entreprise)),
    ],
)
def test_chaque_mode_de_remise_a_son_destinataire(comment, attendu, certificat, agent):
    jury = certificat.presentation.jury
    remettre_certificats(jury=jury, le=JOUR_JURY, comment=comment, par=agent, a=CE_JOUR)
    certificat.refresh_from_db()
    assert certificat.remis_a == attendu(certificat)
    assert len(certificat.remis_a) > 4


def dites_du_certificat(certificat) -> list[str]:
    """What the journal says of it, once the file of the candidate is gone."""
    return [entree.phrase for entree in journal_de(certificat)]


def test_un_certificat_sans_dossier_se_remet_sans_dater_de_jury(certificat, agent):
    """It outlives its file."""
    with desceller():
        Certificat.objects.update(presentation=None)
    certificat.refresh_from_db()
    assert destinataire_de_remise(certificat, ModeRemise.ORGANISME) == f"{certificat.prenoms} {certificat.nom}"
    remettre_certificat(
        certificat=certificat, le=JOUR_JURY, remis_a="Lui", comment=ModeRemise.MAIN, par=agent, a=CE_JOUR
    )
    delivrer_duplicata(certificat=certificat, motif="Perdu.", par=agent, a=CE_JOUR)
    assert Jury.objects.get().certificats_remis_le is None
    assert dites_du_certificat(certificat) == [
        "Duplicata du certificat MC 000001 délivré : Perdu.",
        "Certificat MC 000001 remis le 8\u00a0décembre\u00a02026 à Lui (en main propre).",
    ]


def test_rien_n_est_remis_avant_la_cloture(agent):
    with pytest.raises(ErreurMetier, match="n’est pas clos"):
        remettre_certificats(jury=JuryFactory(), le=JOUR_JURY, comment=ModeRemise.MAIN, par=agent, a=CE_JOUR)


def test_l_empreinte_dite_est_celle_du_fichier_remis(certificat, agent, connecte):
    """The page of the certificate says the hash of the very bytes that whoever is handed the file receives."""
    remis = connecte(agent).get(reverse("certificat_fichier", args=[certificat.pk]))
    empreinte = hashlib.sha256(remis.getvalue()).hexdigest()
    page = connecte(agent).get(certificat.get_absolute_url()).content.decode()
    assert f'<span class="code secable">{empreinte}</span>' in page
    with desceller():
        ContenuFichier.objects.filter(pk=certificat.document.fichier_id).update(octets=remis.getvalue() + b" ")
    with pytest.raises(FichierRefuse, match="ne correspond plus à son empreinte"):
        octets_de_l_acte(certificat.document)


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
    assert dites_du_certificat(certificat) == ["Certificat MC 000001 révoqué : Fraude établie."]
