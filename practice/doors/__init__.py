"""The doors: they translate between people or programs and the services, and decide nothing."""
