"""Invitations and roles."""

import re
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee, TransitionInterdite
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.comptes import regles, services
from certif_portal.comptes.choix import EtatInvitation, Role
from certif_portal.comptes.models import Attribution, Invitation, RetraitFacteur, Utilisateur

PHRASE = "une phrase assez longue"
FAIBLES = ["court", "quatorze-lettr", "lucja@exemple.fr", "CQPM-certification-44", "Métallurgie Uimm 2026", "a" * 40]


@pytest.fixture
def inviter(responsable, instant):
    def envoyer(**champs) -> Invitation:
        donnees = {
            "courriel": "Lucja@Exemple.fr ",
            "prenom": "Łucja",
            "nom": "O’Brien-Nguyễn",
            "role": Role.AGENT,
            "portee": "Toutes les certifications du centre",
            "par": responsable,
            "a": instant,
        }
        return services.inviter(**donnees | champs)

    return envoyer


def test_inviter_cree_un_compte_inactif_et_un_courriel(inviter, responsable):
    invitation = inviter()
    compte = invitation.utilisateur
    assert (compte.email, compte.is_active, compte.has_usable_password()) == ("lucja@exemple.fr", False, False)
    assert invitation.etat == EtatInvitation.ENVOYEE
    courriel = Courriel.objects.get()
    assert (courriel.destinataire, courriel.objet) == ("lucja@exemple.fr", "Votre accès au portail des certifications")
    assert invitation.lien in courriel.texte
    assert courriel.confidentiel
    assert str(responsable) in courriel.texte
    assert "&#x27;" not in courriel.texte
    assert [entree.acte for entree in journal_de(compte)] == ["invitation"]


def test_le_jeton_n_est_garde_que_par_son_empreinte(inviter):
    """INVITATION-LIEN"""
    invitation = inviter()
    jeton = invitation.lien.rstrip("/").rpartition("/")[2]
    assert len(jeton) == 43
    assert invitation.jeton_sha256 == services.empreinte_jeton(jeton)
    assert Invitation.objects.filter(jeton_sha256__contains=jeton).count() == 0


@pytest.mark.parametrize("courriel", ["", "pas une adresse", "a@b", "x" * 300 + "@exemple.fr"])
def test_une_mauvaise_adresse_est_refusee(inviter, courriel):
    with pytest.raises((ErreurMetier, ValidationError)):
        inviter(courriel=courriel)
    assert (Invitation.objects.count(), Courriel.objects.count()) == (0, 0)


def test_une_fin_passee_est_refusee(inviter, jour):
    assert inviter(fin_acces=jour).fin_acces == jour
    with pytest.raises(ErreurMetier, match="passée"):
        inviter(courriel="autre@exemple.fr", fin_acces=jour - timedelta(days=1))


def test_personne_ne_s_invite_soi_meme(inviter, responsable):
    """ROLE-SOI-MEME"""
    with pytest.raises(RegleNonRespectee) as refus:
        inviter(courriel=responsable.email, role=Role.ADMIN)
    assert refus.value.regle == regles.ROLE_SOI_MEME
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("invitant", list(Role))
def test_qui_invite_qui(invitant, role):
    """ROLE-INVITATION"""
    attendu = {
        Role.RESPONSABLE: set(Role),
        Role.AGENT: {Role.ORGANISME, Role.EVALUATEUR, Role.JURE},
        Role.ORGANISME: {Role.ORGANISME},
    }
    assert regles.peut_inviter(frozenset({invitant}), role) == (role in attendu.get(invitant, set()))


def test_un_agent_n_invite_pas_un_agent(inviter, agent):
    with pytest.raises(RegleNonRespectee, match="ROLE-INVITATION"):
        inviter(par=agent)


def test_un_role_expire_n_invite_plus(inviter, responsable, jour):
    """ROLE-INVITATION: of whom it was the role until the day before, and not of whom it is that day."""
    responsable.attributions.update(fin=jour)
    assert inviter(courriel="la.veille@exemple.fr").role
    responsable.attributions.update(fin=jour - timedelta(days=1))
    with pytest.raises(RegleNonRespectee):
        inviter()


