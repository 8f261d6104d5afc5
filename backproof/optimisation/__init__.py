"""Optimisation: functions of several numbers, their optima and steps towards them, with certificates."""
