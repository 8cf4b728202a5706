"""The file for the GTP: what it joins, its letter, its archive."""

import hashlib
import io
import re
import zipfile
from datetime import timedelta

import pypdfium2
import pytest

from certif_portal.commun.erreurs import ErreurMetier, Obstacles, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import ContenuFichier
from jurys.choix import NaturePapier
from jurys.choix_gtp import NatureAnnexe
from jurys.models import DossierGTP, Papier
from jurys.queries.papier import papiers_de
from jurys.services.gtp import (
    Jointe,
    abandonner_dossier,
    composer_dossier,
    demander_composition,
    deposer_lettre_signee,
    dossiers_a_composer,
    preparer_dossier,
)
from jurys.services.papier import editer_papiers
from jurys.services.piece import remplacer_scan
from jurys.services.rectification import (
    editer_rectificatif,
    ouvrir_rectification,
    rectifier_mention,
    signer_rectification,
)
from tests.jurys.factories import CE_JOUR, JuryFactory, dossier_pret, jury_edite
from tests.jurys.gtp import (
    EXTRAIT,
    A,
    depot,
    dossier_prepare,
    dossier_pret_a_partir,
    dossier_transmis,
    signer_les_pieces,
)
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)
SIGNES = re.compile(r"[^\w.]")
COURRIERS = Jointe(NatureAnnexe.COURRIERS, depot("courriers.pdf"))
AUTRE = Jointe(NatureAnnexe.AUTRE, depot("plan.pdf"), "Plan des locaux")


@pytest.fixture
def jury(agent, referentiel):
    return jury_edite(dossier_pret(referentiel=referentiel), par=agent)


def texte(octets: bytes) -> str:
    pages = pypdfium2.PdfDocument(octets)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).replace("\u00a0", " ").split())


def lettre_de(dossier) -> str:
    return texte(octets_de(dossier.lettre.document.fichier))


def archive_de(dossier) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(octets_de(dossier.archive)))


def test_la_lettre_porte_les_mots_de_l_annexe_12_et_liste_ce_qui_est_joint(jury, agent, referentiel):
    lu = lettre_de(dossier_prepare(jury, par=agent, jointes=[EXTRAIT, AUTRE]))
    for mots in (
        "UIMM Secrétariat du GTP « Certifications » de la commission paritaire nationale de l’emploi et de la "
        "formation professionnelle de la métallurgie 56, avenue de Wagram 75854 Paris Cedex 17",
        f"de la certification {referentiel.certification.code} {referentiel.intitule}, nous vous prions de bien "
        "vouloir trouver ci-joints les informations et documents concernant le déroulement des actions de validation :",
        "Extrait du procès-verbal de la réunion de la CPREFP ou de la commission paritaire infrarégionale ;",
        "Feuille d’émargement des membres du jury paritaire de délibération du 8 décembre 2026 ;",
        "Procès-verbal de délibération du jury paritaire de délibération du 8 décembre 2026 ; Plan des locaux.",
        "Nous attestons que l’organisation et le déroulement des actions de validation ont été conformes aux règles "
        "fixées dans le document « Dispositif des certifications professionnelles » de la commission paritaire "
        "nationale de l’emploi de la métallurgie en vigueur.",
        "Nous vous prions d’agréer, Mesdames, Messieurs, l’expression de nos salutations distinguées.",
    ):
        assert mots in lu
    assert "Courriers du secrétariat" not in lu


def test_les_courriers_tiennent_lieu_d_extrait(jury, agent):
    lu = lettre_de(dossier_prepare(jury, par=agent, jointes=[COURRIERS]))
    assert "Courriers du secrétariat et réponses à ces courriers ;" in lu
    assert "Extrait du procès-verbal" not in lu


