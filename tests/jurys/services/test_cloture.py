"""The closing: sealed at once, certificates without gap or duplicate, papers rendered once."""

import io
import threading
from datetime import date

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candidats.choix import EtatInscription
from candidats.models import Acquis, Candidat, PieceIdentite, Reprise
from certif_portal.centre.models import DelegationSignature, parametres
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import enregistrer_fichier, octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import DocumentRendu, Fichier
from certif_portal.commun.pdf import SigneSansDessin
from jurys.choix import EtatJury, EtatPapier, EtatPiece, NaturePiece
from jurys.models import Certificat, CompteurCertificat, Jury, Papier, ValidationCompetence
from jurys.queries.synthese import lire_synthese
from jurys.regles.deliberation import DECISION_CHANGEE, empreinte_des_decisions
from jurys.services import suivi
from jurys.services.cloture import clore_jury
from jurys.services.deliberation import decider
from referentiels.models import Competence, Enregistrement
from tests.candidats.factories import InscriptionFactory
from tests.jurys.cloture import textes
from tests.jurys.factories import (
    AVANT,
    CE_JOUR,
    JOUR_JURY,
    commission_emargee,
    creer_jury_compose,
    document,
    dossier_pret,
    jury_clos,
    jury_edite,
    ouvrir,
    presenter,
)
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db

REQUETES, REFAITES = 60, 66
"""Those of a closing that marks what is kept of its files, as all do beyond 200 files; a smaller one remakes it."""


def test_une_decision_changee_depuis_la_page_n_est_pas_scellee(agent, referentiel):
    jury = creer_jury_compose()
    [presentation] = presenter(jury, dossier_pret(referentiel=referentiel, non_maitrisees=(3,)), par=agent)
    ouvrir(jury, par=agent)
    presentation.refresh_from_db()
    for decision in ("A", "NA"):
        decider(presentation=presentation, decision=decision, motif="Le jury en décide ainsi.", par=agent, a=CE_JOUR)
    vue = empreinte_des_decisions([(presentation.code, "A")])
    with pytest.raises(ErreurMetier, match=DECISION_CHANGEE):
        clore_jury(jury=jury, decisions=vue, par=agent, a=CE_JOUR)
    assert Jury.objects.get(pk=jury.pk).etat == EtatJury.DELIBERATION
    assert clore_jury(jury=jury, decisions=empreinte_des_decisions([(presentation.code, "NA")]), par=agent, a=CE_JOUR)


def test_la_cloture_scelle_tout_dans_une_transaction(agent, referentiel, membre_of):
    admise, refusee = dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel, non_maitrisees=(3,))
    for inscription in (admise, refusee):
        fichier = enregistrer_fichier(
            nom="cni.pdf", octets=b"%PDF-", type_mime="application/pdf", par=membre_of, a=AVANT
        )
        PieceIdentite.objects.create(
            inscription=inscription, type="carte", fichier=fichier, deposee_le=AVANT, deposee_par=membre_of
        )
    jury = jury_edite(admise, non_admis=(refusee,), par=agent)
    assert (jury.etat, jury.clos_le) == (EtatJury.CLOS, CE_JOUR)
    for inscription, etat in ((admise, EtatInscription.ADMISE), (refusee, EtatInscription.NON_ADMISE)):
        inscription.refresh_from_db()
        assert (inscription.etat, inscription.decidee_le) == (etat, JOUR_JURY)
    assert Fichier.objects.filter(nom="cni.pdf").count() == 0
    assert list(jury.presentations.values_list("rncp", flat=True)) == [True, True]
    certificat = Certificat.objects.get()
    assert (certificat.numero, certificat.type, certificat.nom, certificat.prenoms) == (
        "MC 000001",
        "CQPM",
        admise.candidat.nom_naissance.upper(),
        "Zoé",
    )
    assert (certificat.date_jury, certificat.lieu_naissance) == (JOUR_JURY, "Saint-Nazaire (44)")
    assert list(jury.pieces.values_list("nature", "certification", "etat")) == [
        (NaturePiece.EMARGEMENT, None, EtatPiece.RENDU),
        (NaturePiece.PV, referentiel.certification_id, EtatPiece.RENDU),
    ]
    assert journal_de(jury).get(acte="cloture").phrase == (
        f"Délibération close : {referentiel.certification.code}, 1 admis, 1 non admis. 1 certificat."
    )


