"""llama.cpp's own HTTP server with one model file: ``python llama_server.py MODEL.gguf`` prints its address and serves.

It stops when its standard input is closed, so that it never outlives the tests. One thread: several would spin while they wait.
"""

import os
import sys

import xllamacpp


def main(model: str) -> None:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = model
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    parameters.port = 0
    parameters.offline = True
    parameters.use_jinja = True
    server = xllamacpp.Server(parameters)
    print(f"SERVING {server.listening_address}", flush=True)  # noqa: T201 -- read by the tests
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
