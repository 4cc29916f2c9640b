"""What is printed when something has been compiled: the texts that :mod:`numlir.config` asks for."""

from __future__ import annotations

from . import _numlir, config, inspection


def announce(dispatcher) -> None:
    """Prints what was asked for of each specialisation that has come since the last time."""
    signatures = dispatcher.signatures
    known = getattr(dispatcher, "_announced", 0)
    dispatcher._announced = len(signatures)
    for index in range(known, len(signatures)):
        for name, stage in config._DUMPS.items():
            if getattr(config, name):
                _print(f"{name} {dispatcher.__name__} {inspection._shown(signatures[index])}", _text(dispatcher, index, stage))


def _text(dispatcher, index, stage):
    if stage == "cfg":
        return _numlir.flow_graph(dispatcher)
    return _numlir.stage_text(dispatcher, index, stage, False)


def _print(title, text):
    print(f"{title:-^80}", text, "=" * 80, sep="\n")
