"""Papers of the demonstration, plainly marked as specimens."""

import io
from functools import cache

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from candidats.donnees import FichierRecu
from certif_portal.commun.fichiers import JPEG
from certif_portal.portail.demo.personnes import Personne

POLICE = settings.BASE_DIR / "static" / "fonts" / "SourceSans3-Semibold.ttf"
FOND, ENCRE, TRAIT = "#e8eef3", "#1f3a56", "#9fb3c6"


def piece_identite(personne: Personne) -> FichierRecu:
    """A card on which only the name and the birth can be read."""
    image = Image.new("RGB", (680, 420), FOND)
    dessin = ImageDraw.Draw(image)
    dessin.rectangle((12, 12, 667, 407), outline=TRAIT, width=3)
    dessin.rectangle((40, 110, 210, 320), fill=TRAIT)
    titre, corps = (ImageFont.truetype(str(POLICE), taille) for taille in (26, 30))
    dessin.text((40, 40), "SPÉCIMEN — centre de démonstration", font=titre, fill="#a03000")
    lignes = (personne.nom.upper(), personne.prenom, f"né(e) le {personne.naissance:%d/%m/%Y}", personne.lieu)
    for rang, ligne in enumerate(lignes):
        dessin.text((240, 112 + 54 * rang), ligne, font=corps, fill=ENCRE)
    octets = io.BytesIO()
    image.save(octets, "JPEG", quality=70)
    return FichierRecu("piece-identite-specimen.jpg", octets.getvalue(), JPEG)


@cache
def papier(titre: str) -> FichierRecu:
    """A page that says only what it stands for."""
    image = Image.new("RGB", (620, 877), "white")
    police = ImageFont.truetype(str(POLICE), 26)
    ImageDraw.Draw(image).text((40, 60), f"SPÉCIMEN\n\n{titre}", font=police, fill=ENCRE)
    octets = io.BytesIO()
    image.save(octets, "JPEG", quality=70)
    return FichierRecu(f"{titre.lower().replace(' ', '-')}-specimen.jpg", octets.getvalue(), JPEG)
