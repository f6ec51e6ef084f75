"""Commands about what is made of pixels, and how it lasts: areas, panels, lifetimes."""
