"""What a case says about its inputs: which of them decides, and which values data ask for."""
