"""The synthesis the jury and the file read, and the state of the company's opinion."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction

from candidats.choix import Portee
from candidats.models import Inscription
from evaluations.choix import EtatAvis, EtatEmargement, EtatGrille
from evaluations.models import Commission, Grille
from evaluations.queries.avis import etat_avis
from evaluations.queries.competence import competences_attendues
from evaluations.queries.independance import entourage, profil
from evaluations.queries.place import Tour, verrouiller_places
from evaluations.queries.synthese import synthese_evaluation
from evaluations.services.avis import ouvrir_avis
from evaluations.services.commission import annuler_commission
from evaluations.services.emargement import deposer_emargement_signe, rendre_emargement
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import AVANT, LE_JOUR, EvaluateurFactory, planifier, remplir, sceller
from tests.referentiels.factories import creer_referentiel

pytestmark = pytest.mark.django_db


def test_sans_seance_tout_reste_a_evaluer(inscription):
    synthese = synthese_evaluation([inscription])[inscription.pk]
    assert [ligne.numero for ligne in synthese.non_evaluees] == [1, 2, 3, 4]
    assert [ligne.numero for ligne in synthese.lignes if not ligne.planifiee] == [1, 2, 3, 4]
    assert (synthese.complete, synthese.totale, synthese.scellee, synthese.seances) == (False, False, False, ())
    assert (synthese.etat_grille, synthese.grille_id) == ("", None)


def test_un_bloc_acquis_l_autre_non(inscription, evaluateur, autre_evaluateur):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    sceller(remplir(passage, non_maitrisees=(3,)))
    synthese = synthese_evaluation([inscription])[inscription.pk]
    assert [ligne.numero for ligne in synthese.maitrisees] == [1, 2, 4]
    assert [(ligne.numero, ligne.commentaire) for ligne in synthese.non_maitrisees] == [
        (3, "La gamme n’est pas justifiée.")
    ]
    assert [bloc.acquis for bloc in synthese.blocs] == [True, False]
    assert [bloc.intitule for bloc in synthese.blocs_acquis] == ["Bloc d’essai 1"]
    assert (synthese.complete, synthese.totale, synthese.scellee) == (True, False, True)
    assert synthese.lignes[0].seance_le == date(2026, 11, 6)


def test_un_bloc_seul_garde_les_numeros_du_referentiel(organisme, referentiel, evaluateur, autre_evaluateur):
    inscription = InscriptionFactory(organisme=organisme, referentiel=referentiel, portee=Portee.BLOCS)
    inscription.blocs.set([referentiel.compositions.get(ordre=2).version_bloc])
    assert [ligne.numero for ligne in competences_attendues([inscription])[inscription.pk]] == [3, 4]
    sceller(remplir(planifier(inscription, evaluateur, autre_evaluateur)))
    synthese = synthese_evaluation([inscription])[inscription.pk]
    assert (synthese.totale, len(synthese.blocs)) == (True, 1)


def test_un_ccpm_n_a_pas_de_bloc_numerote(evaluateur, autre_evaluateur):
    inscription = InscriptionFactory(referentiel=creer_referentiel(champs_certification={"type": "CCPM"}))
    synthese = synthese_evaluation([inscription])[inscription.pk]
    assert [bloc.version_bloc.bloc for bloc in synthese.blocs] == [None]
    assert [ligne.numero for ligne in synthese.lignes] == [1, 2]


def test_chaque_seance_a_son_emargement(inscription, evaluateur, autre_evaluateur, agent):
    competences = [c for bloc in inscription.referentiel.blocs.all() for c in bloc.competences.all()]
    planifier(inscription, evaluateur, autre_evaluateur, competences=competences[:1])
    planifier(inscription, evaluateur, autre_evaluateur, date=date(2026, 10, 30), lieu="Brest")
    for commission in Commission.objects.all():
        rendre_emargement(commission=commission, par=agent, a=AVANT)
        deposer_emargement_signe(
            commission=commission, nom="f.png", octets=b"x", type_mime="image/png", par=agent, a=LE_JOUR
        )
    synthese = synthese_evaluation([inscription])[inscription.pk]
    assert [(seance.lieu, seance.emargement) for seance in synthese.seances] == [
        ("Brest", EtatEmargement.SIGNE),
        ("Lanester", EtatEmargement.SIGNE),
    ]


def test_une_seance_annulee_ne_compte_plus(inscription, evaluateur, agent):
    passage = planifier(inscription, evaluateur)
    annuler_commission(commission=passage.commission, motif="Grève", par=agent, a=AVANT)
    synthese = synthese_evaluation([inscription])[inscription.pk]
    assert (synthese.seances, [ligne.planifiee for ligne in synthese.lignes]) == ((), [False] * 4)
    assert Grille.objects.get().etat == EtatGrille.OUVERTE


@pytest.mark.parametrize("nombre", [1, 4])
def test_synthese_en_trois_requetes(organisme, django_assert_num_queries, nombre):
    inscriptions = []
    for _ in range(nombre):
        inscription = InscriptionFactory(organisme=organisme)
        remplir(planifier(inscription, EvaluateurFactory(), EvaluateurFactory()))
        inscriptions.append(inscription)
    with django_assert_num_queries(3):
        syntheses = synthese_evaluation(inscriptions)
    assert [len(syntheses[i.pk].maitrisees) for i in inscriptions] == [4] * nombre


def test_la_synthese_ne_lit_pas_l_etat_civil(inscription, evaluateur, autre_evaluateur, django_assert_num_queries):
    remplir(planifier(inscription, evaluateur, autre_evaluateur))
    with django_assert_num_queries(3) as lues:
        synthese_evaluation([inscription])
    assert not [requete for requete in lues.captured_queries if "candidats_candidat" in requete["sql"]]


def test_la_saisie_d_une_tablette_lit_le_meme_entourage(inscription, evaluateur, autre_evaluateur, agent):
    """The plain SQL of a save, and the models: the same people around the candidate, the same sitting."""
    cites = {nom: f"{nom} cité" for nom in ("service", "superieur_nom", "tuteur_nom")}
    adresses = {nom: f"{nom}@exemple.fr" for nom in ("superieur_courriel", "tuteur_courriel")}
    Inscription.objects.filter(pk=inscription.pk).update(**cites, **adresses)
    inscription.candidat.nom_usage = "Le Goff"
    inscription.candidat.save()
    for nom in ("Zoé Salaün", "Anne Le Bris"):
        inscription.formateurs.create(nom=nom, courriel=f"{nom.split()[0].lower()}@exemple.fr")
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    membre = passage.commission.membres.first()
    membre.preside = True
    membre.save()
    with transaction.atomic():
        place = verrouiller_places(evaluateur.utilisateur, [inscription.grille.pk], [passage.pk])[inscription.grille.pk]
        ailleurs = verrouiller_places(EvaluateurFactory().utilisateur, [inscription.grille.pk], [])
        personne = verrouiller_places(agent, [inscription.grille.pk], [passage.pk])
    lu = entourage(Inscription.objects.select_related("candidat", "entreprise").get(pk=inscription.pk))
    assert replace(place.entourage, formateurs=()) == replace(lu, formateurs=())
    assert (sorted(place.entourage.formateurs), len(lu.formateurs)) == (sorted(lu.formateurs), 2)
    assert (place.grille, profil(place.evaluateur), place.lien) == (inscription.grille, profil(evaluateur), None)
    assert place.tours == {
        passage.pk: Tour(
            date=passage.commission.date,
            vivante=True,
            siege=True,
            membres=2,
            membres_attendus=2,
            validation=False,
            presidents=[False],
            competences=set(passage.competences.values_list("pk", flat=True)),
        )
    }
    assert ailleurs[inscription.grille.pk].tours == {}
    etranger = personne[inscription.grille.pk]
    assert (etranger.evaluateur.pk, [tour.siege for tour in etranger.tours.values()]) == (None, [False])


def test_etat_de_l_avis(inscription, agent, django_assert_num_queries):
    vae = InscriptionFactory(vae=True)
    attendu = InscriptionFactory()
    ouvrir_avis(inscription=attendu, par=agent, a=AVANT)
    with django_assert_num_queries(2):
        etats = etat_avis([inscription, vae, attendu])
    assert [etats[i.pk].etat for i in (inscription, vae, attendu)] == ["non_demande", "sans_objet", EtatAvis.ATTENDU]
    assert [etats[i.pk].regle for i in (inscription, vae, attendu)] == [False, True, False]
    assert etats[vae.pk].motif == "Pas d’avis de l’entreprise dans une VAE."
