"""What is frozen: nothing but this, so that the package itself is imported as in every other place."""

import sys

from alps_desk.__main__ import main

sys.exit(main())
