import CreditMethods
import CreditNumerics
import CreditStatistics
package import Ground
package import Simulation

/// The quantities of a study, in the order of its tables: the first one ranks the methods. A new one is a line here, with
/// its description beside it.
package struct StudyQuantity: Sendable {
  /// What it is.
  package let quantity: Quantity
  /// What it can be, and when its interval is shown.
  let range: ClosedRange<Double>
  let rule: IntervalRule
  /// Its value on the credits of one method on one batch.
  package let measure: @Sendable (MeasuredCredits) throws -> Measured<Double>

  private init(
    quantity: Quantity, within range: ClosedRange<Double>? = nil, shown rule: IntervalRule = .usual,
    measure: @escaping @Sendable (MeasuredCredits) throws -> Measured<Double>
  ) {
    self.quantity = quantity
    // A description in a file has no infinite end.
    self.range = range ?? quantity.range ?? .unbounded
    self.rule = rule
    self.measure = measure
  }

  /// All of them.
  package static let all: [StudyQuantity] = [
    StudyQuantity(quantity: .gradientAlignment) { $0.alignment },
    StudyQuantity(quantity: .pearson) { $0.agreement.flatMap(\.pearson) },
    StudyQuantity(quantity: .concordance) { $0.agreement.flatMap(\.concordance) },
    StudyQuantity(quantity: .falseCredit) { $0.agreement.flatMap(\.falseCredit) },
    StudyQuantity(quantity: .relativeError, shown: .skewed) { $0.agreement.flatMap(\.relativeError) },
    StudyQuantity(quantity: .pivotalTurnRecall) { $0.agreement.flatMap(\.pivotalTurnRecall) },
    StudyQuantity(quantity: .pivotalTurnChance) { $0.agreement.flatMap(\.pivotalTurnChance) },
    StudyQuantity(quantity: .decisionVariance, within: 0...Double.infinity, shown: .skewed) {
      $0.agreement.flatMap(\.decisionVariance)
    },
    StudyQuantity(quantity: .repeatedShare, shown: .skewed) { $0.agreement.flatMap(\.repeatedShare) },
    StudyQuantity(quantity: .signAgreement, shown: .sparse) { $0.agreement.flatMap(\.signAgreement) },
    StudyQuantity(quantity: .spearman) { $0.agreement.flatMap(\.spearman) },
    StudyQuantity(quantity: .tiedShare, shown: .sparse) { $0.agreement.flatMap(\.tiedShare) },
    StudyQuantity(quantity: .falseSize, within: 0...Double.infinity, shown: .rare) { $0.falseSize },
    StudyQuantity(quantity: .withinGroupVariance, within: 0...Double.infinity, shown: .skewed) {
      $0.siblings.variance(of: $0.credits)
    },
  ]
}

/// The credits of one method on one batch, beside the exact ones: what a quantity is measured on.
package struct MeasuredCredits {
  /// The method's credits, one a decision.
  package let credits: [Double]
  /// The episodes.
  package let rollouts: Rollouts
  /// How the credits agree with the exact ones that the method is held to; undefined where there are none.
  package let agreement: Measured<Agreement>
  /// The cosine of the policy gradient that the credits induce with the exact one.
  package let alignment: Measured<Double>
  /// What the credits are multiplied by to be in units of return, and the standard deviation of the return.
  package let unit, returnDeviation: Double
  /// The decisions of the batch by their contexts.
  let siblings: SiblingDecisions

  fileprivate var falseSize: Measured<Double> {
    agreement.flatMap(\.falseSize).flatMap { size in
      returnDeviation > 0 ? .value(size * unit / returnDeviation) : .undefined(.noVariance)
    }
  }
}

extension Quantity {
  /// Cosine of the policy gradient of one batch, under the method's credits, with the exact policy gradient.
  public static let gradientAlignment = Quantity(
    key: "gradientAlignment", name: "batch gradient", better: .higher,
    meaning: "cosine of a batch's policy gradient under the credits with the exact one, what one update sees",
    table: .agreement, showsInterval: true, range: -1...1)
  /// Linear correlation with the exact credit that the method is held to.
  public static let pearson = Quantity(
    key: "pearson", name: "Pearson", better: .higher, table: .agreement, range: -1...1)
  /// Share of pairs of decisions with different exact credits that are ordered alike.
  public static let concordance = Quantity(
    key: "concordance", name: "concordance", unit: "share", better: .higher,
    meaning: "share of pairs with different exact credits that are ordered alike, 0.5 is chance",
    table: .agreement, range: 0...1)
  /// Share of squared credit on decisions whose exact credit is 0.
  public static let falseCredit = Quantity(
    key: "falseCredit", name: "false credit", unit: "share", better: .lower,
    meaning: "share of squared credit on decisions whose exact credit is 0", table: .agreement, range: 0...1)
  /// Relative error after the best scale.
  public static let relativeError = Quantity(
    key: "relativeError", name: "error", better: .lower,
    meaning: "after the best scale, 1 is what a credit of 0 gets", table: .diagnostics, range: 0...1)
  /// Share of episodes whose pivotal turn is found.
  public static let pivotalTurnRecall = Quantity(
    key: "pivotalTurnRecall", name: "pivotal turn", unit: "share", better: .higher,
    meaning: "share of episodes whose decisive turn gets the largest credit", table: .diagnostics,
    range: 0...1)
  /// Share of the credit's variance between identical decisions.
  public static let decisionVariance = Quantity(
    key: "decisionVariance", name: "noise", unit: "share", better: .lower,
    meaning: "variance of the credit between identical decisions over that between all", table: .diagnostics)
  /// Share of decisions with the exact credit's sign.
  public static let signAgreement = Quantity(
    key: "signAgreement", name: "sign", unit: "share", better: .higher,
    meaning: "share of decisions with the exact sign", table: .diagnostics, range: 0...1)
  /// Rank correlation with the exact credit: C3's fidelity with all candidates.
  public static let spearman = Quantity(
    key: "spearman", name: "Spearman", better: .higher,
    meaning: "rank correlation, C3's fidelity with all candidates; ties of exact credits hold it down",
    table: .diagnostics, range: -1...1)
  /// Share of decisions whose exact credit another decision has, too.
  public static let tiedShare = Quantity(
    key: "tiedShare", name: "tied", unit: "share", better: .neither,
    meaning: "share of decisions whose exact credit another one has", table: .diagnostics, range: 0...1)
  /// Root mean square credit on decisions whose exact credit is 0, in standard deviations of the return.
  public static let falseSize = Quantity(
    key: "falseSize", name: "false size", better: .lower,
    meaning:
      "root mean square credit on decisions whose exact credit is 0, over the standard deviation of the return",
    table: .diagnostics)
  /// What the recall of pivotal turns is for a turn drawn at random.
  public static let pivotalTurnChance = Quantity(
    key: "pivotalTurnChance", name: "by chance", unit: "share", better: .neither,
    meaning: "what \"pivotal turn\" is for a turn drawn at random", table: .diagnostics, range: 0...1)
  /// Share of decisions that occur twice, of which the noise can be told.
  public static let repeatedShare = Quantity(
    key: "repeatedShare", name: "recurring", unit: "share", better: .neither,
    meaning: "share of decisions that occur twice, of which \"noise\" tells", table: .diagnostics,
    range: 0...1)
  /// Mean over contexts of the population variance of the credit among their decisions, in the credit's squared unit.
  public static let withinGroupVariance = Quantity(
    key: "withinGroupVariance", name: "within-group variance", unit: "credit²", better: .neither,
    meaning: "mean over contexts of the variance of the credit among their decisions", table: .diagnostics,
    decimals: 5)
}
