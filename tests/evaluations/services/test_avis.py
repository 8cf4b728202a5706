"""The company's opinion: asked once the livret is valid, by a link that serves once."""

import re
from datetime import timedelta

import pytest

from certif_portal.centre.models import ValeurAvis, parametres, valeurs_avis
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.liens import empreinte_jeton
from certif_portal.commun.models import Courriel
from evaluations.choix import EtatAvis
from evaluations.models import AvisActivite, AvisEntreprise, LienAvis
from evaluations.queries.avis import activites_pour_avis
from evaluations.services.avis import (
    LienInutilisable,
    constater_absence_avis,
    lien_utilisable,
    ouvrir_avis,
    passer_avis,
    rendre_avis,
    renvoyer_lien_avis,
)
from tests.candidats.factories import InscriptionFactory
from tests.evaluations.factories import AVANT, LE_JOUR
from tests.referentiels.factories import creer_referentiel

REPONSE = AVANT + timedelta(days=10)
SIGNATURE = [[[100, 100], [600, 200]], [[610, 90]]]

pytestmark = pytest.mark.django_db


def jeton_envoye(courriel: Courriel) -> str:
    return re.search(r"/avis/([\w-]+)/", courriel.texte)[1]


def rendre(lien, *, valeur="favorable", commentaire="", activites=None, signature=None, a=REPONSE):
    choisie = ValeurAvis.objects.get(code=valeur)
    demandees = activites_pour_avis(lien.avis.inscription) if activites is None else activites
    return rendre_avis(
        lien=lien,
        par_activite={activite.pk: choisie for activite in demandees},
        valeur=choisie,
        commentaire=commentaire,
        nom="Anne Prigent",
        qualite="Tutrice",
        signature=SIGNATURE if signature is None else signature,
        a=a,
    )


def test_ouvrir_envoie_un_lien_dont_seule_l_empreinte_est_gardee(inscription, agent):
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    courriel, lien = Courriel.objects.get(), LienAvis.objects.get()
    jeton = jeton_envoye(courriel)
    assert (avis.etat, courriel.destinataire, courriel.confidentiel) == (
        EtatAvis.ATTENDU,
        "anne.prigent@exemple.fr",
        True,
    )
    assert len(jeton) == 43  # 256 bits
    assert lien.jeton_sha256 == empreinte_jeton(jeton)
    assert lien.expire_le == AVANT + timedelta(days=30)
    assert str(inscription.candidat) not in courriel.objet


def test_duree_du_lien_reglee_par_le_centre(inscription):
    centre = parametres()
    centre.avis_lien_jours = 7
    centre.save()
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    lien = LienAvis.objects.get()
    assert lien_utilisable(lien, AVANT + timedelta(days=7, seconds=-1))
    assert not lien_utilisable(lien, AVANT + timedelta(days=7))


@pytest.mark.parametrize(
    ("champs", "motif"),
    [
        ({"vae": True}, "Pas d’avis de l’entreprise dans une VAE."),
        ({"initiative_sans_accord": True}, "Pas d’avis de l’entreprise : l’initiative est celle du salarié"),
    ],
)
def test_sans_objet_rien_ne_part(champs, motif):
    """AVIS-ENTREPRISE: never a mail to the company of an own initiative without its agreement."""
    inscription = InscriptionFactory(**champs)
    assert ouvrir_avis(inscription=inscription, par=None, a=AVANT) is None
    assert (Courriel.objects.count(), AvisEntreprise.objects.count()) == (0, 0)
    assert journal_de(inscription).get().phrase.startswith(motif)


def test_ccpm_sans_avis():
    """AVIS-ENTREPRISE"""
    inscription = InscriptionFactory(referentiel=creer_referentiel(champs_certification={"type": "CCPM"}))
    assert ouvrir_avis(inscription=inscription, par=None, a=AVANT) is None
    assert Courriel.objects.count() == 0


def test_demandeur_d_emploi_sans_adresse(agent):
    inscription = InscriptionFactory(demandeur_emploi=True, tuteur_courriel="", tuteur_nom="")
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    assert (avis.etat, LienAvis.objects.count(), Courriel.objects.count()) == (EtatAvis.ATTENDU, 0, 0)
    renvoyer_lien_avis(avis=avis, destinataire="patron@accueil.fr", par=agent, a=AVANT)
    assert Courriel.objects.get().destinataire == "patron@accueil.fr"


