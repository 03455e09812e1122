import ArgumentParser
import Ascribe
import Simulation

/// How much each method may simulate, and which exact credit it is held to.
struct BudgetOptions: ParsableArguments {
  @Option(
    name: .customLong("budget"), parsing: .unconditional,
    help:
      "Give every method this many simulated turns a batch, in place of equal episodes: its episodes, the continuations that it plays and the episodes that it is fitted to.",
    transform: wholeNumber)
  var turns: Int?

  @Option(
    name: .customLong("restore-price"), parsing: .unconditional,
    help: "With --budget: what restoring a state for a continuation costs, in turns (default: 0).",
    transform: decimalNumber)
  var restorePrice: Double?

  @Option(
    help:
      "Hold all methods to one exact credit: advantage, counterfactual, informed, difference, shapley or uniform. Without it each is held to the one that its card names."
  )
  var against: String?

  /// The options that were given.
  var used: [String] {
    [(turns != nil, "--budget"), (restorePrice != nil, "--restore-price"), (against != nil, "--against")]
      .filter(\.0).map(\.1)
  }

  /// The exact credit that was named; `nil` if none was.
  ///
  /// - Throws: ``UsageError`` for another name.
  func exactCredit() throws(UsageError) -> ExactCredit.Kind? {
    guard let against else { return nil }
    guard let kind = ExactCredit.Kind(rawValue: against) else {
      let known = ExactCredit.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(description: "--against is \"\(against)\"; accepted: \(known).")
    }
    return kind
  }

  /// Refuses a price where nothing is bought.
  func checkPrice(isBudgeted: Bool) throws(UsageError) {
    guard restorePrice != nil, !isBudgeted else { return }
    throw UsageError(description: "--restore-price is for methods with equal turns: give --budget too.")
  }

  /// Gives every method of a plan the same turns.
  ///
  /// - Throws: ``UsageError`` for a number that is not accepted.
  func allot(_ turns: Int, to plan: inout StudyPlan, truth: Truth) throws {
    do {
      try plan.allot(turns, restoring: restorePrice ?? 0, truth: truth)
    } catch let error as StudyError {
      throw UsageError(description: "--\(error)")
    }
  }
}