def test_sans_extrait_un_responsable_dit_pourquoi_et_la_lettre_le_dit(jury, agent, responsable):
    """GTP-EXTRAIT"""
    with pytest.raises(RegleNonRespectee, match=r"Déposez l’extrait ou les courriers\..*GTP-EXTRAIT"):
        preparer_dossier(jury=jury, jointes=[AUTRE], motif=" ", par=responsable, a=A)
    with pytest.raises(RegleNonRespectee, match="Un responsable seul l’admet"):
        preparer_dossier(jury=jury, jointes=[], motif="La CPREFP ne s’est pas réunie.", par=agent, a=A)
    assert DossierGTP.objects.count() == 0
    dossier = dossier_prepare(jury, par=responsable, jointes=[], motif=" La CPREFP ne s’est pas réunie. ")
    assert (dossier.sans_extrait_motif, dossier.sans_extrait_par) == ("La CPREFP ne s’est pas réunie.", responsable)
    lu = lettre_de(dossier)
    assert "en vigueur, à ceci près : Ni l’extrait du procès-verbal de la CPREFP ni les courriers de son " in lu
    assert f"ce qu’admet {responsable} : La CPREFP ne s’est pas réunie." in lu
    avec = journal_de(jury).filter(acte="gtp")[0].phrase
    assert avec.endswith("Sans extrait ni courriers de la CPREFP : La CPREFP ne s’est pas réunie.")
    abandonner_dossier(dossier=dossier, motif="L’extrait est arrivé.", par=agent, a=A)
    ensuite = dossier_prepare(jury, par=agent, motif="Sans objet")
    assert (ensuite.sans_extrait_motif, ensuite.sans_extrait_par) == ("", None)


def test_un_dossier_se_prepare_apres_la_cloture_un_a_la_fois(jury, agent):
    with pytest.raises(ErreurMetier, match="n’est pas clos"):
        preparer_dossier(jury=JuryFactory(), jointes=[EXTRAIT], par=agent, a=A)
    assert Papier.objects.filter(nature=NaturePapier.ATTESTATION).count() == 0
    dossier = dossier_prepare(jury, par=agent)
    assert (dossier.etat, dossier.numero, str(dossier)) == (
        "lettre",
        f"{jury.numero}/1",
        f"Dossier GTP {jury.numero}/1",
    )
    with pytest.raises(ErreurMetier, match="déjà en préparation"):
        preparer_dossier(jury=jury, jointes=[EXTRAIT], par=agent, a=A)


def test_un_dossier_abandonne_reste_et_le_suivant_reprend_ce_qu_il_joignait(jury, agent):
    premier = dossier_prepare(jury, par=agent, jointes=[EXTRAIT, AUTRE])
    abandonner_dossier(dossier=premier, motif=" Mauvais extrait. ", par=agent, a=A)
    premier.refresh_from_db()
    assert (premier.etat, premier.abandon_motif) == ("abandonne", "Mauvais extrait.")
    with pytest.raises(TransitionInterdite):
        abandonner_dossier(dossier=premier, motif="Encore.", par=agent, a=A)
    bon = Jointe(NatureAnnexe.EXTRAIT, depot("bon.pdf"))
    second = dossier_prepare(jury, par=agent, jointes=[bon], reprendre=True)
    lues = list(second.annexes.values_list("nature", "titre", "fichier__nom"))
    assert lues == [
        (
            "extrait",
            "Extrait du procès-verbal de la réunion de la CPREFP ou de la commission paritaire infrarégionale",
            "bon.pdf",
        ),
        ("autre", "Plan des locaux", "plan.pdf"),
    ]
    assert second.rang == 2
    abandonner_dossier(dossier=second, motif="Non.", par=agent, a=A)
    troisieme = dossier_prepare(jury, par=agent, jointes=[], reprendre=True)
    assert troisieme.annexes.count() == 2
    lettres = [papier for papier in papiers_de(jury) if papier.nature == NaturePapier.ATTESTATION]
    assert lettres == [troisieme.lettre]  # those of the files given up are not printed any more


def test_reprendre_sans_dossier_precedent_n_ajoute_rien(jury, agent):
    sans_titre = Jointe(NatureAnnexe.AUTRE, depot("note.pdf"))
    dossier = dossier_prepare(jury, par=agent, jointes=[EXTRAIT, sans_titre], reprendre=True)
    assert dossier.annexes.get(nature="autre").titre == "note.pdf"


