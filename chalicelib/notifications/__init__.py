"""Messages, news, surveys and emergency alerts."""
