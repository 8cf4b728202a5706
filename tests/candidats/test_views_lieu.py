"""The lists of places of birth, loaded by the responsable from the portal."""

import lzma

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from candidats import tasks
from candidats.choix import EtatChargement
from candidats.imports.cog import INCONNU
from candidats.models import ChargementLieux, Commune, Pays
from candidats.services.lieu import demander_chargement, executer_chargement
from certif_portal.commun.courtier import disjoncteur
from certif_portal.commun.erreurs import ErreurMetier
from certif_portal.commun.journal import journal_de
from certif_portal.commun.models import Fichier
from tests.candidats.imports import cog
from tests.environnement import CAS
from tests.scelles import desceller
from tests.suivi import est_suivie

pytestmark = pytest.mark.django_db
PAGE = reverse("lieux_charger")
EN_TETE = "TYPECOM,COM,LIBELLE,DATE_DEBUT,DATE_FIN\n"


def liste(nombre: int) -> bytes:
    """As INSEE writes it: Boulogne-Billancourt in two départements, then as many communes as wanted."""
    lignes = [
        "COM,75012,Boulogne-Billancourt,1943-01-01,1968-01-01",
        "COM,92012,Boulogne-Billancourt,1968-01-01,",
        *(f"COM,{10_000 + n:05d},Commune {n},1943-01-01," for n in range(nombre - 2)),
    ]
    return (EN_TETE + "\n".join(lignes)).encode()


def envoyer(client, octets: bytes, nom: str = "v_commune_depuis_1943.csv"):
    return client.post(PAGE, {"fichier": SimpleUploadedFile(nom, octets)}, follow=True)


def test_le_fichier_de_l_insee_remplace_la_liste_et_le_resultat_est_dit(connecte, responsable):
    cog.charger()
    page = envoyer(connecte(responsable), liste(30_001))
    chargement = ChargementLieux.objects.get()
    assert (chargement.etat, chargement.lignes, chargement.fichier) == (EtatChargement.FAIT, 30_001, None)
    resultat = (
        "30001 lignes de communes, datées, dont 30000 d’aujourd’hui, et 2 pays ; "
        "avant : 8 lignes de communes, sans dates, dont 7 d’aujourd’hui, et 2 pays."
    )
    assert chargement.resultat == resultat
    assert resultat in page.content.decode()
    assert journal_de(chargement).get().phrase == f"Lieux de naissance, « v_commune_depuis_1943.csv » : {resultat}"
    assert Commune.objects.filter(code="75012").values_list("fin", "actuelle").get()[1] is False
    assert (Commune.objects.count(), Pays.objects.count(), Fichier.objects.count()) == (30_001, 2, 0)
    assert cache.get(tasks.cle_chargement(chargement.pk)) >= 30_001


@pytest.mark.parametrize(
    ("octets", "phrase"),
    [
        (b"A,B\n1,2\n", "Colonnes attendues : COM et LIBELLE"),
        (b"\xff\xfe\x00", "n’est pas un texte"),
        (liste(29_999), "29999 communes sont lues : la liste de l’INSEE compte plus de 30000 communes"),
        (b"COG,LIBCOG\n99352,ALGERIE\n", "1 pays sont lus"),
        (EN_TETE.encode(), "0 pays sont lus"),
    ],
)
def test_un_autre_fichier_ou_une_partie_de_la_liste_est_refuse_en_clair(connecte, responsable, octets, phrase):
    cog.charger()
    corps = envoyer(connecte(responsable), octets).content.decode().replace("\u00a0", " ")
    assert phrase in corps
    assert (Commune.objects.count(), ChargementLieux.objects.count()) == (8, 0)


def test_une_ligne_illisible_est_refusee_au_chargement(connecte, responsable):
    """The request counts the lines, the task reads them."""
    cog.charger()
    fausse = liste(30_001).replace(b"Boulogne-Billancourt,1968-01-01", b"Boulogne-Billancourt,1968-13-01")
    envoyer(connecte(responsable), fausse)
    chargement = ChargementLieux.objects.get()
    assert (chargement.etat, chargement.resultat) == (
        EtatChargement.REFUSE,
        f"{INCONNU} La liste d’avant reste en place.",
    )
    assert Commune.objects.count() == 8


def test_la_liste_livree_se_charge_sans_fichier(connecte, responsable):
    connecte(responsable).post(PAGE)
    assert ChargementLieux.objects.get().resultat == (
        "42022 lignes de communes, datées, dont 35014 d’aujourd’hui, et 219 pays sont chargés."
    )


def test_un_seul_a_la_fois_et_relance_sans_le_faire_deux_fois(connecte, responsable, instant, monkeypatch):
    client = connecte(responsable)
    chargement = demander_chargement(fichier=None, par=responsable, a=instant)
    with pytest.raises(ErreurMetier, match="déjà en cours"):
        demander_chargement(fichier=None, par=responsable, a=instant)
    page = client.get(PAGE)
    assert (est_suivie(page), "42" in page.content.decode(), "Relancer" in page.content.decode()) == (True, True, True)
    client.post(reverse("lieux_relancer"))
    chargement.refresh_from_db()
    assert (chargement.etat, Commune.objects.count()) == (EtatChargement.FAIT, 42_022)
    Commune.objects.all().delete()
    executer_chargement(chargement.pk, a=instant)
    client.post(reverse("lieux_relancer"))
    assert Commune.objects.count() == 0


def test_sans_courtier_le_travail_se_relance(connecte, responsable, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    disjoncteur.signaler(OSError())
    try:
        page = connecte(responsable).post(PAGE, follow=True)
    finally:
        disjoncteur.refermer()
    assert "relancez-le depuis cette page" in page.content.decode()
    assert ChargementLieux.objects.get().etat == EtatChargement.EN_COURS


def test_un_fichier_devenu_illisible_laisse_la_liste_d_avant(responsable, instant, connecte, settings):
    """Stored whole, it no longer agrees with its hash: refused, told, and nothing changed."""
    cog.charger()
    settings.CELERY_TASK_ALWAYS_EAGER = False
    disjoncteur.signaler(OSError())
    envoyer(connecte(responsable), liste(30_001))
    disjoncteur.refermer()
    with desceller():
        Fichier.objects.update(sha256="0" * 64)
    chargement = ChargementLieux.objects.get()
    executer_chargement(chargement.pk, a=instant)
    chargement.refresh_from_db()
    assert (chargement.etat, Commune.objects.count()) == (EtatChargement.REFUSE, 8)
    assert chargement.resultat.endswith("La liste d’avant reste en place.")


@pytest.mark.cas
def test_l_histoire_de_l_insee_se_charge_a_l_ecran(connecte, responsable):
    """INSEE's own history: Boulogne-Billancourt was in the Seine in 1960."""
    archive = CAS.parent / "donnees" / "insee" / "communes_depuis_1943.csv.xz"
    envoyer(connecte(responsable), lzma.decompress(archive.read_bytes()))
    assert ChargementLieux.objects.get().etat == EtatChargement.FAIT
    assert set(Commune.objects.filter(cle="boulogne billancourt").values_list("code", flat=True)) == {"75012", "92012"}
