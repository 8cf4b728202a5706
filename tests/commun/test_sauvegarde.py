"""The drill: a portal with its files is backed up, lost, and put back; every row, every hash, and the way in."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from certif_portal.commun import sauvegarde
from certif_portal.commun.erreurs import ErreurMetier, FichierRefuse
from certif_portal.commun.fichiers import enregistrer_fichier
from certif_portal.commun.models import Courriel, EntreeJournal
from certif_portal.commun.sauvegarde import cle_du_portail_connue, compter, decrire, rendre_les_reglages, sauvegarder
from certif_portal.comptes.models import SessionOuverte
from jurys.models import CompteurCertificat
from tests.candidats.factories import InscriptionFactory

pytestmark = pytest.mark.postgresql
A = datetime(2026, 11, 20, 3, 5, tzinfo=UTC)
SOMMES = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{}\" t"
APRES = {"commun_arretenvois", "commun_entreejournal", "comptes_sessionouverte"}
"""What the restoration itself writes."""


@pytest.fixture
def cles(tmp_path) -> tuple[bytes, Path]:
    chemin = tmp_path / "cle.txt"
    call_command("sauvegarder", str(chemin), "--cle")
    assert chemin.stat().st_mode & 0o777 == 0o600
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    privee = sauvegarde.lire_la_cle(chemin)
    return X25519PrivateKey.from_private_bytes(privee).public_key().public_bytes_raw(), chemin


def sommes(base: str) -> dict[str, str]:
    """table -> a fingerprint of all its rows."""
    reglages = connection.settings_dict
    autre = psycopg2.connect(host=reglages["HOST"], port=reglages["PORT"], user=reglages["USER"], dbname=base)
    with autre, autre.cursor() as curseur:
        curseur.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        lues = {}
        for (table,) in curseur.fetchall():
            curseur.execute(SOMMES.format(table))
            lues[table] = curseur.fetchone()[0]
    autre.close()
    return lues


@contextmanager
def ailleurs(nom: str):
    """A base of this name for as long, whatever was made under it."""
    try:
        yield nom
    finally:
        with sauvegarde._serveur() as curseur:
            curseur.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{nom}%"])
            for (base,) in curseur.fetchall():
                curseur.execute(f'DROP DATABASE "{base}" WITH (FORCE)')


def gerer(base: str, *arguments: str, code: str = "") -> subprocess.CompletedProcess:
    url = f"{settings.DATABASE_URL.rpartition('/')[0]}/{base}"
    commande = [sys.executable, "-c", code] if code else [sys.executable, "manage.py", *arguments]
    variables = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "certif_portal.settings"}
    return subprocess.run(commande, env=variables, cwd=settings.BASE_DIR, capture_output=True, text=True)


def compter_sessions(base) -> int:
    with base.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM comptes_sessionouverte")
        return curseur.fetchone()[0]


MOT_DE_PASSE = "les sabots de la jument verte"
ENTRER = """
import django; django.setup()
from django.test import Client
client = Client()
reponse = client.post("/compte/login/", {"login": %r, "password": %r}, headers={"host": "localhost"})
print(reponse.status_code, client.get("/vivant", headers={"host": "localhost"}).status_code)
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(400)
def test_le_portail_perdu_revient_tel_qu_il_etait(cles, tmp_path, agent):
    publique, cle = cles
    InscriptionFactory.create_batch(3)
    agent.set_password(MOT_DE_PASSE)
    agent.save()
    EmailAddress.objects.create(user=agent, email=agent.email, verified=True, primary=True)
    octets = b"%PDF-1.4 " + bytes(range(256)) * 40
    enregistrer_fichier(nom="pièce.pdf", octets=octets, type_mime="application/pdf", par=agent, a=A)
    Courriel.objects.create(
        destinataire="x@exemple.fr", objet="Dû", texte="Dû", acte="avis", message_id="<1>", cree_le=A
    )
    CompteurCertificat.objects.bulk_create([CompteurCertificat(serie=s, dernier=n) for s, n in (("MC", 7), ("XB", 4))])
    call_command("recalculer")
    Client().force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert SessionOuverte.objects.count() == 1
    fichier = sauvegarder(tmp_path, cle=publique, a=A)
    assert [chemin.name for chemin in tmp_path.iterdir() if chemin.suffix != ".txt"] == [fichier.name]
    assert fichier.stat().st_mode & 0o777 == 0o600
    avant, lignes = sommes(connection.settings_dict["NAME"]), compter(connection)
    connection.close()
    with ailleurs(f"exercice_{os.getpid()}") as base:
        fini = gerer(base, "restaurer", str(fichier), "--cle", str(cle), "--base", base)
        assert fini.returncode == 0, fini.stderr
        assert "Avant : aucune base." in fini.stdout
        apres = sommes(base)
        with sauvegarde._connexion(base) as autre:
            assert compter_sessions(autre) == 0  # one closed since would open again
        assert {table for table in avant if avant[table] != apres[table]} <= APRES
        assert set(avant) == set(apres)
        assert sum(lignes.values()) > 50
        # nothing leaves, sign-in does; a second restoration keeps the base in place under another name
        parti = "from certif_portal.commun.envoi import courriels_dus as dus; from django.utils.timezone import now"
        code = f"import django; django.setup(); {parti}; print(len(dus(now())))"
        assert gerer(base, code=code).stdout.strip() == "0"
        entree = gerer(base, code=ENTRER % (agent.email, MOT_DE_PASSE))
        assert entree.stdout.split() == ["302", "200"], entree.stderr
        with sauvegarde._connexion(base) as autre, autre.cursor() as curseur:
            curseur.execute("UPDATE jurys_compteurcertificat SET dernier = 12 WHERE serie = 'MC'")
        fini = gerer(base, "restaurer", str(fichier), "--cle", str(cle), "--base", base)
        assert f"Avant : base {base}_avant_" in fini.stdout, fini.stderr
        assert (
            "Série MC : donnés depuis la sauvegarde, du numéro 8 au numéro 12. Dites le prochain, 13 ou" in fini.stdout
        )
        assert "Série XB : le dernier numéro connu est 4." in fini.stdout  # nothing since
        assert gerer(base, "arreter_courriels", "--reprendre").returncode == 0
        assert gerer(base, code=code).stdout.strip() == "1"


