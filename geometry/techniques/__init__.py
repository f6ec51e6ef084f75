"""How pixels are made: presets per patterning technique and the shapes that patterning leaves."""