def test_accepter_ouvre_le_role_du_jour_a_la_fin(inviter, instant, jour):
    invitation = inviter(fin_acces=date(2027, 1, 31))
    compte = services.accepter_invitation(invitation=invitation, mot_de_passe=PHRASE, a=instant)
    assert compte.is_active
    assert compte.check_password(PHRASE)
    assert not compte.is_staff
    attribution = compte.attributions.get()
    assert (attribution.role, attribution.debut, attribution.fin) == (Role.AGENT, jour, date(2027, 1, 31))
    adresse = EmailAddress.objects.get(user=compte)
    assert (adresse.email, adresse.verified, adresse.primary) == ("lucja@exemple.fr", True, True)
    assert compte.charger_roles(date(2027, 1, 31)) == {Role.AGENT}
    assert compte.charger_roles(date(2027, 2, 1)) == frozenset()


def test_accepter_sans_mot_de_passe(inviter, instant):
    compte = services.accepter_invitation(invitation=inviter(), a=instant)
    assert (compte.is_active, compte.has_usable_password()) == (True, False)


@pytest.mark.parametrize("mot_de_passe", FAIBLES)
def test_un_mot_de_passe_faible_n_ouvre_rien(inviter, instant, mot_de_passe):
    invitation = inviter()
    with pytest.raises(ValidationError):
        services.accepter_invitation(invitation=invitation, mot_de_passe=mot_de_passe, a=instant)
    invitation.refresh_from_db()
    assert (invitation.etat, Attribution.objects.filter(utilisateur=invitation.utilisateur).count()) == ("envoyee", 0)


def test_un_lien_vaut_trois_jours(inviter, instant):
    """INVITATION-LIEN"""
    invitation = inviter()
    assert not invitation.expiree(instant + timedelta(days=3))
    assert invitation.expiree(instant + timedelta(days=3, seconds=1))
    with pytest.raises(RegleNonRespectee) as refus:
        services.accepter_invitation(invitation=invitation, a=instant + timedelta(days=4))
    assert refus.value.regle == regles.INVITATION_LIEN
    assert services.accepter_invitation(invitation=invitation, a=instant + timedelta(days=3)).is_active


def test_un_lien_sert_une_fois(inviter, instant):
    invitation = inviter()
    services.accepter_invitation(invitation=invitation, a=instant)
    with pytest.raises(TransitionInterdite):
        services.accepter_invitation(invitation=invitation, a=instant)


def test_une_nouvelle_invitation_tue_l_ancienne(inviter, responsable, instant):
    ancienne = inviter()
    nouvelle = services.renvoyer_invitation(invitation=ancienne, par=responsable, a=instant)
    ancienne.refresh_from_db()
    assert (ancienne.etat, nouvelle.etat) == (EtatInvitation.REVOQUEE, EtatInvitation.ENVOYEE)
    assert nouvelle.utilisateur == ancienne.utilisateur
    assert Utilisateur.objects.filter(email="lucja@exemple.fr").count() == 1


def test_qui_a_deja_le_role_est_prolonge_sans_lien(inviter, instant, jour):
    services.accepter_invitation(invitation=inviter(role=Role.JURE, fin_acces=date(2026, 12, 31)), a=instant)
    seconde = inviter(role=Role.JURE, fin_acces=date(2027, 6, 30), portee="Jury 2027-2")
    assert (seconde.etat, seconde.lien) == (EtatInvitation.ACCEPTEE, "")
    attribution = seconde.utilisateur.attributions.get()
    assert (attribution.debut, attribution.fin) == (jour, date(2027, 6, 30))
    assert Courriel.objects.order_by("-pk").first().acte == "invitation_etendue"
    inviter(role=Role.JURE, fin_acces=date(2027, 1, 1))
    attribution.refresh_from_db()
    assert attribution.fin == date(2027, 6, 30)
    inviter(role=Role.JURE)
    attribution.refresh_from_db()
    assert attribution.fin is None


def test_un_role_termine_se_rouvre_par_un_nouveau_lien(inviter, instant):
    services.accepter_invitation(invitation=inviter(role=Role.JURE, fin_acces=date(2026, 12, 31)), a=instant)
    plus_tard = instant + timedelta(days=90)
    seconde = inviter(role=Role.JURE, fin_acces=date(2027, 6, 30), a=plus_tard)
    assert seconde.etat == EtatInvitation.ENVOYEE
    compte = services.accepter_invitation(invitation=seconde, a=plus_tard)
    assert [(a.fin, a.retiree_le) for a in compte.attributions.order_by("pk")] == [
        (date(2026, 12, 31), plus_tard),
        (date(2027, 6, 30), None),
    ]


