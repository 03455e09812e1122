import CreditMethods
import Simulation

/// One arm of a frontier: a method, with the episodes that critics are fitted to.
public struct FrontierArm: Sendable {
  /// The method.
  public let method: MethodRequest
  /// Episodes a batch that are simulated beside it for a critic to be fitted to.
  public let fitEpisodes: Int
  /// What it is called, unique in a plan.
  public let label: String

  /// Whether its credits need what no trainer has: the exact solution of the scenario. Such arms show what there is to be won.
  public var isControl: Bool { method.card.needs.contains(.exactSolution) }
}

/// What is found out of a scenario by a frontier: of each arm, at every budget that pays for it, how well the gradient of one batch
/// points, and what a step along it gains.
public struct FrontierPlan: Sendable {
  /// Tables, policy, group size, batches, seed and threads. What methods cost is seen on its episodes.
  public let study: StudyPlan
  /// The arms: each method once, each critic once for every number of episodes that it is fitted to.
  public let arms: [FrontierArm]
  /// Simulated turns a batch, ascending.
  public let budgets: [Int]
  /// What restoring a state for a continuation may cost, in turns, ascending.
  public let prices: [Double]
  /// The numbers of episodes that critics are fitted to beside those they judge, ascending.
  public let fitEpisodes: [Int]
  /// Length of a step, in logits.
  public let step: Double

  /// A plan.
  ///
  /// - Parameters:
  ///   - study: Tables, policy, methods, group size, batches, seed and threads.
  ///   - budgets: Simulated turns a batch, ascending.
  ///   - prices: What restoring a state may cost, in turns, ascending.
  ///   - fitEpisodes: Episodes that critics are fitted to beside those they judge, ascending: each critic is an arm for each.
  ///   - step: Length of a step, in logits.
  /// - Throws: ``FrontierError`` and ``StudyError`` for numbers that are not accepted.
  public init(
    _ study: StudyPlan, budgets: [Int], prices: [Double] = [0, 0.1, 1], fitEpisodes: [Int] = [0],
    step: Double = 0.5
  ) throws {
    _ = try study.requireTables()
    try study.check()
    if study.methods.isEmpty { throw FrontierError.noMethods }
    try StudyError.check("batches", study.batches, in: 2...1_000_000, ", which intervals need")
    try Self.check("budgets", budgets, in: 1...1_000_000_000)
    try Self.check("restore-prices", prices, in: 0...1e9)
    try Self.check("fit-episodes", fitEpisodes, in: 0...10_000_000)
    guard (1e-9...100).contains(step) else {
      throw FrontierError.notAccepted(name: "step", found: "\(step)", accepted: "a number in 1e-09...100")
    }
    self.study = study
    (self.budgets, self.prices, self.fitEpisodes, self.step) = (budgets, prices, fitEpisodes, step)
    arms = study.methods.flatMap { method in
      guard method.card.methodology == .critic else {
        return [FrontierArm(method: method, fitEpisodes: 0, label: method.label)]
      }
      return fitEpisodes.map { episodes in
        FrontierArm(
          method: method, fitEpisodes: episodes,
          label: fitEpisodes.count > 1 ? "\(method.label) fit to \(episodes)" : method.label)
      }
    }
  }

  /// Refuses an empty list, one that does not ascend, and a number out of range.
  private static func check<Number: Comparable>(
    _ name: String, _ values: [Number], in range: ClosedRange<Number>
  ) throws(FrontierError) {
    if values.isEmpty {
      throw .notAccepted(name: name, found: "empty", accepted: "at least one number")
    }
    for value in values where !range.contains(value) {
      throw .notAccepted(
        name: name, found: "\(value)", accepted: "numbers in \(range.lowerBound)...\(range.upperBound)")
    }
    for (value, next) in zip(values, values.dropFirst()) where next <= value {
      throw .notAscending(name: name, found: "\(next)", after: "\(value)")
    }
  }
}

/// Why a frontier is not possible.
public enum FrontierError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is nothing to compare.
  case noMethods
  /// A number is not accepted.
  case notAccepted(name: String, found: String, accepted: String)
  /// Numbers do not ascend.
  case notAscending(name: String, found: String, after: String)
  /// A budget does not pay for one group of episodes of any arm.
  case budget(scenario: String, arm: String, needs: Int, found: Int)

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .noMethods: "There is no method to compare."
    case .notAccepted(let name, let found, let accepted): "\(name) is \(found); accepted: \(accepted)."
    case .notAscending(let name, let found, let after):
      "\(name) has \(found) after \(after); accepted: ascending numbers, each once."
    case .budget(let scenario, let arm, let needs, let found):
      "budgets has \(found); accepted: at least \(needs) turns, which one group of episodes costs \(arm), the cheapest arm "
        + "on \(scenario)."
    }
  }
}
