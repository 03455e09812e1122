import Ground
import Ascribe
import CreditStatistics

/// How the credits of a batch go together with the exact ones.
public enum AgreementMeasure: String, Sendable, CaseIterable {
  /// Rank correlation over decisions, in -1...1.
  case spearman = "Spearman's correlation with the exact credit"
  /// Linear correlation over decisions, in -1...1.
  case pearson = "Pearson's correlation with the exact credit"
  /// Share of the decisions with an exact credit other than 0 whose credit has its sign.
  case signAgreement = "The share of decisions with the exact sign"
  /// Share of episodes whose pivotal turn gets the largest credit.
  case pivotalTurnRecall = "The share of episodes whose pivotal turn is found"

  /// What it can be.
  var bounds: ClosedRange<Double> {
    switch self {
    case .spearman, .pearson: -1...1
    case .signAgreement, .pivotalTurnRecall: 0...1
    }
  }

  /// The measure of a batch. Credits that are all equal agree with nothing: 0.
  func value(of agreement: Agreement) -> Double {
    let measured =
      switch self {
      case .spearman: agreement.spearman
      case .pearson: agreement.pearson
      case .signAgreement: agreement.signAgreement
      case .pivotalTurnRecall: agreement.pivotalTurnRecall
      }
    // Rounding may pass the bounds by a digit.
    return min(max(measured.optional ?? 0, bounds.lowerBound), bounds.upperBound)
  }
}
