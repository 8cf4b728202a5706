"""A mail to whoever has an address, a letter to whoever has none."""

import pytest

from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import Courriel
from jurys.queries.ecrans import membres_de
from jurys.regles.convocation import Envoi
from jurys.services.composition import designer_membre
from jurys.services.envoi import envoyer_convocations, imprimer_convocations
from tests.jurys.composition import A
from tests.jurys.factories import MembreJuryFactory, creer_jury_compose
from tests.jurys.lecture import texte
from tests.jurys.services.test_composition import patronal

pytestmark = pytest.mark.django_db


def test_qui_n_a_pas_d_adresse_a_une_lettre_qui_rejoint_aussi(agent):
    """Somebody who joins after the convocation is convened at once, by letter when there is no address."""
    jury = creer_jury_compose()
    designer_membre(jury=jury, donnees=patronal("Sans-Adresse"), par=agent, a=A)
    designer_membre(jury=jury, donnees=patronal("Avec", courriel="avec@exemple.fr"), par=agent, a=A)
    [lettres] = jury.lettres_convocation.all()
    assert lettres.nombre == 1
    assert "Paul SANS-ADRESSE" in texte(octets_de(lettres.document.fichier))
    assert list(Courriel.objects.values_list("destinataire", flat=True)) == ["avec@exemple.fr"]


def test_le_compte_rendu_est_celui_de_ce_qui_part(agent):
    """Two members have an address, two have not, nor have the unions that mandated them."""
    jury = creer_jury_compose()
    assert envoyer_convocations(jury, membres_de(jury), agent, A) == Envoi(2, 2, 0, 2)
    assert (Courriel.objects.count(), jury.lettres_convocation.get().nombre) == (2, 4)


def test_personne_a_qui_ecrire_ne_fait_pas_de_lettre(agent):
    jury = creer_jury_compose()
    assert imprimer_convocations(jury, [], agent, A) == "0 lettre à poster"
    invite = MembreJuryFactory(jury=jury, invite=True)
    assert imprimer_convocations(jury, [invite], agent, A) == "1 lettre à poster"
    assert jury.lettres_convocation.count() == 1


def test_la_lettre_a_une_organisation_porte_ou_la_poster(agent):
    """The copy goes to the union that mandated, at its own address: an envelope can be written."""
    jury = creer_jury_compose()
    mandatee = jury.membres.exclude(organisation=None).select_related("organisation").first().organisation
    mandatee.adresse = "2 quai du Port\n44600 Saint-Nazaire"
    mandatee.save()
    imprimer_convocations(jury, membres_de(jury), agent, A)
    lues = texte(octets_de(jury.lettres_convocation.get().document.fichier))
    assert f"{mandatee.nom} 2 quai du Port 44600 Saint-Nazaire Le " in lues
    assert "Vous présidez le jury paritaire" in lues
    assert lues.count("auquel cette lettre vous convoque") == 4
