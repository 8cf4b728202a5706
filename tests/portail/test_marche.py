"""The way of a registration, state by state."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from candidats.choix import DecisionRecevabilite, EtatInscription, EtatLivret
from candidats.choix_suivi import Acteur
from candidats.models import Inscription, Livret, RecevabiliteVAE
from certif_portal.centre.models import ValeurAvis
from certif_portal.portail.queries.marche import parcours as lire_parcours
from evaluations.choix import EtatAvis, EtatGrille
from evaluations.models import AvisEntreprise, Grille, Passage
from jurys.models import Presentation
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import CommissionFactory
from tests.jurys.factories import JuryFactory

pytestmark = pytest.mark.django_db
LE = date(2026, 11, 20)
A = datetime(2026, 6, 2, 9, tzinfo=UTC)


def parcours(inscription, le=LE):
    """As a page reads it: with its row, fresh."""
    return lire_parcours(Inscription.objects.select_related("suivi").get(pk=inscription.pk), le, "livret de suivi")


def statuts(inscription, le=LE):
    return [etape.statut for etape in parcours(inscription, le).etapes]


def deposer_livret(inscription, agent, etat=EtatLivret.VALIDE):
    valide = {"valide_le": A, "valide_par": agent} if etat == EtatLivret.VALIDE else {}
    return Livret.objects.create(
        inscription=inscription,
        etat=etat,
        accord="entreprise",
        accord_nom="A. Prigent",
        accord_le=A.date(),
        depose_le=A,
        premier_depot_le=A.date(),
        depose_par=agent,
        **valide,
    )


def test_une_inscription_deposee_attend_le_centre(organisme):
    chemin = parcours(InscriptionFactory(deposee=True, organisme=organisme), LE)
    assert [etape.titre for etape in chemin.etapes] == [
        "Inscription",
        "Livret de suivi",
        "Évaluation",
        "Avis entreprise",
        "Jury",
        "Certificat",
    ]
    assert [etape.statut for etape in chemin.etapes] == ["ici", *["a_venir"] * 5]
    assert chemin.acte.acteur == Acteur.CENTRE


def test_une_inscription_a_corriger_attend_l_organisme():
    chemin = parcours(InscriptionFactory(deposee=True, etat=EtatInscription.A_CORRIGER), LE)
    assert (chemin.acte.libelle, chemin.acte.acteur) == ("Corriger l’inscription", Acteur.ORGANISME)


def test_le_livret_attendu_puis_depose_puis_valide(inscription, agent):
    assert statuts(inscription)[:2] == ["fait", "ici"]
    assert parcours(inscription, LE).acte.acteur == Acteur.ORGANISME
    livret = deposer_livret(inscription, agent, EtatLivret.DEPOSE)
    assert parcours(inscription, LE).acte.acteur == Acteur.CENTRE
    livret.delete()
    deposer_livret(inscription, agent)
    chemin = parcours(inscription, LE)
    assert chemin.etapes[1].detail == "validé le 2\u00a0juin"
    assert (chemin.acte.libelle, chemin.etapes[2].statut) == ("Planifier la commission d’évaluation", "ici")


def test_l_evaluation_est_faite_quand_la_grille_est_scellee_et_l_emargement_depose(inscription, agent):
    deposer_livret(inscription, agent)
    Passage.objects.create(commission=CommissionFactory(lieu="Lanester"), inscription=inscription)
    chemin = parcours(inscription, LE)
    assert (chemin.etapes[2].detail, chemin.acte.acteur) == ("6\u00a0novembre, Lanester", Acteur.COMMISSION)
    Grille.objects.create(
        inscription=inscription, etat=EtatGrille.SCELLEE, ouverte_le=A, scellee_le=A, empreinte="f" * 64
    )
    assert parcours(inscription, LE).acte.libelle == "Déposer l’émargement signé de la commission"


def test_l_avis_a_pour_limite_le_jury_moins_le_delai_du_centre(inscription, agent):
    AvisEntreprise.objects.create(inscription=inscription, demande_le=A)
    Presentation.objects.create(jury=JuryFactory(numero="2026-4"), inscription=inscription, code="K7", ordre=1)
    avis, jury, certificat = parcours(inscription, LE).etapes[3:]
    assert (avis.detail, avis.limite) == ("attendu", date(2026, 11, 23))
    assert (jury.detail, certificat.limite) == ("8\u00a0décembre, jury 2026-4", date(2027, 3, 8))


def test_l_avis_rendu_est_fait_et_sans_objet_en_vae(inscription):
    oui = ValeurAvis.objects.create(code="oui", libelle="Favorable")
    AvisEntreprise.objects.create(
        inscription=inscription, etat=EtatAvis.RENDU, demande_le=A, valeur=oui, nom="A", qualite="tuteur", rendu_le=A
    )
    assert statuts(inscription)[3] == "fait"
    assert statuts(InscriptionFactory(vae=True))[3] == "sans_objet"


def test_une_vae_passe_par_la_recevabilite(agent):
    inscription = InscriptionFactory(vae=True)
    assert parcours(inscription, LE).acte.libelle == "Décider de la recevabilité"
    dossier = RecevabiliteVAE.objects.create(inscription=inscription, recue_le=A.date())
    inscription = Inscription.objects.get()
    assert parcours(inscription, LE).acte.libelle == "Noter l’accueil du candidat"
    dossier.accueil_le = A.date()
    dossier.save()
    assert parcours(Inscription.objects.get(), LE).acte.libelle == "Décider de la recevabilité"
    dossier.decision, dossier.decidee_le, dossier.decidee_par = DecisionRecevabilite.NON_RECEVABLE, A.date(), agent
    dossier.save()
    assert statuts(inscription) == ["fait", "refus", "sans_objet", "sans_objet", "sans_objet", "sans_objet"]
    assert parcours(inscription, LE).acte is None


def test_une_decision_ferme_le_parcours():
    assert statuts(InscriptionFactory(etat=EtatInscription.NON_ADMISE, decidee_le=LE))[4:] == ["refus", "sans_objet"]
    assert statuts(InscriptionFactory(etat=EtatInscription.ADMISE, decidee_le=LE))[4] == "fait"
    assert statuts(InscriptionFactory(etat=EtatInscription.ABANDONNEE, abandonnee_le=LE))[0] == "refus"


def test_aucune_requete_si_le_suivi_est_la(inscription, django_assert_num_queries):
    complete = Inscription.objects.select_related("suivi").get()
    with django_assert_num_queries(0):
        assert lire_parcours(complete, LE, "dossier technique").acte.libelle == "Déposer le dossier technique"


def test_l_etiquette_dit_qui_doit_agir_et_s_adresse_a_celui_qui_agit(inscription, agent, membre_of):
    gabarit = Template("{% load parcours %}{% parcours inscription %}")
    vu_du_centre = gabarit.render(Context({"inscription": inscription, "aujourdhui": LE, "user": agent}))
    vu_du_centre = " ".join(vu_du_centre.split())
    vu_de_l_organisme = gabarit.render(Context({"inscription": inscription, "aujourdhui": LE, "user": membre_of}))
    assert "Déposer le livret de suivi, l’organisme doit agir" in vu_du_centre
    assert "à vous d’agir" in vu_de_l_organisme
    assert 'aria-current="step"' in vu_du_centre
