"""What is kept, held against itself: nothing to say of a sound portal, and each fault made by hand is named."""

import hashlib
import random
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from candidats.models import Suivi
from certif_portal.commun import horloge, sante
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.fichiers import PDF, enregistrer_fichiers
from certif_portal.commun.models import ContenuFichier, EntreeJournal, Fichier, PassageTache
from certif_portal.portail.services import coherence
from certif_portal.portail.services.coherence import CONTROLES, constater, verifier_coherence
from certif_portal.portail.tasks import surveiller
from certif_portal.portail.tasks import verifier_coherence as de_la_nuit
from evaluations.models import Appreciation, LienAvis, NoteEvaluateur, OperationRecue, VersionGrille
from jurys.models import Certificat, CompteurCertificat
from jurys.services.suivi import refaire_tout
from tests.evaluations.factories import EvaluateurFactory, declarer, planifier
from tests.evaluations.services.test_saisie import envoyer, operation
from tests.jurys.factories import dossier_pret, jury_edite
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("monde",)
TITRES = [titre for titre, _ in CONTROLES]


def ecarts(a) -> dict[str, tuple[str, ...]]:
    return {constat.titre: constat.ecarts for constat in constater(a) if constat.nombre}


@pytest.fixture
def monde(responsable):
    """A jury closed, its certificates and papers kept."""
    jury = jury_edite(*(dossier_pret() for _ in range(3)), par=responsable)
    refaire_tout()
    return jury


def test_un_portail_sain_n_a_rien_a_dire(monde, instant, capsys):
    assert Certificat.objects.count() == 3
    assert ecarts(instant) == {}
    call_command("verifier_coherence")
    assert capsys.readouterr().out.splitlines() == [f"{titre} : rien à dire." for titre in TITRES]


def test_un_numero_qui_manque_ou_de_trop_est_dit(monde, instant):
    serie = Certificat.objects.earliest("rang").serie
    with desceller():
        CompteurCertificat.objects.filter(serie=serie).update(dernier=F("dernier") + 1)
    assert ecarts(instant) == {
        "Numéros des certificats": (f"Série {serie} : le compteur dit 4, le dernier certificat est le 3.",)
    }
    with desceller():
        CompteurCertificat.objects.filter(serie=serie).update(dernier=9)
        Certificat.objects.filter(rang=3).update(rang=9)
    assert ecarts(instant)["Numéros des certificats"] == (f"Série {serie} : 3 certificats pour les rangs 1 à 9.",)


@pytest.mark.postgresql
def test_un_rang_donne_deux_fois_est_dit(monde, instant):
    """The base refuses it; here, the base has lost what refuses it."""
    serie = Certificat.objects.earliest("rang").serie
    with connection.cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
        curseur.execute("ALTER TABLE jurys_certificat DROP CONSTRAINT certificat_serie_rang")
    with desceller():
        Certificat.objects.filter(rang=3).update(rang=2)
    assert ecarts(instant)["Numéros des certificats"] == (
        f"Série {serie} : un rang est donné deux fois.",
        f"Série {serie} : le compteur dit 3, le dernier certificat est le 2.",
    )


def test_un_lien_qui_a_servi_a_rendu_un_avis_et_un_seul(monde, instant):
    avis = dossier_pret().avis
    jetons = {"destinataire": "a@exemple.fr", "cree_le": instant, "expire_le": instant, "utilise_le": instant}
    un = LienAvis.objects.create(avis=avis, jeton_sha256="1" * 64, **jetons)
    assert list(coherence.avis(instant)) == []
    LienAvis.objects.create(avis=avis, jeton_sha256="2" * 64, **jetons)
    assert list(coherence.avis(instant)) == [f"Avis {avis.pk} : 2 liens ont servi."]
    LienAvis.objects.exclude(pk=un.pk).delete()
    type(avis).objects.filter(pk=avis.pk).update(etat="attendu", rendu_le=None, valeur=None)
    assert list(coherence.avis(instant)) == [f"Lien d’avis {un.pk} : il a servi, et aucun avis n’est rendu."]


@pytest.mark.parametrize(("sorte", "modele"), [("commun", Appreciation), ("note", NoteEvaluateur)])
def test_une_saisie_dite_ecrite_et_qui_ne_l_est_plus_est_dite(inscription, evaluateur, instant, sorte, modele):
    passage = planifier(inscription, evaluateur, EvaluateurFactory())
    declarer(passage)
    envoyer(evaluateur, operation(passage, sorte=sorte), operation(passage, rang_competence=1, sorte=sorte))
    envoyer(evaluateur, {"illisible": True})
    recue = OperationRecue.objects.filter(statut="appliquee").first()
    assert (OperationRecue.objects.count(), list(coherence.operations(instant))) == (3, [])
    lignes = modele.objects.order_by("pk")
    lignes.first().delete()
    perdue = f"Opération {recue.pk} : dite écrite, elle n’est dans aucune ligne de la grille."
    assert list(coherence.operations(instant)) == [perdue]
    lignes.all().delete()
    assert list(coherence.operations(instant)) == []  # a grid of which nothing is kept any more
    OperationRecue.objects.filter(pk=recue.pk).update(corps='{"grille": 1}')
    assert list(coherence.operations(instant)) == [f"Opération {recue.pk} : elle n’est plus ce qui a été reçu."]


