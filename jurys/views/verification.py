"""The public page where whoever holds a certificate checks it: a number, a code, and what the paper says."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from certif_portal.centre.models import parametres
from certif_portal.commun.durees import secondes_en_lettres
from certif_portal.commun.liens import sans_adresse
from certif_portal.commun.limites import permis
from jurys.forms.certificat import VerificationForm
from jurys.queries.verification import certificat_verifie, dernier_de

AUCUN = "Aucun certificat ne porte ce numéro et ce code. Relisez-les sur le papier, ou écrivez au centre."
MAXIMUM, SECONDES = 60, 3600
"""Tries of one address in an hour: a recruiter's morning, and a thousand million years to find one code of 50 bits."""


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certificat_verifier(request: HttpRequest) -> HttpResponse:
    """Asked by the form, or by the QR code of the paper. Unknown, or known with another code: one answer."""
    recu = request.POST if request.method == "POST" else request.GET
    form = VerificationForm(recu if {"numero", "code"} <= recu.keys() else None)
    cherche = form.is_valid()
    refuse = cherche and not permis(request, "certificat_verifier", maximum=MAXIMUM, secondes=SECONDES)
    certificat = None
    if cherche and not refuse:
        certificat = certificat_verifie(**form.cleaned_data, cle=parametres().cle_verification)
    trop = f"Trop de vérifications viennent de cette adresse\u00a0: réessayez dans {secondes_en_lettres(SECONDES)}."
    contexte = {
        "formulaire": form,
        "cherche": cherche,
        "trop": trop if refuse else "",
        "aucun": AUCUN,
        "certificat": certificat,
        "dernier": dernier_de(certificat) if certificat else None,
    }
    page = render(request, "jurys/certificat_verifier.html", contexte, status=429 if refuse else 200)
    return sans_adresse(page)
