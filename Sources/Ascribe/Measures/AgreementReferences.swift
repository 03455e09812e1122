import Simulation

/// What the methods of a batch are held to: made once for each reference and each number of episodes.
struct AgreementReferences {
  /// Whose credits a reference is.
  enum Source: Hashable {
    /// Exact credits of a kind.
    case exact(ExactCredit.Kind)
    /// The credits of a method, by its place.
    case method(Int)
  }

  private struct Key: Hashable {
    let source: Source
    let place: Int
  }

  private let truth: ExactTruth?
  private var made: [Key: AgreementReference] = [:]

  init(_ truth: ExactTruth?) { self.truth = truth }

  /// The reference on the episodes at a place; `nil` where it is exact and the truth is not.
  mutating func reference(
    _ source: Source, on place: Int, of judged: JudgedBatch
  ) -> AgreementReference? {
    let key = Key(source: source, place: place)
    if let known = made[key] { return known }
    let episodes = judged.played[place]
    let credits: [Double]
    let scale: Double
    switch source {
    case .exact(let kind):
      guard let truth, let exact = episodes.references[kind] else { return nil }
      (credits, scale) = (exact, truth.scale)
    case .method(let method):
      credits = judged.attributions[method].credits
      scale = credits.reduce(0) { max($0, abs($1)) }
    }
    let reference = AgreementReference(episodes.rollouts, exact: credits, scale: scale)
    made[key] = reference
    return reference
  }
}