def test_livret_valide_deux_fois_garde_le_lien(inscription):
    premier = ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    assert ouvrir_avis(inscription=inscription, par=None, a=LE_JOUR) == premier
    assert (LienAvis.objects.count(), Courriel.objects.count()) == (1, 1)


def test_renvoyer_revoque_le_precedent(inscription, agent):
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    ancien = LienAvis.objects.get()
    nouveau = renvoyer_lien_avis(avis=avis, destinataire="autre@exemple.fr", par=agent, a=AVANT)
    ancien.refresh_from_db()
    assert ancien.revoque_le == AVANT
    with pytest.raises(LienInutilisable):
        rendre(ancien)
    assert rendre(nouveau).etat == EtatAvis.RENDU


def test_rendre_un_avis(inscription):
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    avis = rendre(LienAvis.objects.get())
    assert (avis.etat, avis.nom, avis.qualite, avis.rendu_le) == (EtatAvis.RENDU, "Anne Prigent", "Tutrice", REPONSE)
    assert AvisActivite.objects.filter(avis=avis).count() == 2
    assert LienAvis.objects.get().utilise_le == REPONSE
    entree = journal_de(inscription)[0]
    assert (entree.phrase, entree.par, entree.par_nom) == (
        "Avis de l’entreprise rendu par Anne Prigent, Tutrice.",
        None,
        "Anne Prigent, Tutrice",
    )
    assert Courriel.objects.get(acte="avis_recu").destinataire == "anne.prigent@exemple.fr"


def test_le_lien_sert_une_fois(inscription):
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    lien = LienAvis.objects.get()
    rendre(lien)
    with pytest.raises(LienInutilisable):
        rendre(lien, valeur="defavorable", commentaire="Changé d’avis")
    assert AvisEntreprise.objects.get().valeur.code == "favorable"


def test_un_avis_reserve_se_commente(inscription):
    """AVIS-COMMENTAIRE"""
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    lien = LienAvis.objects.get()
    with pytest.raises(RegleNonRespectee, match="AVIS-COMMENTAIRE"):
        rendre(lien, valeur="reserve", commentaire="  ")
    assert rendre(lien, valeur="reserve", commentaire="Manque d’autonomie en réglage").commentaire == (
        "Manque d’autonomie en réglage"
    )


def test_un_avis_favorable_se_rend_sans_un_mot(inscription):
    """AVIS-COMMENTAIRE"""
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    assert rendre(LienAvis.objects.get(), valeur="favorable", commentaire="").commentaire == ""


def test_un_avis_sur_chaque_activite(inscription):
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    with pytest.raises(ErreurMetier, match="chacune des activités"):
        rendre(LienAvis.objects.get(), activites=activites_pour_avis(inscription)[:1])
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU


def test_absence_constatee_par_un_agent_quand_il_n_y_a_pas_d_entreprise(agent):
    """AVIS-ABSENCE"""
    inscription = InscriptionFactory(demandeur_emploi=True)
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    with pytest.raises(RegleNonRespectee, match="Le motif de l’absence est attendu"):
        constater_absence_avis(avis=avis, motif=" ", par=agent, a=LE_JOUR)
    avis = constater_absence_avis(avis=avis, motif="Aucune période en entreprise", par=agent, a=LE_JOUR)
    assert (avis.etat, avis.absence_par, avis.absence_le) == (EtatAvis.ABSENT, agent, LE_JOUR)
    assert LienAvis.objects.get().revoque_le == LE_JOUR
    with pytest.raises(TransitionInterdite):
        constater_absence_avis(avis=avis, motif="Encore", par=agent, a=LE_JOUR)


def test_absence_d_une_entreprise_connue_reservee_au_responsable(inscription, agent, responsable):
    """AVIS-ABSENCE"""
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    with pytest.raises(RegleNonRespectee, match=r"Ateliers Maëlström existe.*AVIS-ABSENCE"):
        constater_absence_avis(avis=avis, motif="Ne répond pas", par=agent, a=LE_JOUR)
    avis = constater_absence_avis(avis=avis, motif="Liquidation judiciaire", par=responsable, a=LE_JOUR)
    assert avis.absence_par == responsable


def test_initiative_apprise_apres_coup_ferme_le_renvoi(inscription, agent):
    """AVIS-ENTREPRISE"""
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    inscription.initiative_sans_accord = True
    inscription.save()
    with pytest.raises(RegleNonRespectee, match="sans l’accord de l’employeur"):
        renvoyer_lien_avis(avis=avis, destinataire="tuteur@exemple.fr", par=agent, a=AVANT)
    assert LienAvis.objects.count() == 1


