import Ascribe
import CreditMethods

/// What a method that attributes traces does, whatever the trace, unless it declares why not.
enum TraceProperty: String, CaseIterable, Sendable {
  /// The order of the episodes changes nothing.
  case ignoresOrderOfEpisodes
  /// The order in which a turn lists its agents changes nothing.
  case ignoresOrderOfAgents
  /// Names of tasks, states and actions change nothing.
  case ignoresNames
  /// A task's credits are the same without the other tasks, to the last bit: a trace may be attributed task by task.
  case ignoresOtherTasks
  /// With rewards and penalties in another unit the credits are in that unit, or standardised as before.
  case followsUnitOfRewards
  /// Where no episode succeeds and nothing is penalised, all credits are exactly 0.
  case isZeroForFailuresAlone
  /// No turn of a failure has a positive credit, where success alone is rewarded and nothing penalised.
  case neverRewardsAFailure
  /// Agents that act together have the same credit.
  case isSharedByTheAgentsOfATurn

  /// Why a method does not have a property.
  struct Exception: Sendable {
    let reason: String
    /// Settings with which it has it after all.
    var unless: [(name: String, value: String)]?

    init(_ reason: String, unless name: String? = nil, is value: String = "") {
      self.reason = reason
      unless = name.map { [($0, value)] }
    }

    init(_ reason: String, unless settings: [(name: String, value: String)]) {
      self.reason = reason
      unless = settings
    }
  }

  /// Mixing critics, which give every agent a utility of its own.
  private static let mixing = ["vdn", "dop", "qmix", "qtran", "qplex", "sqddpg", "shaq", "lica"]

