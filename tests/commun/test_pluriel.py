"""The plural of templates is that of French, in every page: it begins at two."""

import pytest
from django.template import engines


@pytest.mark.parametrize(
    ("nombre", "dit"),
    [(0, "candidat"), (1, "candidat"), (2, "candidats"), ("0", "candidat"), ([], "candidat"), ([1, 2], "candidats")],
)
def test_le_pluriel_commence_a_deux(nombre, dit):
    assert engines["django"].from_string("candidat{{ n|pluralize }}").render({"n": nombre}) == dit


def test_les_deux_formes_sont_dites():
    gabarit = engines["django"].from_string('recevr{{ n|pluralize:"a,ont" }}')
    assert [gabarit.render({"n": nombre}) for nombre in (0, 2)] == ["recevra", "recevront"]