def test_valeurs_par_defaut_une_seule_fois(db):
    assert [valeur.code for valeur in valeurs_avis()] == ["favorable", "reserve", "defavorable"]
    ValeurAvis.objects.filter(code="reserve").update(active=False)
    assert [valeur.code for valeur in valeurs_avis()] == ["favorable", "defavorable"]


def test_un_avis_se_demande_a_une_adresse_tant_qu_il_est_attendu(inscription, agent):
    avis = ouvrir_avis(inscription=inscription, par=agent, a=AVANT)
    with pytest.raises(ErreurMetier, match="L’adresse de la personne"):
        renvoyer_lien_avis(avis=avis, destinataire="", par=agent, a=AVANT)
    type(inscription).objects.update(etat="abandonnee", abandonnee_le=AVANT.date(), motif_abandon="Départ.")
    with pytest.raises(ErreurMetier, match="l’inscription est «"):
        renvoyer_lien_avis(avis=avis, destinataire="a@exemple.fr", par=agent, a=AVANT)
    type(avis).objects.update(etat=EtatAvis.ABSENT, absence_motif="x", absence_par=agent, absence_le=AVANT)
    with pytest.raises(ErreurMetier, match="L’avis n’est plus attendu"):
        renvoyer_lien_avis(avis=avis, destinataire="a@exemple.fr", par=agent, a=AVANT)
    assert LienAvis.objects.count() == 1


def test_l_avis_garde_la_signature_tracee(inscription):
    """AVIS-SIGNATURE"""
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    lien = LienAvis.objects.get()
    with pytest.raises(RegleNonRespectee, match="AVIS-SIGNATURE"):
        rendre(lien, signature=[])
    assert AvisEntreprise.objects.get().etat == EtatAvis.ATTENDU
    rendre(lien)
    assert AvisEntreprise.objects.get().signature == SIGNATURE


def test_passer_la_main_ferme_le_lien_et_previent_le_centre(inscription):
    centre = parametres()
    centre.courriel = "certification@centre.fr"
    centre.save()
    avis = ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    ancien = LienAvis.objects.get()
    nouveau = passer_avis(lien=ancien, destinataire="chef@exemple.fr", a=REPONSE)
    ancien.refresh_from_db()
    assert (ancien.revoque_le, nouveau.destinataire, nouveau.passe_par) == (
        REPONSE,
        "chef@exemple.fr",
        "anne.prigent@exemple.fr",
    )
    assert list(Courriel.objects.order_by("pk").values_list("acte", "destinataire", "confidentiel")) == [
        ("avis_demande", "anne.prigent@exemple.fr", True),
        ("avis_demande", "chef@exemple.fr", True),
        ("avis_passe", "certification@centre.fr", False),
    ]
    phrases = [entree.phrase for entree in journal_de(inscription)]
    assert "Avis de l’entreprise : anne.prigent@exemple.fr passe la main à chef@exemple.fr." in phrases
    with pytest.raises(LienInutilisable):
        passer_avis(lien=ancien, destinataire="autre@exemple.fr", a=REPONSE)
    with pytest.raises(LienInutilisable):
        rendre(ancien)
    assert rendre(nouveau).etat == EtatAvis.RENDU
    assert avis.liens.count() == 2


def test_on_ne_passe_la_main_ni_a_soi_ni_au_candidat(inscription):
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    lien = LienAvis.objects.get()
    with pytest.raises(ErreurMetier, match="votre propre adresse"):
        passer_avis(lien=lien, destinataire="Anne.Prigent@exemple.fr", a=REPONSE)
    type(inscription.candidat).objects.update(courriel="zoe@exemple.fr")
    with pytest.raises(ErreurMetier, match="l’adresse du candidat"):
        passer_avis(lien=lien, destinataire="zoe@exemple.fr", a=REPONSE)
    assert LienAvis.objects.get().revoque_le is None


def test_sans_adresse_du_centre_rien_ne_lui_est_ecrit(inscription):
    ouvrir_avis(inscription=inscription, par=None, a=AVANT)
    passer_avis(lien=LienAvis.objects.get(), destinataire="chef@exemple.fr", a=REPONSE)
    assert Courriel.objects.filter(acte="avis_passe").count() == 0
