import CreditMethods
import CreditStatistics
package import Ground
package import Simulation

/// The quantities of a study, in the order of its tables. A new one is a line here, with its description beside it.
package struct StudyQuantity: Sendable {
  /// What it is.
  package let quantity: Quantity
  /// Its value on the credits of one method on one batch.
  package let measure: @Sendable (MeasuredCredits) throws -> Measured<Double>

  /// All of them.
  package static let all: [StudyQuantity] = [
    StudyQuantity(quantity: .spearman) { $0.agreement.flatMap(\.spearman) },
    StudyQuantity(quantity: .pearson) { $0.agreement.flatMap(\.pearson) },
    StudyQuantity(quantity: .signAgreement) { $0.agreement.flatMap(\.signAgreement) },
    StudyQuantity(quantity: .relativeError) { $0.agreement.flatMap(\.relativeError) },
    StudyQuantity(quantity: .pivotalTurnRecall) { $0.agreement.flatMap(\.pivotalTurnRecall) },
    StudyQuantity(quantity: .decisionVariance) { $0.agreement.flatMap(\.decisionVariance) },
    StudyQuantity(quantity: .fidelity) { $0.fidelity },
    StudyQuantity(quantity: .withinGroupVariance) { $0.siblings.variance(of: $0.credits) },
  ]
}

/// The credits of one method on one batch, beside the exact ones: what a quantity is measured on.
package struct MeasuredCredits {
  /// The method's credits, one a decision.
  package let credits: [Double]
  /// The exact ones; `nil` where there are none.
  package let exact: [Double]?
  /// The episodes.
  package let rollouts: Rollouts
  /// How the two agree; undefined where there are no exact ones.
  package let agreement: Measured<Agreement>
  /// The decisions of the batch by their contexts.
  let siblings: SiblingDecisions

  fileprivate var fidelity: Measured<Double> {
    exact.map { siblings.fidelity(of: credits, with: $0) } ?? .undefined(.noTruth)
  }
}

extension Quantity {
  /// Rank correlation with the exact counterfactual credit of every decision: C3's fidelity with all candidates.
  public static let spearman = Quantity(
    key: "spearman", name: "Spearman", better: .higher, table: .agreement, showsInterval: true)
  /// Linear correlation.
  public static let pearson = Quantity(
    key: "pearson", name: "Pearson", better: .higher, table: .agreement, showsInterval: true)
  /// Share of decisions with the exact credit's sign.
  public static let signAgreement = Quantity(
    key: "signAgreement", name: "sign", unit: "share", better: .higher,
    meaning: "share of decisions with the exact sign", table: .agreement)
  /// Relative error after the best scale.
  public static let relativeError = Quantity(
    key: "relativeError", name: "error", better: .lower,
    meaning: "after the best scale, 1 is what a credit of 0 gets", table: .agreement)
  /// Share of episodes whose pivotal turn is found.
  public static let pivotalTurnRecall = Quantity(
    key: "pivotalTurnRecall", name: "pivotal turn", unit: "share", better: .higher,
    meaning: "share of episodes whose decisive turn gets the largest credit", table: .agreement)
  /// Share of the credit's variance between identical decisions.
  public static let decisionVariance = Quantity(
    key: "decisionVariance", name: "noise", unit: "share", better: .lower,
    meaning: "variance of the credit between identical decisions over that between all", table: .agreement)
  /// C3's fidelity with one decision a context, its first.
  public static let fidelity = Quantity(
    key: "fidelity", name: "of first decisions", better: .higher,
    meaning: "rank correlation over one decision a context, its first", table: .diagnostics,
    showsInterval: true)
  /// Mean over contexts of the population variance of the credit among their decisions, in the credit's squared unit.
  public static let withinGroupVariance = Quantity(
    key: "withinGroupVariance", name: "within-group variance", unit: "credit²", better: .neither,
    meaning: "mean over contexts of the variance of the credit among their decisions", table: .diagnostics,
    decimals: 5, showsInterval: true)
}
