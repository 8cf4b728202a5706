"""Unions asked, members designated, CPREFP told, convocation."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Courriel
from certif_portal.comptes.choix import Role
from certif_portal.comptes.models import Attribution, Invitation, Utilisateur
from certif_portal.comptes.services import retirer_role, revoquer_invitation
from evaluations.models import MembreCommission
from evaluations.queries.competence import competences_attendues
from jurys.choix import College, EtatJury
from jurys.models import Jury
from jurys.queries.ecrans import membres_de, siege_de
from jurys.queries.siege import liens_du_jury
from jurys.regles.composition import compter_voix
from jurys.regles.siege import JURY_HOMONYME
from jurys.services.composition import (
    DonneesMembre,
    annuler_jury,
    creer_jury,
    designer_membre,
    designer_president,
    inviter_membre_jury,
    modifier_jury,
    retirer_membre_jury,
)
from jurys.services.emargement import editer_emargement
from tests.comptes.factories import creer_personne
from tests.evaluations.factories import EvaluateurFactory
from tests.habilitations.factories import creer_organisme_habilite
from tests.jurys.composition import A
from tests.jurys.factories import (
    JOUR_JURY,
    JuryFactory,
    MembreJuryFactory,
    creer_jury_compose,
    dossier_pret,
    presenter,
)
from tests.jurys.lecture import texte

pytestmark = pytest.mark.django_db


def patronal(nom="Le Bihan", **champs):
    return DonneesMembre(**{"nom": nom, "prenom": "Paul", "college": College.PATRONAL, **champs})


def test_creer_un_jury(agent):
    jury = creer_jury(numero="2026-4", date_jury=JOUR_JURY, heure=None, lieu="Saint-Nazaire", par=agent, a=A)
    assert (jury.etat, jury.date, jury.creee_le) == (EtatJury.PREPARATION, JOUR_JURY, A)
    assert [e.phrase for e in journal_de(jury)] == ["Jury 2026-4 prévu le 8\u00a0décembre\u00a02026, Saint-Nazaire."]


def test_designer_un_membre_ouvre_son_acces(agent):
    jury = JuryFactory()
    donnees = patronal(courriel="paul@exemple.fr", ouvrir_acces=True)
    membre = designer_membre(jury=jury, donnees=donnees, par=agent, a=A)
    invitation = Invitation.objects.get()
    assert (membre.utilisateur.email, invitation.role, invitation.fin_acces) == (
        "paul@exemple.fr",
        Role.JURE,
        date(2027, 1, 8),
    )
    assert invitation.portee == f"Jury {jury.numero} du 8\u00a0décembre\u00a02026"


def test_le_sixieme_patronal_est_refuse_et_rien_ne_reste(agent):
    """JURY-PATRONAL-5"""
    jury = JuryFactory()
    for _ in range(5):
        MembreJuryFactory(jury=jury)
    with pytest.raises(RegleNonRespectee, match="JURY-PATRONAL-5"):
        designer_membre(jury=jury, donnees=patronal(), par=agent, a=A)
    assert jury.membres.count() == 5
    designer_membre(jury=jury, donnees=patronal(travail_temporaire=True), par=agent, a=A)
    assert jury.membres.count() == 6


def test_un_nouveau_president_remplace_l_ancien(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    nouveau = designer_membre(jury=jury, donnees=patronal(preside=True), par=agent, a=A)
    assert list(jury.membres.filter(preside=True)) == [nouveau]
    ancien = jury.membres.get(nom="Tanguy")
    designer_president(membre=ancien, par=agent, a=A)
    assert list(jury.membres.filter(preside=True)) == [ancien]


def test_le_president_vient_de_la_delegation_patronale(agent):
    """JURY-PRESIDENT"""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    syndical = jury.membres.filter(college=College.SYNDICAL).first()
    with pytest.raises(RegleNonRespectee, match="JURY-PRESIDENT"):
        designer_president(membre=syndical, par=agent, a=A)
    invite = DonneesMembre(nom="X", prenom="Y", college=College.INVITE, preside=True)
    with pytest.raises(RegleNonRespectee, match="JURY-PRESIDENT"):
        designer_membre(jury=jury, donnees=invite, par=agent, a=A)


def test_qui_ne_preside_pas_vient_de_partout_et_un_jury_sans_president_se_compose(agent):
    """JURY-PRESIDENT: of the one who presides, and asked for at the convocation alone."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    jury.membres.filter(preside=True).delete()
    invite = DonneesMembre(nom="X", prenom="Y", college=College.INVITE)
    assert designer_membre(jury=jury, donnees=invite, par=agent, a=A).preside is False
    assert designer_membre(jury=jury, donnees=patronal(preside=True), par=agent, a=A).preside is True


