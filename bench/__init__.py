"""Measurements, as ratios in one run; `python -m bench` runs them all, `python -m bench NAME` one."""
