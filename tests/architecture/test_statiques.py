"""The static files as production serves them: hashed names, so every address written in a stylesheet must exist. Their
compression, twelve seconds of it, is that of `tests/epreuves/test_exploitation.py`."""

from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command


def fichiers() -> set[Path]:
    return {Path(nom) for chercheur in get_finders() for nom, _ in chercheur.list([])}


def test_les_fichiers_statiques_se_rassemblent_sous_des_noms_immuables(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [fichier.suffix.removeprefix(".") for fichier in fichiers()]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "certif_portal.commun.statiques.FichiersStatiques"}
    }
    call_command("collectstatic", "--no-input", verbosity=0)
    noms = FileSystemStorage(location=tmp_path).listdir("css")[1]
    assert [nom for nom in noms if nom.startswith("portail.") and nom.count(".") == 2 and nom.endswith(".css")] != []
    assert (tmp_path / "staticfiles.json").exists()
