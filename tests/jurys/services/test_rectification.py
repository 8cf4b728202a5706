"""A closed jury rectified: what was read stays, what is right takes effect at the signature, and not before."""

from datetime import date

import pytest

from candidats.choix import EtatInscription
from candidats.models import Acquis, BlocCertifie, EcheanceDossier, Inscription, Reprise
from candidats.services.decision import communiquer_resultats
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import octets_de_l_acte
from certif_portal.commun.journal import journal_de
from jurys.choix import EtatJury, EtatLettre, EtatRectification, NaturePapier, NaturePiece
from jurys.models import Certificat, Jury, Lettre, Papier, Presentation, Rectification
from jurys.queries.rectification import rectifications_du_candidat, titres_du_jury
from jurys.services.papier import editer_papiers
from jurys.services.rectification import (
    annuler_rectification,
    editer_rectificatif,
    ouvrir_rectification,
    rectifier_decision,
    rectifier_mention,
    retirer_ligne,
    signer_rectification,
)
from tests.candidats.factories import InscriptionFactory
from tests.jurys.factories import CE_JOUR, JOUR_JURY, PDF_MINIMAL, creer_jury_compose, dossier_pret, jury_edite
from tests.jurys.lecture import texte
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("jury",)
SCAN = ("rectificatif.pdf", PDF_MINIMAL, "application/pdf")
MOTIF = "Deux lignes ont été interverties à la saisie."


@pytest.fixture
def admise(referentiel):
    return dossier_pret(referentiel=referentiel, candidat__nom_naissance="Guillou", candidat__prenom="Yann")


@pytest.fixture
def refusee(referentiel):
    return dossier_pret(
        referentiel=referentiel, non_maitrisees=(1,), candidat__nom_naissance="Le Goff", candidat__prenom="Anna"
    )


@pytest.fixture
def jury(admise, refusee, agent):
    return jury_edite(admise, non_admis=(refusee,), par=agent)


@pytest.fixture
def rectification(jury, responsable):
    return ouvrir_rectification(jury=jury, motif=MOTIF, par=responsable, a=CE_JOUR)


def rectifier(rectification, inscription, par, *, bloc=None, acquises=None):
    presentation = Presentation.objects.get(inscription=inscription, jury=rectification.jury)
    return rectifier_decision(
        rectification=rectification, presentation=presentation, bloc=bloc, acquises=acquises, par=par, a=CE_JOUR
    )


def signer(rectification, par):
    editer_rectificatif(rectification=rectification, par=par, a=CE_JOUR)
    return signer_rectification(rectification=rectification, fichier=SCAN, par=par, a=CE_JOUR)


def competences(inscription):
    return [v.competence_id for v in inscription.presentations.get().validations.order_by("competence__ordre", "pk")]


def decisions(jury):
    return {t.presentation.inscription_id: t.decision for t in titres_du_jury(jury)}


def test_deux_decisions_interverties_se_retablissent(rectification, jury, admise, refusee, responsable):
    """The whole way: nothing moves before the signature; then certificates, acquis, blocs, letters, files follow, and
    what was read stays written."""
    ancien = Certificat.objects.get()
    pv = jury.pieces.get(nature=NaturePiece.PV)
    rectifier(rectification, admise, responsable, acquises=competences(admise)[:1])
    rectifier(rectification, refusee, responsable)
    editer_rectificatif(rectification=rectification, par=responsable, a=CE_JOUR)
    assert decisions(jury) == {admise.pk: "A", refusee.pk: "NA"}
    signer_rectification(rectification=rectification, fichier=SCAN, par=responsable, a=CE_JOUR)
    editer_papiers(jury, a=CE_JOUR)
    for inscription, etat in ((admise, EtatInscription.NON_ADMISE), (refusee, EtatInscription.ADMISE)):
        inscription.refresh_from_db()
        assert inscription.etat == etat
    ancien.refresh_from_db()
    nouveau = Certificat.objects.get(revoque_le=None)
    assert (ancien.revoque_le, ancien.revoque_motif) == (
        JOUR_JURY,
        f"Procès-verbal rectificatif n° 1 du jury {jury.numero} : non admis.",
    )
    assert (nouveau.presentation.inscription, nouveau.numero, nouveau.document is not None) == (
        refusee,
        "MC 000002",
        True,
    )
    assert set(BlocCertifie.objects.en_vigueur().values_list("inscription", flat=True)) == {refusee.pk}
    assert set(Acquis.objects.en_vigueur().values_list("inscription", flat=True)) == {admise.pk}
    assert Acquis.objects.filter(inscription=refusee).exclude(retire_le=JOUR_JURY).count() == 0
    assert decisions(jury) == {admise.pk: "NA", refusee.pk: "A"}
    lues = Presentation.objects.filter(jury=jury).order_by("inscription_id")
    assert [(p.inscription_id, p.decision, p.rectifiee) for p in lues] == [
        (admise.pk, "A", "NA"),
        (refusee.pk, "NA", "A"),
    ]
    pv.refresh_from_db()
    assert pv.document is not None
    piece = jury.pieces.get(nature=NaturePiece.RECTIFICATIF)
    assert (piece.nom, piece.etat, piece.signee_par) == (
        f"Procès-verbal rectificatif n° 1 du jury {jury.numero}",
        "signe",
        responsable,
    )
    assert list(EcheanceDossier.objects.filter(inscription=admise, nature="acquis").values_list("limite", flat=True))


