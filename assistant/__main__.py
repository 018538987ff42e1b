"""``python -m assistant``: the chat page."""

import sys

from assistant.cli import chat_main

sys.exit(chat_main())
