"""The house rules a reader cannot check by eye: who reads the clock, who writes, what a page may hold."""

import ast
import hashlib
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.environnement import RACINE

APPS = ("certif_portal", "referentiels", "habilitations", "candidats", "evaluations", "jurys")
LONGUEUR_MAXIMALE = 400  # lines
LARGEUR_DES_GABARITS = 160  # characters; ruff holds 120 for Python
HORLOGE = "certif_portal.commun.horloge"
# Where a request, a task or a command starts: the date is read there and handed down.
ENTREES = (
    *("views", "cadre", "sante", "metriques", "tasks", "management", "middleware", "contexte", "adaptateur"),
    *("sessions", "facteurs"),  # called by Django and by the library of second factors
    *("admin", "administration"),
)
ECRITURES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# `localdate()` reads the clock; `localdate(a)` only names the day of an instant it is given.
LECTURES_D_HORLOGE = re.compile(
    r"\btimezone\.(now|(localdate|localtime)(?!\([^)]))\b|\b(date|datetime)\.(today|now|utcnow)\b|\btime\.time\b|\bauto_now"
)
# Django's own technical stamp on an account: no delay of the dispositif is counted from it.
HEURE_TECHNIQUE = 'date_joined = models.DateTimeField("créé le", auto_now_add=True)'
# The end of a request, for the lines of the log alone: nothing of the dispositif hangs on it.
FIN_DE_REQUETE = "@receiver(request_finished)"
STATIQUES = RACINE / "static"


def relatif(fichier: Path) -> str:
    return str(fichier.relative_to(RACINE))


def sources(*dossiers: str) -> list[Path]:
    """Python files of the project, migrations aside."""
    fichiers = [fichier for dossier in dossiers for fichier in (RACINE / dossier).rglob("*.py")]
    return sorted(fichier for fichier in fichiers if "migrations" not in fichier.parts)


def gabarits(*extensions: str) -> list[Path]:
    return sorted(f for extension in extensions for f in (RACINE / "templates").rglob(f"*.{extension}"))


@cache
def arbre(fichier: Path) -> ast.Module:
    """Read once for all the tests that walk the house: nobody writes in it."""
    return ast.parse(fichier.read_text())


def est(fichier: Path, *roles: str) -> bool:
    """True when a file, or the package it sits in, plays one of these roles (views.py, views/jury.py…)."""
    return any(partie.removesuffix(".py") in roles for partie in fichier.relative_to(RACINE).parts)


@cache
def modules_importes(fichier: Path) -> set[str]:
    noms = set()
    for noeud in ast.walk(arbre(fichier)):
        if isinstance(noeud, ast.Import):
            noms |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module:
            noms |= {noeud.module, *(f"{noeud.module}.{alias.name}" for alias in noeud.names)}
    return noms


def passages(fichiers: list[Path], motif: re.Pattern[str]) -> list[str]:
    """« path:line: text » of every line that matches."""
    return [
        f"{relatif(fichier)}:{numero}: {ligne.strip()}"
        for fichier in fichiers
        for numero, ligne in enumerate(fichier.read_text().splitlines(), start=1)
        if motif.search(re.sub(r"{%.*?%}", "", ligne) if fichier.suffix == ".html" else ligne)
    ]


# ---------------------------------------------------------------- Python


def test_les_reglages_se_lisent_par_leur_porte():
    """A table read beside it is empty on a new centre, whose defaults only that door knows."""
    portes = re.compile(
        r"ValeurAvis\.objects|ParametresCentre\.objects\.(get|first|filter\(pk=1\)\.first)|\bParametresCentre\(\)"
    )
    fichiers = [f for f in sources(*APPS) if not relatif(f).startswith("certif_portal/centre/models/")]
    assert passages(fichiers, portes) == []


def test_le_temps_ne_se_lit_que_dans_l_horloge():
    fichiers = [f for f in sources(*APPS) if relatif(f) != "certif_portal/commun/horloge.py"]
    assert [ligne for ligne in passages(fichiers, LECTURES_D_HORLOGE) if not ligne.endswith(HEURE_TECHNIQUE)] == []


def test_l_horloge_n_est_appelee_que_par_les_vues_les_taches_et_les_commandes():
    lecteurs = [f for f in sources(*APPS) if HORLOGE in modules_importes(f) and not est(f, *ENTREES)]
    assert [relatif(fichier) for fichier in lecteurs] == []


