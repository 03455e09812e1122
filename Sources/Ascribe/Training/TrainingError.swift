/// Why training is not possible.
public enum TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is nothing to train with.
  case noArms
  /// There is nothing to train on.
  case noScenario
  /// The plan of a scenario of a series, counted from 0, has other arms, starts or seeds than the first one's.
  case plansDiffer(scenario: Int)
  /// A number is out of range.
  case notAccepted(name: String, found: Double, accepted: String)
  /// The tables hold what one policy needs, and training leaves it.
  case tablesOfAPolicy
  /// The budget does not pay for one update.
  case budget(needs: Int, found: Int)
  /// The turns of an update do not pay for one group of episodes of an arm.
  case episodes(found: Int, turns: Int, arm: String, needs: Int, accepted: Int)
  /// More updates than can be numbered.
  case tooManyUpdates(found: Int, limit: Int)
  /// A policy left the numbers that a computer has.
  case overflow(arm: String, rate: Double, update: Int, lastValue: Double)
  /// Of the rates to choose from there is none at which an arm can be trained.
  case everyRateFails(arm: String, rates: [Double], reason: String)
  /// Critics are to persist, and no arm has one.
  case noCritic(window: Int, arms: [String])
  /// Critics are to persist, and one is fitted to nothing but what it judges.
  case cannotPersist(arm: String, window: Int)
  /// Returns are to be sampled where episodes are played on tables.
  case notLazy
  /// An arm needs what cannot be computed, for a reason that is a sentence.
  case needsTruth(arm: String, reason: String)

  /// What went wrong in a run, as words that follow its arm and rate.
  var cause: String {
    guard case .overflow(_, _, let update, let lastValue) = self else { return description }
    return "the logits overflow at update \(update); the last finite expected return is \(lastValue)"
  }

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .noArms: "There is no method to train with."
    case .noScenario: "There is no scenario to train on."
    case .plansDiffer(let scenario):
      "The plan of scenario \(scenario) has other arms, starts, seeds or rates than that of the first one; accepted: plans of "
        + "the same ones."
    case .notAccepted(let name, let found, let accepted): "\(name) is \(found); accepted: \(accepted)."
    case .tablesOfAPolicy:
      "The scenario is too large to be compiled whole, which training needs, because policies change: shorten its horizon or "
        + "use a shorter memory."
    case .budget(let needs, let found):
      "budget is \(found); accepted: at least \(needs) turns, which one update takes."
    case .episodes(let found, let turns, let arm, let needs, let accepted):
      "episodes is \(found), which makes updates of \(turns) turns; accepted: at least \(accepted), because one group of "
        + "episodes costs \(arm) \(needs) turns."
    case .tooManyUpdates(let found, let limit):
      "budget pays for \(found) updates; accepted: up to \(limit). Give updates more episodes, or a smaller budget."
    case .overflow(let arm, let rate, let update, let lastValue):
      "\(arm): with a rate of \(rate) the logits overflow at update \(update); the last finite expected return is \(lastValue). "
        + "Use a smaller rate."
    case .everyRateFails(let arm, let rates, let reason):
      "\(arm): every rate of the grid fails (\(rates.map { "\($0)" }.joined(separator: ", "))): \(reason)"
        + (reason.hasSuffix(".") ? "" : ".")
    case .noCritic(let window, let arms):
      "critics is persist:\(window), but no arm has a critic: \(arms.joined(separator: ", ")). Leave it out, or add one, "
        + "such as asymmetric."
    case .cannotPersist(let arm, let window):
      "critics is persist:\(window), but \(arm) is fitted to nothing but the episodes that it judges, so that there is nothing "
        + "to persist; accepted with it: refit."
    case .notLazy: "Returns are sampled of a scenario that is played lazily: give the study a LazySimulator."
    case .needsTruth(let arm, let reason):
      "\(arm) needs the exact solution, and returns are not exact here: \(reason)"
    }
  }
}
