/// How an outcome is drawn, factor by factor.
@usableFromInline
struct FactoredDraw<Element: Sendable>: Sendable {
  /// Draws an outcome, given the number in `[0, 1)` of each factor; not to be asked where something is wrong.
  let draw: @Sendable (_ unit: (_ factor: Int) -> Double) -> Element
  /// What is wrong: what was found, and what is expected.
  let flaw: (found: String, expected: String)?
}

extension Distribution {
  /// Most outcomes of a product that are listed. Scenarios with larger ones are played and sampled, and cannot be solved.
  public static var listLimit: Int { 1024 }

  /// Whether ``outcomes`` has all outcomes.
  @inlinable public var isListed: Bool { factored == nil }

  /// Independent draws of several things at once, such as what each of many agents gets to see.
  ///
  /// As long as there are at most ``listLimit`` outcomes they are multiplied out, the last factor running fastest. More of them
  /// never are: an episode draws factor by factor. Factors that are no distributions are refused when the scenario is compiled or
  /// played, with the place where they stand.
  ///
  /// - Parameters:
  ///   - factors: The distributions of the things, listed ones.
  ///   - combine: Makes an outcome of what was drawn, one of each factor in their order.
  /// - Complexity: O(outcomes) where they are listed, otherwise O(outcomes of all factors).
  public static func product<Part: Sendable>(
    of factors: [Distribution<Part>], _ combine: @escaping @Sendable ([Part]) -> Element
  ) -> Self {
    let factors = factors.map { (all: $0, possible: $0.outcomes.filter { $0.probability > 0 }) }
    for (number, factor) in factors.enumerated() {
      if let found = factor.all.flawOfFactor {
        return flawed(
          found: "factor \(number + 1) of a product with \(found)", expected: "a distribution that is listed")
      }
    }
    let parts = factors.map(\.possible)
    var count = 1
    for part in parts where count <= listLimit { count *= part.count }
    guard count > listLimit else { return Self(listed: multiplied(parts, combine)) }
    return Self(
      factored: FactoredDraw(
        draw: { unit in
          combine(
            parts.indices.map { parts[$0][drawnPlace(unit($0), parts[$0].lazy.map(\.probability))].element })
        }, flaw: nil))
  }

  private static func multiplied<Part>(
    _ parts: [[(element: Part, probability: Double)]], _ combine: ([Part]) -> Element
  ) -> [(element: Element, probability: Double)] {
    var drawn: [(parts: [Part], probability: Double)] = [([], 1)]
    for part in parts {
      drawn = drawn.flatMap { first in
        part.map { (first.parts + [$0.element], first.probability * $0.probability) }
      }
    }
    return drawn.map { (combine($0.parts), $0.probability) }
  }

  /// What keeps it from being a factor; `nil` if nothing does.
  private var flawOfFactor: String? {
    if !isListed { return "outcomes that are not listed" }
    do throws(ScenarioError) {
      try checkProbabilities(outcomes, place: "")
      return nil
    } catch .invalid(_, let found, _) {
      return found
    } catch {
      return "\(error)"
    }
  }

  @usableFromInline static func transformedProduct() -> Self {
    flawed(
      found: "a product of more than \(listLimit) outcomes that is transformed",
      expected: "what combines its factors to do all")
  }

  private static func flawed(found: String, expected: String) -> Self {
    Self(factored: FactoredDraw(draw: { _ in preconditionFailure(found) }, flaw: (found, expected)))
  }
}

extension Distribution {
  /// The draw of a product that is not listed; `nil` where outcomes are.
  ///
  /// - Throws: ``ScenarioError/invalid(place:found:expected:)`` for factors that are none.
  func soundFactors(at place: @autoclosure () -> String) throws(ScenarioError) -> FactoredDraw<Element>? {
    if let flaw = factored?.flaw {
      throw .invalid(place: place(), found: flaw.found, expected: flaw.expected)
    }
    return factored
  }

  /// The outcomes, all of them.
  ///
  /// - Throws: ``ScenarioError/factored(place:limit:)`` for a product that is not listed, and as
  ///   ``soundFactors(at:)``.
  func listed(
    at place: @autoclosure () -> String
  ) throws(ScenarioError) -> [(element: Element, probability: Double)] {
    guard try soundFactors(at: place()) == nil else {
      throw .factored(place: place(), limit: Self.listLimit)
    }
    return outcomes
  }
}