def test_revoquer_avant_acceptation(inviter, responsable, instant):
    invitation = services.revoquer_invitation(invitation=inviter(), par=responsable, a=instant)
    assert (invitation.etat, invitation.revoquee_le) == (EtatInvitation.REVOQUEE, instant)
    with pytest.raises(TransitionInterdite):
        services.accepter_invitation(invitation=invitation, a=instant)


def test_revoquer_apres_acceptation_ferme_l_acces(inviter, responsable, instant, jour):
    invitation = inviter()
    compte = services.accepter_invitation(invitation=invitation, a=instant)
    services.revoquer_invitation(invitation=invitation, par=responsable, a=instant)
    assert compte.charger_roles(jour) == frozenset()
    assert compte.attributions.get().retiree_le == instant


def test_revoquer_une_invitation_parmi_deux_garde_la_portee_de_l_autre(inviter, responsable, instant, jour):
    services.accepter_invitation(invitation=inviter(role=Role.JURE, fin_acces=date(2026, 12, 31)), a=instant)
    seconde = inviter(role=Role.JURE, fin_acces=date(2027, 6, 30))
    services.revoquer_invitation(invitation=seconde, par=responsable, a=instant)
    attribution = seconde.utilisateur.attributions.get()
    assert (attribution.fin, attribution.retiree_le) == (date(2026, 12, 31), None)


def test_retirer_un_role_revoque_ce_qui_l_ouvrait(inviter, responsable, instant, jour):
    invitation = inviter(role=Role.ADMIN)
    compte = services.accepter_invitation(invitation=invitation, a=instant)
    assert (compte.is_staff, compte.is_superuser) == (True, False)
    services.retirer_role(utilisateur=compte, role=Role.ADMIN, par=responsable, a=instant)
    compte.refresh_from_db()
    invitation.refresh_from_db()
    assert (compte.is_staff, compte.is_superuser, invitation.etat) == (False, False, EtatInvitation.REVOQUEE)
    assert compte.charger_roles(jour) == frozenset()


def test_personne_ne_se_retire_un_role(responsable, instant, jour):
    """ROLE-SOI-MEME"""
    with pytest.raises(RegleNonRespectee):
        services.retirer_role(utilisateur=responsable, role=Role.RESPONSABLE, par=responsable, a=instant)
    assert responsable.charger_roles(jour) == {Role.RESPONSABLE}


def test_le_courriel_nomme_la_portee_et_la_fin(inviter):
    texte = inviter(role=Role.JURE, portee="Jury 2026-4 du 8 décembre", fin_acces=date(2027, 3, 1)).lien and (
        Courriel.objects.get().texte
    )
    assert re.search(r"Membre de jury\n.*Jury 2026-4 du 8 décembre\n.*1er\xa0mars\xa02027", texte)


def test_un_compte_ouvert_garde_son_mot_de_passe(inviter, instant):
    invitation = inviter()
    Utilisateur.objects.filter(pk=invitation.utilisateur_id).update(is_active=True)
    with pytest.raises(ErreurMetier, match="Ce compte existe déjà"):
        services.accepter_invitation(invitation=invitation, mot_de_passe=PHRASE, a=instant)


def test_une_invitation_acceptee_ne_se_renvoie_pas(inviter, responsable, instant):
    invitation = inviter()
    services.accepter_invitation(invitation=invitation, a=instant)
    invitation.refresh_from_db()
    with pytest.raises(ErreurMetier, match="en attente"):
        services.renvoyer_invitation(invitation=invitation, par=responsable, a=instant)


def test_l_adresse_d_un_invite_se_corrige(inviter, responsable, instant):
    compte = inviter().utilisateur
    services.corriger_adresse(compte=compte, courriel=" Lucja.Nguyen@Exemple.fr", par=responsable, a=instant)
    compte.refresh_from_db()
    assert (compte.email, compte.is_active) == ("lucja.nguyen@exemple.fr", False)
    dit = journal_de(compte).first()
    assert (dit.acte, dit.phrase.replace("\u00a0", " "), dit.par) == (
        "adresse",
        "Adresse corrigée : lucja.nguyen@exemple.fr, au lieu de lucja@exemple.fr.",
        responsable,
    )


