"""« Pourquoi ? » unfolded beside a date stays in the page: at the end of a row, of a card, of a list."""

import pytest

from tests.jurys.factories import creer_jury_compose
from tests.navigateur import acces
from tests.navigateur.test_acces import ecran, monde_entier  # noqa: F401 - a fixture

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]
LARGEURS = (1440, 820, 320)  # between them a wide table scrolls inside its own region
PAGES = (("inscription_liste", "agent"), ("accueil", "of"), ("accueil", "agent"))
# One at a time, as a person does: the boxes of what is unfolded, that go out of the page.
SORTIS = """() => [...document.querySelectorAll("main details.pourquoi")].filter((e) =>
  e.checkVisibility()).map((e) => {
  e.open = true;
  const boite = e.querySelector(":scope > div").getBoundingClientRect();
  const large = document.documentElement.clientWidth;
  const sort = boite.left < 0 || boite.right > large + 0.5 || document.documentElement.scrollWidth > large;
  e.open = false;
  return [sort, `${boite.left} à ${boite.right} : ${e.parentElement.outerHTML.slice(0, 80)}`];
})"""


def sortis(page) -> tuple[int, list[str]]:
    vus = page.evaluate(SORTIS)
    return len(vus), [ou for sort, ou in vus if sort]


def test_un_pourquoi_deplie_ne_sort_pas_de_la_page(ecran):  # noqa: F811
    monde = monde_entier()
    agent, jury = monde.clients["agent"], creer_jury_compose(etat="preparation")
    adresse = f"/jurys/{jury.pk}/"
    vues = [acces.recevoir("jury_detail", "agent", adresse, lambda: agent.get(adresse))]
    vues += [acces.la_vue(monde, *qui) for qui in PAGES]
    for vue in vues:
        page = ecran.montrer(vue)
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": acces.HAUTEUR})
            nombre, fautifs = sortis(page)
            assert nombre, f"{vue} : aucun « Pourquoi ? »"
            assert fautifs == [], f"{vue}, {largeur} px"


def test_un_pourquoi_qui_sort_se_voit(page):
    """Negative control."""
    page.set_content(
        "<main><details class=pourquoi style='position:absolute;right:0'><summary>x</summary>"
        "<div style='position:absolute;left:0;width:400px'>y</div></details></main>"
    )
    assert len(sortis(page)[1]) == 1
