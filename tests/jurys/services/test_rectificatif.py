"""What a signed rectifying PV does to the blocs delivered within a CQPM, and where numbers come from elsewhere."""

from datetime import date

import pytest

from candidats.models import Acquis, BlocCertifie
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de_l_acte
from jurys.models import Certificat, DecisionBloc, Lettre, Presentation
from jurys.queries.numero import a_numeroter, certificats_a_numeroter
from jurys.queries.rectification import admis_par, titres_du_jury
from jurys.services.capacite import retirer_capacite
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from jurys.services.numero import enregistrer_numeros
from jurys.services.papier import editer_papiers
from jurys.services.rectification import (
    annuler_rectification,
    editer_rectificatif,
    ouvrir_rectification,
    rectifier_decision,
    signer_rectification,
)
from referentiels.models import Certification, Enregistrement
from tests.jurys.factories import CE_JOUR, PDF_MINIMAL, creer_jury_compose, dossier_pret, jury_edite, ouvrir, presenter
from tests.jurys.gtp import depot
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db
SCAN = ("rectificatif.pdf", PDF_MINIMAL, "application/pdf")


@pytest.fixture
def delivres(db):
    parametres()
    ParametresCentre.objects.update(blocs_cqpm_delivres=True)


@pytest.fixture
def national(db):
    parametres()
    ParametresCentre.objects.update(numeros_nationaux=True)


@pytest.fixture
def blocs(referentiel):
    return [composition.version_bloc for composition in referentiel.compositions.order_by("ordre")]


def rectifier(jury, inscription, par, *, acquises=None, bloc=None):
    """Opened, one line, edited: to be signed."""
    rectification = ouvrir_rectification(jury=jury, motif="Erreur de saisie.", par=par, a=CE_JOUR)
    presentation = Presentation.objects.get(inscription=inscription, jury=jury)
    ligne = rectifier_decision(
        rectification=rectification, presentation=presentation, bloc=bloc, acquises=acquises, par=par, a=CE_JOUR
    )
    return editer_rectificatif(rectification=rectification, par=par, a=CE_JOUR), ligne


def signer(rectification, par, **numeros):
    signer_rectification(rectification=rectification, fichier=SCAN, par=par, a=CE_JOUR, **numeros)
    editer_papiers(rectification.jury, a=CE_JOUR)


def du_bloc(bloc):
    return list(bloc.competences.order_by("ordre").values_list("pk", flat=True))


def certificats():
    return [(c.type, c.version_bloc_id, bool(c.revoque_le)) for c in Certificat.objects.order_by("pk")]


def test_refuse_par_rectification_le_bloc_acquis_est_delivre_comme_a_la_cloture(
    agent, responsable, referentiel, blocs, delivres
):
    """BLOC-CQPM-DELIVRE, decision 0289: the bloc that is whole has its certificate, the rest is kept."""
    admise = dossier_pret(referentiel=referentiel)
    jury = jury_edite(admise, par=agent)
    autre = du_bloc(blocs[1])[1]
    rectification, ligne = rectifier(jury, admise, responsable, acquises=[*du_bloc(blocs[0]), autre])
    assert ligne.juste.replace("\u00a0", " ") == (
        f"NA (non admis) ; 3 compétences validées sur 4 ; bloc {blocs[0].bloc} délivré"
    )
    signer(rectification, responsable)
    [prise] = DecisionBloc.objects.all()
    assert (prise.version_bloc, prise.decision, prise.decidee_le, prise.rectifiee) == (blocs[0], "", None, "A")
    assert certificats() == [("CQPM", None, True), ("BDC", blocs[0].pk, False)]
    assert [(a.version_bloc, a.competence_id) for a in Acquis.objects.en_vigueur()] == [(None, autre)]
    assert [b.versionbloc_id for b in BlocCertifie.objects.en_vigueur()] == [blocs[0].pk]
    assert "sans limite de durée" in " ".join(Lettre.objects.filter(pour="candidat").last().corps.split())
    delivre = Certificat.objects.get(type="BDC")
    assert "CERTIFICAT DE BLOC DE COMPÉTENCES" in texte(octets_de_l_acte(delivre.document))


