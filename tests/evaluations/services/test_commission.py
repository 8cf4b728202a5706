"""Planning: who may sit, who may pass, what a change undoes."""

from datetime import date, time

import pytest

from candidats.choix import EtatInscription, EtatLivret, NatureIncident
from candidats.models import Formateur, Inscription
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import Courriel
from evaluations.choix import EtatCommission, EtatGrille
from evaluations.models import Commission, Grille, Passage
from evaluations.services.commission import (
    ajouter_passage,
    annuler_commission,
    noter_absence,
    planifier_commission,
    retirer_passage,
)
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.commission import modifier, phrases
from tests.evaluations.factories import (
    AVANT,
    LE_JOUR,
    SEANCE,
    EvaluateurFactory,
    creer_commission,
    declarer_recevable,
    planifier,
    remplir,
    sceller,
    valider_livret,
)

pytestmark = pytest.mark.django_db


def test_planifier_avec_ses_membres(evaluateur, autre_evaluateur, agent):
    commission = planifier_commission(
        date=SEANCE, heure=time(9, 30), lieu="Lanester", evaluateurs=[evaluateur, autre_evaluateur], par=agent, a=AVANT
    )
    assert commission.etat == EtatCommission.PLANIFIEE
    assert {membre.evaluateur for membre in commission.membres.all()} == {evaluateur, autre_evaluateur}
    assert sorted(
        Courriel.objects.filter(acte="commission_evaluateur").values_list("destinataire", flat=True)
    ) == sorted([evaluateur.utilisateur.email, autre_evaluateur.utilisateur.email])
    assert (
        phrases(commission)[-1]
        == "Commission d’évaluation planifiée : le 6\u00a0novembre\u00a02026 à 9\u00a0h\u00a030, Lanester."
    )


def test_ajouter_un_candidat_pour_toutes_ses_competences(inscription, evaluateur):
    passage = planifier(inscription, evaluateur)
    assert passage.competences.count() == 4
    assert Grille.objects.get(inscription=inscription).etat == EtatGrille.OUVERTE
    assert (
        phrases(inscription)[0]
        == "Commission planifiée : le 6\u00a0novembre\u00a02026, Lanester, 4 compétences à évaluer."
    )


def test_deux_seances_se_partagent_les_competences(inscription, evaluateur):
    toutes = [ligne for bloc in inscription.referentiel.blocs.all() for ligne in bloc.competences.all()]
    planifier(inscription, evaluateur, competences=toutes[:1])
    suivante = planifier(inscription, evaluateur, date=date(2026, 11, 20), lieu="Brest")
    assert set(suivante.competences.all()) == set(toutes[1:])


def test_rien_a_planifier(inscription, evaluateur):
    planifier(inscription, evaluateur)
    with pytest.raises(ErreurMetier, match="Aucune compétence à évaluer"):
        planifier(inscription, evaluateur, date=date(2026, 11, 20))
    assert Passage.objects.count() == 1


def test_une_competence_d_une_autre_certification(inscription, evaluateur):
    autre = InscriptionFactory()
    competence = autre.referentiel.blocs.first().competences.first()
    with pytest.raises(ErreurMetier, match="n’est pas visée"):
        planifier(inscription, evaluateur, competences=[competence])


def test_livret_non_valide(inscription, evaluateur):
    """PLANIFICATION-PREALABLE"""
    livret = valider_livret(inscription)
    livret.etat = EtatLivret.DEPOSE
    livret.save()
    commission = creer_commission(evaluateur)
    with pytest.raises(RegleNonRespectee, match=r"le livret de suivi n’est pas validé.*PLANIFICATION-PREALABLE"):
        ajouter_passage(commission=commission, inscription=inscription, par=None, a=AVANT)
    assert Passage.objects.count() == 0


def test_vae_recevable_devant_une_commission_de_validation(evaluateur):
    """PLANIFICATION-PREALABLE"""
    inscription = InscriptionFactory(vae=True)
    validation = creer_commission(evaluateur, vae=True)
    with pytest.raises(RegleNonRespectee, match="la recevabilité n’est pas déclarée"):
        ajouter_passage(commission=validation, inscription=inscription, par=None, a=AVANT)
    declarer_recevable(inscription)
    with pytest.raises(ErreurMetier, match="passe devant une commission de validation VAE"):
        ajouter_passage(commission=creer_commission(evaluateur), inscription=inscription, par=None, a=AVANT)
    passage = ajouter_passage(commission=validation, inscription=inscription, par=None, a=AVANT)
    assert passage.competences.count() == 4


def test_inscription_non_acceptee(evaluateur):
    inscription = InscriptionFactory(deposee=True)
    valider_livret(inscription)
    with pytest.raises(ErreurMetier, match="elle doit être acceptée"):
        planifier(inscription, evaluateur)
    assert inscription.etat == EtatInscription.DEPOSEE


