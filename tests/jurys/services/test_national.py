"""Certificates told once to the national system: lots, hand-over, receipts."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidats.models import Candidat
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from jurys.echeances import echeances
from jurys.models import Certificat, LigneNational, LotNational, reglages_national
from jurys.queries.national import a_corriger, compter_etats, revoques_apres, statut_national
from jurys.services import national as service
from jurys.services.certificat import revoquer_certificat
from jurys.services.national import (
    annuler_lot,
    demander_lot,
    dire_corrigee,
    dire_revoquee,
    echouer_lot,
    lire_retour_national,
    lots_a_preparer,
    preparer_lot,
    regler_national,
    remettre_lot,
)
from jurys.services.remplacement import remplacer_certificat
from jurys.tasks import preparer_lots_en_attente
from referentiels.models import Enregistrement, EquivalenceCQPI
from tests.jurys.factories import CE_JOUR, JOUR_JURY, commission_emargee, dossier_pret, jury_clos
from tests.referentiels.factories import CertificationFactory, creer_referentiel

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)
PERIODE = {"debut": JOUR_JURY, "fin": JOUR_JURY}


@pytest.fixture
def jury(agent, referentiel):
    """Two admitted to a whole CQPM of the RNCP, one to a bloc alone."""
    commission = commission_emargee()
    quoi = {"referentiel": referentiel, "commission": commission}
    jury = jury_clos(dossier_pret(**quoi), dossier_pret(**quoi), dossier_pret(**quoi, blocs=(1,)), par=agent)
    Candidat.objects.update(code_commune_naissance="44184")
    return jury


def lot_ecrit(agent, nature="classeur", **quoi) -> LotNational:
    lot = demander_lot(nature=nature, par=agent, a=CE_JOUR, **(quoi or PERIODE))
    assert lots_a_preparer() == [lot.pk]
    assert preparer_lot(lot.pk, a=CE_JOUR) is True
    lot.refresh_from_db()
    return lot


def lot_remis(agent, **quoi) -> LotNational:
    return remettre_lot(lot=lot_ecrit(agent, **quoi), le=JOUR_JURY, remis_a="UIMM", par=agent, a=CE_JOUR)


def entiers() -> list[Certificat]:
    return list(Certificat.objects.exclude(type="BDC").order_by("rang"))


def reference(certificat: Certificat) -> str:
    return f"CERT-{certificat.pk:06d}"


def retour(agent, *lignes: tuple[str, str, str], nom="retour.csv"):
    texte = "\n".join(";".join(ligne) for ligne in (("Référence", "Statut", "Motif"), *lignes))
    return lire_retour_national(fichier=(nom, texte.encode(), "text/csv"), par=agent, a=CE_JOUR)


def etats() -> list[str]:
    return list(LigneNational.objects.order_by("pk").values_list("etat", flat=True))


def test_les_certifications_entieres_du_repertoire_et_elles_seules(jury, agent):
    lot = lot_ecrit(agent)
    assert (lot.etat, lot.nombre, str(lot), lot.de_quoi) == (
        "pret",
        2,
        f"Lot national {lot.pk}",
        "jurys du 08/12/2026 au 08/12/2026",
    )
    feuille = openpyxl.load_workbook(io.BytesIO(octets_de(lot.fichier))).active
    assert [ligne[0].value for ligne in feuille.iter_rows(min_row=2)] == [reference(c) for c in entiers()]
    assert statut_national(entiers()[0]).lot == lot


def test_hors_du_repertoire_ou_revoque_rien_ne_part(jury, agent, responsable):
    Enregistrement.objects.update(date_fin=JOUR_JURY - timedelta(days=1))
    lot = lot_ecrit(agent)
    assert (lot.etat, lot.fichier, etats()) == ("echec", None, [])
    assert lot.erreur.startswith("Aucun certificat n’est à déclarer")
    assert preparer_lot(lot.pk, a=CE_JOUR) is False
    Enregistrement.objects.update(date_fin=JOUR_JURY)
    revoquer_certificat(certificat=entiers()[0], motif="Erreur.", par=responsable, a=CE_JOUR)
    assert lot_ecrit(agent, jury=jury).nombre == 1


def test_le_cqpi_part_sous_sa_propre_fiche(agent, referentiel):
    cqpi = CertificationFactory(type="CQPI", prefixe="CQPI", numero="0777")
    EquivalenceCQPI.objects.create(cqpm=referentiel.certification, cqpi=cqpi, debut=date(2020, 1, 1))
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    assert lot_ecrit(agent).nombre == 1  # the CQPM alone: the CQPI is in no répertoire
    Enregistrement.objects.create(certification=cqpi, repertoire="RS", code="RS7777", date_enregistrement=JOUR_JURY)
    lot = lot_ecrit(agent)
    assert [(ligne.certificat.type) for ligne in lot.lignes.select_related("certificat")] == ["CQPI"]
    feuille = openpyxl.load_workbook(io.BytesIO(octets_de(lot.fichier))).active
    assert [cellule.value for cellule in feuille[2]][1:3] == ["RS", "RS7777"]


def test_rien_ne_part_deux_fois(jury, agent):
    """NATIONAL-UNE-FOIS"""
    lot = lot_ecrit(agent)
    assert lot_ecrit(agent).etat == "echec"
    annuler_lot(lot=lot, motif=" Erreur de période. ", par=agent, a=CE_JOUR)
    assert etats() == ["retiree", "retiree"]
    second = lot_ecrit(agent)
    assert second.nombre == 2
    remettre_lot(lot=second, le=JOUR_JURY, remis_a=" UIMM ", par=agent, a=CE_JOUR)
    with pytest.raises(TransitionInterdite):
        annuler_lot(lot=second, motif="Trop tard.", par=agent, a=CE_JOUR)
    second.refresh_from_db()
    assert (second.etat, second.remis_le, second.remis_a) == ("remis", JOUR_JURY, "UIMM")


def test_une_remise_a_son_jour(jury, agent):
    lot = lot_ecrit(agent)
    with pytest.raises(ErreurMetier, match="pas encore venue"):
        remettre_lot(lot=lot, le=JOUR_JURY + timedelta(days=1), remis_a="UIMM", par=agent, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match="n’a pas pu partir avant"):
        remettre_lot(lot=lot, le=JOUR_JURY - timedelta(days=1), remis_a="UIMM", par=agent, a=CE_JOUR)


def test_ce_qui_manque_attend_et_se_dit(jury, agent):
    """NATIONAL-DONNEES"""
    premier, second = (c.presentation.inscription.candidat for c in entiers())
    type(premier).objects.filter(pk=premier.pk).update(sexe="", code_commune_naissance="")
    type(second).objects.filter(pk=second.pk).update(code_commune_naissance="")
    lot = lot_ecrit(agent)
    assert [ligne.certificat for ligne in lot.lignes.all()] == [entiers()[1]]
    [ligne] = a_corriger(10)
    assert (ligne.titulaire.candidat, ligne.quoi, ligne.ligne) == (
        premier.pk,
        "manque le sexe ; manque le code INSEE de la commune ou du pays de naissance",
        None,
    )
    assert a_corriger(1) == [ligne]


def test_un_retour_se_lit_ligne_a_ligne_et_seul_le_refuse_repart(jury, agent):
    lot_remis(agent)
    premier, second = entiers()
    lu = retour(
        agent,
        (reference(premier), "Accepté", ""),
        (reference(second), "Rejetée", "Nom inconnu"),
        (reference(second), "accepté", ""),
        ("CERT-999999", "accepté", ""),
        ("n’importe", "refusé", "x"),
        (reference(premier), "en cours", ""),
        (reference(premier), "", ""),
    )
    assert (lu.acceptees, lu.refusees, lu.connues, etats()) == (1, 1, 0, ["acceptee", "refusee"])
    assert [phrase.partition(",")[0] for phrase in lu.inconnues] == ["Ligne 4", "Ligne 5", "Ligne 6", "Ligne 7"]
    assert lu.inconnues[0].endswith("la ligne est déjà « Refusée, à corriger ».")
    assert lu.inconnues[3].endswith("« accepté » ou « refusé » est attendu.")
    encore = retour(agent, (reference(premier), "Accepté", ""))
    assert (encore.acceptees, encore.connues, encore.inconnues) == (0, 1, [])
    [ligne] = a_corriger(10)
    assert (ligne.titulaire.certificat, ligne.quoi) == (second.pk, "refusé : Nom inconnu")
    assert compter_etats().refuses == 1
    assert lot_ecrit(agent).etat == "echec"  # refused, and not corrected yet
    refusee = LigneNational.objects.get(pk=ligne.ligne)
    assert dire_corrigee(ligne=refusee, par=agent, a=CE_JOUR).etat == "corrigee"
    with pytest.raises(TransitionInterdite):
        dire_corrigee(ligne=refusee, par=agent, a=CE_JOUR)
    corrige = lot_remis(agent)
    assert [ligne.certificat for ligne in corrige.lignes.all()] == [second]
    retour(agent, (reference(second), "accepté", ""))
    assert (compter_etats().acceptes, compter_etats().a_declarer) == (2, 0)


def test_un_retour_mal_dit_ne_change_rien(jury, agent):
    lot_remis(agent)
    [premier, _] = entiers()
    assert retour(agent, (reference(premier), "refusé", "")).inconnues[0].endswith("un refus dit son motif.")
    assert etats() == ["attendue", "attendue"]
    with pytest.raises(ErreurMetier, match="Aucune ligne"):
        retour(agent)
    with pytest.raises(FichierRefuse, match="« Référence », « Statut » et « Motif »"):
        lire_retour_national(fichier=("x.csv", b"a;b\n1;2", "text/csv"), par=agent, a=CE_JOUR)


def test_le_retour_d_un_lot_qui_n_est_pas_remis_est_inconnu(jury, agent):
    lot_ecrit(agent)
    assert len(retour(agent, (reference(entiers()[0]), "accepté", "")).inconnues) == 1


def test_les_refus_de_demander(jury, agent):
    for quoi in ({}, {"debut": JOUR_JURY}, {"debut": JOUR_JURY, "fin": JOUR_JURY - timedelta(days=1)}):
        with pytest.raises(ErreurMetier, match="Choisissez une période"):
            demander_lot(nature="classeur", par=agent, a=CE_JOUR, **quoi)
    with pytest.raises(ErreurMetier, match="n’est pas réglé"):
        demander_lot(nature="xml", par=agent, a=CE_JOUR, **PERIODE)
    with pytest.raises(ErreurMetier, match="comment ces certificats"):
        demander_lot(nature="ailleurs", par=agent, a=CE_JOUR, **PERIODE)
    demander_lot(nature="classeur", par=agent, a=CE_JOUR, **PERIODE)
    with pytest.raises(ErreurMetier, match="déjà en préparation"):
        demander_lot(nature="classeur", par=agent, a=CE_JOUR, **PERIODE)


def test_ceux_qui_ont_ete_declares_ailleurs_ne_partent_plus(jury, agent):
    lot = demander_lot(nature="ailleurs", motif="Déclarés par l’UIMM.", par=agent, a=CE_JOUR, **PERIODE)
    preparer_lot(lot.pk, a=CE_JOUR)
    lot.refresh_from_db()
    assert (lot.etat, lot.nombre, lot.fichier, etats()) == ("remis", 2, None, ["acceptee", "acceptee"])


def regler(responsable, **champs) -> None:
    reglages = reglages_national()
    faits = {"xml_actif": True, "emetteur": "ABCD1234", "certificateur": "EFGH5678", "contrat": "MCFCER000123"}
    for nom, valeur in (faits | champs).items():
        setattr(reglages, nom, valeur)
    regler_national(reglages=reglages, par=responsable, a=CE_JOUR)


def test_en_xml_une_faute_arrete_tout_et_nomme_la_personne(jury, agent, responsable):
    regler(responsable, version="1.1.5")
    candidat = entiers()[0].presentation.inscription.candidat
    type(candidat).objects.filter(pk=candidat.pk).update(code_commune_naissance="4418")
    lot = lot_ecrit(agent, "xml")
    assert (lot.etat, lot.fichier, lot.nombre, etats()) == ("echec", None, 0, [])
    assert f"({candidat.nom_naissance.upper()} {candidat.prenom}, {entiers()[0].numero}) : Element" in lot.erreur
    type(candidat).objects.filter(pk=candidat.pk).update(code_commune_naissance="44184")
    lot = lot_ecrit(agent, "xml")
    assert (lot.etat, lot.nombre, lot.version, lot.fichier.type_mime) == ("pret", 2, "1.1.5", "application/xml")
    assert b"<idTechnique>" + reference(entiers()[0]).encode() in octets_de(lot.fichier)
    regler(responsable, xml_actif=False, emetteur="")


def test_les_trois_mois_courent_de_la_delivrance(jury, agent):
    """NATIONAL-DELAI"""

    def dus(le=JOUR_JURY) -> list[tuple[str, date]]:
        return [(e.pour, e.date_limite) for e in echeances(le) if e.regle.code == "NATIONAL-DELAI"]

    attendu = [(f"Jury {jury.numero}, 2 certificats", date(2027, 3, 8))]
    assert dus() == attendu
    assert (dus(date(2028, 12, 8)), dus(date(2028, 12, 9))) == (attendu, [])  # NATIONAL-SUIVI
    lot_ecrit(agent)
    assert dus() == []


def test_un_lot_prend_autant_de_requetes_quel_que_soit_le_nombre(agent, responsable, monkeypatch):
    monkeypatch.setattr(service, "PAR_PAS", 2)
    regler(responsable)
    prises = []
    for nombre in (1, 4):
        referentiel, commission = creer_referentiel(), commission_emargee()
        jury = jury_clos(
            *(dossier_pret(referentiel=referentiel, commission=commission) for _ in range(nombre)), par=agent
        )
        lot = demander_lot(nature="xml", jury=jury, par=agent, a=CE_JOUR)
        suivis = []
        with CaptureQueriesContext(connection) as captees:
            preparer_lot(lot.pk, a=CE_JOUR, avancer=suivis.append)
        prises.append(len(captees))
        lot.refresh_from_db()
        assert (lot.nombre, lot.de_quoi, suivis) == (nombre, f"jury {jury.numero}", list(range(2, nombre + 1, 2)))
    assert prises[0] == prises[1]


def test_un_certificat_declare_puis_revoque_est_a_dire_une_fois(jury, agent, responsable):
    """Nothing is told of one that stands, nor of one whose lot did not leave."""
    premier, second = entiers()
    lot = lot_ecrit(agent)
    revoquer_certificat(certificat=premier, motif="Fraude.", par=responsable, a=CE_JOUR)
    assert list(revoques_apres()) == []
    remettre_lot(lot=lot, le=JOUR_JURY, remis_a="UIMM", par=agent, a=CE_JOUR)
    [ligne] = revoques_apres()
    assert ligne.certificat == premier
    debout = LigneNational.objects.get(certificat=second)
    with pytest.raises(ErreurMetier, match="ni révoqué ni remplacé"):
        dire_revoquee(ligne=debout, par=agent, a=CE_JOUR)
    dire_revoquee(ligne=ligne, par=agent, a=CE_JOUR)
    assert (etats(), list(revoques_apres())) == (["annulee", "attendue"], [])
    with pytest.raises(TransitionInterdite):
        dire_revoquee(ligne=ligne, par=agent, a=CE_JOUR)
    assert compter_etats().a_declarer == 0


def test_un_certificat_declare_puis_remplace_est_a_dire_aussi(jury, agent):
    premier, _ = entiers()
    lot_remis(agent)
    Candidat.objects.filter(pk=premier.presentation.inscription.candidat_id).update(prenom="Louise")
    nouveau = remplacer_certificat(
        certificat=premier, motif="Prénom corrigé.", original_rendu_le=None, par=agent, a=CE_JOUR
    )
    assert [(ligne.certificat, ligne.certificat.remplacant) for ligne in revoques_apres()] == [(premier, nouveau)]


def test_un_lot_que_le_portail_ne_peut_pas_ecrire_le_dit(jury, agent):
    """Not « en préparation » for ever: another lot may be asked for, and the net stops at none."""
    lot = demander_lot(nature="classeur", par=agent, a=CE_JOUR, **PERIODE)
    LotNational.objects.filter(pk=lot.pk).update(nature="xml", version="9.9")  # a schema that is not there
    assert preparer_lots_en_attente() == 1
    lot.refresh_from_db()
    assert lot.etat == "echec"
    assert lot.erreur.startswith("Erreur du portail (")
    assert journal_de(lot).filter(phrase=f"{lot} : {lot.erreur}").count() == 1
    assert (lots_a_preparer(), echouer_lot(lot.pk, erreur="Encore.", a=CE_JOUR)) == ([], False)
    assert lot_ecrit(agent).etat == "pret"