def test_le_rectificatif_renvoie_au_premier_et_met_les_deux_en_regard(rectification, jury, admise, responsable):
    rectifier(rectification, admise, responsable, acquises=[])
    rectifier_mention(
        rectification=rectification,
        presentation=None,
        sujet="Qualité de la présidente",
        lu="Directrice",
        juste="Directrice générale",
        par=responsable,
        a=CE_JOUR,
    )
    lu = texte(octets_de_l_acte(editer_rectificatif(rectification=rectification, par=responsable, a=CE_JOUR).document))
    pv = jury.pieces.get(nature=NaturePiece.PV)
    for attendu in (
        "Procès-verbal rectificatif n° 1 du jury paritaire de délibération",
        f"{pv.nom}, établi le 8 décembre 2026",
        MOTIF,
        f"GUILLOU Yann, {admise.referentiel.certification.code}",
        "A (admis) NA (non admis) ; 0 compétence validée sur",
        "Qualité de la présidente Directrice Directrice générale",
        "Le Président du Jury Paritaire de Délibération Nolwenn Tanguy",
    ):
        assert attendu in lu


def test_les_lettres_d_avant_s_ecartent_et_les_nouvelles_disent_qu_elles_remplacent(
    rectification, jury, admise, responsable
):
    avant = list(Lettre.objects.filter(presentation__inscription=admise))
    communiquer_resultats(Inscription.objects.filter(pk=admise.pk))
    rectifier(rectification, admise, responsable, acquises=[])
    signer(rectification, responsable)
    assert {lettre.etat for lettre in Lettre.objects.filter(pk__in=[lettre.pk for lettre in avant])} == {
        EtatLettre.ECARTEE
    }
    nouvelles = Lettre.objects.filter(rectification=rectification)
    assert {(lettre.pour, lettre.etat) for lettre in nouvelles} == {(a.pour, EtatLettre.RETENUE) for a in avant}
    corps = nouvelles.get(pour="candidat").corps
    remplace = f"le procès-verbal rectificatif n° 1 du jury {jury.numero} rectifie une erreur de report."
    assert f"Cette lettre annule et remplace la précédente : {remplace}" in corps
    assert "ne vous a pas déclaré" in corps
    admise.refresh_from_db()
    assert admise.resultat_retenu is True  # its OF is told by these letters, not before


@pytest.mark.parametrize("rang", [0, 1])
def test_un_bloc_sur_deux_se_rectifie_seul(agent, responsable, referentiel, rang):
    """The other bloc keeps its certificate; the registration is admitted as long as one bloc is."""
    inscription = dossier_pret(referentiel=referentiel, blocs=(1, 2))
    jury = jury_edite(inscription, par=agent)
    blocs = list(inscription.blocs.order_by("pk"))
    rectifie, garde = blocs.pop(rang), blocs[0]
    rectification = ouvrir_rectification(jury=jury, motif=MOTIF, par=responsable, a=CE_JOUR)
    rectifier(rectification, inscription, responsable, bloc=rectifie.pk, acquises=[])
    signer(rectification, responsable)
    inscription.refresh_from_db()
    presentation = inscription.presentations.get()
    assert (inscription.etat, presentation.rectifiee) == (EtatInscription.ADMISE, "A")
    assert list(Certificat.objects.filter(revoque_le=None).values_list("version_bloc", flat=True)) == [garde.pk]
    vigueur = BlocCertifie.objects.en_vigueur().filter(inscription=inscription)
    assert list(vigueur.values_list("versionbloc", flat=True)) == [garde.pk]