def test_habilitation_verifiee_au_jour_de_la_seance(inscription, evaluateur):
    """HABILITATION-VALIDE: the last day of the act is good, the next is not."""
    inscription.organisme.habilitations.update(date_fin=SEANCE)
    passage = planifier(inscription, evaluateur)
    with pytest.raises(RegleNonRespectee, match=r"n’est pas habilité le 07/11/2026"):
        modifier(passage.commission, evaluateur, date=date(2026, 11, 7))
    passage.commission.refresh_from_db()
    assert passage.commission.date == SEANCE


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"superieur_nom": "KERMARREC Yann"}, "INDEPENDANCE-HIERARCHIE"),
        ({"tuteur_courriel": "yann@exemple.fr"}, "INDEPENDANCE-TUTEUR"),
    ],
)
def test_un_lien_bloque_l_ajout_du_candidat(inscription, champs, code):
    """INDEPENDANCE-HIERARCHIE, INDEPENDANCE-TUTEUR"""
    evaluateur = EvaluateurFactory()
    personne = evaluateur.utilisateur
    personne.prenom, personne.nom, personne.email = "Yann", "Kermarrec", "yann@exemple.fr"
    personne.save()
    inscription.superieur_nom = ""
    for champ, valeur in champs.items():
        setattr(inscription, champ, valeur)
    inscription.save()
    with pytest.raises(RegleNonRespectee, match=rf"Yann Kermarrec.*{code}"):
        planifier(inscription, evaluateur)
    assert Passage.objects.count() == 0


def test_un_lien_bloque_l_ajout_du_membre(inscription, evaluateur):
    """INDEPENDANCE-FORMATEUR, INDEPENDANCE-SERVICE"""
    commission = planifier(inscription, evaluateur).commission
    formateur = EvaluateurFactory()
    Formateur.objects.create(inscription=inscription, nom=f"{formateur.utilisateur.nom} {formateur.utilisateur.prenom}")
    with pytest.raises(RegleNonRespectee, match="INDEPENDANCE-FORMATEUR"):
        modifier(commission, evaluateur, formateur)
    collegue = EvaluateurFactory(entreprise_siret=inscription.entreprise.siret, service="Methodes")
    with pytest.raises(RegleNonRespectee, match="INDEPENDANCE-SERVICE"):
        modifier(commission, evaluateur, collegue)
    assert [membre.evaluateur for membre in commission.membres.all()] == [evaluateur]


def test_presidence_d_une_validation_vae(evaluateur, autre_evaluateur):
    """VALIDATION-VAE-PRESIDENCE"""
    commission = creer_commission(evaluateur, vae=True)
    with pytest.raises(RegleNonRespectee, match="ne représente pas le centre"):
        modifier(commission, evaluateur, autre_evaluateur, preside=autre_evaluateur)
    with pytest.raises(ErreurMetier, match="préside sans siéger"):
        modifier(commission, autre_evaluateur, preside=evaluateur)


def test_evaluateur_retire_de_la_liste(evaluateur):
    evaluateur.actif = False
    evaluateur.save()
    with pytest.raises(ErreurMetier, match="n’est plus dans la liste"):
        creer_commission(evaluateur)
    assert Commission.objects.count() == 0


def test_ce_qui_est_evalue_fige_la_seance(inscription, evaluateur, autre_evaluateur, agent):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    remplir(passage)
    with pytest.raises(ErreurMetier, match="sa date et son lieu ne changent plus"):
        modifier(passage.commission, evaluateur, autre_evaluateur, lieu="Brest")
    with pytest.raises(ErreurMetier, match="elle ne s’annule plus"):
        annuler_commission(commission=passage.commission, motif="Grève", par=agent, a=AVANT)
    with pytest.raises(ErreurMetier, match="son passage reste"):
        retirer_passage(passage=passage, motif="Absent", par=agent, a=AVANT)
    with pytest.raises(ErreurMetier, match="il en reste membre"):
        modifier(passage.commission, autre_evaluateur)


def test_une_grille_scellee_ne_recoit_plus_de_seance(inscription, evaluateur, autre_evaluateur):
    grille = sceller(remplir(planifier(inscription, evaluateur, autre_evaluateur)))
    assert grille.etat == EtatGrille.SCELLEE
    with pytest.raises(ErreurMetier, match="est scellée"):
        planifier(inscription, evaluateur, date=date(2026, 11, 20))


