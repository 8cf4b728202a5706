"""The letter to the CPREFP: prepared from what changed, read again, sent with its proof."""

from datetime import UTC, date, datetime

import pytest

from certif_portal.centre.models import parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from jurys.choix import EtatJury, EtatLettre
from jurys.echeances import echeances
from jurys.models import InformationCPREFP, Jury
from jurys.services.composition import (
    DonneesMembre,
    annuler_jury,
    designer_membre,
    modifier_jury,
    retirer_membre_jury,
)
from jurys.services.cprefp import (
    ecarter_information,
    envoyer_information,
    modifier_information,
    preparer_information,
)
from tests.jurys.composition import A
from tests.jurys.factories import PDF_MINIMAL, JuryFactory, MembreJuryFactory, creer_jury_compose
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 2)
RECU = ("recu.pdf", PDF_MINIMAL, "application/pdf")


@pytest.fixture
def cprefp():
    centre = parametres()
    centre.cprefp_courriel, centre.cprefp_copie = "cprefp@exemple.fr", "cpief@exemple.fr"
    centre.save()
    return centre


def preparer(agent) -> InformationCPREFP:
    return preparer_information(par=agent, a=A)


def lire(information) -> str:
    return information.corps.replace("\u00a0", " ")


def test_la_premiere_lettre_dit_le_calendrier_et_les_membres_et_part_par_courriel(agent, cprefp):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    JuryFactory(numero="2027-1", date=date(2027, 3, 9))
    MembreJuryFactory(jury=jury, invite=True, nom="Consultée")
    information = preparer(agent)
    assert f"Jury {jury.numero}, 8 décembre 2026, Saint-Nazaire\n- Paul EMPLOYEUR" in lire(information)
    assert "Nolwenn TANGUY (préside)" in lire(information)
    assert "Jury 2027-1, 9 mars 2027, Saint-Nazaire\n- membres à désigner" in lire(information)
    assert ("CONSULTÉE" in lire(information), Courriel.objects.count()) == (False, 0)
    envoyer_information(information=information, le=LE, par=agent, a=A)
    envois = sorted(information.envois.values_list("destinataire", "objet"))
    assert [adresse for adresse, _ in envois] == ["cpief@exemple.fr", "cprefp@exemple.fr"]
    information.refresh_from_db()
    assert "Nolwenn TANGUY" in texte(octets_de(information.document.fichier))
    assert set(Jury.objects.values_list("cpref_informee_le", flat=True)) == {LE}
    with pytest.raises(ErreurMetier, match="connaît déjà"):
        preparer(agent)


def test_chaque_changement_est_a_dire_et_la_lettre_suivante_ne_dit_que_lui(agent, cprefp):
    """Sent today by the portal, which needs no proof (CPREFP-PROUVEE)."""
    jury, autre = creer_jury_compose(etat=EtatJury.PREPARATION), JuryFactory(numero="2027-1", date=date(2027, 3, 9))
    envoyer_information(information=preparer(agent), le=LE, par=agent, a=A)
    jury.refresh_from_db()
    modifier_jury(jury=jury, date_jury=date(2026, 12, 15), heure=None, lieu="Nantes", par=agent, a=A)
    retirer_membre_jury(membre=jury.membres.get(preside=True), par=agent, a=A)
    annuler_jury(jury=autre, motif="Peu de candidats", par=agent, a=A)
    lu = lire(preparer(agent))
    assert f"- Jury {jury.numero} : 15 décembre 2026, Nantes, au lieu du 8 décembre 2026, Saint-Nazaire." in lu
    assert f"- Jury {jury.numero}, ne siège plus : Nolwenn TANGUY (préside)." in lu
    assert "- Jury 2027-1 du 9 mars 2027 : annulé." in lu
    assert "Jury 2027-1, 9 mars 2027" not in lu
    information = InformationCPREFP.objects.get(etat=EtatLettre.RETENUE)
    envoyer_information(information=information, le=LE, par=agent, a=A)
    with pytest.raises(ErreurMetier, match="connaît déjà"):
        preparer(agent)


def test_une_lettre_preparee_avant_un_changement_ne_part_pas(agent, cprefp):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    perimee = preparer(agent)
    retirer_membre_jury(membre=jury.membres.get(preside=True), par=agent, a=A)
    with pytest.raises(ErreurMetier, match="préparez-la de nouveau"):
        envoyer_information(information=perimee, le=LE, par=agent, a=A)
    nouvelle = preparer(agent)
    perimee.refresh_from_db()
    assert (perimee.etat, nouvelle.etat) == (EtatLettre.ECARTEE, EtatLettre.RETENUE)


