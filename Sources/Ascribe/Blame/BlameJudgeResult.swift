import CreditNumerics
public import CreditStatistics
public import Ground

/// What methods seem to be worth where a judge who errs says which decision was decisive.
public struct BlameJudgeResult: Sendable, Hashable, Codable {
  /// How the judge errs.
  public let judge: BlameJudge
  /// The probabilities of an error at which curves are given.
  public let errors: [Double]
  /// The methods, then the baselines that are of no agent.
  public let curves: [Curve]
  /// The pairs whose ranking turns round at some error, the smallest first.
  public let reversals: [Reversal]

  /// Accuracy against the judge, error by error.
  public struct Curve: Sendable, Hashable, Codable {
    /// What it is called.
    public let label: String
    /// Whether it is a baseline.
    public let isBaseline: Bool
    /// Share of blame on the decision that the judge names; at error 0, on one of the decisive decisions that is drawn.
    public let steps: [Double]
    /// The same of agents; empty where there are too many agents.
    public let agents: [Double]
    /// The agents' accuracy after the judge's errors were taken out by the confusion matrix of the agents that are guilty and
    /// that it names; undefined where that cannot be inverted.
    public let corrected: [Measured<Double>]
  }

  /// Two whose ranking turns round.
  public struct Reversal: Sendable, Hashable, Codable {
    /// Labels of the better one, and of the one that seems better to a judge who errs more.
    public let better, worse: String
    /// The error at which both seem alike, and its interval.
    public let error: Double
    /// Its interval, Fieller's over the batches.
    public let interval: Measured<ConfidenceInterval>
  }

  /// Whether lists go together.
  var fits: Bool {
    curves.allSatisfy { curve in
      curve.steps.count == errors.count && [0, errors.count].contains(curve.agents.count)
        && curve.corrected.count == curve.agents.count
    }
  }
}

/// Works out what a judge makes of all batches.
struct JudgeFigures {
  /// The errors at which curves are given.
  static let errors = [0, 0.1, 0.2, 0.3, 0.4, 0.5]

  private let judge: BlameJudge
  private let place: Int
  private let sums: [JudgeSums]
  private let subjects: [(place: Int, label: String, isBaseline: Bool)]
  private let resamples: ClusterResamples
  private let episodes: Double

  init(
    _ judge: BlameJudge, _ sums: [JudgeSums],
    _ subjects: [(place: Int, label: String, isBaseline: Bool)], _ resamples: ClusterResamples
  ) {
    self.judge = judge
    place = BlameJudge.allCases.firstIndex(of: judge) ?? 0
    self.sums = sums
    self.subjects = subjects
    self.resamples = resamples
    episodes = Double(sums.reduce(0) { $0 + $1.episodes })
  }

  var result: BlameJudgeResult {
    get throws(GSLError) {
      guard episodes > 0 else {
        return BlameJudgeResult(judge: judge, errors: Self.errors, curves: [], reversals: [])
      }
      return BlameJudgeResult(
        judge: judge, errors: Self.errors,
        curves: try subjects.map { subject throws(GSLError) in try curve(subject) }, reversals: reversals)
    }
  }

  private func curve(
    _ subject: (place: Int, label: String, isBaseline: Bool)
  ) throws(GSLError) -> BlameJudgeResult.Curve {
    let own = sums.map { $0.subjects[subject.place] }
    let right = own.reduce(0) { $0 + $1.right } / episodes
    let wrong = own.reduce(0) { $0 + $1.wrong[place] } / episodes
    var (agents, corrected): ([Double], [Measured<Double>]) = ([], [])
    if let first = sums.first, first.agents > 0 {
      let size = first.agents
      let rightAgents = total(own.map(\.rightAgents))
      let wrongAgents = total(own.map { $0.wrongAgents[place] })
      for error in Self.errors {
        let seen = zip(rightAgents, wrongAgents).map { (1 - error) * $0 + error * $1 }
        agents.append((0..<size).reduce(0) { $0 + seen[$1 * size + $1] })
        corrected.append(try self.corrected(seen, size, error))
      }
    }
    return BlameJudgeResult.Curve(
      label: subject.label, isBaseline: subject.isBaseline,
      steps: Self.errors.map { (1 - $0) * right + $0 * wrong }, agents: agents, corrected: corrected)
  }

  private func total(_ matrices: [[Double]]) -> [Double] {
    var sum = [Double](repeating: 0, count: matrices.first?.count ?? 0)
    for matrix in matrices { for (place, value) in matrix.enumerated() { sum[place] += value } }
    return sum.map { $0 / episodes }
  }

  /// The accuracy that what a judge sees comes from, if its errors depend on the guilty agent alone: seen = blame by truth times
  /// the confusion matrix, so that the blame by truth is found row by row.
  private func corrected(
    _ seen: [Double], _ size: Int, _ error: Double
  ) throws(GSLError) -> Measured<Double> {
    let truth = total(sums.map(\.truth))
    let confused = total(sums.map { $0.confusion[place] })
    var accuracy = 0.0
    for agent in 0..<size {
      // The transposed matrix: row j, column i is P(the judge names j | i is guilty). Who is never guilty is never confused.
      var matrix = try SquareMatrix(zeros: size)
      for guilty in 0..<size {
        matrix[guilty, guilty] = truth[guilty] > 0 ? 1 - error : 1
        guard truth[guilty] > 0 else { continue }
        for named in 0..<size {
          matrix[named, guilty] += error * confused[guilty * size + named] / truth[guilty]
        }
      }
      let row = Array(seen[agent * size..<(agent + 1) * size])
      guard let blame = try matrix.solution(of: row, pivotsAbove: 1e-9) else {
        return .undefined(.noVariance)
      }
      accuracy += blame[agent]
    }
    return Measured(inRange: accuracy)
  }

  /// Both accuracies are straight lines in the error, so that they cross at most once.
  private var reversals: [BlameJudgeResult.Reversal] {
    let lines = subjects.map { subject in
      sums.map { (right: $0.subjects[subject.place].right, wrong: $0.subjects[subject.place].wrong[place]) }
    }
    var reversals: [BlameJudgeResult.Reversal] = []
    for one in subjects.indices {
      for other in subjects.indices where other != one {
        let leads = sums.indices.map { lines[one][$0].right - lines[other][$0].right }
        let lags = sums.indices.map { lines[other][$0].wrong - lines[one][$0].wrong }
        let (lead, lag) = (leads.reduce(0, +), lags.reduce(0, +))
        guard lead > 1e-9, lag > 1e-9 else { continue }
        reversals.append(
          BlameJudgeResult.Reversal(
            better: subjects[one].label, worse: subjects[other].label, error: lead / (lead + lag),
            interval: resamples.interval(ofRatio: leads, over: zip(leads, lags).map { $0 + $1 })))
      }
    }
    return reversals.enumerated().sorted { ($0.element.error, $0.offset) < ($1.element.error, $1.offset) }
      .map(\.element)
  }
}
