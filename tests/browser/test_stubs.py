import subprocess
import sys

IMPORT = """
from assistant.chat.stubs import write_no_stubs
write_no_stubs()
write_no_stubs()
import gradio, gradio.component_meta
gradio.component_meta.create_or_modify_pyi(gradio.HTML, "HTML", [])
print(gradio.component_meta.create_or_modify_pyi.__module__, gradio.HTML("mot").value)
"""


def test_gradio_is_imported_without_writing_stubs_and_its_components_work():
    done = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)

    assert done.stdout == "assistant.chat.stubs mot\n"
