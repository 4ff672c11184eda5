"""The dialogue: two calls to a Rasa process that lives in a box of its own.

The modules fall into three groups.

* Rasa's side (Python 3.10, ``.venv-rasa``): ``rasa_process``, ``rasa_agent``, ``rasa_parts``, ``nlg``,
  ``nlu_component``.
* The service's side: ``client``, ``actions_runner``, ``context``, ``effects``, ``sessions``, ``parse``,
  ``process``, ``training``.
* Both: ``frames``, ``texts``. They need only the standard library and ruamel.yaml.
"""
