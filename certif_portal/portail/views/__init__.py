"""Screens that cross apps."""
