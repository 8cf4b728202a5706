"""What the tablet keeps to work without network: its worker and the shell that it shows. Nothing of anybody."""

import functools
import hashlib
import json
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from certif_portal.comptes.choix import Role
from certif_portal.comptes.permissions import reserve_a

FICHIERS = (
    "vendor/bootstrap-5.3.8/bootstrap.min.css",
    "css/portail.css",
    "css/tablette.css",
    "css/evaluations.css",
    "css/impression.css",
    "fonts/PortailSans-Regular.woff2",
    "fonts/PortailSans-Semibold.woff2",
    "favicon.svg",
    "js/portail.js",
    "js/retenue.js",
    *(
        f"js/tablette/{nom}.js"
        for nom in (
            "application",
            "base",
            "coffre",
            "depart",
            "documents",
            "dom",
            "envoi",
            "file",
            "lignes",
            "paquet",
            "regles",
            "saisie",
            "sceau",
            "sortie",
            "temoin",
            "vue_competence",
            "vue_documents",
            "vue_liste",
        )
    ),
)
"""All that the shell asks for: a file left out is a page without it off line."""


@login_not_required
@require_safe
def tablette_service(request: HttpRequest) -> HttpResponse:
    """The service worker: at the root, because its address is what it may answer for."""
    contexte = {
        "version": _version(tuple(_chemins())),
        "coquille": reverse("tablette_coquille"),
        "fichiers": json.dumps([static(nom) for nom in FICHIERS]),
    }
    texte = render_to_string("evaluations/tablette_service.js", contexte)
    return HttpResponse(texte, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@login_not_required
@require_safe
def tablette_coquille(request: HttpRequest) -> HttpResponse:
    reponse = render(request, "evaluations/tablette_coquille.html")
    reponse["Cache-Control"] = "no-cache"
    return reponse


@require_safe
@reserve_a(Role.EVALUATEUR)
def tablette_depart(request: HttpRequest) -> HttpResponse:
    """« Prêt à partir ? »: the tablet checks itself before leaving for the workshop."""
    return render(request, "evaluations/tablette_depart.html")


def _chemins() -> list[tuple[str, int]]:
    """The files as they lie here, with their time: a new release is read again, the same one is not."""
    gabarits = Path(__file__).resolve().parents[2] / "templates"
    noms = [str(finders.find(nom)) for nom in FICHIERS]
    noms += [str(gabarits / nom) for nom in ("squelette.html", "tablette.html")]
    noms += [str(gabarits / "evaluations" / f"tablette{suite}") for suite in (".html", "_coquille.html", "_service.js")]
    return [(nom, Path(nom).stat().st_mtime_ns) for nom in noms]


@functools.lru_cache(maxsize=4)
def _version(chemins: tuple[tuple[str, int], ...]) -> str:
    """Of the contents alone: two servers of one release say the same."""
    return hashlib.sha256(b"".join(Path(nom).read_bytes() for nom, _ in chemins)).hexdigest()[:16]
