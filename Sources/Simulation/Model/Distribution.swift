/// A finite distribution, given by its outcomes and their probabilities.
///
/// Explicit on purpose: the same definition is sampled, enumerated and solved exactly. Outcomes keep their order,
/// which is part of the result (draws walk them in this order); an outcome may stand more than once.
///
/// A scenario makes one for every joint action of every state; so its operations are inlinable, and become code for the
/// scenario's own types.
public struct Distribution<Element: Sendable>: Sendable {
  /// Outcomes with their probabilities, in the order in which they were given.
  public let outcomes: [(element: Element, probability: Double)]

  /// The distribution that gives `element` with certainty.
  @inlinable public init(_ element: Element) { outcomes = [(element, 1)] }

  /// Outcomes with their probabilities. They are checked when a scenario is compiled: each finite and not negative,
  /// summing to 1 within a few units in the last place.
  @inlinable public init(_ outcomes: [(Element, Double)]) {
    self.outcomes = outcomes.map { (element: $0.0, probability: $0.1) }
  }

  /// `first` with probability `probability`, otherwise `second`; an outcome of probability 0 is left out.
  @inlinable public init(_ first: Element, probability: Double, otherwise second: Element) {
    let rest = 1 - probability
    if rest == 0 {
      outcomes = [(first, probability)]
    } else if probability == 0 {
      outcomes = [(second, rest)]
    } else {
      outcomes = [(first, probability), (second, rest)]
    }
  }

  /// Every element with the same probability.
  @inlinable public static func uniform(_ elements: [Element]) -> Self {
    let probability = 1 / Double(elements.count)
    return Self(listed: elements.map { (element: $0, probability: probability) })
  }

  @inlinable init(listed outcomes: [(element: Element, probability: Double)]) { self.outcomes = outcomes }

  /// The distribution of `transform` applied to an outcome.
  @inlinable public func map<Image: Sendable>(_ transform: (Element) -> Image) -> Distribution<Image> {
    Distribution<Image>(
      listed: outcomes.map { (element: transform($0.element), probability: $0.probability) })
  }

  /// The distribution of a second draw that may depend on the first: the law of total probability, unmerged.
  @inlinable public func flatMap<Image: Sendable>(
    _ transform: (Element) -> Distribution<Image>
  ) -> Distribution<Image> {
    var images: [(element: Image, probability: Double)] = []
    for first in outcomes {
      for second in transform(first.element).outcomes {
        images.append((second.element, first.probability * second.probability))
      }
    }
    return Distribution<Image>(listed: images)
  }
}
