"""Every task of the worker, run twice and by two workers at once, does what it does once; and none is left out.

A task that Celery knows and the table does not fails. What a task does is how many rows of each kind it writes, and how
many mails leave; each is measured alone first, and undone.
"""

import importlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from celery.exceptions import Retry
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction

from candidats.choix import EtatImport
from candidats.models import Candidat, ChargementLieux, ImportClasseur
from certif_portal.celery import app
from certif_portal.commun import courtier, horloge
from certif_portal.commun.courriels import deposer_texte
from certif_portal.commun.fichiers import PDF, enregistrer_fichier
from certif_portal.commun.models import AdresseRefusee, Courriel
from certif_portal.commun.verrous import VerrouIndisponible
from certif_portal.comptes.models import Utilisateur
from certif_portal.portail.models import Export, LotActes, RapportAnnuel
from certif_portal.portail.services.export import demander_export
from evaluations.models import LiasseCommission, Numerisation
from habilitations.models import VersionAnnexe
from jurys.models import ArchiveCertificats, Certificat, DemandeAcces, DossierGTP, Jury, LotNational, Purge
from referentiels.models import DepotReferentiel, RepriseRepertoire
from tests.architecture.monde import creer_monde

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
Arguments = Callable[[], tuple[int, ...]]


def premier(modele: Any, **champs: Any) -> int:
    return modele.objects.filter(**champs).earliest("pk").pk


def quelqu_un() -> Utilisateur:
    return Utilisateur.objects.earliest("pk")


def courriel() -> tuple[int, ...]:
    return (deposer_texte(destinataire="a@exemple.fr", objet="O", texte="T", acte="essai", a=horloge.maintenant()).pk,)


def export() -> tuple[int, ...]:
    agent = Utilisateur.objects.filter(attributions__role="agent").earliest("pk")
    nature = "inscriptions"
    return (demander_export(personne=agent, nature=nature, requete="", nombre=1, a=horloge.maintenant()).pk,)


def classeur() -> tuple[int, ...]:
    cle = premier(ImportClasseur)
    ImportClasseur.objects.filter(pk=cle).update(etat=EtatImport.EN_LECTURE)
    return (cle,)


def a_enregistrer() -> tuple[int, ...]:
    cle = premier(ImportClasseur)
    ImportClasseur.objects.filter(pk=cle).update(etat=EtatImport.EN_COURS)
    return (cle, ImportClasseur.objects.get(pk=cle).depose_par_id)


def lieux() -> tuple[int, ...]:
    return (ChargementLieux.objects.create(lignes=0, demande_le=horloge.maintenant(), demande_par=quelqu_un()).pk,)


def reprise() -> tuple[int, ...]:
    a = horloge.maintenant()
    fichier = enregistrer_fichier(nom="x.zip", octets=b"rien", type_mime=PDF, par=None, a=a)
    return (RepriseRepertoire.objects.create(nom="x.zip", fichier=fichier, demande_le=a, demande_par=quelqu_un()).pk,)


def depot() -> tuple[int, ...]:
    a = horloge.maintenant()
    fichier = enregistrer_fichier(nom="x.txt", octets=b"rien", type_mime=PDF, par=None, a=a)
    return (DepotReferentiel.objects.create(nom="x.txt", fichier=fichier, demande_le=a, demande_par=quelqu_un()).pk,)


def purge_du_jour() -> tuple[int, ...]:
    le = horloge.aujourdhui()
    return (Purge.objects.create(le=le, demandee_le=horloge.maintenant()).pk,)


def a_purger() -> tuple[int, ...]:
    il_y_a_dix_ans = horloge.maintenant() - timedelta(days=3650)
    AdresseRefusee.objects.create(adresse="ancienne@exemple.fr", raison="550", refusee_le=il_y_a_dix_ans)
    return ()


def acces() -> tuple[int, ...]:
    par, candidat = quelqu_un(), Candidat.objects.earliest("pk")
    return (DemandeAcces.objects.create(candidat=candidat, demandee_par=par, demandee_le=horloge.maintenant()).pk,)


