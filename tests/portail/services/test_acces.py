"""The archive of a person: everything that is theirs, nobody else, and two people to give it."""

import io
import json
import zipfile

import pytest

from candidats.courriels import annoncer_au_candidat
from candidats.models import Candidat, Formateur, Livret
from certif_portal.commun.erreurs import ErreurMetier, RegleNonRespectee
from certif_portal.commun.fichiers import octets_de
from certif_portal.commun.models import ContenuFichier, EntreeJournal
from certif_portal.portail.conservation import Categorie, lire_registre
from certif_portal.portail.queries.acces import HORS_ARCHIVE, MASQUE, archive_de, champs_donnes, tables, voies
from certif_portal.portail.services.acces import composer_acces, controler_acces, demander_acces, ecrire_acces
from jurys.choix_conservation import EtatAcces
from jurys.models import DemandeAcces, MembreJury
from tests.jurys.factories import dossier_pret, jury_edite
from tests.scelles import desceller

pytestmark = pytest.mark.django_db
EN_COMMUN = ("candidat",)


@pytest.fixture
def jury(agent, referentiel):
    return jury_edite(
        dossier_pret(referentiel=referentiel),
        non_admis=(dossier_pret(referentiel=referentiel, non_maitrisees=(1,), commentaire="Aidé par Kerlouan."),),
        par=agent,
    )


@pytest.fixture
def candidat(jury):
    return Candidat.objects.order_by("pk").first()


def contenu(octets):
    archive = zipfile.ZipFile(io.BytesIO(octets))
    return archive, " ".join(archive.read(nom).decode() for nom in archive.namelist() if nom.endswith(".json"))


def test_chaque_champ_de_la_personne_est_dans_l_archive(candidat):
    """Of every table that leads to them, every field but who acted and keys."""
    archive = archive_de(candidat)
    for modele, lignes in archive.donnees.items():
        attendus = {
            champ.nom
            for champ in lire_registre().champs
            if champ.modele == modele and champ.categorie not in (Categorie.ACTEUR, Categorie.SECRET)
        }
        assert all(set(ligne) == attendus for ligne in lignes)
    assert archive.donnees["candidats.Candidat"][0]["nom_naissance"] == candidat.nom_naissance
    assert archive.donnees["jurys.Certificat"][0]["nom"].casefold() == candidat.nom_naissance.casefold()
    assert {"evaluations.Appreciation", "jurys.Presentation", "candidats.Livret"} <= set(archive.donnees)
    assert archive.journal
    assert any(fichier.type_mime == "application/pdf" for _, fichier in archive.fichiers)


def test_une_table_qui_mene_a_un_candidat_est_donnee_ou_dit_pourquoi():
    assert set(HORS_ARCHIVE) <= set(voies())
    assert set(voies()) == set(tables()) | set(HORS_ARCHIVE)
    assert all(champs_donnes(modele) for modele in tables())


def test_les_autres_n_y_sont_pas(candidat, agent):
    """Canaries of a trainer, a member of the jury, an account, another candidate: in no byte of the JSON."""
    inscription = candidat.inscriptions.get()
    Formateur.objects.create(inscription=inscription, nom="Canari Formateur", courriel="canari@formateur.fr")
    with desceller():
        MembreJury.objects.update(nom="Canarijure")
    inscription.motif_retour = "Le formateur Canari Formateur a écrit à Claire Le Goff et à Canarijure."
    inscription.save(update_fields=["motif_retour"])
    autre = Candidat.objects.exclude(pk=candidat.pk).get()
    Candidat.objects.filter(pk=autre.pk).update(nom_naissance="Canariautre")
    inscription.refresh_from_db()
    _, dit = contenu(ecrire_acces(archive_de(candidat)))
    assert "canari" not in dit.casefold()
    assert "Le Goff" not in dit
    assert MASQUE in dit
    assert candidat.nom_naissance in dit


def test_ce_qui_fut_fait_d_une_table_qui_mene_a_la_personne_y_est(candidat, instant):
    """Of the request by which they came, of their livret: not of the file alone; nor what was done of another's."""
    livret = Livret.objects.get(inscription__candidat=candidat)
    autre = Livret.objects.exclude(pk=livret.pk).first()
    for cle, phrase in ((livret.pk, "Livret relu."), (autre.pk, "Livret d’un autre.")):
        EntreeJournal.objects.create(
            dossier_type="candidats.livret", dossier_id=cle, acte="essai", phrase=phrase, le=instant
        )
    dites = [entree["phrase"] for entree in archive_de(candidat).journal]
    assert "Livret relu." in dites
    assert "Livret d’un autre." not in dites


def test_deux_personnes_la_remettent(candidat, agent, responsable, instant):
    """ACCES-SECONDE-PERSONNE."""
    demande = demander_acces(candidat=candidat, par=agent, a=instant)
    composer_acces(demande.pk, a=instant)
    composer_acces(demande.pk, a=instant)
    demande = DemandeAcces.objects.select_related("fichier").get()
    assert demande.etat == EtatAcces.A_CONTROLER
    archive, _ = contenu(octets_de(demande.fichier))
    assert json.loads(archive.read("donnees.json"))["candidats.Candidat"]
    assert "consultable au centre" in archive.read("LISEZMOI.txt").decode()
    with pytest.raises(ErreurMetier, match="attend déjà"):
        demander_acces(candidat=candidat, par=agent, a=instant)
    with pytest.raises(RegleNonRespectee, match="quelqu’un d’autre"):
        controler_acces(demande=demande, par=agent, a=instant)
    assert controler_acces(demande=demande, par=responsable, a=instant).etat == EtatAcces.CONTROLEE


def test_un_papier_efface_est_dit(candidat):
    archive = archive_de(candidat)
    with desceller():
        ContenuFichier.objects.update(octets=b"")
    lisez_moi = contenu(ecrire_acces(archive))[0].read("LISEZMOI.txt").decode()
    assert "effacé au terme de sa conservation" in lisez_moi


def test_ce_qui_fut_ecrit_sur_papier_en_est_aussi(inscription, instant):
    """Who had no address then, whether they have one now or not."""
    candidat = inscription.candidat
    Candidat.objects.filter(pk=candidat.pk).update(courriel="")
    candidat.refresh_from_db()
    annoncer_au_candidat(inscription, a=instant)
    assert [lu["objet"] for lu in archive_de(candidat).courriels] == ["Votre inscription est acceptée"]
    candidat.courriel = "venu@exemple.fr"
    candidat.save()
    annoncer_au_candidat(inscription, a=instant)
    assert len(archive_de(candidat).courriels) == 2
