"""Ingest on real Dask clusters."""