def archive() -> tuple[int, ...]:
    certificat = Certificat.objects.filter(document__isnull=False).earliest("pk")
    jour = certificat.delivre_le.date()
    a = horloge.maintenant()
    return (ArchiveCertificats.objects.create(du=jour, au=jour, demandee_le=a, demandee_par=quelqu_un()).pk,)


def sans() -> tuple[int, ...]:
    return ()


EFFET, RIEN = True, False
"""Whether this world has something to do for it: what is measured is then not nothing."""
TACHES: dict[str, tuple[Arguments, bool]] = {
    "certif_portal.commun.tasks.envoyer_courriel": (courriel, EFFET),
    "certif_portal.commun.tasks.envoyer_courriels_en_attente": (lambda: courriel()[:0], EFFET),
    "certif_portal.commun.tasks.relever_retours": (sans, RIEN),
    "certif_portal.commun.tasks.purger_gardes": (sans, RIEN),
    "certif_portal.portail.tasks.preparer_export": (export, EFFET),
    "certif_portal.portail.tasks.executer_lot": (lambda: (premier(LotActes),), RIEN),
    "certif_portal.portail.tasks.chainer_journal": (sans, EFFET),
    "certif_portal.portail.tasks.relancer_du_jour": (sans, EFFET),
    "certif_portal.portail.tasks.etablir_chiffres": (sans, EFFET),
    "certif_portal.portail.tasks.etablir_rapport": (lambda: (premier(RapportAnnuel),), RIEN),
    "certif_portal.portail.tasks.surveiller": (sans, RIEN),
    "certif_portal.portail.tasks.verifier_coherence": (sans, EFFET),
    "certif_portal.portail.tasks.reprendre_travaux": (sans, RIEN),
    "certif_portal.portail.tasks.purger_du_jour": (a_purger, EFFET),
    "certif_portal.portail.tasks.reprendre_purges": (sans, RIEN),
    "certif_portal.portail.tasks.executer_purge": (purge_du_jour, RIEN),
    "certif_portal.portail.tasks.composer_acces": (acces, EFFET),
    "certif_portal.portail.tasks.composer_archive": (archive, EFFET),
    "certif_portal.comptes.tasks.purger_connexions": (sans, RIEN),
    "candidats.tasks.charger_lieux": (lieux, RIEN),
    "candidats.tasks.lire_classeur": (classeur, RIEN),
    "candidats.tasks.enregistrer_classeur": (a_enregistrer, RIEN),
    "candidats.tasks.oublier_pieces": (sans, RIEN),
    "candidats.tasks.refaire_paires": (sans, RIEN),
    "evaluations.tasks.lire_numerisation": (lambda: (premier(Numerisation),), RIEN),
    "evaluations.tasks.editer_liasse": (lambda: (premier(LiasseCommission),), RIEN),
    "habilitations.tasks.preparer_annexe": (lambda: (premier(VersionAnnexe),), RIEN),
    "habilitations.tasks.preparer_annexes_en_attente": (sans, RIEN),
    "jurys.tasks.refaire_suivis": (sans, RIEN),
    "jurys.tasks.verifier_suivis": (sans, RIEN),
    "jurys.tasks.editer_papiers": (lambda: (premier(Jury),), RIEN),
    "jurys.tasks.noter_codes": (sans, RIEN),
    "jurys.tasks.editer_papiers_en_attente": (sans, RIEN),
    "jurys.tasks.composer_dossier_gtp": (lambda: (premier(DossierGTP),), RIEN),
    "jurys.tasks.constater_envois_gtp": (sans, RIEN),
    "jurys.tasks.suivre_dossiers_gtp": (sans, RIEN),
    "jurys.tasks.preparer_lot_national": (lambda: (premier(LotNational),), RIEN),
    "jurys.tasks.preparer_lots_en_attente": (sans, RIEN),
    "referentiels.tasks.lire_referentiel": (depot, RIEN),
    "referentiels.tasks.reprendre_repertoire": (reprise, RIEN),
}


