"""Ground and roof of the house (docs/architecture.md): `commun`, `comptes` and `centre` carry everything, `portail`
stands on everything; settings, URLs and Celery put it together. The trade is in the folders of the top level."""