def test_un_membre_syndical_est_mandate(agent):
    with pytest.raises(ValidationError, match="mandaté"):
        designer_membre(
            jury=JuryFactory(), donnees=DonneesMembre(nom="X", prenom="Y", college=College.SYNDICAL), par=agent, a=A
        )


def test_un_jury_deplace_ou_annule_previent_qui_a_ete_sollicite_ou_designe(agent):
    """Once per address, with before and after; whoever has no address is not written to."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    organisation = jury.demandes.first().organisation
    organisation.courriel = "os@exemple.fr"
    organisation.save()
    modifier_jury(jury=jury, date_jury=date(2026, 12, 15), heure=None, lieu="Nantes", par=agent, a=A)
    deplace = Courriel.objects.filter(acte="jury_changement").order_by("destinataire")
    employeur = jury.membres.get(preside=False, utilisateur__isnull=False).utilisateur.email
    adresses = {"os@exemple.fr", "presidente@exemple.fr", employeur}
    assert {courriel.destinataire for courriel in deplace} == adresses
    lu = deplace[0].texte.replace("\u00a0", " ")
    assert "Avant : mardi 8 décembre 2026, Saint-Nazaire\nDésormais : mardi 15 décembre 2026, Nantes" in lu
    annuler_jury(jury=jury, motif="Grève des transports", par=agent, a=A)
    assert Courriel.objects.filter(acte="jury_changement").count() == 2 * len(adresses)
    assert "Motif : Grève des transports" in Courriel.objects.latest("pk").texte.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("jour", "fin"),
    [
        (date(2026, 12, 7), date(2027, 1, 8)),  # sooner: nothing closes sooner
        (date(2026, 12, 9), date(2027, 1, 9)),
        (date(2027, 3, 31), date(2027, 4, 30)),
    ],
)
def test_un_jury_remis_a_plus_tard_prolonge_les_acces_deja_ouverts(agent, jour, fin):
    """ACCES-JURE: an account that comes in already, and a link not followed yet. Opened for 8 December, it would have
    closed on 8 January."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION, avec_compte=False)
    for nom in ("Riou", "Merel"):
        donnees = patronal(nom, courriel=f"{nom.lower()}@exemple.fr", ouvrir_acces=True)
        designer_membre(jury=jury, donnees=donnees, par=agent, a=A)
    entre = Utilisateur.objects.get(email="riou@exemple.fr")
    Utilisateur.objects.filter(pk=entre.pk).update(is_active=True)
    Attribution.objects.create(utilisateur=entre, role=Role.JURE, debut=A.date(), fin=date(2027, 1, 8))
    modifier_jury(jury=jury, date_jury=jour, heure=None, lieu=jury.lieu, par=agent, a=A)
    assert Attribution.objects.get(utilisateur=entre).fin == fin
    en_attente = Invitation.objects.filter(utilisateur__email="merel@exemple.fr", etat="envoyee")
    assert en_attente.get().fin_acces == fin


