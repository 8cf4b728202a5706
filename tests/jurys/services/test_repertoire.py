"""A jury is composed by picking who has already sat."""

from datetime import date

import pytest

from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.journal import journal_de
from certif_portal.comptes.choix import Role
from jurys.choix import College
from jurys.models import PersonneJury
from jurys.queries.siege import repertoire_pour
from jurys.services.composition import DonneesMembre, designer_membre
from jurys.services.repertoire import designer_personnes, retirer_du_repertoire
from tests.comptes.factories import creer_personne
from tests.jurys.composition import A
from tests.jurys.factories import JuryFactory, OrganisationSyndicaleFactory
from tests.jurys.services.test_composition import patronal

pytestmark = pytest.mark.django_db


def test_onze_personnes_se_designent_en_une_fois(agent):
    """Typed once for a jury, picked for the next."""
    premier, suivant, cfdt = JuryFactory(), JuryFactory(), OrganisationSyndicaleFactory()
    for rang in range(5):
        designer_membre(jury=premier, donnees=patronal(f"Patron{rang}", preside=not rang), par=agent, a=A)
    for rang in range(6):
        donnees = DonneesMembre(
            nom=f"Salarié{rang}",
            prenom="Anne",
            college=College.SYNDICAL,
            organisation=cfdt,
            entreprise="Forges",
            qualification="Ajusteuse",
            salarie_branche=True,
        )
        designer_membre(jury=premier, donnees=donnees, par=agent, a=A)
    personnes = list(PersonneJury.objects.all())
    assert len(personnes) == 11
    designer_personnes(jury=suivant, personnes=personnes, preside=personnes[0], par=agent, a=A)
    champs = ("nom", "college", "organisation", "entreprise", "qualification", "salarie_branche", "personne", "preside")
    siegent = [sorted(jury.membres.values_list(*champs)) for jury in (premier, suivant)]
    assert siegent[0] == siegent[1]
    assert PersonneJury.objects.count() == 11


@pytest.mark.parametrize(
    ("avant", "apres", "fiches"),
    [
        ("", "", 1),
        ("a@exemple.fr", "A@exemple.fr", 1),
        ("", "a@exemple.fr", 1),
        ("a@exemple.fr", "", 1),
        ("a@exemple.fr", "b@exemple.fr", 2),
    ],
)
def test_une_personne_est_le_meme_nom_a_la_meme_adresse(agent, avant, apres, fiches):
    for adresse, entreprise in ((avant, "Forges"), (apres, "Chantiers")):
        donnees = patronal(courriel=adresse, entreprise=entreprise)
        designer_membre(jury=JuryFactory(), donnees=donnees, par=agent, a=A)
    assert PersonneJury.objects.count() == fiches
    derniere = PersonneJury.objects.order_by("pk").last()
    assert derniere.entreprise == "Chantiers"
    assert derniere.courriel.lower() == (apres or avant).lower()


def test_ce_qui_est_propose_et_ce_qui_ne_l_est_plus(agent):
    jury, ancienne = JuryFactory(), OrganisationSyndicaleFactory(fin=date(2026, 12, 7))
    PersonneJury.objects.create(nom="Vue", prenom="Zoé", college=College.SYNDICAL, organisation=ancienne, cle="vue zoe")
    membre = designer_membre(jury=jury, donnees=patronal(), par=agent, a=A)
    proposees = {str(p.personne): (p.deja, p.sans_voix) for _, liste in repertoire_pour(jury) for p in liste}
    assert proposees == {"Paul Le Bihan": (True, False), "Zoé Vue": (False, True)}
    retiree = retirer_du_repertoire(personne=membre.personne, le=A.date(), par=agent, a=A)
    assert journal_de(retiree)[0].phrase == "Le répertoire des jurys ne propose plus Paul Le Bihan."
    assert [str(p.personne) for _, liste in repertoire_pour(jury) for p in liste] == ["Zoé Vue"]
    designer_membre(jury=JuryFactory(), donnees=patronal(), par=agent, a=A)
    retiree.refresh_from_db()
    assert retiree.retiree_le is None


def test_un_choix_vide_deja_fait_ou_refuse_ne_designe_personne(agent):
    jury, autre = JuryFactory(), JuryFactory()
    personne = designer_membre(jury=jury, donnees=patronal(), par=agent, a=A).personne
    for choix in ([], [personne]):
        with pytest.raises(ErreurMetier, match="au moins une personne"):
            designer_personnes(jury=jury, personnes=choix, par=agent, a=A)
    libre = PersonneJury.objects.create(nom="Libre", prenom="Ana", college=College.PATRONAL, cle="libre ana")
    with pytest.raises(ErreurMetier, match="Qui préside"):
        designer_personnes(jury=autre, personnes=[libre], preside=personne, par=agent, a=A)
    lecteur = creer_personne(Role.AUDITEUR)
    auditrice = PersonneJury.objects.create(
        nom="Auditrice", prenom="Ana", college=College.PATRONAL, courriel=lecteur.email, cle="auditrice ana"
    )
    with pytest.raises(RegleNonRespectee, match="JURY-SANS-LECTEUR"):
        designer_personnes(jury=autre, personnes=[libre, auditrice], par=agent, a=A)
    assert autre.membres.count() == 0
    [membre] = designer_personnes(jury=autre, personnes=[libre], ouvrir_acces=True, par=agent, a=A)
    assert membre.utilisateur is None