def test_la_cloture_n_edite_rien_elle_demande_les_papiers(agent, referentiel, organisme, autre_organisme):
    """In the order of remittance: OF by OF, those without any last; a slip each; then PV, émargement."""
    seul = dossier_pret(referentiel=referentiel, voie="vae", organisme=None)
    ailleurs = dossier_pret(referentiel=referentiel, organisme=autre_organisme)
    chez_lui = dossier_pret(referentiel=referentiel, organisme=organisme)
    jury = creer_jury_compose()
    presenter(jury, seul, ailleurs, chez_lui, par=agent)
    ouvrir(jury, par=agent)
    for presentation in jury.presentations.all():
        decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    avant = DocumentRendu.objects.count()
    clore_jury(jury=jury, par=agent, a=CE_JOUR)
    assert DocumentRendu.objects.count() == avant
    certificats = {c.presentation.inscription_id: c for c in Certificat.objects.select_related("presentation")}
    suite = sorted([chez_lui, ailleurs], key=lambda inscription: inscription.organisme.nom)
    remis = [*suite, seul]
    lus = list(Papier.objects.filter(jury=jury).values_list("ordre", "nature", "certificat", "organisme", "etat"))
    assert lus == [
        *(
            (rang, "certificat", certificats[i.pk].pk, i.organisme_id, EtatPapier.A_FAIRE)
            for rang, i in enumerate(remis, start=1)
        ),
        *((rang, "bordereau", None, i.organisme_id, EtatPapier.A_FAIRE) for rang, i in enumerate(remis, start=4)),
        (7, "pv", None, None, EtatPapier.A_FAIRE),
        (8, "emargement", None, None, EtatPapier.A_FAIRE),
    ]
    assert [c.document for c in Certificat.objects.all()] == [None, None, None]
    assert set(jury.pieces.values_list("etat", "document")) == {(EtatPiece.A_EDITER, None)}


@pytest.mark.parametrize(("seuil", "requetes"), [(suivi.SEUIL, REFAITES), (2, REQUETES)])
def test_la_cloture_prend_autant_de_requetes_quel_que_soit_le_nombre_de_candidats(
    agent, referentiel, monkeypatch, seuil, requetes
):
    """Every case at once: admitted, refused with a bloc kept, blocs alone one of which is refused."""

    def clore(fois):
        commission = commission_emargee()
        dossiers = [
            dossier_pret(referentiel=referentiel, commission=commission, **cas)
            for _ in range(fois)
            for cas in ({}, {"non_maitrisees": (3,)}, {"blocs": (1, 2), "non_maitrisees": (3,)})
        ]
        jury = creer_jury_compose()
        presentations = presenter(jury, *dossiers, par=agent)
        ouvrir(jury, par=agent)
        for presentation in presentations:
            presentation.refresh_from_db()
            for titre in lire_synthese(presentation.synthese).titres:
                admis = all(bloc.maitrise for bloc in titre.blocs)
                decider(
                    presentation=presentation,
                    bloc=titre.bloc,
                    decision="A" if admis else "NA",
                    motif="Vu.",
                    par=agent,
                    a=CE_JOUR,
                )
        with CaptureQueriesContext(connection) as prises:
            clore_jury(jury=jury, par=agent, a=CE_JOUR)
        return len(prises)

    monkeypatch.setattr(suivi, "SEUIL", seuil)
    clore(1)  # the counter of the series is there from now on
    peu, plus = clore(1), clore(3)
    assert peu == plus <= requetes