def test_un_jury_remis_ne_rouvre_pas_un_acces_retire_et_ne_s_arrete_pas_au_sien(agent):
    """ACCES-JURE: a role withdrawn, one that is over, an invitation revoked; the agent who moves it is its guest, and
    a member comes in until the end of a later jury."""
    jury = JuryFactory()
    MembreJuryFactory(jury=jury, invite=True, utilisateur=agent)
    Attribution.objects.create(utilisateur=agent, role=Role.JURE, debut=A.date(), fin=date(2027, 1, 8))
    retire, fini, plus_tard = (creer_personne(Role.JURE) for _ in range(3))
    Attribution.objects.filter(utilisateur=fini).update(fin=A.date() - timedelta(days=1))
    Attribution.objects.filter(utilisateur=plus_tard).update(fin=date(2027, 6, 8))
    for compte in (retire, fini, plus_tard):
        MembreJuryFactory(jury=jury, utilisateur=compte)
    retirer_role(utilisateur=retire, role=Role.JURE, par=agent, a=A)
    revoque = designer_membre(
        jury=jury, donnees=patronal("Riou", courriel="riou@exemple.fr", ouvrir_acces=True), par=agent, a=A
    )
    revoquer_invitation(invitation=revoque.utilisateur.invitations.get(), par=agent, a=A)
    avant, apres = list(Attribution.objects.order_by("pk").values()), date(2027, 1, 19)
    modifier_jury(jury=jury, date_jury=apres, heure=None, lieu=jury.lieu, par=agent, a=A)
    assert Jury.objects.get(pk=jury.pk).date == apres
    assert list(Attribution.objects.order_by("pk").values()) == avant
    assert [invitation.etat for invitation in Invitation.objects.all()] == ["revoquee"]


def test_un_jury_remis_a_un_jour_deja_passe_n_ouvre_rien(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION, date=date(2026, 6, 1))
    modifier_jury(jury=jury, date_jury=date(2026, 7, 1), heure=None, lieu=jury.lieu, par=agent, a=A)
    assert (Jury.objects.get(pk=jury.pk).date, Invitation.objects.count()) == (date(2026, 7, 1), 0)


def test_un_changement_de_composition_remet_la_cprefp_a_informer(agent):
    jury = creer_jury_compose(etat=EtatJury.PREPARATION)
    Jury.objects.filter(pk=jury.pk).update(cpref_informee_le=date(2026, 11, 2))
    retirer_membre_jury(membre=jury.membres.filter(preside=False).first(), par=agent, a=A)
    jury.refresh_from_db()
    assert jury.cpref_informee_le is None
    assert "à informer de nouveau" in journal_de(jury)[0].phrase


def test_un_membre_ajoute_apres_la_convocation_est_convoque_aussitot(agent):
    jury = creer_jury_compose()
    designer_membre(jury=jury, donnees=patronal(courriel="tard@exemple.fr"), par=agent, a=A)
    assert list(Courriel.objects.values_list("acte", "destinataire")) == [("jury_convocation", "tard@exemple.fr")]


def test_la_date_d_un_jury_convoque_ne_change_plus(agent):
    jury = creer_jury_compose()
    with pytest.raises(ErreurMetier, match="date ne change plus"):
        modifier_jury(jury=jury, date_jury=date(2026, 12, 9), heure=None, lieu="Nantes", par=agent, a=A)
    modifier_jury(jury=jury, date_jury=JOUR_JURY, heure=None, lieu="Nantes", par=agent, a=A)
    jury.refresh_from_db()
    assert (jury.lieu, Courriel.objects.filter(acte="jury_convocation").count()) == ("Nantes", 2)


def test_annuler_libere_les_candidats(agent, referentiel):
    jury = creer_jury_compose()
    inscription = dossier_pret(referentiel=referentiel)
    presenter(jury, inscription, par=agent)
    with pytest.raises(ErreurMetier, match="pourquoi"):
        annuler_jury(jury=jury, motif=" ", par=agent, a=A)
    annuler_jury(jury=jury, motif="Grève des transports.", par=agent, a=A)
    jury.refresh_from_db()
    assert (jury.etat, jury.presentations.count()) == (EtatJury.ANNULE, 0)
    presenter(creer_jury_compose(), inscription, par=agent)


