"""A référentiel back to a document of the branch's model: values in, bytes out, no database."""
