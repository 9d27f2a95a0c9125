"""Joins the stages' protocols to the store, the sources and the channels; the edges start here."""