@pytest.mark.parametrize("etat", [EtatJury.DELIBERATION, EtatJury.CLOS, EtatJury.ANNULE])
def test_apres_l_ouverture_la_composition_ne_change_plus(agent, etat):
    jury = creer_jury_compose()
    Jury.objects.filter(pk=jury.pk).update(etat=etat, clos_le=A)
    for acte in (
        lambda: designer_membre(jury=jury, donnees=patronal(), par=agent, a=A),
        lambda: retirer_membre_jury(membre=jury.membres.first(), par=agent, a=A),
        lambda: designer_president(membre=jury.membres.get(nom="Tanguy"), par=agent, a=A),
        lambda: modifier_jury(jury=jury, date_jury=JOUR_JURY, heure=None, lieu="X", par=agent, a=A),
    ):
        with pytest.raises(ErreurMetier, match="ne change plus"):
            acte()
    assert jury.membres.count() == 4


def test_un_jury_enregistre_tel_quel_ne_dit_rien(agent):
    jury = JuryFactory(cpref_informee_le=None)
    modifier_jury(jury=jury, date_jury=jury.date, heure=jury.heure, lieu=jury.lieu, par=agent, a=A)
    assert journal_de(jury).count() == 0
    modifier_jury(jury=jury, date_jury=jury.date, heure=jury.heure, lieu="Nantes", par=agent, a=A)
    assert [entree.acte for entree in journal_de(jury)] == ["modification"]


@pytest.mark.parametrize("role", [Role.AGENT, Role.RESPONSABLE, Role.AUDITEUR])
def test_qui_lit_les_noms_est_refuse_avec_voix_et_peut_etre_invite(agent, role):
    """JURY-SANS-LECTEUR"""
    jury, lecteur = JuryFactory(), creer_personne(role)
    with pytest.raises(RegleNonRespectee, match="JURY-SANS-LECTEUR"):
        designer_membre(jury=jury, donnees=patronal(courriel=lecteur.email.upper()), par=agent, a=A)
    invite = DonneesMembre(nom="Le Bihan", prenom="Paul", college=College.INVITE, courriel=lecteur.email)
    designer_membre(jury=jury, donnees=invite, par=agent, a=A)
    assert jury.membres.get().college == College.INVITE


def test_un_organisme_un_tuteur_un_evaluateur_siegent_en_invites(agent, referentiel, membre_of):
    """JURY-INVITES"""
    jury = creer_jury_compose()
    inscription = dossier_pret(referentiel=referentiel, tuteur_nom="Anne Kerz", tuteur_courriel="kerz@exemple.fr")
    presenter(jury, inscription, par=agent)
    evaluateur = EvaluateurFactory()
    MembreCommission.objects.create(commission=inscription.passages.get().commission, evaluateur=evaluateur)
    for adresse in (membre_of.email, "KERZ@exemple.fr", evaluateur.utilisateur.email):
        with pytest.raises(RegleNonRespectee, match="JURY-INVITES"):
            designer_membre(jury=jury, donnees=patronal(courriel=adresse), par=agent, a=A)
    assert jury.membres.count() == 4


@pytest.fixture
def organisme_du_jour():
    """An OF without any account: accredited, with a person in charge and a contact."""
    habilite = creer_organisme_habilite(
        nom="Pôle Formation Estuaire", courriel="Accueil@estuaire.example", responsable_nom="Yvon Kermadec"
    )
    habilite.contacts.create(nom="Rozenn Morvan", courriel="morvan@estuaire.example")
    return habilite


@pytest.mark.parametrize(
    "champs",
    [
        {"courriel": "accueil@ESTUAIRE.example"},
        {"courriel": "morvan@estuaire.example"},
        {"entreprise": "POLE FORMATION ESTUAIRE"},
        {"nom": "Kermadec", "prenom": "Yvon", "courriel": "accueil@estuaire.example"},
    ],
)
def test_l_adresse_ou_l_entreprise_d_un_organisme_habilite_refusent_la_voix(agent, organisme_du_jour, champs):
    """JURY-INVITES: no candidate of this OF is presented; the day after its accreditation, nothing binds it."""
    jury = creer_jury_compose()
    with pytest.raises(RegleNonRespectee, match="JURY-INVITES"):
        designer_membre(jury=jury, donnees=patronal(**champs), par=agent, a=A)
    assert jury.membres.count() == 4
    invite = DonneesMembre(**{"nom": "Le Bihan", "prenom": "Paul", "college": College.INVITE, **champs})
    assert designer_membre(jury=jury, donnees=invite, par=agent, a=A).college == College.INVITE
    acte_du_jour = organisme_du_jour.habilitations.get()
    acte_du_jour.date_fin = JOUR_JURY
    acte_du_jour.save()
    with pytest.raises(RegleNonRespectee, match="JURY-INVITES"):
        designer_membre(jury=jury, donnees=patronal(**champs), par=agent, a=A)
    acte_du_jour.date_fin = JOUR_JURY - timedelta(days=1)
    acte_du_jour.save()
    designer_membre(jury=jury, donnees=patronal(**champs), par=agent, a=A)