def test_une_seconde_rectification_part_de_la_premiere(rectification, jury, admise, responsable):
    """Not admitted by the first, admitted again by the second: a third number, and both stay."""
    rectifier(rectification, admise, responsable, acquises=[])
    signer(rectification, responsable)
    editer_papiers(jury, a=CE_JOUR)
    seconde = ouvrir_rectification(jury=jury, motif="Le premier se trompait.", par=responsable, a=CE_JOUR)
    ligne = rectifier(seconde, admise, responsable)
    assert (ligne.lu, ligne.juste) == ("NA (non admis)", "A (admis)")
    signer(seconde, responsable)
    assert decisions(jury)[admise.pk] == "A"
    assert [c.numero for c in Certificat.objects.filter(revoque_le=None)] == ["MC 000002"]
    assert [str(ligne.rectification.rang) for ligne in rectifications_du_candidat(admise.pk)] == ["1", "2"]
    assert Acquis.objects.en_vigueur().filter(inscription=admise).count() == 0


def test_une_mention_n_a_pas_d_autre_suite_que_le_rectificatif(rectification, jury, admise, responsable):
    papiers = Papier.objects.count()
    rectifier_mention(
        rectification=rectification,
        presentation=admise.presentations.get(),
        sujet="lieu de naissance",
        lu="Brest",
        juste="Brest (29)",
        par=responsable,
        a=CE_JOUR,
    )
    signer(rectification, responsable)
    assert (Papier.objects.count(), Certificat.objects.get().revoque_le) == (papiers, None)
    assert [ligne.sujet for ligne in rectifications_du_candidat(admise.pk)] == ["GUILLOU Yann, lieu de naissance"]
    assert journal_de(jury).first().phrase == f"{rectification} signé et déposé."


def test_ce_qui_a_servi_depuis_arrete_la_rectification(rectification, admise, refusee, responsable, referentiel):
    """A later registration took over what the jury left, or aims at the same title: named, nothing is written."""
    suivante = InscriptionFactory(candidat=refusee.candidat, referentiel=referentiel, organisme=refusee.organisme)
    Reprise.objects.create(
        inscription=suivante, origine=refusee, competence_id=competences(refusee)[1], acquise_le=JOUR_JURY
    )
    with pytest.raises(RegleNonRespectee, match=f"{suivante.reference} reprend ce que ce jury a laissé"):
        rectifier(rectification, refusee, responsable)
    Reprise.objects.all().delete()
    with pytest.raises(RegleNonRespectee, match=f"{suivante.reference} vise la même certification"):
        rectifier(rectification, refusee, responsable)
    suivante.etat = EtatInscription.ABANDONNEE
    suivante.save(update_fields=["etat"])
    assert rectifier(rectification, refusee, responsable).decision == "A"


def test_l_usage_apparu_avant_la_signature_l_arrete_aussi(rectification, refusee, responsable, referentiel):
    rectifier(rectification, refusee, responsable)
    editer_rectificatif(rectification=rectification, par=responsable, a=CE_JOUR)
    InscriptionFactory(candidat=refusee.candidat, referentiel=referentiel, organisme=refusee.organisme)
    with pytest.raises(RegleNonRespectee, match="vise la même certification"):
        signer_rectification(rectification=rectification, fichier=SCAN, par=responsable, a=CE_JOUR)
    rectification.refresh_from_db()
    assert (rectification.etat, rectification.piece) == (EtatRectification.EDITEE, None)


@pytest.mark.parametrize("etat", [etat for etat in EtatJury if etat != EtatJury.CLOS])
def test_seul_un_jury_clos_se_rectifie(responsable, etat):
    """JURY-RECTIFICATION"""
    jury = creer_jury_compose()
    Jury.objects.filter(pk=jury.pk).update(etat=etat)
    with pytest.raises(RegleNonRespectee, match="il se corrige encore"):
        ouvrir_rectification(jury=jury, motif=MOTIF, par=responsable, a=CE_JOUR)