def test_un_signe_que_rien_n_imprime_arrete_la_cloture(agent, referentiel):
    """Nothing is awarded: once the certificates are numbered, it would be too late to correct the name."""
    inscription = dossier_pret(referentiel=referentiel)
    Candidat.objects.filter(pk=inscription.candidat_id).update(commune_naissance="Saint-Nazaire 🙂")
    with pytest.raises(SigneSansDessin, match=r"Certificat MC 000001 porterait une case vide à la place de « 🙂 »"):
        jury_clos(inscription, par=agent)
    assert (Certificat.objects.count(), Papier.objects.count()) == (0, 0)


def test_au_rncp_les_blocs_entiers_et_les_autres_competences_sont_gardes_cinq_ans(agent, referentiel):
    """ACQUIS-RNCP: competences 1 and 2 make the first bloc; of the second, 3 is not acquired and 4 is kept too."""
    refusee = dossier_pret(referentiel=referentiel, non_maitrisees=(3,))
    jury_clos(non_admis=(refusee,), par=agent)
    premier, second = [composition.version_bloc for composition in referentiel.compositions.order_by("ordre")]
    gardes = [(a.version_bloc, a.competence, a.rncp, a.decision_le, a.expire_le) for a in Acquis.objects.order_by("pk")]
    assert gardes == [
        (premier, None, True, JOUR_JURY, date(2031, 12, 8)),
        (None, second.competences.get(ordre=2), True, JOUR_JURY, date(2031, 12, 8)),
    ]
    assert ValidationCompetence.objects.filter(acquise=True).count() == 3


def test_hors_rncp_les_competences_sont_gardees_vingt_quatre_mois(agent):
    """ACQUIS-HORS-RNCP"""
    refusee = dossier_pret(referentiel=creer_referentiel(rncp=False), non_maitrisees=(3,))
    jury_clos(non_admis=(refusee,), par=agent)
    acquis = list(Acquis.objects.all())
    assert len(acquis) == 3
    assert {(a.version_bloc, a.rncp, a.expire_le) for a in acquis} == {(None, False, date(2028, 12, 8))}


def test_le_statut_rncp_est_celui_du_jour_du_jury(agent):
    referentiel = creer_referentiel()
    Enregistrement.objects.update(date_fin=date(2026, 12, 7))
    refusee = dossier_pret(referentiel=referentiel, non_maitrisees=(3,))
    jury = jury_clos(non_admis=(refusee,), par=agent)
    assert jury.presentations.get().rncp is False
    assert Acquis.objects.filter(competence__isnull=False).count() == 3


def test_rien_d_acquis_ne_garde_rien(agent, referentiel):
    jury_clos(non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=(1, 2, 3, 4)),), par=agent)
    assert (Acquis.objects.count(), Certificat.objects.count()) == (0, 0)


def test_la_cloture_est_refusee_tant_qu_un_candidat_n_a_ni_a_ni_na(agent, referentiel):
    """CLOTURE-COMPLETE"""
    jury = creer_jury_compose()
    decide, _ = presenter(jury, dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel), par=agent)
    ouvrir(jury, par=agent)
    decider(presentation=decide, decision="A", par=agent, a=CE_JOUR)
    with pytest.raises(RegleNonRespectee, match=r"1 candidat sans décision.*CLOTURE-COMPLETE"):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)
    jury.refresh_from_db()
    assert (jury.etat, Certificat.objects.count()) == (EtatJury.DELIBERATION, 0)


def test_la_cloture_juge_les_lignes_qu_elle_scelle(agent, referentiel):
    """ADMISSION-TOUTES-COMPETENCES: a row changed by hand in the database since the decision; nothing is delivered."""
    jury = creer_jury_compose()
    [presentation] = presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    ouvrir(jury, par=agent)
    decider(presentation=presentation, decision="A", par=agent, a=CE_JOUR)
    derniere = presentation.validations.latest("pk")
    ValidationCompetence.objects.filter(pk=derniere.pk).update(acquise=False)
    with pytest.raises(RegleNonRespectee, match=rf"Candidat {presentation.code}\..*ADMISSION-TOUTES-COMPETENCES"):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)
    jury.refresh_from_db()
    assert (jury.etat, Certificat.objects.count()) == (EtatJury.DELIBERATION, 0)