def test_un_bloc_seul_hors_rncp_ne_se_certifie_pas_non_plus_par_rectification(agent, responsable, referentiel, blocs):
    """BLOC-SEUL-RNCP: refused at the line, and at the signature when the fiche went in between."""
    refusee = dossier_pret(referentiel=referentiel, blocs=(1,), non_maitrisees=(1,))
    jury = jury_edite(par=agent, non_admis=(refusee,))
    rectification, _ = rectifier(jury, refusee, responsable, bloc=blocs[0].pk)
    fiches = list(Enregistrement.objects.all())
    Enregistrement.objects.all().delete()
    with pytest.raises(RegleNonRespectee, match=rf"{blocs[0].bloc} : NA\.? .*BLOC-SEUL-RNCP"):
        signer(rectification, responsable)
    annuler_rectification(rectification=rectification, motif="Hors RNCP.", par=responsable, a=CE_JOUR)
    with pytest.raises(RegleNonRespectee, match="BLOC-SEUL-RNCP"):
        rectifier(jury, refusee, responsable, bloc=blocs[0].pk)
    assert Certificat.objects.count() == 0
    jury.rectifications.update(etat="annulee")
    Enregistrement.objects.bulk_create(fiches)
    rectification, _ = rectifier(jury, refusee, responsable, bloc=blocs[0].pk)
    signer(rectification, responsable)
    assert certificats() == [("BDC", blocs[0].pk, False)]


def test_admise_par_rectification_la_certification_entiere_remplace_le_bloc_delivre(
    agent, responsable, referentiel, blocs, delivres
):
    refusee = dossier_pret(referentiel=referentiel, non_maitrisees=(3,))
    jury = jury_edite(par=agent, non_admis=(refusee,))
    assert certificats() == [("BDC", blocs[0].pk, False)]
    rectification, ligne = rectifier(jury, refusee, responsable)
    assert ligne.juste == f"A (admis) ; bloc {blocs[0].bloc} compris dans la certification"
    signer(rectification, responsable)
    assert certificats() == [("BDC", blocs[0].pk, True), ("CQPM", None, False)]
    revoque = Certificat.objects.get(type="BDC")
    assert revoque.revoque_motif.endswith("la certification entière est délivrée.")
    [prise] = DecisionBloc.objects.all()
    assert (prise.decision, prise.rectifiee) == ("A", "NA")
    assert [(t.bloc, t.decision) for t in titres_du_jury(jury)] == [(None, "A")]
    assert Acquis.objects.en_vigueur().count() == 0
    assert {b.versionbloc_id for b in BlocCertifie.objects.en_vigueur()} == {bloc.pk for bloc in blocs}


def test_rien_ne_se_delivre_par_rectification_quand_la_capacite_est_retiree(agent, responsable, referentiel):
    """CAPACITE-RETIREE; what was given wrongly is withdrawn all the same."""
    admise = dossier_pret(referentiel=referentiel)
    refusee = dossier_pret(referentiel=referentiel, non_maitrisees=(3,))
    jury = jury_edite(admise, par=agent, non_admis=(refusee,))
    retirer_capacite(effet=CE_JOUR.date(), motif="Actions non menées.", preuve=depot(), par=responsable, a=CE_JOUR)
    rectification, _ = rectifier(jury, refusee, responsable)
    with pytest.raises(RegleNonRespectee, match="CAPACITE-RETIREE"):
        signer(rectification, responsable)
    assert certificats() == [("CQPM", None, False)]
    annuler_rectification(rectification=rectification, motif="À reprendre.", par=responsable, a=CE_JOUR)
    rectification, _ = rectifier(jury, admise, responsable, acquises=[])
    signer(rectification, responsable)
    assert certificats() == [("CQPM", None, True)]


def test_un_suffixe_i_sans_equivalence_arrete_la_rectification(agent, responsable, referentiel):
    """CQPI-JUMEAU, decision 0181: asked as at the closing, never left out."""
    refusee = dossier_pret(referentiel=referentiel, non_maitrisees=(3,))
    jury = jury_edite(par=agent, non_admis=(refusee,))
    rectification, _ = rectifier(jury, refusee, responsable)
    Certification.objects.filter(pk=referentiel.certification_id).update(suffixe="I")
    with pytest.raises(RegleNonRespectee, match="aucun CQPI équivalent"):
        signer(rectification, responsable)
    assert certificats() == []


def test_deux_rectifications_de_suite_delivrent_retirent_et_delivrent_encore(
    agent, responsable, referentiel, blocs, delivres
):
    admise = dossier_pret(referentiel=referentiel)
    jury = jury_edite(admise, par=agent)
    for acquises in (du_bloc(blocs[0]), None, du_bloc(blocs[0])):
        rectification, _ = rectifier(jury, admise, responsable, acquises=acquises)
        signer(rectification, responsable)
    premier = blocs[0].pk
    assert certificats() == [
        ("CQPM", None, True),
        ("BDC", premier, True),
        ("CQPM", None, True),
        ("BDC", premier, False),
    ]
    assert [(prise.decision, prise.rectifiee) for prise in DecisionBloc.objects.all()] == [("", "A")]