def test_une_a_la_fois_et_une_fois_les_pv_edites(rectification, jury, responsable):
    """JURY-RECTIFICATION"""
    with pytest.raises(Exception, match="déjà en cours"):
        ouvrir_rectification(jury=jury, motif="Encore.", par=responsable, a=CE_JOUR)
    annuler_rectification(rectification=rectification, motif="Rien.", par=responsable, a=CE_JOUR)
    with desceller():
        jury.pieces.filter(nature=NaturePiece.PV).update(document=None, etat="a_editer")
    with pytest.raises(RegleNonRespectee, match="s’édite encore"):
        ouvrir_rectification(jury=jury, motif="Encore.", par=responsable, a=CE_JOUR)


def test_avant_la_signature_elle_s_annule_et_rien_n_a_change(rectification, jury, admise, responsable):
    rectifier(rectification, admise, responsable, acquises=[])
    editer_rectificatif(rectification=rectification, par=responsable, a=CE_JOUR)
    annuler_rectification(rectification=rectification, motif="Le PV était juste.", par=responsable, a=CE_JOUR)
    rectification.refresh_from_db()
    assert (rectification.etat, rectification.annulation_motif) == (EtatRectification.ANNULEE, "Le PV était juste.")
    assert (decisions(jury)[admise.pk], Certificat.objects.get().revoque_le) == ("A", None)
    for acte in (
        lambda: editer_rectificatif(rectification=rectification, par=responsable, a=CE_JOUR),
        lambda: signer_rectification(rectification=rectification, fichier=SCAN, par=responsable, a=CE_JOUR),
        lambda: annuler_rectification(rectification=rectification, motif="x", par=responsable, a=CE_JOUR),
    ):
        with pytest.raises(TransitionInterdite):
            acte()
    with pytest.raises(ErreurMetier, match="ce qu’elle dit ne change plus"):
        rectifier(rectification, admise, responsable)


def test_une_ligne_se_retire_et_un_rectificatif_vide_ne_s_edite_pas(rectification, admise, responsable):
    ligne = rectifier(rectification, admise, responsable, acquises=[])
    retirer_ligne(ligne=ligne, par=responsable, a=CE_JOUR)
    with pytest.raises(ErreurMetier, match="Rien n’est rectifié"):
        editer_rectificatif(rectification=rectification, par=responsable, a=CE_JOUR)


def test_ce_qui_ne_dit_rien_ou_n_est_pas_du_jury_est_refuse(rectification, admise, responsable, referentiel, agent):
    commun = {"rectification": rectification, "par": responsable, "a": CE_JOUR}
    with pytest.raises(ErreurMetier, match="sont identiques"):
        rectifier_mention(presentation=None, sujet="Lieu", lu="Brest", juste="Brest", **commun)
    ailleurs = jury_edite(dossier_pret(referentiel=referentiel), par=agent).presentations.get()
    with pytest.raises(ErreurMetier, match="n’est pas de ce jury"):
        rectifier_mention(presentation=ailleurs, sujet="Lieu", lu="Brest", juste="Rennes", **commun)
    with pytest.raises(ErreurMetier, match="n’a rien décidé de ce titre"):
        rectifier_decision(presentation=ailleurs, bloc=None, acquises=[], **commun)
    with desceller():
        Presentation.objects.filter(inscription=admise).update(synthese=None)
    with pytest.raises(ErreurMetier, match="n’est plus conservée"):
        rectifier(rectification, admise, responsable, acquises=[])


def test_non_admis_laisse_une_competence_non_validee(rectification, admise, responsable):
    """ADMISSION-TOUTES-COMPETENCES"""
    with pytest.raises(RegleNonRespectee, match="toutes les compétences sont validées"):
        rectifier(rectification, admise, responsable)


def test_le_gtp_deja_servi_est_a_prevenir(rectification, jury, admise, responsable):
    Jury.objects.filter(pk=jury.pk).update(transmis_gtp_le=date(2026, 12, 20))
    rectifier(rectification, admise, responsable, acquises=[])
    signer(rectification, responsable)
    dit = journal_de(jury).first().phrase
    assert dit == (
        f"{rectification} signé et déposé. Certificats révoqués : 1, délivrés : 0. "
        "Le dossier est déjà parti au GTP : envoyez-lui ce rectificatif."
    )
    assert Rectification.objects.get().document is not None
    assert Papier.objects.filter(nature=NaturePapier.CERTIFICAT).count() == 1
