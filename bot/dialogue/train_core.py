"""Rasa's side of training: ``python -m bot.dialogue.train_core PROJECT ARCHIVE``."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(project: str, archive: str) -> int:
    """Train the policies on domain and rules; the topics themselves are learnt by ``bot.nlu``."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
    sys.path.insert(0, project)
    from rasa.model_training import train_core

    root, target = Path(project), Path(archive)
    made = train_core(
        domain=str(root / "domain.yml"),
        config=str(root / "config.yml"),
        stories=str(root / "nlu_data" / "rules"),
        output=str(target.parent),
        fixed_model_name=target.name.removesuffix(".tar.gz"),
    )
    return 0 if made and target.is_file() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