def test_rejouee_la_cloture_ne_change_rien(agent, referentiel):
    jury = jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    avant = (Certificat.objects.count(), DocumentRendu.objects.count(), journal_de(jury).count(), jury.clos_le)
    with pytest.raises(TransitionInterdite, match="C’est déjà fait : l’état est « Clos »"):
        clore_jury(jury=jury, par=agent, a=CE_JOUR.replace(hour=18))
    jury.refresh_from_db()
    assert (
        Certificat.objects.count(),
        DocumentRendu.objects.count(),
        journal_de(jury).count(),
        jury.clos_le,
    ) == avant


def test_les_numeros_se_suivent_d_un_jury_a_l_autre(agent, referentiel):
    jury_clos(dossier_pret(referentiel=referentiel), dossier_pret(referentiel=referentiel), par=agent)
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    assert sorted(Certificat.objects.values_list("rang", flat=True)) == [1, 2, 3]


def test_des_blocs_seuls_donnent_un_certificat_par_bloc(agent, referentiel):
    jury_clos(dossier_pret(referentiel=referentiel, blocs=(1, 2)), par=agent)
    blocs = [str(composition.version_bloc.bloc) for composition in referentiel.compositions.order_by("ordre")]
    assert list(Certificat.objects.order_by("rang").values_list("type", "code_certification")) == [
        ("BDC", blocs[0]),
        ("BDC", blocs[1]),
    ]


def test_un_bloc_seul_hors_rncp_ne_se_certifie_pas(agent, referentiel):
    """BLOC-SEUL-RNCP, at the closing: the fiche was withdrawn after the presentation."""
    jury = creer_jury_compose()
    [presentation] = presenter(jury, dossier_pret(referentiel=referentiel, blocs=(1,)), par=agent)
    ouvrir(jury, par=agent)
    bloc = referentiel.compositions.get(ordre=1).version_bloc_id
    decider(presentation=presentation, bloc=bloc, decision="A", par=agent, a=CE_JOUR)
    Enregistrement.objects.all().delete()
    with pytest.raises(RegleNonRespectee, match="BLOC-SEUL-RNCP"):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)


@pytest.mark.parametrize(
    ("type_certification", "suffixe", "types"),
    [("CQPM", "R", ["CQPM"]), ("CCPM", "", ["CCPM"]), ("CCPI", "", ["CCPI"])],
)
def test_chaque_type_a_son_certificat(agent, type_certification, suffixe, types):
    referentiel = creer_referentiel(rncp=False, champs_certification={"type": type_certification, "suffixe": suffixe})
    jury_clos(dossier_pret(referentiel=referentiel), par=agent)
    assert list(Certificat.objects.order_by("rang").values_list("type", flat=True)) == types


def test_le_certificat_porte_les_signataires_de_la_date_du_jury(agent, referentiel):
    centre = parametres()
    centre.president_nom = "Anne Président"
    centre.save()
    DelegationSignature.objects.create(nom="Avant Délégué", debut=date(2020, 1, 1), fin=date(2026, 12, 7))
    DelegationSignature.objects.create(nom="Du Jour Délégué", debut=JOUR_JURY, fin=JOUR_JURY)
    jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    certificat = Certificat.objects.get()
    texte = textes(octets_de(certificat.document.fichier))
    assert "Nolwenn Tanguy" in texte
    assert "Du Jour Délégué" in texte
    assert "Anne Président" not in texte
    assert "en date du 23/05/2023" in texte
    assert certificat.document.fichier.nom == "certificat-mc-000001.pdf"


def test_hors_rncp_la_note_r_n_est_pas_imprimee(agent):
    jury_edite(dossier_pret(referentiel=creer_referentiel(rncp=False)), par=agent)
    assert "R →" not in textes(octets_de(Certificat.objects.get().document.fichier))


def test_les_pieces_sont_des_pdf_archivables_servis_tels_quels(agent, referentiel):
    jury = jury_edite(dossier_pret(referentiel=referentiel), par=agent)
    for piece in jury.pieces.select_related("document__fichier"):
        with pikepdf.open(io.BytesIO(octets_de(piece.document.fichier))) as pdf:
            assert pdf.open_metadata().pdfa_status == "3A"