@pytest.mark.django_db(transaction=True)
def test_un_echange_de_noms_qui_echoue_laisse_la_base_en_place_ouverte():
    """The name under which it would be kept is taken: nothing is exchanged, and the portal answers as before."""
    with ailleurs(f"echange_{os.getpid()}") as base:
        prise = f"{base}_avant_{timezone.localtime(A):%Y%m%d%H%M%S}"
        with sauvegarde._serveur() as curseur:
            for nom in (base, f"{base}_restauree", prise):
                curseur.execute(f'CREATE DATABASE "{nom}" TEMPLATE template0')
        with pytest.raises(ErreurMetier, match="PostgreSQL refuse"):
            sauvegarde._mettre_a_la_place(base, f"{base}_restauree", A)
        assert tables_de(base) == []
        with sauvegarde._serveur() as curseur:
            curseur.execute(f'DROP DATABASE "{prise}"')
        assert sauvegarde._mettre_a_la_place(base, f"{base}_restauree", A) == prise
        assert tables_de(base) == tables_de(prise) == []
        assert sauvegarde.derniers_numeros(prise) == {}


def tables_de(base: str) -> list[str]:
    """Read of that base, which therefore answers."""
    with sauvegarde._connexion(base) as autre:
        return autre.introspection.table_names()


