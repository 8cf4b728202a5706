"""A référentiel back to a document of the branch's model: values in, bytes out, no database."""

from referentiels.exports.word import exporter_word

__all__ = ["exporter_word"]
