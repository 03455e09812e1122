/// A finite distribution, given by its outcomes and their probabilities.
///
/// Explicit on purpose: the same definition is sampled, enumerated and solved exactly. Outcomes keep their order,
/// which is part of the result (draws walk them in this order); an outcome may stand more than once. Where there are too
/// many to list, because several things are random at once, it is a product: see ``product(of:_:)``.
///
/// A scenario makes one for every joint action of every state; so its operations are inlinable, and become code for the
/// scenario's own types.
public struct Distribution<Element: Sendable>: Sendable {
  /// Outcomes with their probabilities, in the order in which they were given; none of a product that is not listed.
  public let outcomes: [(element: Element, probability: Double)]
  /// How an outcome is drawn where they are not listed.
  @usableFromInline let factored: FactoredDraw<Element>?

  /// The distribution that gives `element` with certainty.
  @inlinable public init(_ element: Element) { self.init(listed: [(element, 1)]) }

  /// Outcomes with their probabilities. They are checked when a scenario is compiled: each finite and not negative,
  /// summing to 1 within a few units in the last place.
  @inlinable public init(_ outcomes: [(Element, Double)]) {
    self.init(listed: outcomes.map { (element: $0.0, probability: $0.1) })
  }

  /// `first` with probability `probability`, otherwise `second`; an outcome of probability 0 is left out.
  @inlinable public init(_ first: Element, probability: Double, otherwise second: Element) {
    let rest = 1 - probability
    if rest == 0 {
      self.init(listed: [(first, probability)])
    } else if probability == 0 {
      self.init(listed: [(second, rest)])
    } else {
      self.init(listed: [(first, probability), (second, rest)])
    }
  }

  /// Every element with the same probability.
  @inlinable public static func uniform(_ elements: [Element]) -> Self {
    let probability = 1 / Double(elements.count)
    return Self(listed: elements.map { (element: $0, probability: probability) })
  }

  @inlinable init(listed outcomes: [(element: Element, probability: Double)]) {
    self.outcomes = outcomes
    factored = nil
  }

  @inlinable init(factored: FactoredDraw<Element>) {
    outcomes = []
    self.factored = factored
  }

  /// The distribution of `transform` applied to an outcome. A product that is not listed has none: what makes its outcome
  /// has to do that, too.
  @inlinable public func map<Image: Sendable>(_ transform: (Element) -> Image) -> Distribution<Image> {
    guard factored == nil else { return .transformedProduct() }
    return Distribution<Image>(
      listed: outcomes.map { (element: transform($0.element), probability: $0.probability) })
  }

  /// The distribution of a second draw that may depend on the first: the law of total probability, unmerged. Products that are
  /// not listed have none, as with ``map(_:)``.
  @inlinable public func flatMap<Image: Sendable>(
    _ transform: (Element) -> Distribution<Image>
  ) -> Distribution<Image> {
    guard factored == nil else { return .transformedProduct() }
    var images: [(element: Image, probability: Double)] = []
    for first in outcomes {
      let second = transform(first.element)
      guard second.factored == nil else { return .transformedProduct() }
      for second in second.outcomes {
        images.append((second.element, first.probability * second.probability))
      }
    }
    return Distribution<Image>(listed: images)
  }
}
