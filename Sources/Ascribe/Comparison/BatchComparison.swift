import CreditMethods
import CreditNumerics
package import Ground

/// What a comparison keeps of one method on one batch.
struct MethodBatch: Sendable, Codable {
  let agreement: Agreement
  /// The cosine of the gradient that the credits induce with the exact one.
  let alignment: Measured<Double>
  let kendall: Measured<Double>
  let qAlignment: BatchQAlignment
  let cells: CellSums
  let situations: SituationSums
  /// Sums over episodes of s², s g and g²: s is the sum of an episode's credits, g its return less the value of its start.
  let creditSumSquare, productSum, gainSquare: Double
  /// Shares of |credit| on units and on decisions that are not pivotal.
  let falseOfUnits, falseOfDecisions: Measured<Double>
  /// Area under the curve of |credit| for pivotal decisions.
  let area: Measured<Double>
  /// The policy gradient that the credits induce.
  var gradient: SparseVector
  let zeros: ZeroCredits
  /// What the method judged.
  let episodes, turns, decisions: Int
}

/// What a comparison keeps of one batch.
package struct BatchComparison: Sendable, Codable {
  var methods: [MethodBatch]
  /// Which methods have the same credits, and which have the reference's.
  let kinship: MethodKinship
  /// The reference's own credits as a method's: their sums are what it is compared with.
  let reference: CellSums
  /// Decisions that are pivotal.
  let pivotalDecisions: Int
  /// What the attributions took, in seconds of the clock on the wall: the only numbers that differ from call to call.
  let seconds: [Double]
  let costs: [AttributionCost]
  let episodes, turns, decisions: Int
  let meanReturn: Double
  /// How long its episodes are.
  let lengths: EpisodeLengths

  /// The gradient alignment of each method.
  package var alignments: [Measured<Double>] { methods.map(\.alignment) }
}

extension BatchComparison {
  /// The batch without the gradients, which are summed up as they come.
  func withoutGradients() -> BatchComparison {
    var batch = self
    batch.methods = methods.map { method in
      var method = method
      method.gradient = SparseVector()
      return method
    }
    return batch
  }
}