def test_une_lettre_deja_partie_porte_son_jour_et_sa_preuve(agent):
    """CPREFP-PROUVEE"""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    information = preparer(agent)
    quand = {"information": information, "le": date(2026, 10, 30), "par": agent, "a": A}
    with pytest.raises(RegleNonRespectee, match="CPREFP-PROUVEE"):
        envoyer_information(canal="courriel", **quand)
    with pytest.raises(ErreurMetier, match="Le portail écrit aujourd’hui"):
        envoyer_information(**quand)
    with pytest.raises(ErreurMetier, match="n’est pas renseigné"):
        envoyer_information(**quand | {"le": LE})
    partie = envoyer_information(canal="courriel", preuve=RECU, **quand)
    jury.refresh_from_db()
    assert (partie.preuve.nom, jury.cpref_informee_le, Courriel.objects.count()) == ("recu.pdf", date(2026, 10, 30), 0)
    with pytest.raises(ErreurMetier):
        envoyer_information(canal="courriel", preuve=RECU, **quand)


def test_la_lettre_se_relit_se_modifie_et_s_ecarte(agent, cprefp):
    creer_jury_compose(etat=EtatJury.PREPARATION)
    information = preparer(agent)
    mots = {"adresse": "CPREFP\nNantes", "courriel": "autre@exemple.fr", "copie": "", "objet": "Jurys"}
    with pytest.raises(ErreurMetier):
        modifier_information(information=information, **mots, corps="\U0001f600", par=agent, a=A)
    modifiee = modifier_information(information=information, **mots, corps="Voici.", par=agent, a=A)
    assert (modifiee.courriel, modifiee.corps) == ("autre@exemple.fr", "Voici.")
    ecarter_information(information=information, par=agent, a=A)
    with pytest.raises(ErreurMetier, match="ne se modifie plus"):
        modifier_information(information=information, **mots, corps="Voici.", par=agent, a=A)
    assert preparer_information(par=agent, a=datetime(2026, 11, 3, 9, tzinfo=UTC)).etat == EtatLettre.RETENUE


def test_ce_que_la_cprefp_sait_deja_ne_lui_est_pas_redit(agent, cprefp):
    """A guest is in no letter; who comes then goes changes nothing: neither leaves a duty that no letter ends."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    envoyer_information(information=preparer(agent), le=LE, par=agent, a=A)

    def informee() -> date | None:
        return Jury.objects.get(pk=jury.pk).cpref_informee_le

    designer_membre(jury=jury, donnees=DonneesMembre("Riou", "Alan", "invite"), par=agent, a=A)
    assert informee() == LE
    de_trop = designer_membre(jury=jury, donnees=DonneesMembre("Merel", "Yann", "patronal"), par=agent, a=A)
    assert informee() is None
    retirer_membre_jury(membre=de_trop, par=agent, a=A)
    assert informee() == LE
    assert "de nouveau exact" in journal_de(jury)[0].phrase
    with pytest.raises(ErreurMetier, match="connaît déjà"):
        preparer(agent)


def test_l_annulation_d_un_jury_connu_se_rappelle_jusqu_a_la_lettre(agent, cprefp):
    """CPREFP-INFORMATION: of a jury it was never told of, nothing is to be said; of one that changed since the letter,
    the cancellation is."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    envoyer_information(information=preparer(agent), le=LE, par=agent, a=A)
    retirer_membre_jury(membre=jury.membres.filter(preside=False).first(), par=agent, a=A)
    assert Jury.objects.get(pk=jury.pk).cpref_informee_le is None
    [avant] = [e.cle for e in echeances(LE) if (e.regle.code, e.dossier_id) == ("CPREFP-INFORMATION", jury.pk)]
    inconnu = JuryFactory(numero="2027-1", date=date(2027, 3, 9))
    for un in (jury, inconnu):
        annuler_jury(jury=un, motif="Peu de candidats", par=agent, a=A)

    def rappelees(le: date) -> list[tuple[int, str]]:
        lues = [e for e in echeances(le) if e.regle.code == "CPREFP-INFORMATION"]
        return [(e.dossier_id, e.libelle) for e in lues]

    assert rappelees(LE) == rappelees(jury.date) == [(jury.pk, "CPREFP à informer de l’annulation")]
    assert f"{avant}:annulation" in {e.cle for e in echeances(LE)}
    assert rappelees(date(2026, 12, 9)) == []  # its day is over
    envoyer_information(information=preparer(agent), le=LE, par=agent, a=A)
    assert rappelees(LE) == []