def test_ce_qui_manque_est_nomme_piece_par_piece(jury, agent):
    """GTP-PIECES-SIGNEES: annexe 12, émargement, PV"""
    dossier = preparer_dossier(jury=jury, jointes=[EXTRAIT], par=agent, a=A)
    with pytest.raises(ErreurMetier, match="encore en cours d’édition"):
        deposer_lettre_signee(dossier=dossier, fichier=depot(), par=agent, a=A)
    with pytest.raises(Obstacles) as refus:
        demander_composition(dossier=dossier, par=agent, a=A)
    assert refus.value.phrases[0].startswith("Lettre d’attestation (annexe 12) : elle est en cours d’édition.")
    editer_papiers(jury, a=A)
    with pytest.raises(Obstacles) as refus:
        demander_composition(dossier=dossier, par=agent, a=A)
    assert [phrase.partition(".")[0] for phrase in refus.value.phrases] == [
        "Lettre d’attestation (annexe 12) : la lettre signée n’est pas déposée",
        f"Émargement du jury {jury.numero} : le document signé n’est pas déposé",
        f"{jury.pieces.get(nature='pv').nom} : le document signé n’est pas déposé",
    ]
    dossier = deposer_lettre_signee(dossier=dossier, fichier=depot(), par=agent, a=A)
    assert dossier.etat == "lettre"
    signer_les_pieces(jury, par=agent)
    assert demander_composition(dossier=dossier, par=agent, a=A).etat == "composition"
    with pytest.raises(ErreurMetier, match="ne change plus"):
        deposer_lettre_signee(dossier=dossier, fichier=depot(), par=agent, a=A)


def test_l_archive_porte_son_sommaire_et_chaque_piece_avec_son_empreinte(jury, agent):
    signer_les_pieces(jury, par=agent)
    avancees = []
    dossier = dossier_prepare(jury, par=agent, jointes=[EXTRAIT, AUTRE])
    assert deposer_lettre_signee(dossier=dossier, fichier=depot("l.pdf"), par=agent, a=A).etat == "composition"
    assert dossiers_a_composer() == [dossier.pk]
    assert composer_dossier(dossier.pk, a=A, avancer=lambda *ou: avancees.append(ou)) is True
    assert (composer_dossier(dossier.pk, a=A), dossiers_a_composer()) == (False, [])
    dossier = DossierGTP.objects.get(pk=dossier.pk)
    assert (dossier.etat, dossier.compose_le, dossier.archive.nom) == ("pret", A, f"dossier-gtp-{jury.numero}-1.zip")
    assert avancees == [(rang, 5) for rang in range(1, 6)]
    archive = archive_de(dossier)
    assert [nom.partition(f"-{jury.numero}")[0] for nom in archive.namelist()] == [
        "00-sommaire.pdf",
        "01-lettre-d-attestation-annexe-12.pdf",
        "02-extrait-du-proces-verbal-de-la-reunion-de-la-cprefp-ou-de-la-commission-paritaire-infraregionale.pdf",
        "03-emargement-du-jury",
        "04-proces-verbal-du-jury",
        "05-plan-des-locaux.pdf",
    ]
    sommaire = SIGNES.sub("", texte(archive.read("00-sommaire.pdf")))
    for nom in archive.namelist()[1:]:
        assert hashlib.sha256(archive.read(nom)).hexdigest() in sommaire
        assert SIGNES.sub("", nom) in sommaire  # a hyphen at the end of a line is another sign
    assert "5pièces." in sommaire


