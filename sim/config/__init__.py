"""From YAML to a checked Study, every mistake with its place.

    file.yaml
      yaml_tree   text -> values that know where they were written (ScalarNode, ListNode, MapNode)
      files       blocks that stand in files of their own
      overrides   --set PATH=VALUE, axes of a sweep
      messages    what pydantic found, in this project's words
      checks      gathers what geometry.checks, the grid, the methods and the electrics refuse
      loader      all of it in order; and back to YAML
    Study, or ConfigError (errors: Place, Problem, one line each)

Public names: ``loader.load_study``, ``load_checked``,
``study_from_yaml``, ``study_from_tree``, ``validate_tree``, ``dump_study``, ``shipped_library``;
``errors.ConfigError``, ``InputError``, ``Place``, ``Problem``, ``fail``; ``yaml_tree.parse_yaml``,
``MapNode``; ``overrides.parse_override``, ``value_override``. They are not imported here: what
``checks`` gathers from imports ``errors``.
"""
