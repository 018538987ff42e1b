"""``python -m index rebuild|status|verify``."""

import sys

from index.cli import main

sys.exit(main())
