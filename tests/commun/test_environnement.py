"""The variables of a deployment: everything wrong is told at once, by its name, and no secret is shown."""

import os
import subprocess
import sys
from importlib.util import find_spec, module_from_spec

import pytest
from django.core.exceptions import ImproperlyConfigured

from certif_portal.commun.environnement import SECRETES
from outils_dev.environnement import VARIABLES_DU_PORTAIL
from tests.commun.test_cachet import MOT_DE_PASSE, nouvelle_cle
from tests.environnement import RACINE

JUSTE = {
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgres://portail:mot@base:5432/portail",
    "REDIS_URL": "redis://:mot@redis:6379/0",
    "ALLOWED_HOSTS": "portail.centre.fr",
    "ADRESSE_PUBLIQUE": "https://portail.centre.fr",
    "EMAIL_URL": "smtp+tls://compte:mot@courriel.centre.fr:587",
    "EXPEDITEUR": "certifications@centre.fr",
}


def demarrer(variables):
    """`manage.py` as somebody who installs the portal meets it: (code, what it says)."""
    commande = [sys.executable, "manage.py", "help", "--commands"]
    fini = subprocess.run(commande, capture_output=True, text=True, cwd=RACINE, env=variables)
    return fini.returncode, fini.stderr.splitlines()


@pytest.fixture
def reglages(monkeypatch):
    """The settings read again from these variables alone."""

    def lire(variables):
        monkeypatch.setattr(os, "environ", variables)
        spec = find_spec("certif_portal.settings")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return vars(module)

    return lire


