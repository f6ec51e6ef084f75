"""The section across a wall: its window, its cells, its objects and its line sources.

section: device and dipoles; zone: where cells are finer; scene: Meep's objects; source: stencils;
lateral: fields on uniform cells.
"""