def test_annuler_libere_les_competences(inscription, evaluateur, agent):
    passage = planifier(inscription, evaluateur)
    Courriel.objects.all().delete()
    annuler_commission(commission=passage.commission, motif="Atelier fermé", par=agent, a=AVANT)
    passage.commission.refresh_from_db()
    assert (passage.commission.etat, passage.commission.motif_annulation) == (EtatCommission.ANNULEE, "Atelier fermé")
    assert set(Courriel.objects.filter(acte="commission_annulee").values_list("destinataire", flat=True)) == {
        evaluateur.utilisateur.email,
        inscription.organisme.courriel,
    }
    seance = octets_de(Courriel.objects.get(acte="commission_annulee", fichier__isnull=False).fichier).decode()
    assert f"UID:membre-{passage.commission_id}-{evaluateur.pk}@" in seance
    assert "METHOD:CANCEL" in seance
    assert phrases(inscription)[0] == "Commission annulée : le 6\u00a0novembre\u00a02026, Lanester. Atelier fermé"
    assert planifier(inscription, evaluateur, date=date(2026, 11, 20)).competences.count() == 4
    with pytest.raises(TransitionInterdite):
        annuler_commission(commission=passage.commission, motif="Encore", par=agent, a=AVANT)


def test_annuler_ou_retirer_sans_motif(inscription, evaluateur, agent):
    passage = planifier(inscription, evaluateur)
    with pytest.raises(ErreurMetier, match="motif de l’annulation"):
        annuler_commission(commission=passage.commission, motif="  ", par=agent, a=AVANT)
    with pytest.raises(ErreurMetier, match="motif du retrait"):
        retirer_passage(passage=passage, motif="", par=agent, a=AVANT)


def test_retirer_un_candidat(inscription, evaluateur, agent):
    passage = planifier(inscription, evaluateur)
    retirer_passage(passage=passage, motif="Arrêt de travail", par=agent, a=AVANT)
    assert Passage.objects.count() == 0
    assert phrases(inscription)[0] == "Retiré de la séance le 6\u00a0novembre\u00a02026, Lanester : Arrêt de travail"


def test_la_seance_planifiee_remplace_la_date_prevue(inscription, evaluateur):
    """The deadlines of the livret use the date foreseen until a sitting is planned, and again once it is cancelled."""

    def date_commission():
        return Inscription.objects.get(pk=inscription.pk).date_commission

    passage = planifier(inscription, evaluateur)
    assert date_commission() == SEANCE
    modifier(passage.commission, evaluateur, date=date(2026, 11, 13))
    assert date_commission() == date(2026, 11, 13)
    annuler_commission(commission=passage.commission, motif="Salle fermée.", par=None, a=AVANT)
    assert date_commission() is None


def test_une_absence_se_note_le_jour_venu_a_une_seance_qui_vit(inscription, evaluateur, autre_evaluateur, agent):
    passage = planifier(inscription, evaluateur, autre_evaluateur)
    noter = {
        "passage": passage,
        "nature": NatureIncident.ABSENCE,
        "motif": "Malade.",
        "nouvelle_date": None,
        "par": agent,
    }
    with pytest.raises(ErreurMetier, match="à venir : notez un report"):
        noter_absence(**noter, a=AVANT)
    Commission.objects.update(etat=EtatCommission.ANNULEE, motif_annulation="Panne.")
    with pytest.raises(TransitionInterdite, match="annulée"):
        noter_absence(**noter, a=LE_JOUR)
    with pytest.raises(TransitionInterdite, match="ne change plus"):
        retirer_passage(passage=passage, motif="Erreur.", par=agent, a=AVANT)
    assert Passage.objects.count() == 1


def test_une_vae_se_planifie_une_fois_son_livret_2_depose(organisme, referentiel, evaluateur, autre_evaluateur, agent):
    """VAE-LIVRET-2"""
    inscription = InscriptionFactory(
        organisme=organisme, referentiel=referentiel, voie="vae", entree_formation=None, fin_formation=None
    )
    recevabilite = declarer_recevable(inscription)
    type(recevabilite).objects.update(livret2_le=None)
    commission = creer_commission(evaluateur, autre_evaluateur, vae=True)
    with pytest.raises(RegleNonRespectee, match="VAE-LIVRET-2"):
        ajouter_passage(
            commission=commission, inscription=inscription, competences=None, heure=None, par=agent, a=AVANT
        )
    type(recevabilite).objects.update(livret2_le=AVANT.date())
    ajouter_passage(commission=commission, inscription=inscription, competences=None, heure=None, par=agent, a=AVANT)
    assert commission.passages.get().inscription == inscription


def test_la_presidence_passe_d_un_membre_a_l_autre(evaluateur, autre_evaluateur):
    type(autre_evaluateur).objects.filter(pk=autre_evaluateur.pk).update(represente_centre=True)
    autre_evaluateur.refresh_from_db()
    commission = creer_commission(evaluateur, autre_evaluateur, vae=True)
    modifier(commission, evaluateur, autre_evaluateur, preside=autre_evaluateur)
    assert [m.evaluateur for m in commission.membres.filter(preside=True)] == [autre_evaluateur]
    avant = len(phrases(commission))
    modifier(commission, evaluateur, autre_evaluateur, preside=autre_evaluateur)
    assert len(phrases(commission)) == avant, "rien n’a changé, rien n’est dit"