def test_une_ligne_seulement_tenue_n_arrete_pas_qui_pointe_vers_elle():
    """FOR UPDATE waits for every row that refers to it: a registration would wait for its OF."""
    fautes = [
        f"{relatif(fichier)}:{noeud.lineno}"
        for fichier in sources(*APPS)
        for noeud in ast.walk(arbre(fichier))
        if isinstance(noeud, ast.Call)
        and isinstance(noeud.func, ast.Attribute)
        and noeud.func.attr == "select_for_update"
        and "no_key" not in {option.arg for option in noeud.keywords}
    ]
    assert fautes == []


def test_le_courtier_n_est_appele_que_par_sa_porte():
    """An act whose mail cannot be announced is done all the same."""
    fichiers = [f for f in sources(*APPS) if relatif(f) != "certif_portal/commun/courtier.py"]
    assert passages(fichiers, re.compile(r"delay_on_commit|\.delay\(|\.apply_async")) == []


def test_chaque_fichier_depose_s_ouvre_a_part():
    """The parsers of uploads are imported where the process with limits imports them, and nowhere else."""
    ouvreurs = {
        "certif_portal/commun/actions_pdf.py",
        "certif_portal/commun/annotation.py",
        "certif_portal/commun/codes_qr.py",
        "certif_portal/commun/controles.py",
        "certif_portal/commun/feuilles.py",
        "certif_portal/commun/jonction.py",
        "certif_portal/commun/ajouts.py",
        "certif_portal/commun/photos.py",
    }
    analyseurs = re.compile(r"\b(?:import pikepdf|from pikepdf|import PIL|from PIL|python_calamine|load_workbook)\b")
    autres = [f for f in sources(*APPS) if relatif(f) not in ouvreurs and "/demo/" not in relatif(f)]
    assert passages(autres, analyseurs) == []


def test_les_vues_n_ecrivent_pas():
    fautes = [
        f"{relatif(fichier)}:{noeud.lineno}: .{noeud.func.attr}()"
        for fichier in sources(*APPS)
        if est(fichier, "views")
        for noeud in ast.walk(arbre(fichier))
        if isinstance(noeud, ast.Call) and isinstance(noeud.func, ast.Attribute) and noeud.func.attr in ECRITURES
    ]
    assert fautes == []


def test_les_regles_ignorent_django():
    fautes = [
        f"{relatif(fichier)} importe {nom}"
        for fichier in sources(*APPS)
        if est(fichier, "regles") and not est(fichier, "management")
        for nom in modules_importes(fichier)
        if nom.split(".")[0] == "django"
    ]
    assert fautes == []


def test_ni_signal_ni_surcharge_de_save_ni_detour_des_imports():
    fautes = passages(
        sources(*APPS), re.compile(r"\bdef save\(self|django\.db\.models\.signals|@receiver|\.get_model\(")
    )
    assert [faute for faute in fautes if "/admin" not in faute and not faute.endswith(FIN_DE_REQUETE)] == []


def test_un_import_nomme_le_fichier():
    """A package re-exports nothing; Django alone finds the models of an app, and Celery's application, at one
    address."""
    facades = [f for f in sources(*APPS, "tests", "outils_dev") if f.name == "__init__.py" and modules_importes(f)]
    permises = {f"{app}/models/__init__.py" for app in (*APPS, "certif_portal/centre", "certif_portal/portail")} | {
        "certif_portal/__init__.py"
    }
    assert [relatif(fichier) for fichier in facades if relatif(fichier) not in permises] == []


def test_ni_balisage_sur_parole_ni_formulaire_sans_jeton():
    """The guide: our own files, rendered by a library that lets no HTML through. What draws a field: names of
    fields, and help that a form wrote; every other text is escaped, as its test asks of an option and a label."""
    permis = {"certif_portal/portail/queries/guide.py", "certif_portal/commun/champ_dessine.py"}
    fichiers = [fichier for fichier in sources(*APPS) if relatif(fichier) not in permis]
    assert passages(fichiers, re.compile(r"\bmark_safe\b|\bcsrf_exempt\b|\bSafeString\(")) == []