def test_un_compte_ouvert_garde_l_adresse_qu_il_a_prouvee(agent, responsable, instant):
    avant = agent.email
    with pytest.raises(ErreurMetier) as refus:
        services.corriger_adresse(compte=agent, courriel="autre@exemple.fr", par=responsable, a=instant)
    assert str(refus.value).replace("\u00a0", " ") == "Ce compte est ouvert : son adresse est celle qui a été prouvée."
    agent.refresh_from_db()
    assert agent.email == avant


@pytest.mark.parametrize(
    ("courriel", "refus"),
    [
        (
            "pas une adresse",
            "« pas une adresse » n’est pas une adresse à laquelle on peut écrire : nom@domaine.fr est attendu, "
            "sans accent avant le @.",
        ),
        ("", "Ce champ ne peut pas être vide."),
    ],
)
def test_une_adresse_corrigee_doit_etre_une_adresse(inviter, responsable, instant, courriel, refus):
    compte = inviter().utilisateur
    with pytest.raises(ErreurMetier) as dit:
        services.corriger_adresse(compte=compte, courriel=courriel, par=responsable, a=instant)
    assert str(dit.value).replace("\u00a0", " ") == refus
    compte.refresh_from_db()
    assert compte.email == "lucja@exemple.fr"


def test_une_adresse_deja_prise_ne_se_donne_pas_deux_fois(inviter, agent, responsable, instant):
    compte = inviter().utilisateur
    with pytest.raises(ErreurMetier, match="existe déjà"):
        services.corriger_adresse(compte=compte, courriel=agent.email, par=responsable, a=instant)
    compte.refresh_from_db()
    assert compte.email == "lucja@exemple.fr"


# ---------------------------------------------------------------- lost second factor


@pytest.fixture
def perdu(agent, responsable, instant):
    """SECOND-FACTEUR-PERDU: asked, not confirmed."""
    Authenticator.objects.create(user=agent, type="totp", data={})
    return services.demander_retrait_facteur(courriel=agent.email, motif="Perdu", par=responsable, a=instant)


def test_qui_demande_et_qui_a_perdu_ne_confirment_pas(perdu, agent, responsable, administrateur, instant):
    """SECOND-FACTEUR-PERDU"""
    for seul in (responsable, agent):
        with pytest.raises(RegleNonRespectee, match="à deux"):
            services.confirmer_retrait_facteur(retrait=perdu, par=seul, a=instant)
        perdu.refresh_from_db()
        assert (perdu.etat, Authenticator.objects.filter(user=agent).exists()) == ("demande", True)
    services.confirmer_retrait_facteur(retrait=perdu, par=administrateur, a=instant)
    assert not Authenticator.objects.filter(user=agent).exists()
    for encore in (services.confirmer_retrait_facteur, services.ecarter_retrait_facteur):
        with pytest.raises(TransitionInterdite):
            encore(retrait=perdu, par=administrateur, a=instant)


def test_ce_qui_ne_se_demande_pas(perdu, agent, responsable, evaluateur, instant):
    """SECOND-FACTEUR-PERDU: not for oneself, not twice, not for whoever has none, nor for nobody."""
    Authenticator.objects.create(user=responsable, type="totp", data={})
    with pytest.raises(RegleNonRespectee):
        services.demander_retrait_facteur(courriel=responsable.email, motif="Perdu", par=responsable, a=instant)
    with pytest.raises(ValidationError, match="attend déjà"):
        services.demander_retrait_facteur(courriel=agent.email, motif="Perdu", par=responsable, a=instant)
    for adresse in (evaluateur.utilisateur.email, "personne@exemple.fr"):
        with pytest.raises(ErreurMetier, match="Aucun compte"):
            services.demander_retrait_facteur(courriel=adresse, motif="Perdu", par=responsable, a=instant)


def test_la_base_refuse_qu_un_seul_fasse_les_deux(perdu, responsable):
    with pytest.raises(IntegrityError, match="retrait_facteur_a_deux"):
        RetraitFacteur.objects.filter(pk=perdu.pk).update(etat="confirme", decide_par=responsable)


def test_une_demande_ecartee_ne_retire_rien(perdu, agent, responsable, instant):
    services.ecarter_retrait_facteur(retrait=perdu, par=responsable, a=instant)
    assert Authenticator.objects.filter(user=agent).exists()
    assert "écartée" in journal_de(agent).first().phrase


# ---------------------------------------------------------------- the centre's directory


def test_la_touche_de_la_recherche_se_regle_pour_soi(agent):
    services.regler_raccourci(compte=agent, actif=False)
    agent.refresh_from_db()
    assert agent.raccourci is False
