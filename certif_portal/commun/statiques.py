"""Static files as production serves them: hashed names, in the imports of our modules too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class FichiersStatiques(CompressedManifestStaticFilesStorage):
    """A module imports the version it was released with, even when the browser holds an older one."""

    support_js_module_import_aggregation = True
