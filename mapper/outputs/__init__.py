"""Outputs: a control history becomes text or bytes."""
