"""Takes a configuration and gives a site in its place, redoing only what changed; drives the plugin."""
