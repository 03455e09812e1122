/// The survey's reporting checklist (arXiv 2604.09459, appendix C, table 11), computed from a stored result: 14 rows, ten of
/// them required and four recommended. A row says what the result holds, and never more.
public struct Checklist: StoredResult, Hashable {
  /// `ascribe.checklist/1`.
  public static let schema = "ascribe.checklist/1"

  /// What was looked at.
  public let subject: String
  /// Its schema, and the version of Ascribe that wrote it.
  public let kind, writtenBy: String
  /// The rows.
  public let rows: [Row]

  /// Whether a row is needed.
  public enum Level: String, Sendable, Hashable, Codable {
    /// It is.
    case required
    /// It should be there.
    case recommended
  }

  /// How far a row is there.
  public enum Status: String, Sendable, Hashable, Codable {
    /// All of it.
    case ok
    /// A part of it.
    case partial
    /// Nothing of it.
    case missing
  }

  /// One row.
  public struct Row: Sendable, Hashable, Codable {
    /// Its number.
    public let number: Int
    /// What it belongs to, and what it asks for.
    public let group, item: String
    /// Whether it is needed.
    public let level: Level
    /// How far it is there.
    public let status: Status
    /// What the result says, and what it would take where that is not all.
    public let value: String
  }

  /// What does not fit together, for a result that was read.
  public var flaw: String? { rows.map(\.number) == Array(1...14) ? nil : "rows are not the 14" }

  /// The required rows of which there is nothing.
  public var missing: [Row] { rows.filter { $0.level == .required && $0.status == .missing } }

  /// The rows for what a result holds.
  package init(_ facts: ChecklistFacts, subject: String, kind: String, writtenBy: String) {
    self.subject = subject
    self.kind = kind
    self.writtenBy = writtenBy
    rows = Self.items.enumerated().map { index, item in
      let (status, value) = item.answer(facts)
      return Row(
        number: index + 1, group: item.group, item: item.name, level: item.level, status: status, value: value
      )
    }
  }

  private struct Item: Sendable {
    let group: String
    let level: Level
    let name: String
    let answer: @Sendable (ChecklistFacts) -> (Status, String)

    init(
      _ group: String, _ level: Level, _ name: String,
      _ answer: @escaping @Sendable (ChecklistFacts) -> (Status, String)
    ) {
      (self.group, self.level, self.name, self.answer) = (group, level, name, answer)
    }
  }

  private static var items: [Item] { model + method + baselines + evaluation + costs + lengths }

  private static let model = [
    Item("model, data", .required, "base model: name, size, version") { facts in
      guard let policy = facts.policy else { return (.missing, "the result does not name the policy") }
      return facts.policySize.map { (.ok, "policy \(policy), \($0)") }
        ?? (.partial, "policy \(policy); its size is not known")
    },
    Item("model, data", .required, "data: source, size, filter") { facts in
      guard let size = facts.dataSize else { return (.missing, "the result does not say what was judged") }
      return facts.dataSource.map { (.ok, "\($0): \(size)") } ?? (
        .partial, "\(size); their source is not named"
      )
    },
  ]

  private static let method = [
    Item("method", .required, "granularity") { $0.ofMethods("granularity", \.granularity) },
    Item("method", .required, "methodology") { $0.ofMethods("methodology", \.methodology) },
  ]

  private static let baselines = [
    Item("baselines", .required, "an episode-level baseline on the same data") { facts in
      let found = facts.methods.filter(\.isEpisodeLevel).map(\.label)
      return found.isEmpty
        ? (
          .missing,
          "none of the methods credits whole episodes: name grpo, or another of granularity trajectory"
        )
        : (.ok, found.joined(separator: ", "))
    },
    Item("baselines", .required, "equal compute, or an explicit comparison") { facts in
      guard facts.methods.count > 1 else { return (.missing, "there is one method") }
      if let budget = facts.budget { return (.ok, budget) }
      let costs = facts.methods.compactMap { method in method.cost.map { "\(method.label): \($0)" } }
      let isEqual = Set(facts.methods.map(\.cost)).count == 1
      return costs.count == facts.methods.count
        ? (.ok, "compared, \(isEqual ? "equal" : "not equal"): \(costs.joined(separator: "; "))")
        : (.missing, "neither a budget nor what each method simulated")
    },
    Item("baselines", .recommended, "ablation of the credit alone") { facts in
      facts.methods.count > 1 && facts.sharesAllElse
        ? (.ok, "\(facts.methods.count) credits, all else equal")
        : (.missing, facts.methods.count > 1 ? "more than the credits differs" : "there is one method")
    },
  ]

  private static let evaluation = [
    Item("evaluation", .required, "benchmarks and splits") { facts in
      guard !facts.benchmarks.isEmpty else { return (.missing, "no task is named") }
      let names = facts.benchmarks.joined(separator: ", ")
      return facts.split.map { (.ok, "\(names); \($0)") } ?? (.partial, "\(names); nothing is held out")
    },
    Item("evaluation", .required, "metric, defined") { facts in
      guard !facts.metrics.isEmpty else { return (.missing, "there is no metric") }
      let undefined = facts.metrics.filter { $0.meaning.isEmpty }.map(\.name)
      return undefined.isEmpty
        ? (.ok, facts.metrics.map { "\($0.name): \($0.meaning)" }.joined(separator: "; "))
        : (.partial, "\(undefined.joined(separator: ", ")) without a definition")
    },
    Item("evaluation", .recommended, "spread over at least 3 seeds, or an interval") { facts in
      facts.spread.map { (.ok, $0) } ?? (.missing, "one batch, or no interval")
    },
  ]

  private static let costs = [
    Item("compute", .required, "total compute") { facts in
      guard let seconds = facts.cpuSeconds else {
        return (
          .missing,
          "a result is the same on every machine and holds no seconds: run it with --store, and give --run"
        )
      }
      return facts.machine.map { (.ok, "\(seconds) CPU seconds on \($0)") }
        ?? (.partial, "\(seconds) CPU seconds; the machine was not stored")
    },
    Item("compute", .recommended, "credit overhead, by kind") { facts in
      let known = facts.methods.compactMap { method in method.overhead.map { "\(method.label): \($0)" } }
      if known.isEmpty { return (.missing, "what methods cost beyond the data is not counted") }
      return (known.count == facts.methods.count ? .ok : .partial, known.joined(separator: "; "))
    },
  ]

  private static func turns(_ mean: Double) -> String { "\(short(mean)) turn\(mean == 1 ? "" : "s")" }

  private static let lengths = [
    Item("trajectories", .required, "mean length") { facts in
      guard let lengths = facts.lengths else {
        return facts.meanTurns.map { (.partial, "\(Self.turns($0)); no tokens") }
          ?? (.missing, "episodes were not measured")
      }
      let turns = turns(lengths.turns.mean)
      return lengths.tokens.map { (.ok, "\(turns), \(short($0.mean)) tokens") }
        ?? (.ok, "\(turns); no tokens are counted")
    },
    Item("trajectories", .recommended, "least, median and most") { facts in
      guard let lengths = facts.lengths else { return (.missing, "episodes were not measured") }
      let words = { (name: String, length: LengthSummary) in
        "\(length.least), \(length.median), \(length.most) \(name)"
      }
      return (
        .ok,
        [words("turns", lengths.turns), lengths.tokens.map { words("tokens", $0) }].compactMap(\.self)
          .joined(separator: "; ")
      )
    },
  ]

  private static func short(_ number: Double) -> String { DiagnosticFinding.short(number) }
}
