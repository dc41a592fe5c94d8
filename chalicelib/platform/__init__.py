"""What the apps need before any feature: settings, health, the API's own description."""