@pytest.mark.django_db(transaction=True)
def test_un_octet_change_une_coupure_et_une_autre_cle_ne_remettent_rien(cles, tmp_path):
    publique, cle = cles
    fichier = sauvegarder(tmp_path, cle=publique, a=A)
    octets, abime = fichier.read_bytes(), tmp_path / "abimee"
    for faux in (octets[:-100], octets[: len(octets) // 2] + b"\x00" + octets[len(octets) // 2 + 1 :], b"rien"):
        abime.write_bytes(faux)
        with pytest.raises(CommandError, match=r"abîmée|n’est pas une sauvegarde"):
            call_command("restaurer", str(abime), cle=cle, verifier=True)
    autre = tmp_path / "autre.txt"
    call_command("sauvegarder", str(autre), "--cle")
    with pytest.raises(CommandError, match="Cette clé n’ouvre pas ce fichier"):
        call_command("restaurer", str(fichier), cle=autre, verifier=True)
    with pytest.raises(CommandError, match=r"Rien n’est remis. Pour remplacer la base en place, tapez : --base test_"):
        call_command("restaurer", str(fichier), cle=cle)


@pytest.mark.django_db(transaction=True)
def test_une_version_plus_recente_et_des_lignes_qui_manquent_se_refusent(cles, tmp_path, capsys):
    publique, cle = cles
    privee = sauvegarde.lire_la_cle(cle)
    fichier = sauvegarder(tmp_path, cle=publique, a=A)
    description = decrire(fichier, privee)
    with pytest.raises(ErreurMetier, match=r"version plus récente du portail \(jurys.9999_demain\)"):
        sauvegarde.verifier_la_version(description | {"migrations": [["jurys", "9999_demain"]]})
    sauvegarde.verifier_la_version(description | {"migrations": [["une_app_partie", "0001_initial"]]})
    with pytest.raises(ErreurMetier, match="commun_courriel : 12 attendues, 0 lues"):
        sauvegarde._comparer(connection.settings_dict["NAME"], {"commun_courriel": 12})
    call_command("restaurer", str(fichier), cle=cle, verifier=True)
    assert "entière" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_les_cles_et_les_reglages_se_rendent(cles, tmp_path, monkeypatch, settings, capsys):
    publique, cle = cles
    sceau = tmp_path / "sceau.p12"
    sceau.write_bytes(b"sceau du centre")
    settings.SCEAU_PKCS12 = str(sceau)
    monkeypatch.setenv("SECRET_KEY", "la clé du jour")
    fichier = sauvegarder(tmp_path, cle=publique, a=A)
    description = decrire(fichier, sauvegarde.lire_la_cle(cle))
    settings.SECRET_KEY = "la clé du jour"
    assert cle_du_portail_connue(description)
    settings.SECRET_KEY = "une autre"
    assert not cle_du_portail_connue(description)
    call_command("restaurer", str(fichier), cle=cle, verifier=True)
    assert "SECRET_KEY n’est pas celle de la sauvegarde" in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = ["la clé du jour"]  # rotated since, and kept
    assert cle_du_portail_connue(description)
    (tmp_path / "rendus").mkdir()
    rendus = rendre_les_reglages(description, tmp_path / "rendus")
    assert [chemin.name for chemin in rendus] == ["reglages.env", "sceau.p12"]
    assert "SECRET_KEY=la clé du jour\n" in rendus[0].read_text()
    assert rendus[1].read_bytes() == b"sceau du centre"


@pytest.mark.django_db
def test_ce_qui_manque_se_dit_et_ne_laisse_rien(cles, tmp_path, settings, monkeypatch):
    publique, cle = cles
    with pytest.raises(CommandError, match=r"cle\.txt ne peut pas être écrit"):
        call_command("sauvegarder", str(cle), "--cle")
    with pytest.raises(CommandError, match="SAUVEGARDE_CLE est attendue"):
        call_command("sauvegarder", str(tmp_path))
    settings.SAUVEGARDE_CLE = publique
    with pytest.raises(CommandError, match=r"La sauvegarde n’a pas été faite : .*absent"):
        call_command("sauvegarder", str(tmp_path / "absent"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ErreurMetier, match="pg_dump est introuvable"):
        sauvegarder(tmp_path, cle=publique, a=A)
    assert [chemin.name for chemin in tmp_path.iterdir()] == ["cle.txt"]
    with pytest.raises(ErreurMetier, match="absente ne se lit pas"):
        sauvegarde.lire_la_cle(tmp_path / "absente")
    (tmp_path / "courte").write_text("AAAA\n")
    with pytest.raises(ErreurMetier, match="32 octets sont attendus, 3 sont lus"):
        sauvegarde.lire_la_cle(tmp_path / "courte")
    with pytest.raises(ErreurMetier, match="nulle-part ne se lit pas"):
        decrire(tmp_path / "nulle-part", b"k" * 32)


def test_un_extrait_incomplet_se_refuse(tmp_path):
    from certif_portal.commun.coffre import Coffre, nouvelle_paire

    privee, publique = nouvelle_paire()
    for contenu in (b"", b"\x00" * 7 + b"\x05{}", b"\x00" * 7 + b"\x02{}pas du zlib", b"\x00" * 7 + b"\x02{}x\x9c"):
        chemin = tmp_path / "essai"
        with open(chemin, "wb") as sortie:
            dans = Coffre(sortie, publique)
            dans.ecrire(contenu)
            dans.fermer()
        with pytest.raises(FichierRefuse, match="ne contient pas toute la base"):
            decrire(chemin, privee)


@pytest.mark.django_db
def test_l_arret_des_envois_se_dit_une_fois_et_se_leve_une_fois(client, connecte, responsable):
    call_command("arreter_courriels", "essai de restauration")
    call_command("arreter_courriels", "une autre raison")
    web = connecte(responsable)
    assert "essai de restauration" in web.get("/sante/").content.decode()
    assert "Laisser repartir les courriels" in web.get("/courriels/").content.decode()
    assert web.post("/sante/reprendre-les-envois/", follow=True).status_code == 200
    suite = web.post("/sante/reprendre-les-envois/", follow=True).content.decode()
    assert "Les courriels partent déjà" in suite
    assert list(EntreeJournal.objects.filter(dossier_type="commun.arretenvois").values_list("acte", flat=True)) == [
        "envois_repris",
        "envois_arretes",
    ]
    for faux in ([], ["x", "--reprendre"], ["--reprendre"]):
        with pytest.raises(CommandError):
            call_command("arreter_courriels", *faux)
