public import Ground
import CreditStatistics
public import Trajectories

/// Two attributions of one trace, compared decision by decision: over all, by agent, and by turn.
///
/// A difference is the first file's credit minus the second's, so that the second is the reference.
public struct CreditsComparison: StoredResult {
  /// `ascribe.comparison/2`.
  public static let schema = "ascribe.comparison/2"

  /// What wrote a file.
  public struct File: Sendable, Hashable, Codable {
    /// The file, its method, and the version of Ascribe that wrote it.
    public let path, method, version: String
    /// The parameters of the method, as `ParameterValue/written`.
    public let parameters: [String: ParameterValue]

    init(_ file: CreditsFile) {
      path = file.path
      method = file.header.method
      version = file.header.version
      parameters = file.header.parameters.written
    }
  }

  /// How two credits may differ and yet agree: by at most `absolute + relative · |second|`.
  public struct Tolerance: Sendable, Hashable, Codable {
    /// In the credits' unit, at least 0.
    public let absolute: Double
    /// A share of the second credit, at least 0.
    public let relative: Double

    /// Equal credits.
    public static let none = Tolerance()

    /// A tolerance; both parts are finite and at least 0.
    ///
    /// - Throws: ``CreditsMismatch/tolerance(part:found:)`` for another number.
    public init(absolute: Double = 0, relative: Double = 0) throws(CreditsMismatch) {
      for (part, found) in [("absolute", absolute), ("relative", relative)] where !found.isFinite || found < 0
      {
        throw .tolerance(part: part, found: found)
      }
      self.absolute = absolute
      self.relative = relative
    }

    private init() { (absolute, relative) = (0, 0) }

    /// Whether two credits agree; decisions to which neither file assigns anything do.
    func accepts(_ first: Double?, _ second: Double?) -> Bool {
      guard let first, let second else { return first == nil && second == nil }
      return abs(first - second) <= absolute + relative * abs(second)
    }
  }

  /// One decision with both credits.
  public struct Difference: Sendable, Hashable, Codable {
    /// The decision.
    public let episode: String
    /// Index of the turn in the episode.
    public let turn: Int
    /// The agent.
    public let agent: AgentID
    /// The credits; absent where a file assigns nothing.
    public let first, second: Double?
  }

  /// The files.
  public let first, second: File
  /// The rows: all decisions, then the agents in the order of the trace, then the turns.
  public let rows: [CreditsComparisonRow]
  /// The decisions that differ most beyond the tolerance, the largest difference first, before them those to which one
  /// file alone assigns something; among equal ones the earlier.
  public let largest: [Difference]
  /// What counts as agreement.
  public let tolerance: Tolerance

  /// Whether no credit is beyond the tolerance.
  public let agrees: Bool

  /// Compares two files.
  ///
  /// - Parameters:
  ///   - first: The credits in question.
  ///   - second: The reference.
  ///   - tolerance: What counts as agreement.
  ///   - limit: How many of the largest differences to list.
  /// - Throws: ``CreditsMismatch`` if a file is empty, if they are not of the same decisions in the same order, or if a
  ///   difference leaves the range of a Double.
  /// - Complexity: O(decisions · log decisions).
  public init(
    _ first: CreditsFile, _ second: CreditsFile, tolerance: Tolerance = .none, listing limit: Int = 10
  ) throws(CreditsMismatch) {
    try Self.requireSameDecisions(first, second)
    let records = first.records
    let values = (first: records.map(\.credit), second: second.records.map(\.credit))
    for row in records.indices {
      guard let first = values.first[row], let second = values.second[row], !(first - second).isFinite else {
        continue
      }
      throw .outOfRange(place: Self.name(of: records[row]), first: first, second: second)
    }
    self.tolerance = tolerance
    self.first = File(first)
    self.second = File(second)
    rows = Self.slices(of: records).map { slice, members in
      CreditsComparisonRow(
        slice, members.map { values.first[$0] }, members.map { values.second[$0] }, tolerance)
    }
    agrees = rows.allSatisfy { $0.beyond == 0 }
    largest = Self.beyond(tolerance, values.first, values.second).prefix(max(0, limit)).map { row in
      Difference(
        episode: records[row].episode, turn: records[row].turn, agent: records[row].agent,
        first: values.first[row], second: values.second[row])
    }
  }

  /// The rows that differ beyond a tolerance, the largest difference first.
  private static func beyond(_ tolerance: Tolerance, _ first: [Double?], _ second: [Double?]) -> [Int] {
    var found: [(row: Int, size: Double)] = []
    for row in first.indices where !tolerance.accepts(first[row], second[row]) {
      if let one = first[row], let other = second[row] {
        found.append((row, abs(one - other)))
      } else {
        // A credit beside none is beyond every difference of credits.
        found.append((row, .infinity))
      }
    }
    found.sort { $0.size == $1.size ? $0.row < $1.row : $0.size > $1.size }
    return found.map(\.row)
  }

