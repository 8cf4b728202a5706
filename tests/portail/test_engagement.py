"""A suppression is told on each file; whoever is engaged before finishes, nobody else is accepted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from candidats.models import RecevabiliteVAE
from candidats.queries.catalogue import pourquoi_fermees, referentiels_ouverts
from candidats.queries.engagement import engagement_de
from candidats.services.depot import accepter_inscription
from candidats.services.identite import verifier_identite
from certif_portal.commun.erreurs import RegleNonRespectee
from referentiels.choix import EtatReferentiel
from referentiels.models import Certification, Referentiel
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.django_db
A = datetime(2026, 11, 20, 10, tzinfo=UTC)
LE = date(2026, 11, 20)
DECISION = date(2026, 11, 10)


def supprimer(inscription, le: date = DECISION) -> None:
    Certification.objects.filter(pk=inscription.referentiel.certification_id).update(supprimee_le=le)
    Referentiel.objects.filter(pk=inscription.referentiel_id).update(etat=EtatReferentiel.SUPPRIME)


def page(connecte, personne, inscription) -> str:
    return connecte(personne).get(inscription.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("entree", "depot", "phrase"),
    [
        (date(2026, 11, 9), date(2026, 11, 20), "le parcours peut aller à son terme"),
        (date(2026, 11, 10), date(2026, 11, 10), "ne peut pas aller à son terme"),
        (date(2026, 10, 1), date(2026, 11, 10), "ne peut pas aller à son terme"),
    ],
)
def test_la_suppression_est_dite_sur_le_dossier(entree, depot, phrase, connecte, agent, membre_of, organisme) -> None:
    """PARCOURS-ENGAGE"""
    inscription = InscriptionFactory(
        organisme=organisme, entree_formation=entree, fin_formation=date(2027, 6, 30), deposee_le=depot
    )
    assert "Certification supprimée" not in page(connecte, agent, inscription)
    supprimer(inscription)
    for personne in (agent, membre_of):
        vu = page(connecte, personne, inscription)
        assert "Certification supprimée par le GTP le 10\u00a0novembre\u00a02026." in vu
        assert phrase in vu


def test_en_vae_la_reception_du_dossier_engage(organisme) -> None:
    """ENGAGEMENT-INSCRIPTION"""
    inscription = InscriptionFactory(
        organisme=organisme, voie="vae", entree_formation=None, fin_formation=None, deposee_le=LE
    )
    RecevabiliteVAE.objects.create(inscription=inscription, recue_le=date(2026, 11, 9))
    supprimer(inscription)
    inscription = type(inscription).objects.get(pk=inscription.pk)
    assert (engagement_de(inscription, LE).le, engagement_de(inscription, LE).acheve) == (date(2026, 11, 9), True)


def deposee(organisme, agent, **champs):
    inscription = InscriptionFactory(
        deposee=True, organisme=organisme, deposee_le=date(2026, 11, 2), fin_formation=date(2027, 6, 30), **champs
    )
    return verifier_identite(inscription=inscription, type_document="carte", par=agent, a=A)


def test_on_n_accepte_plus_qui_entre_apres_la_suppression(organisme, agent) -> None:
    """PARCOURS-ENGAGE: deposited before the decision, entered after it."""
    inscription = deposee(organisme, agent, entree_formation=date(2026, 11, 16))
    supprimer(inscription)
    with pytest.raises(RegleNonRespectee) as refus:
        accepter_inscription(inscription=inscription, par=agent, a=A)
    assert refus.value.regle.code == "PARCOURS-ENGAGE"
    engage = deposee(organisme, agent, entree_formation=date(2026, 11, 9))
    supprimer(engage)
    assert accepter_inscription(inscription=engage, par=agent, a=A).etat == "acceptee"


def test_la_version_est_celle_de_l_engagement(organisme, agent, connecte) -> None:
    """REFERENTIEL-APPLICATION: replaced between the deposit and the entry; engaged before, the version is frozen."""
    tardive = deposee(organisme, agent, entree_formation=date(2026, 11, 16))
    figee = deposee(organisme, agent, entree_formation=date(2026, 11, 9))
    for inscription in (tardive, figee):
        _remplacer(inscription.referentiel)
    with pytest.raises(RegleNonRespectee) as refus:
        accepter_inscription(inscription=tardive, par=agent, a=A)
    assert refus.value.regle.code == "REFERENTIEL-APPLICATION"
    assert "la version qui s’applique est celle du 10\u00a0novembre\u00a02026" in page(connecte, agent, tardive)
    assert accepter_inscription(inscription=figee, par=agent, a=A).referentiel == figee.referentiel
    assert "Une autre version" not in page(connecte, agent, figee)


@pytest.mark.parametrize(("entree", "refuse"), [(9, False), (10, True), (11, True)])
def test_une_version_remplacee_le_jour_meme_de_l_engagement_ne_s_applique_plus(
    organisme, agent, connecte, entree, refuse
) -> None:
    """REFERENTIEL-APPLICATION: « applicable dès la date de décision », the new version that very day."""
    inscription = deposee(organisme, agent, entree_formation=date(2026, 11, entree))
    _remplacer(inscription.referentiel)
    assert ("Une autre version" in page(connecte, agent, inscription)) is refuse
    if refuse:
        with pytest.raises(RegleNonRespectee) as refus:
            accepter_inscription(inscription=inscription, par=agent, a=A)
        assert refus.value.regle.code == "REFERENTIEL-APPLICATION"
    else:
        assert accepter_inscription(inscription=inscription, par=agent, a=A).etat == "acceptee"


@pytest.mark.parametrize(("le", "offerte"), [(24, True), (25, False)])
def test_une_version_remplacee_s_offre_a_qui_etait_entre_la_veille_au_plus_tard(referentiel, le, offerte) -> None:
    """ENGAGEMENT-INSCRIPTION: fifteen days after the entry; entered on the 10th itself, the new version applies."""
    _remplacer(referentiel)
    assert (referentiel in referentiels_ouverts(date(2026, 11, le))) is offerte


def _remplacer(referentiel: Referentiel) -> None:
    Referentiel.objects.filter(pk=referentiel.pk).update(etat=EtatReferentiel.REMPLACE)
    Referentiel.objects.create(
        certification=referentiel.certification, intitule="x", etat=EtatReferentiel.EN_VIGUEUR, date_gtp=DECISION
    )


@pytest.mark.parametrize(
    ("comment", "raison"),
    [
        ("ouverte", ""),
        ("entreprise", "délivrée par l’entreprise"),
        ("brouillon", "pas encore en vigueur dans ce centre"),
        ("supprimee", "supprimée le 4 novembre 2026"),
        ("future", "n’est en vigueur que le 24 décembre 2026"),
    ],
)
def test_une_certification_qui_n_est_pas_offerte_dit_pourquoi(
    referentiel, connecte, agent, horloge_au, comment, raison
):
    """ENGAGEMENT-INSCRIPTION: by the conditions that offer the others."""
    le = date(2026, 11, 24)
    certification, une = Certification.objects.filter(pk=referentiel.certification_id), Referentiel.objects.all()
    if comment == "entreprise":
        certification.update(type="PPC", numero="", prefixe="", annee=None)
    elif comment == "brouillon":
        une.update(etat=EtatReferentiel.BROUILLON)
    elif comment == "supprimee":
        certification.update(supprimee_le=date(2026, 11, 4))
    elif comment == "future":
        une.update(date_gtp=le + timedelta(days=30))
    mots = certification.get().cle_recherche.split()[:1]
    lues = pourquoi_fermees(le, mots)
    assert [raison in une.raison.replace("\xa0", " ") for une in lues] == ([True] if raison else [])
    horloge_au(le)
    page = connecte(agent).get(reverse("inscription_creer"), {"q": mots[0]}).content.decode()
    assert ("Pourquoi une certification n’y est-elle pas" in page) is bool(raison)


def test_un_parcours_de_professionnalisation_ne_se_choisit_pas() -> None:
    """PARCOURS-LISTE"""
    parcours = Certification.objects.create(type="PPC", intitule="Conducteur de four")
    Referentiel.objects.create(certification=parcours, intitule="x", etat="en_vigueur", date_gtp=DECISION)
    assert list(referentiels_ouverts(LE)) == []


def test_un_parcours_de_professionnalisation_ne_s_ouvre_pas_aux_inscriptions(referentiel) -> None:
    """PARCOURS-LISTE: the centre registers nobody for what the company delivers."""
    assert list(referentiels_ouverts(LE)) == [referentiel]
    Certification.objects.filter(pk=referentiel.certification_id).update(type="PPC", numero="", prefixe="", annee=None)
    assert list(referentiels_ouverts(LE)) == []
