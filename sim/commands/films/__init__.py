"""Commands about the emitter without a device around it: ``pencsim sclc`` and ``pencsim pl``."""
