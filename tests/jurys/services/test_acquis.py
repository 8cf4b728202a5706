"""BLOC-CQPM-DELIVRE: a whole bloc acquired within a CQPM refused, kept or delivered as the centre sets it."""

from datetime import date

import pytest

from candidats.choix import EtatInscription
from candidats.models import Acquis
from candidats.queries.acquis import acquis_connus
from certif_portal.centre.models import ParametresCentre, parametres
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.portail.queries.usage import usages
from jurys.choix import Destinataire, NaturePapier, NaturePiece
from jurys.documents.attestation import contexte_attestation
from jurys.models import Certificat, DecisionBloc, Lettre, Papier
from jurys.queries.titre import titres_decides
from jurys.services.lettre import envoyer_lettres
from referentiels.models import Enregistrement
from tests.jurys.factories import CE_JOUR, JOUR_JURY, dossier_pret, jury_clos, jury_edite
from tests.jurys.lecture import texte
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivres(db):
    parametres()
    ParametresCentre.objects.update(blocs_cqpm_delivres=True)


@pytest.fixture
def blocs(referentiel):
    return [composition.version_bloc for composition in referentiel.compositions.order_by("ordre")]


@pytest.fixture
def refusee(referentiel):
    """The first bloc whole, the fourth competence of the second."""
    return dossier_pret(referentiel=referentiel, non_maitrisees=(3,))


def _lettre(inscription, pour=Destinataire.CANDIDAT):
    return " ".join(Lettre.objects.get(presentation__inscription=inscription, pour=pour).corps.split())


def _pieces(jury):
    return {
        (piece.nature, piece.version_bloc): texte(octets_de(piece.document.fichier))
        for piece in jury.pieces.select_related("document__fichier", "version_bloc")
    }


def test_par_defaut_le_bloc_acquis_est_garde_cinq_ans_et_non_delivre(agent, referentiel, blocs, refusee):
    jury = jury_edite(par=agent, non_admis=(refusee,))
    assert (Certificat.objects.count(), DecisionBloc.objects.count()) == (0, 0)
    quatrieme = blocs[1].competences.get(ordre=2)
    assert [(a.version_bloc, a.competence, a.expire_le) for a in Acquis.objects.order_by("pk")] == [
        (blocs[0], None, date(2031, 12, 8)),
        (None, quatrieme, date(2031, 12, 8)),
    ]
    assert set(_pieces(jury)) == {(NaturePiece.PV, None), (NaturePiece.EMARGEMENT, None)}
    assert "sans limite de durée" not in _lettre(refusee)


def test_delivre_il_a_sa_ligne_a_son_pv_son_certificat_et_aucun_terme(agent, referentiel, blocs, refusee, delivres):
    admise = dossier_pret(referentiel=referentiel)
    jury = jury_clos(admise, par=agent, non_admis=(refusee,))
    refusee.refresh_from_db()
    assert (refusee.etat, refusee.decidee_le) == (EtatInscription.NON_ADMISE, JOUR_JURY)
    [(presentation, bloc, decision, decidee_le, par)] = DecisionBloc.objects.values_list(
        "presentation__inscription", "version_bloc", "decision", "decidee_le", "decidee_par"
    )
    assert (presentation, bloc, decision, decidee_le, par) == (refusee.pk, blocs[0].pk, "A", CE_JOUR, agent.pk)
    code = referentiel.certification.code
    assert sorted(Certificat.objects.values_list("type", "code_certification", "presentation__inscription")) == [
        ("BDC", str(blocs[0].bloc), refusee.pk),
        ("CQPM", code, admise.pk),
    ]
    [garde] = Acquis.objects.all()
    assert (garde.competence, garde.expire_le) == (blocs[1].competences.get(ordre=2), date(2031, 12, 8))
    connus = [(c.blocs, c.expire_le) for c in acquis_connus([refusee.candidat_id]) if c.blocs]
    assert connus == [(frozenset({blocs[0].pk}), None)]
    assert journal_de(jury).get(acte="cloture").phrase == (
        f"Délibération close : {code}, 1 admis, 1 non admis ; {blocs[0].bloc}, 1 admis. 2 certificats."
    )
    [decision] = [entree for entree in journal_de(refusee) if entree.acte == "decision"]
    assert decision.phrase == (
        f"Non admise par le jury du 8\u00a0décembre\u00a02026 ; blocs délivrés : {blocs[0]} ; "
        f"conserve jusqu’au 8\u00a0décembre\u00a02031 : {garde.competence}."
    )


