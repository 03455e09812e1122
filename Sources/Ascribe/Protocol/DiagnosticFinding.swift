import Foundation

/// One of the survey's six diagnostics of a task: what breaks methods that were made for a single chain of thought
/// (arXiv 2604.09459, version 3).
public struct DiagnosticFinding: Sendable, Hashable, Codable {
  /// The six.
  public enum Code: String, Sendable, Hashable, Codable, CaseIterable {
    /// Transitions are not closed: what is written does not settle what follows.
    case transitions = "T"
    /// Agents do not see what matters.
    case observability = "O"
    /// The task cannot be set back at will.
    case replay = "R"
    /// Actions are of several kinds.
    case heterogeneity = "H"
    /// What a decision was worth does not show at once.
    case verifiability = "V"
    /// What one agent does is worth what others make of it.
    case coupling = "C"

    /// What breaks.
    public var name: String {
      switch self {
      case .transitions: "transition non-closure"
      case .observability: "partial observability"
      case .replay: "restricted replay"
      case .heterogeneity: "heterogeneous actions"
      case .verifiability: "weak local verifiability"
      case .coupling: "agent coupling"
      }
    }

    /// The least that an evaluation does about it, by the survey.
    public var control: String {
      switch self {
      case .transitions: "restore the environment with its hidden state"
      case .observability: "argue that the state suffices, or audit with the privileged one"
      case .replay: "declare where replays come from, measure the spread of equal branches"
      case .heterogeneity: "type the units, ablate a mismatch of units"
      case .verifiability: "calibrate the judge against interventions"
      case .coupling: "intervene on messages, roles and coalitions"
      }
    }
  }

  /// Whether the task has it.
  public enum Status: String, Sendable, Hashable, Codable {
    /// It has.
    case present
    /// It has not.
    case absent
    /// The metadata do not say.
    case unknown
  }

  /// Which one.
  public let code: Code
  /// Whether the task has it.
  public let status: Status
  /// What says so; where nothing does, what would have to be known.
  public let evidence: String

  init(_ code: Code, _ status: Status, _ evidence: String) {
    self.code = code
    self.status = status
    self.evidence = evidence
  }

  /// The six, for a task.
  public static func all(of task: TaskMetadata) -> [DiagnosticFinding] {
    [
      transitions(task), observability(task), replay(task), heterogeneity(task), verifiability(task),
      coupling(task),
    ]
  }

  /// What is 0 but for rounding, of shares and of gaps beside rewards of the size of 1.
  static let negligible = 1e-9
  /// Level of the check whether states are Markov.
  static let level = 0.05

  /// A number in few digits.
  static func short(_ number: Double) -> String { String(format: "%.3g", number) }

  /// A share of 1.
  static func percent(_ share: Double) -> String { "\(short(100 * share))%" }
}

extension DiagnosticFinding {
  private static func transitions(_ task: TaskMetadata) -> DiagnosticFinding {
    let of = task.situations.map { " of \($0) situations" } ?? ""
    if let hidden = task.hiddenSituations, hidden > 0 {
      return .init(.transitions, .present, "\(hidden)\(of) go on differently by what the public state hides")
    }
    if let chance = task.chanceSituations, chance > 0 {
      let share = task.luckShare.map { ", luck is \(percent($0)) of the return's variance" } ?? ""
      return .init(.transitions, .present, "\(chance)\(of) have several outcomes\(share)")
    }
    switch task.source {
    case .solved:
      return .init(.transitions, .absent, "each of \(task.situations ?? 0) situations has one outcome")
    case .trace where task.situations == 0:
      return .init(.transitions, .unknown, "no state and action comes twice, so that nothing can differ")
    case .trace:
      return .init(
        .transitions, .unknown,
        "none of \(task.situations ?? 0) repeated situations went on differently; rare outcomes may not have been met"
      )
    case .given, .played:
      return .init(.transitions, .unknown, "needs the transitions, or situations that come twice")
    }
  }

