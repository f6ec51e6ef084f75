"""How a device is simulated: configuration, optics, electrical model, coupling, storage."""