def test_les_papiers_disent_le_bloc_delivre(agent, referentiel, blocs, refusee, delivres):
    """PV of the CQPM and of the bloc, émargement, annexe 12, certificate."""
    jury = jury_edite(par=agent, non_admis=(refusee,))
    lus, nom = _pieces(jury), refusee.candidat.nom_naissance.upper()
    assert set(lus) == {(NaturePiece.PV, None), (NaturePiece.PV, blocs[0]), (NaturePiece.EMARGEMENT, None)}
    assert (lus[NaturePiece.PV, None].count(nom), " M NA " in lus[NaturePiece.PV, None]) == (1, True)
    pv = lus[NaturePiece.PV, blocs[0]]
    assert f"Certification professionnelle : {blocs[0].bloc} « {blocs[0].intitule} »" in pv
    assert (pv.count(nom), " M A " in pv, " M NA " in pv) == (1, True, False)
    assert str(blocs[0].bloc) not in lus[NaturePiece.EMARGEMENT, None]
    presentations = jury.presentations.prefetch_related("decisions_blocs__version_bloc__bloc")
    lettre = contexte_attestation(
        jury, titres_decides(presentations), jointes=[], centre=parametres(), delegation=None, a=CE_JOUR
    )
    assert sorted(titre.code for titre in lettre.titres) == sorted(
        [refusee.referentiel.certification.code, str(blocs[0].bloc)]
    )
    certificat = Papier.objects.select_related("document__fichier").get(nature=NaturePapier.CERTIFICAT)
    assert str(blocs[0].bloc) in texte(octets_de(certificat.document.fichier))


def test_la_lettre_refuse_le_cqpm_delivre_le_bloc_et_ne_date_que_le_reste(agent, refusee, delivres):
    jury_clos(par=agent, non_admis=(refusee,))
    lettre, numero = _lettre(refusee), Certificat.objects.get().numero
    assert "vous a pas déclaré" in lettre
    for attendu in (
        "le bloc de compétences suivant, qui vous reste acquis sans limite de durée : – bloc de compétences",
        f"Votre certificat porte le numéro {numero} ; il vous sera remis une fois signé.",
        "Vous avez aussi acquis, et le jury a validé, la compétence professionnelle suivante : – 4.",
        "Vous conservez le bénéfice des autres compétences professionnelles acquises et validées",
        "soit jusqu’au 8\u00a0décembre\u00a02031".replace("\u00a0", " "),
    ):
        assert attendu in lettre.replace("\u00a0", " ")
    assert "Il lui délivre le bloc de compétences suivant : – bloc" in _lettre(refusee, Destinataire.ENTREPRISE)


def test_rien_d_autre_d_acquis_la_lettre_ne_parle_d_aucun_terme(agent, referentiel, delivres):
    refusee = dossier_pret(referentiel=referentiel, non_maitrisees=(3, 4))
    jury_clos(par=agent, non_admis=(refusee,))
    lettre = _lettre(refusee)
    assert ("sans limite de durée" in lettre, "pendant un délai" in lettre) == (True, False)
    assert "La réinscription sera effectuée" in lettre
    assert Acquis.objects.count() == 0


def test_les_resultats_de_l_organisme_disent_les_deux(agent, blocs, organisme, membre_of, refusee, delivres):
    refusee.organisme = organisme
    refusee.save(update_fields=["organisme"])
    jury = jury_clos(par=agent, non_admis=(refusee,))
    envoyer_lettres(jury=jury, par=agent, a=CE_JOUR)
    presentations = jury.presentations.prefetch_related("decisions_blocs__version_bloc__bloc")
    assert [(t.code, t.decision, t.presente) for t in titres_decides(presentations)] == [
        (refusee.referentiel.certification.code, "NA", True),
        (str(blocs[0].bloc), "A", False),
    ]


def test_l_usage_compte_le_bloc_delivre_et_pas_d_admis(agent, referentiel, refusee, delivres):
    jury_clos(par=agent, non_admis=(refusee,))
    [usage] = [u for u in usages(JOUR_JURY) if u.certification.pk == referentiel.certification_id]
    assert (usage.candidats, usage.admis, usage.blocs) == (1, 0, 1)


@pytest.mark.parametrize(("fin", "nombre"), [(date(2026, 12, 8), 1), (date(2026, 12, 7), 0)])
def test_le_statut_rncp_du_jour_du_jury_en_decide(agent, refusee, delivres, fin, nombre):
    Enregistrement.objects.update(date_fin=fin)
    jury_clos(par=agent, non_admis=(refusee,))
    assert Certificat.objects.filter(type="BDC").count() == nombre


def test_hors_rncp_aucun_bloc_n_est_delivre(agent, delivres):
    refusee = dossier_pret(referentiel=creer_referentiel(rncp=False), non_maitrisees=(3,))
    jury_clos(par=agent, non_admis=(refusee,))
    assert (Certificat.objects.count(), Acquis.objects.count()) == (0, 3)


def test_un_bloc_seul_refuse_ne_delivre_rien_de_plus(agent, referentiel, delivres):
    seul = dossier_pret(referentiel=referentiel, blocs=(1, 2), non_maitrisees=(1, 3))
    jury_clos(par=agent, non_admis=(seul,))
    assert (Certificat.objects.count(), DecisionBloc.objects.filter(decision="A").count()) == (0, 0)
