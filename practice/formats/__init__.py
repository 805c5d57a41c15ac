"""How the product reads what is typed, where Django's own ways are not enough."""