def test_la_composition_qui_echoue_dit_pourquoi_et_se_refait(jury, agent):
    signer_les_pieces(jury, par=agent)
    dossier = dossier_prepare(jury, par=agent)
    deposer_lettre_signee(dossier=dossier, fichier=depot("lettre.pdf"), par=agent, a=A)
    scan = jury.pieces.get(nature="pv").scan
    contenu = ContenuFichier.objects.get(fichier=scan)
    bons = bytes(contenu.octets)
    with desceller():
        ContenuFichier.objects.filter(fichier=scan).update(octets=b"autre chose")
    assert composer_dossier(dossier.pk, a=A) is True
    dossier.refresh_from_db()
    assert (dossier.etat, dossier.archive) == ("echec", None)
    assert "ne correspond plus à son empreinte" in dossier.erreur
    with desceller():
        ContenuFichier.objects.filter(fichier=scan).update(octets=bons)
    assert demander_composition(dossier=dossier, par=agent, a=A).erreur == ""
    assert composer_dossier(dossier.pk, a=A) is True
    dossier.refresh_from_db()
    assert dossier.etat == "pret"


def test_un_scan_remplace_fait_composer_de_nouveau(jury, agent):
    signer_les_pieces(jury, par=agent)
    dossier = dossier_pret_a_partir(jury, par=agent)
    piece = jury.pieces.get(nature="pv")
    remplacer_scan(piece=piece, fichier=depot("bon.pdf", b"%PDF-bon"), motif="Mauvais.", par=agent, a=A)
    demander_composition(dossier=dossier, par=agent, a=A)
    composer_dossier(dossier.pk, a=A + timedelta(minutes=1))
    dossier = DossierGTP.objects.get(pk=dossier.pk)
    assert b"%PDF-bon" in [archive_de(dossier).read(nom) for nom in archive_de(dossier).namelist()]
    assert dossier.composition.count() == 4


def test_un_complement_suit_un_dossier_parti(jury, agent):
    signer_les_pieces(jury, par=agent)
    dossier_transmis(jury, par=agent)
    assert preparer_dossier(jury=jury, jointes=[], reprendre=True, par=agent, a=CE_JOUR).numero == f"{jury.numero}/2"


def rectifier(jury, par, a):
    rectification = ouvrir_rectification(jury=jury, motif="Le lieu est faux.", par=par, a=a)
    rectifier_mention(
        rectification=rectification, presentation=None, sujet="lieu", lu="Brest", juste="Nantes", par=par, a=a
    )
    editer_rectificatif(rectification=rectification, par=par, a=a)
    signer_rectification(rectification=rectification, fichier=depot("rectificatif.pdf"), par=par, a=a)


def test_une_lettre_qui_ne_liste_pas_un_rectificatif_signe_depuis_ne_part_pas(jury, agent, responsable):
    """Annexe 12 lists what it joins: signed or not, an older letter is asked again, the next one lists it."""
    signer_les_pieces(jury, par=agent)
    dossier = dossier_prepare(jury, par=agent)
    rectifier(jury, responsable, A + timedelta(hours=1))
    refus = r"ne liste pas le procès-verbal rectificatif n° 1, signé depuis : abandonnez ce dossier"
    with pytest.raises(ErreurMetier, match=refus):
        deposer_lettre_signee(dossier=dossier, fichier=depot("lettre.pdf"), par=agent, a=A + timedelta(hours=2))
    abandonner_dossier(dossier=dossier, motif="Rectifié.", par=agent, a=A + timedelta(hours=2))
    suivant = preparer_dossier(jury=jury, jointes=[EXTRAIT], par=agent, a=A + timedelta(hours=3))
    editer_papiers(jury, a=A + timedelta(hours=3))
    suivant = DossierGTP.objects.get(pk=suivant.pk)
    deposer_lettre_signee(dossier=suivant, fichier=depot("lettre.pdf"), par=agent, a=A + timedelta(hours=4))
    composer_dossier(suivant.pk, a=A + timedelta(hours=4))
    suivant.refresh_from_db()
    assert suivant.etat == "pret"
    rectifier(jury, responsable, A + timedelta(hours=5))
    with pytest.raises(ErreurMetier, match=r"rectificatif n° 2"):
        demander_composition(dossier=suivant, par=agent, a=A + timedelta(hours=6))