def test_une_grille_recrite_est_dite(monde, instant):
    grille = Appreciation.objects.first().grille
    contenu = '{"a":1}'
    justes = {"contenu": contenu, "empreinte": hashlib.sha256(contenu.encode()).hexdigest()}
    version = VersionGrille.objects.create(grille=grille, rang=1, signatures=[], scellee_le=instant, **justes)
    assert list(coherence.grilles(instant)) == []
    with desceller():
        VersionGrille.objects.filter(pk=version.pk).update(contenu='{"a":2}')
    assert list(coherence.grilles(instant)) == [f"Grille {grille.pk}, version 1 : son contenu n’a plus son empreinte."]


def test_cinquante_bits_retournes_sont_tous_trouves(instant, agent):
    """R15: a bit each, anywhere, in fifty stored files; none in the fifty others."""
    alea = random.Random(15)  # noqa: S311 - a draw, no secret
    recus = [(f"{rang}.pdf", alea.randbytes(alea.randint(1, 20_000))) for rang in range(100)]
    gardes = enregistrer_fichiers(recus, type_mime=PDF, par=agent, a=instant)
    assert list(coherence.empreintes(instant)) == []
    atteints = sorted(alea.sample([fichier.pk for fichier in gardes], 50))
    with desceller():
        for contenu in ContenuFichier.objects.filter(pk__in=atteints):
            octets = bytearray(contenu.octets)
            octets[alea.randrange(len(octets))] ^= 1 << alea.randrange(8)
            ContenuFichier.objects.filter(pk=contenu.pk).update(octets=bytes(octets))
    dits = [f"Fichier {cle} : ses octets n’ont plus leur empreinte." for cle in atteints]
    assert list(coherence.empreintes(instant)) == dits
    [constat] = [constat for constat in constater(instant) if constat.titre == "Empreintes des fichiers"]
    assert (constat.nombre, len(constat.ecarts)) == (50, coherence.EXEMPLES)


def test_un_fichier_sans_octets_et_un_fichier_que_rien_ne_cite_sont_dits(instant, agent):
    vide = Fichier.objects.create(nom="a.pdf", type_mime=PDF, taille=1, sha256="a" * 64, depose_le=instant)
    [seul] = enregistrer_fichiers([("b.pdf", b"b")], type_mime=PDF, par=agent, a=instant)
    manque = f"Fichier {vide.pk} : il n’a pas d’octets."
    assert list(coherence.fichiers(instant)) == [manque]  # too young to be left behind
    demain = instant + timedelta(days=1, seconds=1)
    oublies = [f"Fichier {fichier.pk} : rien ne le cite." for fichier in (vide, seul)]
    assert list(coherence.fichiers(demain)) == [manque, *oublies]
    deposer_texte(destinataire="a@exemple.fr", objet="O", texte="T", acte="essai", a=instant, fichier=seul)
    assert list(coherence.fichiers(demain)) == [manque, oublies[0]]


def test_un_suivi_faux_un_courriel_qui_attend_et_un_journal_recrit_sont_dits(monde, instant, monkeypatch):
    suivi = Suivi.objects.first()
    Suivi.objects.filter(pk=suivi.pk).update(explication="Autre.")
    deposer_texte(
        destinataire="a@exemple.fr", objet="O", texte="T", acte="essai", a=horloge.maintenant() - timedelta(hours=1)
    )
    with desceller():
        EntreeJournal.objects.filter(pk=EntreeJournal.objects.exclude(empreinte="").first().pk).update(phrase="Rien.")
    monkeypatch.setattr(coherence, "ecarts_des_doubles", lambda: 2)
    dits = ecarts(instant)
    assert sorted(dits) == ["Chaîne du journal", "Courriels à envoyer", "Suivi des inscriptions"]
    assert dits["Suivi des inscriptions"][-1] == "Doubles probables : 2 paires à refaire."
    assert "devraient être partis" in dits["Courriels à envoyer"][0]
    assert "n’est plus ce qui a été écrit" in dits["Chaîne du journal"][0]


def test_la_nuit_le_dit_a_la_sante_jusqu_a_une_nuit_sans_ecart(agent):
    instant = horloge.maintenant()
    assert sante.lire_coherence() == (None, "pas encore lue : elle l’est chaque nuit")
    [fichier] = enregistrer_fichiers([("a.pdf", b"a")], type_mime=PDF, par=agent, a=instant)
    assert verifier_coherence(instant - timedelta(minutes=2)) == 0
    assert sante.lire_coherence() == (True, "aucun écart")
    with desceller():
        ContenuFichier.objects.filter(pk=fichier.pk).update(octets=b"b")
    assert verifier_coherence(instant - timedelta(minutes=1)) == 1
    va, dit = sante.lire_coherence()
    dite = f"Empreintes des fichiers (1) : Fichier {fichier.pk} : ses octets n’ont plus leur empreinte."
    assert (va, dit) == (False, f"ce que le portail garde ne s’accorde plus : {dite}")
    assert surveiller() == 1
    with pytest.raises(CommandError, match=r"^1 écart : voyez"):
        call_command("verifier_coherence")
    Fichier.objects.all().delete()
    assert de_la_nuit() == 0
    assert PassageTache.objects.get(nom=sante.COHERENCE).en_echec is False
