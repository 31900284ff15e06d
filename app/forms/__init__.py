"""The ODK XForms engine: XLSForm to definition to instance; no database, no Qt."""
