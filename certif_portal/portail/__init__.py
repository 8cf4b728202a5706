"""Roof: screens that cross the apps. It may import them all; nothing imports it, but `urls` and `settings`."""