  private static func observability(_ task: TaskMetadata) -> DiagnosticFinding {
    if task.source == .trace {
      if let aliased = task.aliasedViews, aliased > 0 {
        return .init(
          .observability, .present,
          "\(aliased) of \(task.views ?? 0) recorded states stand for several privileged ones")
      }
      if let probability = task.markovProbability, probability <= level {
        return .init(
          .observability, .present,
          "the turn before still tells what follows: p = \(short(probability)) on \(task.markovTurns ?? 0) turns"
        )
      }
      return .init(
        .observability, .unknown,
        task.markovProbability.map {
          "the turn before tells nothing more (p = \(short($0))); what nobody saw is in no trace"
        } ?? "no state is met in two ways, and what nobody saw is in no trace")
    }
    guard let gap = task.aliasingGap else {
      return .init(.observability, .unknown, "needs the exact credit of each state")
    }
    guard let aliased = task.aliasedViews else {
      return .init(.observability, gap > negligible ? .present : .absent, "aliasing gap \(short(gap))")
    }
    return .init(
      .observability, aliased > 0 ? .present : .absent,
      "\(aliased) of \(task.views ?? 0) views of an agent are of states in which its actions are worth something else; "
        + "aliasing gap \(short(gap))")
  }

  private static func replay(_ task: TaskMetadata) -> DiagnosticFinding {
    guard let grade = task.replay else {
      return .init(.replay, .unknown, "needs the grade of replays")
    }
    let forks = task.forks.map { "; \($0) recorded episodes are forks" } ?? ""
    if task.source == .trace, grade == .none {
      return .init(
        .replay, .present,
        "a record restores nothing\(forks); whether its environment can be is not in a trace")
    }
    return .init(.replay, grade == .environment ? .absent : .present, "replay grade: \(grade.words)\(forks)")
  }

  private static func heterogeneity(_ task: TaskMetadata) -> DiagnosticFinding {
    guard let kinds = task.actionKinds else {
      return .init(
        .heterogeneity, .unknown,
        task.source == .trace
          ? "actions are no calls, and which of them were a choice between each other is not recorded"
          : "needs the actions that are legal together")
    }
    let isTrace = task.source == .trace
    if kinds > 1 {
      return .init(
        .heterogeneity, .present,
        isTrace
          ? "\(kinds) kinds of actions, by the names of calls or by who takes them"
          : "\(kinds) kinds of actions that are never a choice between each other")
    }
    return .init(
      .heterogeneity, isTrace ? .unknown : .absent,
      isTrace
        ? "one kind of actions is recorded; which were a choice between each other is not"
        : "one kind of actions")
  }

  private static func verifiability(_ task: TaskMetadata) -> DiagnosticFinding {
    if let share = task.delayedShare {
      return .init(
        .verifiability, share > negligible ? .present : .absent,
        "the reward of a decision's own turn leaves \(percent(share)) of the variance of decisions open")
    }
    if task.source == .solved { return .init(.verifiability, .absent, "no decision changes the value") }
    guard let rewarded = task.rewardedTurns else {
      return .init(.verifiability, .unknown, "needs rewards of single turns beside exact credits")
    }
    let judged = task.judgedDecisions.map { "; a judge spoke of \(percent($0)) of the decisions" } ?? ""
    return rewarded == 0
      ? .init(.verifiability, .present, "no turn before the last brings a reward\(judged)")
      : .init(
        .verifiability, .unknown,
        "\(percent(rewarded)) of the turns before the last bring a reward\(judged); whether it tells what they are worth, "
          + "interventions alone would show")
  }

  private static func coupling(_ task: TaskMetadata) -> DiagnosticFinding {
    if let pivotal = task.pivotalAgents {
      let excess = task.interaction.map {
        "; single credits exceed the team's by \(percent($0))"
      }
      return .init(
        .coupling, pivotal > 1 ? .present : .absent,
        "decisions of \(pivotal) of \(task.agents ?? pivotal) agents matter"
          + (pivotal > 1 ? excess ?? "" : ""))
    }
    guard let agents = task.agents else { return .init(.coupling, .unknown, "needs the number of agents") }
    return agents == 1
      ? .init(.coupling, .absent, "one agent decides")
      : .init(
        .coupling, .present,
        "\(agents) agents share a return; how strongly they are coupled, interventions alone would show")
  }
}
