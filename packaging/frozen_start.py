"""What is frozen: nothing but this, so that the package itself is imported as in every other place."""

import multiprocessing
import sys

# Large imports use the other cores: each is this same executable, told by its words to work for the first one.
multiprocessing.freeze_support()

from alps_desk.__main__ import main  # noqa: E402

sys.exit(main())