def test_sans_le_reglage_le_bloc_est_garde_cinq_ans(agent, responsable, referentiel, blocs):
    admise = dossier_pret(referentiel=referentiel)
    jury = jury_edite(admise, par=agent)
    rectification, ligne = rectifier(jury, admise, responsable, acquises=du_bloc(blocs[0]))
    assert "délivré" not in ligne.juste
    signer(rectification, responsable)
    assert (certificats(), DecisionBloc.objects.count()) == ([("CQPM", None, True)], 0)
    assert [(a.version_bloc, a.expire_le) for a in Acquis.objects.en_vigueur()] == [(blocs[0], date(2031, 12, 8))]


def test_un_bloc_seul_rectifie_ne_touche_pas_l_autre(agent, responsable, referentiel, blocs, delivres):
    """Negative control: blocs aimed at alone are decisions of their own, none is withdrawn with another."""
    inscription = dossier_pret(referentiel=referentiel, blocs=(1, 2))
    jury = jury_edite(inscription, par=agent)
    rectification, ligne = rectifier(jury, inscription, responsable, bloc=blocs[0].pk, acquises=[])
    assert "délivré" not in ligne.juste
    signer(rectification, responsable)
    premier, second = sorted(bloc.pk for bloc in blocs)
    assert sorted(certificats()) == [("BDC", premier, premier == blocs[0].pk), ("BDC", second, second == blocs[0].pk)]
    rectification, _ = rectifier(jury, inscription, responsable, bloc=blocs[0].pk)
    signer(rectification, responsable)
    assert sorted(c[1:] for c in certificats() if not c[2]) == [(premier, False), (second, False)]


def test_les_numeros_nationaux_accompagnent_le_rectificatif_signe(agent, responsable, referentiel, national):
    """CERTIFICAT-NUMERO-NATIONAL: the jury is closed, so they come with the signed PV; each serves once."""
    admise, refusee = (dossier_pret(referentiel=referentiel, non_maitrisees=non) for non in ((), (1,)))
    jury = creer_jury_compose()
    presenter(jury, admise, refusee, par=agent)
    jury = _clore(jury, admise, agent)
    rectification, _ = rectifier(jury, refusee, responsable)
    [attendu] = a_numeroter(admis_par(rectification), jury)
    assert (attendu.presentation.inscription, attendu.certification) == (refusee, referentiel.certification)
    with pytest.raises(RegleNonRespectee, match=r"1.numéro à saisir avec le rectificatif signé"):
        signer(rectification, responsable)
    for faux, dit in (("MC 88", "sert déjà"), ("sans chiffre", "chiffre")):
        with pytest.raises(ErreurMetier, match=dit):
            signer(rectification, responsable, numeros={attendu.cle: faux})
    assert Certificat.objects.count() == 1
    signer(rectification, responsable, numeros={attendu.cle: "MC 89"})
    assert list(Certificat.objects.order_by("pk").values_list("numero", "serie", "rang")) == [
        ("MC 88", "", None),
        ("MC 89", "", None),
    ]
    assert "N° Certificat MC 89" in texte(octets_de_l_acte(Certificat.objects.get(numero="MC 89").document))


def test_le_bloc_delivre_par_rectification_demande_aussi_son_numero(
    agent, responsable, referentiel, blocs, national, delivres
):
    admise = dossier_pret(referentiel=referentiel)
    jury = creer_jury_compose()
    presenter(jury, admise, par=agent)
    jury = _clore(jury, admise, agent)
    rectification, _ = rectifier(jury, admise, responsable, acquises=du_bloc(blocs[0]))
    [attendu] = a_numeroter(admis_par(rectification), jury)
    assert attendu.bloc == blocs[0]
    signer(rectification, responsable, numeros={attendu.cle: "BDC 12"})
    assert certificats() == [("CQPM", None, True), ("BDC", blocs[0].pk, False)]
    assert Certificat.objects.get(type="BDC").numero == "BDC 12"


def _clore(jury, admise, par):
    """`admise` alone is admitted, under the number MC 88."""
    ouvrir(jury, par=par)
    for presentation in jury.presentations.defer(None):
        decision = "A" if presentation.inscription_id == admise.pk else "NA"
        decider(presentation=presentation, decision=decision, motif="Le jury en décide.", par=par, a=CE_JOUR)
    [attendu] = certificats_a_numeroter(jury)
    enregistrer_numeros(jury=jury, numeros={attendu.cle: "MC 88"}, par=par, a=CE_JOUR)
    jury = clore_jury(jury=jury, par=par, a=CE_JOUR)
    editer_papiers(jury, a=CE_JOUR)
    return jury
