/// A finite distribution, given by its outcomes and their probabilities.
///
/// Explicit on purpose: the same definition is sampled, enumerated and solved exactly. Outcomes keep their order,
/// which is part of the result (draws walk them in this order); an outcome may stand more than once.
public struct Distribution<Element: Sendable>: Sendable {
  /// Outcomes with their probabilities, in the order in which they were given.
  public let outcomes: [(element: Element, probability: Double)]

  /// The distribution that gives `element` with certainty.
  public init(_ element: Element) { outcomes = [(element, 1)] }

  /// Outcomes with their probabilities. They are checked when a scenario is compiled: each finite and not negative,
  /// summing to 1 within a few units in the last place.
  public init(_ outcomes: [(Element, Double)]) { self.outcomes = outcomes.map { ($0.0, $0.1) } }

  /// `first` with probability `probability`, otherwise `second`; an outcome of probability 0 is left out.
  public init(_ first: Element, probability: Double, otherwise second: Element) {
    outcomes = [(first, probability), (second, 1 - probability)].filter { $0.1 != 0 }
  }

  /// Every element with the same probability.
  public static func uniform(_ elements: [Element]) -> Self {
    Self(elements.map { ($0, 1 / Double(elements.count)) })
  }

  /// The distribution of `transform` applied to an outcome.
  public func map<Image: Sendable>(_ transform: (Element) -> Image) -> Distribution<Image> {
    Distribution<Image>(outcomes.map { (transform($0.element), $0.probability) })
  }

  /// The distribution of a second draw that may depend on the first: the law of total probability, unmerged.
  public func flatMap<Image: Sendable>(_ transform: (Element) -> Distribution<Image>) -> Distribution<Image> {
    Distribution<Image>(
      outcomes.flatMap { first in
        transform(first.element).outcomes.map { ($0.element, first.probability * $0.probability) }
      })
  }
}
