import Trajectories

/// A mapping that comes with Ascribe: a format that rows and paths suffice for. It is run as it is printed.
protocol MappingPreset: SendableMetatype {
  /// The format's name.
  static var name: String { get }
  static var title: String { get }
  static func fits(_ sample: LogSample) -> Bool
  /// The fields that every row has; none where other things are looked at.
  static var needs: [StaticString] { get }
  /// The mapping's file.
  static var text: String { get }
}

extension MappingPreset {
  static var needs: [StaticString] { [] }
}

/// The importer of a preset.
struct PresetImporter<Preset: MappingPreset>: LogImporter {
  static var name: String { Preset.name }
  static var title: String { Preset.title }
  static func fits(_ sample: LogSample) -> Bool { Preset.fits(sample) }
  static var needs: [StaticString] { Preset.needs }

  private var mapped: MappedImporter

  init(_ options: ImportOptions) {
    mapped = MappedImporter(MappingPresets.mapping(Preset.text, Preset.name), options)
  }

  mutating func read(_ file: LogFile, into sink: TraceSink) throws(TraceError) {
    try mapped.read(file, into: sink)
  }
  mutating func finish(into sink: TraceSink) throws(TraceError) { try mapped.finish(into: sink) }
}

/// The presets by name.
package enum MappingPresets {
  static let all: [any MappingPreset.Type] = [
    VerlAgentPreset.self, VerlPreset.self, VerlLegacyPreset.self, RLLMPreset.self, PlainRowsPreset.self,
  ]

  /// The names of the formats that are mappings.
  package static var names: [String] { all.map { $0.name } }

  /// The file of a preset; `nil` if the name is none.
  package static func text(of name: String) -> String? { all.first { $0.name == name }?.text }

  /// A preset's mapping, whose text is ours.
  static func mapping(_ text: String, _ name: String) -> RowMapping {
    do {
      var mapping = try RowMapping(Array(text.utf8), named: "the mapping \(name)")
      mapping.preset = name
      return mapping
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

/// Rollout dumps of verl (`trainer.rollout_data_dir`), one row a turn since its trainer v1, whose `uid` is
/// `{task}_{session}_{index}`.
enum VerlPreset: MappingPreset {
  static let name = "verl"
  static let title = "a rollout dump of verl (v1)"
  static func fits(_ sample: LogSample) -> Bool {
    sample.has("input", "output", "score", "uid") && !sample.has("traj_uid")
  }
  static let text = """
    {
      "schema": "ascribe.mapping/1",
      "about": "verl, trainer.rollout_data_dir, trainer v1: a line is a turn, its uid {task}_{session}_{index}",
      "fields": {
        "task": {"path": "uid", "split": "_", "parts": [0, -3]},
        "episode": {"path": "uid", "split": "_", "parts": [0, -2]},
        "turn": {"path": "uid", "split": "_", "parts": [-1, -1]},
        "agent": {"constant": "policy"},
        "state": "input",
        "action": "output",
        "score": {"path": "score", "of": "last"},
        "row": "uid"
      }
    }

    """
}

/// Rollout dumps of verl before trainer v1: a line is an episode, and tasks are equal inputs.
enum VerlLegacyPreset: MappingPreset {
  static let name = "verl-legacy"
  static let title = "a rollout dump of verl (legacy)"
  static func fits(_ sample: LogSample) -> Bool {
    sample.has("input", "output", "score") && !sample.has("uid") && !sample.has("traj_uid")
  }
  static let text = """
    {
      "schema": "ascribe.mapping/1",
      "about": "verl, trainer.rollout_data_dir, legacy trainer: a line is an episode of one turn, equal inputs a task",
      "fields": {
        "task": "input",
        "episode": {"path": "request_id", "else": "@line", "optional": true},
        "agent": {"constant": "policy"},
        "state": "input",
        "action": "output",
        "score": "score",
        "status": {
          "path": "acc", "optional": true,
          "words": {"true": "success", "false": "failure", "1": "success", "0": "failure", "1.0": "success", "0.0": "failure"}
        }
      }
    }

    """
}

/// Rollouts of verl-agent, one row a turn.
enum VerlAgentPreset: MappingPreset {
  static let name = "verl-agent"
  static let title = "rollouts of verl-agent"
  static func fits(_ sample: LogSample) -> Bool { sample.has("uid", "traj_uid") }
  static let text = """
    {
      "schema": "ascribe.mapping/1",
      "about": "verl-agent: a row a turn, in the order of the file unless turn is there",
      "fields": {
        "keep": {"path": "active_masks", "optional": true},
        "task": "uid",
        "episode": "traj_uid",
        "turn": {"path": ["turn", "turn_idx"], "optional": true},
        "agent": {"path": ["agent", "agent_name"], "else": "policy", "optional": true},
        "state": "anchor_obs",
        "observation": {"path": ["obs", "input"], "optional": true},
        "action": {"path": ["action", "text_action", "output", "response"]},
        "reward": {"path": "rewards", "optional": true},
        "score": {"path": "episode_rewards", "optional": true},
        "valid": {"path": "is_action_valid", "optional": true}
      }
    }

    """
}

/// Episodes of rLLM, one record an episode, with a trajectory for each agent.
enum RLLMPreset: MappingPreset {
  static let name = "rllm"
  static let title = "episodes of rLLM"
  static func fits(_ sample: LogSample) -> Bool { sample.has("id", "trajectories") }
  static let text = """
    {
      "schema": "ascribe.mapping/1",
      "about": "rLLM: Episode.id is task:rollout, a trajectory for each agent, one after the other",
      "rows": "trajectories[].steps[]",
      "fields": {
        "task": {"path": "^^id", "split": ":", "parts": [0, -2]},
        "episode": "^^id",
        "agent": "^name",
        "state": {"path": "observation", "else": "start", "optional": true},
        "action": {"path": ["action", "model_response"]},
        "reward": {"path": "reward", "optional": true},
        "tokens": {"path": "response_ids", "fold": "count", "optional": true},
        "logProbability": {"path": "logprobs", "fold": "sum", "optional": true},
        "status": {
          "path": ["^^termination_reason", "^^is_correct"], "optional": true,
          "words": {
            "true": "success", "false": "failure", "env_done": null, "unknown": null, "error": "aborted",
            "timeout": "truncated", "max_turns_exceeded": "truncated", "max_prompt_length_exceeded": "truncated",
            "max_response_length_exceeded": "truncated"
          }
        }
      }
    }

    """
}

/// Plain records, one row a step of an agent, as JSON Lines or as a table.
enum PlainRowsPreset: MappingPreset {
  static let name = "rows"
  static let title = "plain records, one row a step"
  static let needs: [StaticString] = ["task", "episode", "action"]
  static func fits(_ sample: LogSample) -> Bool { needs.allSatisfy { sample.has($0) } }
  static let text = """
    {
      "schema": "ascribe.mapping/1",
      "about": "plain records: rows of one turn are one joint decision, a row without agent and action is a tick",
      "fields": {
        "keep": {"path": "active", "optional": true},
        "task": "task",
        "episode": "episode",
        "turn": {"path": ["turn", "step"], "optional": true},
        "agent": {"path": "agent", "optional": true},
        "state": {"path": "state", "optional": true},
        "observation": {"path": "observation", "optional": true},
        "action": "action",
        "reward": {"path": "reward", "optional": true},
        "score": {"path": "score", "optional": true},
        "status": {
          "path": ["status", "truncated"], "optional": true,
          "words": {
            "success": "success", "failure": "failure", "truncated": "truncated", "aborted": "aborted",
            "true": "truncated", "false": null, "1": "truncated", "0": null
          }
        },
        "valid": {"path": "valid", "optional": true},
        "tokens": {"path": "tokens", "optional": true},
        "logProbability": {"path": "logProbability", "optional": true},
        "row": {"path": "row", "optional": true}
      }
    }

    """
}