  private static func slices(of records: [CreditRecord]) -> [(DecisionSlice, [Int])] {
    var agents: [AgentID] = []
    var byAgent: [AgentID: [Int]] = [:]
    var byTurn: [[Int]] = []
    for (row, record) in records.enumerated() {
      if byAgent[record.agent] == nil { agents.append(record.agent) }
      byAgent[record.agent, default: []].append(row)
      while byTurn.count <= record.turn { byTurn.append([]) }
      byTurn[record.turn].append(row)
    }
    return [(.all, Array(records.indices))] + agents.map { (.agent($0), byAgent[$0] ?? []) }
      + byTurn.enumerated().map { (.turn($0), $1) }
  }

  private static func requireSameDecisions(
    _ first: CreditsFile, _ second: CreditsFile
  ) throws(CreditsMismatch) {
    for file in [first, second] where file.records.isEmpty { throw .empty(file: file.path) }
    let counts = (first.records.count, second.records.count)
    let common = min(counts.0, counts.1)
    let parting = (0..<common).first { !first.records[$0].isForDecision(of: second.records[$0]) }
    guard let place = parting ?? (counts.0 == counts.1 ? nil : common) else {
      let other = zip(first.records, second.records).first { one, other in
        guard let one = one.fingerprint, let other = other.fingerprint else { return false }
        return one != other
      }
      guard let other else { return }
      throw .otherEpisode(first: first.path, second: second.path, episode: other.0.episode)
    }
    throw .decisions(
      CreditsMismatchPlace(
        first: first.path, second: second.path, firstCount: counts.0, secondCount: counts.1,
        record: place + 1, firstDecision: place < counts.0 ? name(of: first.records[place]) : nil,
        secondDecision: place < counts.1 ? name(of: second.records[place]) : nil))
  }

  private static func name(of record: CreditRecord) -> String {
    "episode \"\(record.episode)\", turn \(record.turn), agent \"\(record.agent)\""
  }
}

/// What two attributions make of some decisions.
public struct CreditsComparisonRow: Sendable, Hashable, Codable {
  /// The agent whose decisions these are; `nil`: whoever's.
  public let agent: AgentID?
  /// The turn that they are made in, from 0; `nil`: all turns.
  public let turn: Int?
  /// Which decisions.
  public var slice: DecisionSlice { DecisionSlice(agent: agent, turn: turn) }
  /// How many there are.
  public let decisions: Int
  /// How many differ by more than the tolerance, or have a credit in one file alone.
  public let beyond: Int
  /// How many have a credit in one file alone; absent if there is none. They and those without credit in both files are
  /// left out of the statistics.
  public let assignedInOne: Int?
  /// Largest absolute difference, in the credits' unit.
  public let largest: Double
  /// Mean difference, first minus second.
  public let meanDifference: Measured<Double>
  /// Root mean square of the differences.
  public let rootMeanSquare: Measured<Double>
  /// Linear correlation.
  public let pearson: Measured<Double>
  /// Rank correlation.
  public let spearman: Measured<Double>
  /// Share of the decisions with a second credit other than 0 to which the first gives the same sign.
  public let signAgreement: Measured<Double>

  init(
    _ slice: DecisionSlice, _ firstCredits: [Double?], _ secondCredits: [Double?],
    _ tolerance: CreditsComparison.Tolerance
  ) {
    let both = zip(firstCredits, secondCredits).compactMap { first, second in
      first.flatMap { first in second.map { (first, $0) } }
    }
    let (first, second) = (both.map(\.0), both.map(\.1))
    let inOne = zip(firstCredits, secondCredits).count { ($0 == nil) != ($1 == nil) }
    let differences = zip(first, second).map { $0 - $1 }
    agent = slice.agent
    turn = slice.turn
    decisions = firstCredits.count
    assignedInOne = inOne == 0 ? nil : inOne
    beyond = zip(firstCredits, secondCredits).count { !tolerance.accepts($0, $1) }
    largest = differences.reduce(0) { max($0, abs($1)) }
    meanDifference = Descriptive.mean(of: differences)
    rootMeanSquare = Descriptive.mean(of: differences.map { $0 * $0 }).map { $0.squareRoot() }
    pearson = Association.pearson(first, second)
    spearman = Association.spearman(first, second)
    signAgreement = Association.signAgreement(of: first, with: second, tolerance: 0).map(\.share)
  }
}

extension CreditRecord {
  fileprivate func isForDecision(of other: CreditRecord) -> Bool {
    turn == other.turn && agent == other.agent && episode.hasBytes(of: other.episode)
  }
}