def test_le_nom_seul_d_un_representant_ou_d_un_proche_alerte_sans_refuser(agent, referentiel, organisme_du_jour):
    """JURY-HOMONYME: in charge of an OF, its contact, a trainer, the tutor of a line of the livret."""
    jury = creer_jury_compose()
    inscription = dossier_pret(referentiel=referentiel, organisme=organisme_du_jour)
    inscription.formateurs.create(nom="Gaël Trividic", courriel="trividic@exemple.fr")
    competence = competences_attendues([inscription])[inscription.pk][0].competence
    inscription.livret.lignes.create(competence=competence, tuteur="M. Corentin Salaün")
    presenter(jury, inscription, par=agent)
    noms = [("Kermadec", "Yvon"), ("Morvan", "Rozenn"), ("Trividic", "Gaël"), ("Salaun", "Corentin")]
    with pytest.raises(RegleNonRespectee, match="JURY-INVITES"):
        designer_membre(jury=jury, donnees=patronal(courriel="Trividic@exemple.fr"), par=agent, a=A)
    for nom, prenom in noms:
        membre = designer_membre(jury=jury, donnees=patronal(nom=nom, prenom=prenom), par=agent, a=A)
        [lien] = liens_du_jury(jury, [membre], jury.date)
        assert (lien.regle, str(membre) in lien.detail) == (JURY_HOMONYME, True)
        retirer_membre_jury(membre=membre, par=agent, a=A)
    sans_lien = designer_membre(jury=jury, donnees=patronal(nom="Morvan", prenom="Paul"), par=agent, a=A)
    assert liens_du_jury(jury, [sans_lien], jury.date) == []


def test_l_acces_au_portail_n_est_pas_ouvert_a_qui_lit_les_noms(agent):
    """JURY-SANS-LECTEUR: the role came after the seat."""
    membre = MembreJuryFactory(courriel=creer_personne(Role.AGENT).email)
    with pytest.raises(RegleNonRespectee, match="JURY-SANS-LECTEUR"):
        inviter_membre_jury(membre=membre, par=agent, a=A)


def test_un_suppleant_siege_a_la_place_du_titulaire_sans_voix_de_plus(agent, referentiel):
    """JURY-SYNDICAL-VOIX: two designated by one union are one vote, whoever comes; the émargement says which is which,
    and a union of one alternate alone is present."""
    jury = creer_jury_compose(etat=EtatJury.PREPARATION, avec_compte=False)
    titulaire = jury.membres.filter(college=College.SYNDICAL).first()
    avant = compter_voix(siege_de(membre) for membre in membres_de(jury))
    donnees = {"college": College.SYNDICAL, "organisation": titulaire.organisation, "suppleant": True}
    suppleant = designer_membre(
        jury=jury, donnees=DonneesMembre(nom="Remplaçant", prenom="Luc", **donnees), par=agent, a=A
    )
    assert suppleant.suppleant
    assert compter_voix(siege_de(membre) for membre in membres_de(jury)) == avant
    sans = [membre for membre in membres_de(jury) if membre.pk != titulaire.pk]
    assert compter_voix(siege_de(membre) for membre in sans) == avant
    Jury.objects.filter(pk=jury.pk).update(etat=EtatJury.CONVOQUE, convoque_le=date(2026, 11, 2))
    presenter(jury, dossier_pret(referentiel=referentiel), par=agent)
    lu = texte(octets_de(editer_emargement(jury=jury, par=agent, a=A).document.fichier))
    assert "REMPLAÇANT Luc" in lu
    assert lu.count("suppléant") == 1