def test_deux_certifications_donnent_deux_pv(agent, referentiel):
    autre = creer_referentiel()
    jury = jury_clos(dossier_pret(referentiel=referentiel), dossier_pret(referentiel=autre), par=agent)
    assert jury.pieces.filter(nature=NaturePiece.PV).count() == 2


@pytest.mark.parametrize("etat", [EtatJury.PREPARATION, EtatJury.CONVOQUE, EtatJury.ANNULE])
def test_seul_un_jury_qui_delibere_se_clot(agent, etat):
    jury = creer_jury_compose()
    Jury.objects.filter(pk=jury.pk).update(etat=etat)
    with pytest.raises(TransitionInterdite):
        clore_jury(jury=jury, par=agent, a=CE_JOUR)
    assert document().pk


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_quatre_clotures_a_la_fois_une_se_fait_et_trois_le_disent(agent, referentiel):
    jury = creer_jury_compose()
    presentations = presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    ouvrir(jury, par=agent)
    decider(presentation=presentations[0], decision="A", par=agent, a=CE_JOUR)
    depart, issues = threading.Barrier(4), []

    def clore() -> None:
        depart.wait(20)
        try:
            clore_jury(jury=Jury.objects.get(pk=jury.pk), par=agent, a=CE_JOUR)
            issues.append("close")
        except ErreurMetier as refus:
            issues.append(type(refus).__name__)
        finally:
            connection.close()

    fils = [threading.Thread(target=clore) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(issues) == 4
    assert issues.count("close") == 1
    assert set(issues) <= {"close", "TransitionInterdite", "VerrouIndisponible"}
    assert (Certificat.objects.count(), CompteurCertificat.objects.get().dernier) == (1, 1)


@pytest.mark.parametrize(
    ("rncp", "reprises", "termes"),
    [
        # Bloc 1 (competences 1 and 2) is acquired; of bloc 2, competence 1 alone.
        (True, (), {"Bloc d’essai 1": date(2031, 12, 8), "Compétence 2.1": date(2031, 12, 8)}),
        (True, (1,), {"Bloc d’essai 1": date(2031, 12, 8), "Compétence 2.1": date(2031, 12, 8)}),
        (True, (1, 2), {"Compétence 2.1": date(2031, 12, 8)}),
        (True, (1, 2, 3), {}),
        (
            False,
            (),
            {
                "Compétence 1.1": date(2028, 12, 8),
                "Compétence 1.2": date(2028, 12, 8),
                "Compétence 2.1": date(2028, 12, 8),
            },
        ),
        (False, (1,), {"Compétence 1.2": date(2028, 12, 8), "Compétence 2.1": date(2028, 12, 8)}),
    ],
)
def test_un_bloc_acquis_prend_un_terme_neuf_sauf_s_il_vient_entier_d_un_jury_precedent(agent, rncp, reprises, termes):
    """ACQUIS-RNCP, ACQUIS-HORS-RNCP: what was taken over keeps the term of the jury that gave it."""
    referentiel = creer_referentiel(rncp=rncp)
    inscription = dossier_pret(referentiel=referentiel, non_maitrisees=(4,))
    ancienne = InscriptionFactory(
        candidat=inscription.candidat,
        referentiel=referentiel,
        etat=EtatInscription.NON_ADMISE,
        decidee_le=date(2025, 1, 20),
    )
    competences = list(Competence.objects.order_by("version_bloc", "ordre"))
    for rang in reprises:
        Reprise.objects.create(
            inscription=inscription, origine=ancienne, competence=competences[rang - 1], acquise_le=date(2025, 1, 20),
            expire_le=date(2030, 1, 20),
        )  # fmt: skip
    jury_clos(non_admis=(inscription,), par=agent)
    donnes = {acquis.version_bloc or acquis.competence: acquis.expire_le for acquis in Acquis.objects.all()}
    assert {quoi.intitule: le for quoi, le in donnes.items()} == termes