  /// The exceptions, by the identifier of the method.
  var exceptions: [String: Exception] {
    switch self {
    // A critic of the state alone does not see the agents.
    case .ignoresOrderOfAgents:
      Self.networks.filter { $0.key != "pinto" }.merging([
        "poad": Exception("agents decide in the order of the trace", unless: "order", is: "average"),
        "bilevel": Exception("agents decide in the order of the trace"),
        "m_grpo": Exception("the first agent of the trace is the main one"),
      ]) { first, _ in first }
    case .ignoresNames:
      Self.all(
        ["dop", "qmix", "qtran", "qplex", "shaq"],
        Exception("noise at the start is drawn by name", unless: "noise", is: "0")
      ).merging([
        "posterior": Exception("models are drawn by name", unless: "emit", is: "plugin")
      ]) { first, _ in first }
    case .ignoresOrderOfEpisodes:
      [
        "sweet": Exception("the first of the best episodes is preferred", unless: "pairs", is: "all"),
        "archer": Exception(
          "its halves are the episodes of even and of odd place", unless: "twin", is: "none"),
        "rewardflow": Exception(
          "values flow from the reward with which a state was first reached", unless: "convention",
          is: "paper"),
        "m_grpo": Exception("the first agent of the trace is the main one"),
      ].merging(Self.networks) { first, _ in first }
    case .ignoresOtherTasks:
      Self.all(
        TraceMethod.all.filter(\.entry.card.spansTasks).map(\.id),
        Exception("its card says that it spans tasks"))
    case .followsUnitOfRewards:
      [
        "sweet": Exception("it looks at the order of scores alone"),
        "spa": Exception("what could be executed earns a bonus of its own", unless: "grounding", is: "0"),
        "graphpo": Exception("it reads success and length, not rewards"),
        "rewardflow": Exception(
          "the paper's values are on the scale of 1, whatever success pays", unless: "convention",
          is: "reference"),
        "hgpo": Exception("eps also stands under the weights of levels", unless: "convention", is: "paper"),
        "mappo": Exception(
          "a network on targets as they are learns in their unit", unless: "valueNormalisation", is: "true"),
        "posterior": Exception("a success is worth 1"),
        "liir": Exception("intrinsic rewards have a bound of their own", unless: "weight", is: "0"),
        "crbc": Exception(
          "a success is worth 1 to the step's term",
          unless: [("weightStep", "0"), ("emit", "advantage")]),
        "hae": Exception(
          "scores are as they are, whitened channels have no unit, and so has what keeping a segment pays",
          unless: [("reward", "trace"), ("norm", "false"), ("keep", "none")]),
        "ecpo": Exception("the step's term has no unit", unless: [("epsGate", "0"), ("norm", "std")]),
        "tempo": Exception("scores are as they are", unless: "reward", is: "trace"),
        "hicra": Exception("scores are as they are", unless: "reward", is: "trace"),
        "tree_grpo": Exception("scores are as they are, and what is compared twice has eps twice"),
        "mt_grpo": Exception("scores are as they are", unless: "reward", is: "trace"),
        "starpo_s": Exception("scores are as they are", unless: "reward", is: "trace"),
        "identical": Exception("scores are as they are", unless: "reward", is: "trace"),
        "aem": Exception("scores are as they are", unless: "reward", is: "trace"),
        "vspo": Exception(
          "the best reward and the stages have units of their own",
          unless: [("reward", "trace"), ("emit", "credit"), ("stages", "false")]),
        "aslr": Exception("segments are told by a threshold", unless: [("reward", "trace"), ("delta", "0")]),
        "gvpo": Exception("the bonus has no unit", unless: [("reward", "trace"), ("weightStep", "0")]),
        "a3": Exception("deviations below 0.5 are small, whatever the unit"),
        "t2po": Exception("it flags turns"),
        "stepagent": Exception("it looks at actions alone"),
        "m_grpo": Exception("a delegation earns 1 at most"),
        "dr_mas": Exception("scores are as they are", unless: "reward", is: "trace"),
        "qllm": Exception("scores are as they are", unless: "reward", is: "trace"),
        "magrpo": Exception(
          "scores are as they are, and a tiny variance has a unit",
          unless: [("reward", "trace"), ("std", "false")]),
      ]
    case .isZeroForFailuresAlone:
      [
        "crbc": Exception("failures may have scores", unless: "boundary", is: "success"),
        "posterior": Exception(
          "what is not known may be worth something",
          unless: [("elsewhere", "false"), ("truncated", "failure")]),
        "hae": Exception("keeping a segment pays", unless: "keep", is: "none"),
        "m_grpo": Exception("what is valid is paid", unless: [("partial", "0"), ("weightFormat", "0")]),
        "spa": Exception("what could be executed earns a bonus", unless: "grounding", is: "0"),
        "mt_grpo": Exception("a turn of a failure may be rewarded"),
        "vspo": Exception("accepted actions are rewarded first", unless: "stages", is: "false"),
        "gvpo": Exception("accepted actions have a bonus", unless: "weightStep", is: "0"),
        "t2po": Exception("it flags turns"),
        "gepo": Exception("reaching central states pays", unless: "weightCentrality", is: "0"),
        "graphpo": Exception("shorter ways are better"),
        "mappo": Exception(
          "a network on targets as they are starts from chance", unless: "valueNormalisation", is: "true"),
      ]
    case .neverRewardsAFailure:
      Self.all(
        [
          "graphgpo", "graph", "g2po", "rewardflow", "tigpo", "graphpo", "rudder", "pbrs", "gae", "td",
          "nstep",
          "lambda_return", "pinto", "symmetric", "asymmetric", "mappo", "coma_learned",
          "turn_ppo", "archer", "poad", "bilevel", "spa", "sweet", "agentprm", "tempo", "crbc", "ecpo", "hae",
          "qllm", "posterior",
        ] + Self.mixing, Exception("a turn is judged by where it leads, as other episodes know")
      ).merging([
        "gepo": Exception("reaching central states pays", unless: "weightCentrality", is: "0"),
        "synthetic": Exception("a state is worth what its visits add in other episodes"),
        "liir": Exception("what an agent did may be paid, whatever came of it", unless: "weight", is: "0"),
        "hicra": Exception("a bonus above 1 turns blame into praise", unless: "alpha", is: "0.25"),
        "mt_grpo": Exception("a turn of a failure may be rewarded"),
        "vspo": Exception(
          "a task has a value, and accepted actions are rewarded first",
          unless: [("emit", "credit"), ("stages", "false")]),
        "gvpo": Exception("accepted actions have a bonus", unless: "weightStep", is: "0"),
        "t2po": Exception("it flags turns"),
        "m_grpo": Exception("what is valid is paid", unless: [("partial", "0"), ("weightFormat", "0")]),
        "magrpo": Exception("returns of joint actions with the action add up", unless: "group", is: "node"),
        "a3": Exception("a branch is judged by where it leads, as other episodes know"),
        "stepagent": Exception("it praises what those that succeed do"),
      ]) { first, _ in first }
    case .isSharedByTheAgentsOfATurn:
      Self.all(
        ["hca_return", "hca_state", "cocoa", "hcapo", "cca", "coma_learned", "spa", "sweet", "qllm"]
          + Self.mixing,
        Exception("every agent has tables of its own")
      ).merging([
        "symmetric": Exception("an agent's own critic judges it alone", unless: "view", is: "information"),
        "mappo": Exception("an agent's own critic judges it alone", unless: "view", is: "privileged"),
        "poad": Exception("agents decide one after the other"),
        "bilevel": Exception("agents decide one after the other"),
        "hicra": Exception("planners have a bonus", unless: "alpha", is: "0"),
        "stepagent": Exception("every decision is looked up by itself"),
        "aem": Exception("agents may be unequally sure", unless: "lambda", is: "0"),
        "gvpo": Exception("a single action may be refused", unless: "weightStep", is: "0"),
        "m_grpo": Exception("agents are rewarded apart"),
        "liir": Exception("every agent has rewards of its own, and a mean at what it sees"),
        "dr_mas": Exception("agents are compared apart", unless: "group", is: "all"),
        "magrpo": Exception("agents may be compared apart", unless: "group", is: "node"),
        "crbc": Exception(
          "agents may be judged and compared apart", unless: [("action", "joint"), ("group", "task")]),
      ]) { first, _ in first }.merging(
        Self.all(
          ["grpo", "rloo", "drgrpo", "gigpo", "ecpo"],
          Exception("agents may be compared apart", unless: "group", is: "task"))
      ) { first, _ in first }
    }
  }

  private static let networks = all(
    ["pinto", "symmetric", "asymmetric", "mappo", "coma_learned"],
    Exception(
      "a network's first weights are drawn in the order of what it meets", unless: "function", is: "tabular"))

  private static func all(_ ids: [String], _ exception: Exception) -> [String: Exception] {
    Dictionary(uniqueKeysWithValues: ids.map { ($0, exception) })
  }
}