def test_aucun_fichier_ne_depasse_la_longueur_d_une_lecture():
    fichiers = [*sources(*APPS, "tests", "outils_dev"), RACINE / "dev.py", *gabarits("html", "txt")]
    fichiers += sorted((STATIQUES / "js").rglob("*.js"))
    longueurs = {relatif(fichier): len(fichier.read_text().splitlines()) for fichier in fichiers}
    assert {nom: lignes for nom, lignes in longueurs.items() if lignes > LONGUEUR_MAXIMALE} == {}


# ---------------------------------------------------------------- templates


def test_un_commentaire_de_gabarit_tient_sur_sa_ligne():
    """Cut by a line's end, « {# #} » is no comment any more: it is printed on the page."""
    fautes = [
        f"{gabarit.name}:{numero}"
        for gabarit in gabarits("html", "txt")
        for numero, ligne in enumerate(gabarit.read_text().splitlines(), 1)
        if ligne.count("{#") != ligne.count("#}")
    ]
    assert fautes == []


def test_les_gabarits_ne_contiennent_ni_style_ni_script_en_ligne():
    """The content security policy would refuse them: the page would be broken, not only untidy."""
    motif = re.compile(r"\sstyle=|<style\b|\son[a-z]+=[\"']|href=[\"']javascript:|<script(?![^>]*\ssrc=)[^>]*>", re.I)
    assert passages(gabarits("html"), motif) == []


def test_aucune_ligne_de_gabarit_ne_depasse_la_largeur_d_un_ecran():
    """In the text of a mail a line is a paragraph: it is as long as what it says."""
    fautes = [
        f"{relatif(fichier)}:{numero}: {len(ligne)}"
        for fichier in gabarits("html")
        for numero, ligne in enumerate(fichier.read_text().splitlines(), start=1)
        if len(ligne) > LARGEUR_DES_GABARITS
    ]
    assert fautes == []


def test_une_table_s_empile_par_son_cadre():
    """On a tablet the rows of « tableau empile » become blocks; written on the table itself, the word does nothing."""
    assert passages(gabarits("html"), re.compile(r"<table[^>]*\bempile\b")) == []


def test_les_gabarits_echappent_tout():
    motif = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
    assert [relatif(fichier) for fichier in gabarits("html") if motif.search(fichier.read_text())] == []


def test_une_regle_se_cite_d_une_seule_facon():
    """`citation` says the sentence, its source and its code, in this order."""
    assert passages(gabarits("html", "txt"), re.compile(r"\.enonce }}\s*—")) == []


def test_les_gabarits_ne_demandent_rien_a_un_tiers():
    motif = re.compile(r"<(link|script|img|iframe|source|video|audio)\b[^>]*(src|href)=[\"'](https?:)?//", re.I)
    assert passages(gabarits("html"), motif) == []


def texte_visible(fichier: Path) -> str:
    """What a reader sees: without template tags, comments and markup; variables become « x »."""
    texte = fichier.read_text()
    texte = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}|<!--.*?-->", "", texte, flags=re.S)
    texte = re.sub(r"{{.*?}}", "x", texte, flags=re.S)
    texte = re.sub(r"{%.*?%}", "", texte, flags=re.S)
    return re.sub(r"<[^>]*>", "", texte, flags=re.S)


@pytest.mark.parametrize(
    ("faute", "motif"),
    [
        ("apostrophe droite", r"\w'\w"),
        ("espace sécable avant une ponctuation haute", r"[^\s] [:;?!](?=\s|$)|[^\s] »|« \S"),
        ("mot de politesse administrative", r"(?i)\bveuillez\b"),
    ],
)
def test_les_gabarits_suivent_la_typographie_francaise(faute, motif):
    fautes = [
        f"{relatif(fichier)}: {ligne.strip()}"
        for fichier in gabarits("html", "txt")
        for ligne in texte_visible(fichier).splitlines()
        if re.search(motif, ligne)
    ]
    assert fautes == [], faute


# ---------------------------------------------------------------- static files


def test_les_fichiers_importes_sont_ceux_du_manifeste():
    manifeste = json.loads((STATIQUES / "vendor" / "MANIFESTE.json").read_text())
    attendus = {nom: somme for paquet in manifeste for nom, somme in paquet["fichiers"].items()}
    presents = {str(f.relative_to(STATIQUES)) for f in (STATIQUES / "vendor").rglob("*") if f.is_file()}
    assert presents - set(attendus) == {"vendor/MANIFESTE.json"}
    assert {nom: hashlib.sha256((STATIQUES / nom).read_bytes()).hexdigest() for nom in attendus} == attendus


