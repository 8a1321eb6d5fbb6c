"""Tests of the sections of the settings page."""
