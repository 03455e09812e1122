import Trajectories

/// A scale on which a method's credits are compared with the reference.
public enum CreditScale: String, Sendable, CaseIterable, Codable {
  /// The method's own, in units of return: a standardised credit is worth a standard deviation of the return, others are
  /// divided by the reward that the method gives a success.
  case raw
  /// The method's times the factor that brings all its credits closest to the reference, one for all batches together.
  /// It may be negative.
  case best
}

/// How credits of several methods are compared on a scenario.
public struct ComparisonPlan: Sendable {
  /// What is simulated and attributed.
  public var study: StudyPlan
  /// On which scale errors are measured.
  public var scale: CreditScale
  /// What tells situations apart where errors are taken apart.
  public var situations = SituationKind.knowledge
  /// The place among the methods of the one whose credits are the reference; `nil` for the exact counterfactual credit.
  public private(set) var against: Int?
  /// The width of the intervals of all methods' gradient alignments at which no more batches are simulated; `nil` to
  /// simulate all.
  public private(set) var precision: Double?
  /// Whether the result says how long methods took, which is another number each time.
  public var keepsSeconds = false

  /// A plan.
  ///
  /// - Parameters:
  ///   - study: What is simulated and attributed.
  ///   - scale: On which scale errors are measured.
  ///   - against: The label of the reference method, one of the study's; `nil` for the exact credit.
  ///   - precision: Above 0 and below 2; `nil` for all batches.
  /// - Throws: ``ComparisonError`` for another reference or precision.
  public init(
    _ study: StudyPlan, scale: CreditScale = .best, against: String? = nil, precision: Double? = nil
  ) throws(ComparisonError) {
    let labels = study.methods.map(\.label)
    if let against {
      guard let place = labels.firstIndex(of: against) else {
        throw .unknownReference(found: against, accepted: labels)
      }
      self.against = place
    }
    if let precision, !(precision > 0 && precision < 2) { throw .precision(found: precision) }
    guard !study.methods.isEmpty else { throw .noMethods }
    self.study = study
    self.scale = scale
    self.precision = precision
  }

  /// What methods are compared with: a method's label, or `exact`.
  public var reference: String { against.map { study.methods[$0].label } ?? "exact" }
}

/// Why credits cannot be compared.
public enum ComparisonError: Error, Sendable, Hashable, CustomStringConvertible {
  /// There is nothing to compare.
  case noMethods
  /// The reference is none of the methods.
  case unknownReference(found: String, accepted: [String])
  /// The precision is no width of an interval of correlations.
  case precision(found: Double)
  /// There is no exact truth, for a reason that is a sentence.
  case noTruth(reason: String)
  /// A method made something that is no credit.
  case notFinite(method: String, batch: Int)
  /// The scores do not fit into an archive for numpy.
  case archiveTooLarge

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .noMethods: "There are no methods to compare."
    case .unknownReference(let found, let accepted):
      "against-method is \"\(found)\", which is none of the methods.\(NearestName.hint(for: found, among: accepted))"
    case .precision(let found):
      "precision is \(found); accepted: the width of an interval of cosines, above 0 and below 2."
    case .noTruth(let reason): "Methods are compared with the exact credit. \(reason)"
    case .notFinite(let method, let batch):
      "Method \"\(method)\" gives a credit that is not finite in batch \(batch)."
    case .archiveTooLarge: "The scores do not fit into an archive of 4 GiB."
    }
  }
}