def ecrit() -> Counter[str]:
    """In one query: some two hundred tables are counted five times for each task."""
    tables = {modele._meta.label: modele._meta.db_table for modele in apps.get_models() if modele._meta.managed}
    comptes = " UNION ALL ".join(f"SELECT '{nom}', count(*) FROM \"{table}\"" for nom, table in tables.items())  # noqa: S608 - ours
    with connection.cursor() as curseur:
        curseur.execute(comptes)
        lignes = dict(curseur.fetchall())
    return Counter(lignes) + Counter(partis=Courriel.objects.filter(etat="envoye").count(), remis=len(mail.outbox))


def ecart(avant: Counter[str]) -> dict[str, int]:
    apres = ecrit()
    return {nom: n for nom in apres | avant if (n := apres[nom] - avant[nom])}


def jouer(nom: str, arguments: tuple[int, ...]) -> None:
    app.tasks[nom].run(*arguments)


def seule(nom: str, arguments: tuple[int, ...]) -> dict[str, int]:
    """What it writes when it is alone; undone, the mails it handed over apart."""
    avant, remis = ecrit(), len(mail.outbox)
    with transaction.atomic():
        jouer(nom, arguments)
        fait = ecart(avant)
        transaction.set_rollback(True)
    del mail.outbox[remis:]
    cache.clear()
    return fait


def a_deux(nom: str, arguments: tuple[int, ...]) -> None:
    """Two workers at the same instant; one may find a lock held, and leaves it to the other."""
    depart = Barrier(2)

    def ouvrier() -> None:
        try:
            depart.wait()
            jouer(nom, arguments)
        except (VerrouIndisponible, Retry):
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        for futur in [fils.submit(ouvrier) for _ in range(2)]:
            futur.result()


def eprouver(nom: str) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Alone; by two at once; then once more."""
    arguments = TACHES[nom][0]()
    cache.clear()
    attendu, avant = seule(nom, arguments), ecrit()
    a_deux(nom, arguments)
    ensemble, apres = ecart(avant), ecrit()
    jouer(nom, arguments)
    return attendu, ensemble, ecart(apres)


def connues() -> set[str]:
    for application in {*settings.INSTALLED_APPS} - {"certif_portal.commun.demo"}:
        if importlib.util.find_spec(f"{application}.tasks") if application.count(".") < 2 else None:
            importlib.import_module(f"{application}.tasks")
    return {
        nom
        for nom in app.tasks
        if nom.split(".")[0] in ("certif_portal", "candidats", "evaluations", "habilitations", "jurys", "referentiels")
    }


@pytest.fixture
def sourd(monkeypatch):
    """No broker hears: what a task asks of another is left to its net."""
    connues()
    monkeypatch.setattr(courtier, "lancer", lambda tache, *arguments: False)


def test_la_table_dit_chaque_tache():
    assert connues() == set(TACHES)


@pytest.mark.timeout(900)
def test_chaque_tache_jouee_deux_fois_et_a_deux_ne_fait_qu_une_fois(sourd):
    creer_monde()
    fautes = []
    for nom, (_, effet) in TACHES.items():
        try:
            attendu, ensemble, encore = eprouver(nom)
        except Exception as erreur:
            fautes.append(f"{nom} : {erreur!r}")
            continue
        if attendu != ensemble or encore or (effet and not attendu):
            fautes.append(f"{nom} : seule {attendu}, à deux {ensemble}, encore {encore}")
    assert fautes == []


def test_une_tache_qui_fait_deux_fois_est_vue(sourd, monkeypatch):
    """Negative control: a mail that leaves without looking at its state."""
    from certif_portal.commun import envoi

    creer_monde()

    def aveugle(courriel_id, *, a):
        courriel = Courriel.objects.get(pk=courriel_id)
        envoi._remettre(courriel, a, "")
        return True

    monkeypatch.setattr(envoi, "envoyer", aveugle)
    attendu, ensemble, encore = eprouver("certif_portal.commun.tasks.envoyer_courriel")
    assert (attendu, ensemble, encore) == ({"remis": 1}, {"remis": 2}, {"remis": 1})
    assert Export.objects.count() == 1
