"""What somebody types freely is printed whole, inside the page, with its line breaks; the letter to the GTP names no
candidate, whatever was typed (decision 0348)."""

import io
from datetime import UTC, datetime

import pikepdf
import pypdfium2
import pytest

from certif_portal.commun.fichiers import octets_de
from jurys.choix import CanalConvocation, EtatJury
from jurys.models import Jury, Papier
from jurys.queries.conformite import elements_du_jury, lire_conformite
from jurys.services.cloture import clore_jury
from jurys.services.conformite import constater_conformite
from jurys.services.convocation import Convocation, convoquer_jury
from jurys.services.deliberation import decider, ouvrir_deliberation
from jurys.services.lettre import envoyer_lettres, modifier_lettre
from jurys.services.papier import editer_papiers
from jurys.services.presentation import passer_outre
from jurys.services.rectification import (
    editer_rectificatif,
    ouvrir_rectification,
    rectifier_mention,
)
from tests.candidats.factories import CandidatFactory
from tests.jurys.factories import AVANT, CE_JOUR, creer_jury_compose, dossier_pret, relire
from tests.jurys.gtp import dossier_prepare
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury_bavard",)
TARD = datetime(2026, 11, 24, 9, tzinfo=UTC)
MOT = "Anticonstitutionnellement" * 12
"""Wider than any page."""
LONG = "La pièce a été relue par la commission, qui la tient pour bonne. " * 30
LIGNES = "Première ligne.\nDeuxième ligne."


def hors_de_la_page(octets: bytes) -> list[str]:
    """The characters that stand outside the paper, page by page."""
    dehors = []
    for rang, page in enumerate(pypdfium2.PdfDocument(octets), start=1):
        largeur, hauteur = page.get_size()
        lu = page.get_textpage()
        for place in range(lu.count_chars()):
            gauche, bas, droite, haut = lu.get_charbox(place)
            if droite > gauche and not (gauche >= 0 and droite <= largeur and bas >= 0 and haut <= hauteur):
                dehors.append(f"page {rang}, {lu.get_text_range(place, 1)}")
    return dehors


@pytest.fixture
def jury_bavard(agent, responsable, referentiel):
    """Every reason that may be typed is long, holds a word wider than the page, line breaks, the candidate's name."""
    candidat = CandidatFactory(nom_naissance="Kervadec", prenom="Gwenola", sexe="F")
    dossier = dossier_pret(referentiel=referentiel, candidat=candidat)
    dossier.livret.delete()
    dit = f"{LIGNES} Mme KERVADEC, {MOT}. {LONG}"[:990]
    jury = creer_jury_compose(numero="2026-4", etat=EtatJury.PREPARATION)
    retard = Convocation(canal=CanalConvocation.COURRIER, motif=dit)
    convoquer_jury(jury=jury, le=TARD.date(), convocation=retard, par=responsable, a=TARD)
    passer_outre(jury=jury, inscription=dossier, motif=f"{dit} {LONG}"[:2000], par=responsable, a=AVANT)
    relire(jury, par=agent)
    presents = list(jury.membres.values_list("pk", flat=True))
    ouvrir_deliberation(jury=jury, presents=presents, par=agent, a=CE_JOUR)
    reserves = {elements_du_jury(jury)[0].code: dit}
    president = jury.membres.get(preside=True)
    constater_conformite(jury=jury, reserves=reserves, constate_par=president, par=agent, a=CE_JOUR)
    decider(presentation=jury.presentations.defer(None).get(), decision="A", par=agent, a=CE_JOUR)
    clore_jury(jury=jury, reserves=lire_conformite(jury).nombre_reserves, par=agent, a=CE_JOUR)
    for lettre in jury.lettres.all():
        lus = {champ: getattr(lettre, champ) for champ in ("adresse", "courriel", "objet")}
        modifier_lettre(lettre=lettre, **lus, corps=f"{lettre.corps}\n\n{MOT}\n{LIGNES}", par=agent, a=CE_JOUR)
    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    editer_papiers(jury, a=CE_JOUR)
    dossier_prepare(jury, par=responsable, jointes=(), motif=dit)
    return Jury.objects.get(pk=jury.pk)


def lu(jury: Jury, nature: str) -> bytes:
    return octets_de(jury.papiers.filter(nature=nature).first().document.fichier)


def test_aucun_papier_ne_deborde(jury_bavard, responsable):
    """Each paper of the jury, and the PV that rectifies it: the word is cut, nothing leaves the page."""
    rectification = ouvrir_rectification(jury=jury_bavard, motif=f"{MOT}. {LONG}"[:2000], par=responsable, a=CE_JOUR)
    dit = {"presentation": None, "sujet": MOT[:160], "lu": MOT, "juste": f"{LIGNES} {MOT}"}
    rectifier_mention(rectification=rectification, **dit, par=responsable, a=CE_JOUR)
    rectification = editer_rectificatif(rectification=rectification, par=responsable, a=CE_JOUR)
    papiers = {papier.titre: octets_de(papier.document.fichier) for papier in Papier.objects.all()}
    papiers["rectificatif"] = octets_de(rectification.document.fichier)
    assert {titre: dehors for titre, octets in papiers.items() if (dehors := hors_de_la_page(octets))} == {}
    assert "Anticonstitutionnellement" in texte(papiers["rectificatif"])


def test_la_lettre_au_gtp_ne_nomme_aucun_candidat(jury_bavard):
    """Late convocation, reserve, missing extract: the reasons are there, the name hidden in them; that of the candidate
    presented over a missing piece is annexed to the PV, which names them."""
    lettre, pv = texte(lu(jury_bavard, "attestation")), texte(lu(jury_bavard, "pv"))
    assert "KERVADEC" not in lettre.upper()
    assert lettre.count("Mme […]") == 3
    assert "(motif annexé au procès-verbal)" in lettre
    assert "Mme KERVADEC" in pv


def test_les_lignes_tapees_restent_des_lignes(jury_bavard):
    document = pypdfium2.PdfDocument(io.BytesIO(lu(jury_bavard, "pv")))
    lues = "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\r", "")
    assert "Première ligne.\n" in lues.replace(" \n", "\n")


def test_le_controle_voit_un_debordement(jury_bavard):
    """Negative control: the same page, cut at half its width."""
    coupe = io.BytesIO()
    with pikepdf.open(io.BytesIO(lu(jury_bavard, "emargement"))) as pdf:
        for page in pdf.pages:
            page.mediabox = [0, 0, 300, page.mediabox[3]]
        pdf.save(coupe)
    assert hors_de_la_page(coupe.getvalue())
