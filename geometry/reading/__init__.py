"""Files that users bring along: optical constants and spectra as instruments export them.

    FILE
      text_table         separator, decimal sign, headers, blocks; each row knows its line
      columns            which column is what, in which unit: told, in the header, or by its range
      optical_constants  wavelength, n, k out of columns     -+
      index_page         a page of refractiveindex.info       +-> OpticalConstants
      formulas           its dispersion formulas 1 to 9      -+
      spectrum           an emission spectrum, cleaned        --> photons per wavelength

Whatever is guessed is said: each result carries sentences. Errors are ``FileError``, one line with
file and line. sim.config puts what is read into the case, so that a result depends on no file.
"""

from geometry.reading.optical_constants import OpticalConstants as OpticalConstants
from geometry.reading.text_table import FileError as FileError