def test_une_configuration_juste_demarre(reglages):
    lus = reglages(JUSTE | {"ADRESSE_PUBLIQUE": "HTTPS://Portail.centre.fr/", "BOITE_RETOURS": "", "DEBUG": "non"})
    assert (lus["ADRESSE_PUBLIQUE"], lus["CSRF_TRUSTED_ORIGINS"]) == (JUSTE["ADRESSE_PUBLIQUE"],) + (
        [JUSTE["ADRESSE_PUBLIQUE"]],
    )
    assert (lus["DEBUG"], lus["BOITE_RETOURS"], lus["NOMBRE_DE_PROXYS"], lus["LOCAL"]) == (False, "", 0, False)
    assert (lus["SESSION_COOKIE_NAME"], lus["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrftoken")
    assert demarrer(JUSTE) == (0, [])


def test_tout_ce_qui_manque_est_dit_d_un_coup_et_sans_trace():
    code, lignes = demarrer({})
    assert (code, lignes[0]) == (1, "La configuration du portail est à corriger, rien n’a démarré :")
    assert [ligne.split()[1] for ligne in lignes[1:]] == list(JUSTE)


def test_sans_personne_de_reel_tout_a_une_valeur(reglages, tmp_path):
    lus = reglages({"DEMO": "1", "VAR_DIR": str(tmp_path), "EMAIL_URL": "memorymail://"})
    assert (lus["DEMO"], lus["REDIS_URL"], lus["ADRESSE_PUBLIQUE"]) == (True, "", "http://127.0.0.1:8000")


FAUX = (
    *(
        ("SECRET_KEY", "k" * 49, "50 caractères au moins"),
        ("SECRET_KEY_FALLBACKS", f"{'k' * 50},{'k' * 49}", "50 caractères au moins"),
        ("DEMO", "peut-être", "1 ou 0"),
        ("TESTS", "peut-être", "1 ou 0"),
        ("VAR_DIR", "/etc/hostname", "un dossier"),
        ("DATABASE_APPLICATION_URL", "sqlite:///x", "postgres://"),
        ("ADMINS", "a@centre.fr, Centre <b@centre.fr>", "des adresses de courriel séparées par des virgules"),
        ("DATABASE_PURGE_URL", "sqlite:///x", "postgres://"),
        ("SENTRY_DSN", "https://suivi.centre.fr/1", "https://cle@hote/1"),
        ("SENTRY_DSN", "https://cle@suivi.centre.fr:port/1", "https://cle@hote/1"),
        ("SECOND_FACTEUR_ORGANISMES", "2", "1 ou 0"),
        ("JETON_METRIQUES", "court", "32 caractères au moins"),
        ("JETON_METRIQUES", "a b" * 12, "sans accent ni espace"),
        ("JETON_METRIQUES", f"{'a' * 16}\n{'a' * 16}", "sans accent ni espace"),
        ("SAUVEGARDE_CLE", "pas du base64", "la clé publique que donne"),
        ("SAUVEGARDE_CLE", "AAAA", "la clé publique que donne"),
        ("FORMAT_JOURNAL", "xml", "l’un de LIGNE, JSON"),
        ("SCEAU_PKCS12", "/etc", "un fichier que le portail peut lire"),
        ("DATABASE_URL", "portail:mot@base/portail", "postgres://"),
        ("DATABASE_URL", "postgres://portail:mot@base", "postgres://"),
        ("REDIS_URL", "redis:6379", "redis://"),
        ("REDIS_URL", "redis://h:port/0", "redis://"),
        ("REDIS_URL", "redis://h:6379/zero", "un nombre à la fin"),
        ("ALLOWED_HOSTS", "https://portail.centre.fr", "sans « https:// »"),
        ("ALLOWED_HOSTS", "*", "sans « https:// »"),
        ("ADRESSE_PUBLIQUE", "https://autre.fr", "ALLOWED_HOSTS (portail.centre.fr)"),
        ("ADRESSE_PUBLIQUE", "http://portail.centre.fr", "https://"),
        ("ADRESSE_PUBLIQUE", "https://portail.centre.fr/portail", "sans rien après"),
        ("EMAIL_URL", "consolemail://", "smtp+tls://"),
        ("EMAIL_URL", "courriel.centre.fr:587", "smtp+tls://"),
        ("EXPEDITEUR", "Centre <a@centre.fr>", "sans nom devant"),
        ("EXPEDITEUR", "a@xn--é.fr", "sans nom devant"),
        ("BOITE_RETOURS", "https://boite", "imaps://"),
        ("DERRIERE_PROXY_HTTPS", "peut-être", "1 ou 0"),
        ("NOMBRE_DE_PROXYS", "-1", "un nombre entier de 0 à 9"),
        ("NOMBRE_DE_PROXYS", "10", "un nombre entier de 0 à 9"),
        ("NIVEAU_JOURNAL", "bavard", "INFO"),
        ("SCEAU_PKCS12", "/absent.p12", "un fichier que le portail peut lire"),
        ("SCEAU_MOT_DE_PASSE", "mot", "SCEAU_PKCS12"),
        ("ANTIVIRUS", "/absente", "une commande que le portail peut lancer"),
        ("ANTIVIRUS", "/etc", "une commande que le portail peut lancer"),
        ("ANTIVIRUS", "clamd://h:port", "clamd:///chemin"),
        ("ANTIVIRUS", "clamd://", "clamd:///chemin"),
        ("ANTIVIRUS", "clamdscan -", "clamd:///chemin"),
        ("OIDC_EMETTEUR", "http://annuaire.fr", "l’adresse https://"),
        ("OIDC_NOM", "le compte du centre", "rien tant que OIDC_EMETTEUR"),
        ("OIDC_SECOND_FACTEUR", "mfa", "rien tant que OIDC_EMETTEUR"),
        ("OIDC_CLIENT", "portail", "avec OIDC_EMETTEUR"),
        ("OIDC_SECRET", "secret", "avec OIDC_EMETTEUR"),
        ("OIDC_ORIGINES", "https://adfs.centre.fr/adfs", "sans rien après"),
        ("OIDC_ORIGINES", "adfs.centre.fr", "sans rien après"),
        ("DEBUG", "1", "hors de la démonstration"),
        ("SECOND_FACTEUR", "0", "hors de la démonstration"),
    ),
)


def test_chaque_variable_a_sa_forme_fausse():
    """The table is whole: a variable that comes shows what it refuses. BASE_MODELE is of the tests' own servers."""
    assert set(VARIABLES_DU_PORTAIL) - {nom for nom, _, _ in FAUX} == {"BASE_MODELE"}


@pytest.mark.parametrize(("nom", "valeur", "attendu"), FAUX)
def test_une_forme_fausse_nomme_sa_variable_et_elle_seule(reglages, nom, valeur, attendu):
    with pytest.raises(ImproperlyConfigured) as refus:
        reglages(JUSTE | {nom: valeur})
    [faute] = str(refus.value).splitlines()[1:]
    assert faute.startswith(f"- {nom} : ")
    assert attendu in faute.partition(" ; attendu : ")[2]
    assert (f"« {valeur} »" in faute) is (nom not in SECRETES)


ANNUAIRE = {"OIDC_CLIENT": "portail", "OIDC_SECRET": "secret"}


@pytest.mark.parametrize(
    "emetteur", ["http://annuaire.fr", "annuaire.fr", "https://a:b@annuaire.fr", "https://annuaire.fr?x", "https://a:b"]
)
def test_l_annuaire_est_a_une_adresse_chiffree(reglages, emetteur):
    with pytest.raises(ImproperlyConfigured, match=r"- OIDC_EMETTEUR : .* ; attendu : l’adresse https://"):
        reglages(JUSTE | ANNUAIRE | {"OIDC_EMETTEUR": emetteur})


def test_les_formulaires_ne_partent_que_vers_le_portail_et_son_annuaire(reglages):
    def ou(variables):
        return reglages(JUSTE | variables)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]

    assert ou({}) == ["'self'"]
    annuaire = ANNUAIRE | {"OIDC_EMETTEUR": "https://annuaire.fr:8443/realms/centre"}
    assert ou(annuaire) == ["'self'", "https://annuaire.fr:8443"]
    assert ou(annuaire | {"OIDC_ORIGINES": "https://adfs.fr"}) == [
        "'self'",
        "https://annuaire.fr:8443",
        "https://adfs.fr",
    ]


def test_un_sceau_que_son_mot_de_passe_n_ouvre_pas_se_dit_au_demarrage(reglages, tmp_path):
    sceau, _ = nouvelle_cle(tmp_path)
    avec = JUSTE | {"SCEAU_PKCS12": str(sceau)}
    assert reglages(avec | {"SCEAU_MOT_DE_PASSE": MOT_DE_PASSE})["SCEAU_PKCS12"] == str(sceau)
    for faux in ({"SCEAU_MOT_DE_PASSE": "faux"}, {}):
        with pytest.raises(ImproperlyConfigured, match=r"- SCEAU_MOT_DE_PASSE : .*le mot de passe qui ouvre"):
            reglages(avec | faux)


def test_un_dossier_local_que_l_on_ne_peut_pas_faire_se_dit(reglages):
    with pytest.raises(ImproperlyConfigured, match=r"- VAR_DIR : lu « /proc/rien » ; attendu : un dossier"):
        reglages({"DEMO": "1", "VAR_DIR": "/proc/rien"})


def test_ce_qui_est_vide_n_est_pas_ce_qui_manque(reglages):
    with pytest.raises(ImproperlyConfigured) as refus:
        reglages(JUSTE | {"EXPEDITEUR": " ", "SECRET_KEY": "k"})
    assert [ligne.partition(" ; ")[0] for ligne in str(refus.value).splitlines()[1:]] == [
        "- SECRET_KEY : lu 1 caractère, que l’on ne montre pas",
        "- EXPEDITEUR : vide",
    ]