def test_chaque_paquet_importe_dit_sa_version_et_sa_licence():
    for paquet in json.loads((STATIQUES / "vendor" / "MANIFESTE.json").read_text()):
        assert all(paquet.get(cle) for cle in ("nom", "version", "licence")), paquet


def polices() -> list[tuple[str, str, str, str]]:
    """(stylesheet, family, style, weight) of every @font-face of our own stylesheets."""
    trouvees = []
    for feuille in sorted(STATIQUES.rglob("*.css")):
        if "vendor" in feuille.parts:
            continue
        for bloc in re.findall(r"@font-face\s*{(.*?)}", feuille.read_text(), re.S):
            proprietes = dict(re.findall(r"([\w-]+)\s*:\s*([^;]+);?", bloc))
            valeurs = [
                proprietes.get(nom, "normal").strip("\"' \n") for nom in ("font-family", "font-style", "font-weight")
            ]
            trouvees.append((relatif(feuille), *valeurs))
    return trouvees


def test_une_seule_police_par_famille_style_et_graisse():
    """Two subsets under one family make WeasyPrint print wrong letters while the text stays right."""
    assert [police for police, nombre in Counter(polices()).items() if nombre > 1] == []
    assert polices() != []


def test_les_feuilles_de_style_ne_demandent_rien_a_un_tiers():
    feuilles = [f for f in sorted(STATIQUES.rglob("*.css")) if "vendor" not in f.parts]
    assert passages(feuilles, re.compile(r"url\(\s*[\"']?(https?:)?//|@import")) == []


def test_un_acte_a_une_seule_porte():
    """Of two services of one name in two apps, the lower forgets part of the act: it notes, the higher decides."""
    apps: dict[str, set[str]] = {}
    for fichier in sources(*APPS):
        if est(fichier, "services"):
            app = relatif(fichier).split("/services")[0]
            for noeud in arbre(fichier).body:
                if isinstance(noeud, ast.FunctionDef) and not noeud.name.startswith("_"):
                    apps.setdefault(noeud.name, set()).add(app)
    assert len(apps) > 100
    assert {nom: sorted(lesquelles) for nom, lesquelles in apps.items() if len(lesquelles) > 1} == {}


# A view says what was refused through the frame of `commun/cadre.py`; these are no refusals of an act.
HORS_CADRE = {}


def test_les_vues_repondent_par_le_cadre():
    """No view catches a refusal, nor writes a message: one frame does, for every app."""
    attrapes: dict[str, set[str]] = {}
    for fichier in sources(*APPS):
        if est(fichier, "views"):
            for noeud in ast.walk(arbre(fichier)):
                if isinstance(noeud, ast.ExceptHandler):
                    attrapes.setdefault(relatif(fichier), set()).add(ast.unparse(noeud.type) if noeud.type else "")
    assert attrapes == HORS_CADRE
    parleuses = [
        relatif(f) for f in sources(*APPS) if est(f, "views") and "django.contrib.messages" in modules_importes(f)
    ]
    assert parleuses == []


def test_les_formulaires_se_lient_par_la_saisie():
    """`saisie(request)` gives back the files of a refused form, and what a session that ended had kept."""
    vues = [f for f in sources(*APPS) if est(f, "views")]
    assert passages(vues, re.compile(r"\w\(\s*request\.POST( if| or|,|\))|data=request\.POST")) == []


def test_les_champs_communs_ne_sont_ecrits_qu_une_fois():
    """How a date, an hour or a phone is typed is said in `commun/champs.py` alone; a SIRET has one reader."""
    fichiers = [f for f in sources(*APPS) if relatif(f) != "certif_portal/commun/champs.py"]
    assert passages(fichiers, re.compile(r"DateInput\(|TimeInput\(|\bforms\.(Date|Time)Field\(")) == []
    lecteurs = [f for f in sources(*APPS) if any(nom.startswith("stdnum.fr") for nom in modules_importes(f))]
    assert [relatif(f) for f in lecteurs] == ["certif_portal/commun/identifiants.py"]
