"""Stores and moves columns: the lake of daily Parquet, binary COPY."""
