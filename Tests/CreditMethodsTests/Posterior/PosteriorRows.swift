import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// What draws say of every state and joint action of a trace.
struct PosteriorRows {
  /// By the state and the actions of its agents, in the order of the trace: "A go-b", "B x/y".
  let rows: [String: PosteriorSummary]

  /// - Parameters:
  ///   - settings: Of the method.
  ///   - batch: One task, whose agents stand in one order.
  ///   - context: With the seed.
  init(
    _ settings: String, of batch: TrajectoryBatch,
    in context: AttributionContext = AttributionContext(seed: 5)
  ) throws {
    let method = try Self.method(settings)
    let found = try method.summaries(of: batch, in: context)
    var rows: [String: PosteriorSummary] = [:]
    for turn in 0..<batch.turnCount {
      let decisions = batch.decisions(of: turn)
      let actions = decisions.map { batch.symbols.actions[batch.decisions.action[$0]] }
      rows["\(batch.symbols.keys[batch.turns.state[turn]]) \(actions.joined(separator: "/"))"] =
        found[decisions.lowerBound]
    }
    self.rows = rows
  }

  static func method(_ settings: String) throws -> Posterior {
    let call = try Call("posterior(\(settings))")
    let entry = try MethodCatalogue.builtIn.entry(named: "posterior")
    let parameters = try ParameterValues(
      call.settings.map { ($0.name, $0.value) }, for: entry.card.parameters, of: "posterior")
    return try Posterior(parameters)
  }

  subscript(row: String) -> PosteriorSummary {
    get throws { try #require(rows[row], "no row \(row)") }
  }
}

extension PosteriorSummary {
  /// Whether the mean is another mean, each within five of its Monte Carlo errors. Both are nearly normal, so that one comparison in
  /// two million fails where one has no error, and fewer than one in 10^12 where both have the same.
  func agrees(with mean: Double, error: Double, rounding: Double = 0) -> Bool {
    abs(self.mean - mean) <= 5 * (self.error + error) + rounding
  }
}
