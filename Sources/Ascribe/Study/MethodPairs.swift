import CreditStatistics
package import Ground

/// Tests every pair of methods on one quantity, whose values the batches give.
package struct MethodPairs {
  /// The methods, in the plan's order.
  let methods: [MethodRequest]
  /// Of each batch what ``MethodKinship`` says of the methods.
  let kinships: [MethodKinship]
  /// Of each batch the quantity of each method.
  let values: [[Measured<Double>]]
  /// The least and the most that they can be; `nil` where they are known.
  let bounds: (lowest: [[Measured<Double>]], highest: [[Measured<Double>]])?

  package init(
    _ methods: [MethodRequest], kinships: [MethodKinship], values: [[Measured<Double>]],
    bounds: (lowest: [[Measured<Double>]], highest: [[Measured<Double>]])? = nil
  ) {
    self.methods = methods
    self.kinships = kinships
    self.values = values
    self.bounds = bounds
  }

  /// Each pair, with p-values corrected by Holm's procedure.
  ///
  /// The family of the correction is that of the questions which the data can answer: pairs of methods that are equal,
  /// in their credits or in the quantity on every batch, are none, nor are pairs with the reference, and what equal methods
  /// are compared with is asked once.
  package var tested: [MethodPair] {
    let pairs = methods.indices.flatMap { first in
      methods.indices.filter { $0 > first }.map { Pair(first: first, second: $0) }
    }
    let kin = self.kin
    let outcomes = pairs.map { outcome(of: $0, kin) }
    // The place among the pairs of the one that asks the same first.
    var firstAsking: [Set<Int>: Int] = [:]
    let asks = pairs.indices.map { place -> Int? in
      // What bounds leave open was asked, too: closer bounds are not to make others harder to tell apart.
      guard outcomes[place].test.optional != nil || outcomes[place].test.reason == .withinBounds else {
        return nil
      }
      let question: Set = [kin[pairs[place].first], kin[pairs[place].second]]
      if let first = firstAsking[question] { return first }
      firstAsking[question] = place
      return place
    }
    let adjusted = { (pValue: (Outcome) -> Measured<Double>) in
      let family = pairs.indices.filter { asks[$0] == $0 }
      let corrected = MultipleComparisons.holmWithinBounds(family.map { pValue(outcomes[$0]) })
      let byPlace = Dictionary(zip(family, corrected)) { first, _ in first }
      return pairs.indices.map { place in
        asks[place].flatMap { byPlace[$0] } ?? pValue(outcomes[place])
      }
    }
    let tests = adjusted { $0.test.map(\.pValue) }
    let signFlips = adjusted { $0.signFlips.map(\.pValue) }
    return pairs.indices.map { place in
      let (pair, outcome) = (pairs[place], outcomes[place])
      return MethodPair(
        first: methods[pair.first].label, second: methods[pair.second].label,
        contrastDifferences: methods[pair.first].contrastDifferences(from: methods[pair.second]),
        difference: outcome.difference, deviation: outcome.deviation, test: outcome.test,
        adjustedPValue: tests[place],
        signFlips: outcome.signFlips, adjustedSignFlips: signFlips[place], isInFamily: asks[place] == place)
    }
  }

  private struct Pair {
    let first, second: Int
  }

  private struct Outcome {
    let difference, deviation: Measured<Double>
    let test, signFlips: Measured<HypothesisTest>

    init(
      _ differences: [Double], _ test: Measured<HypothesisTest>, _ signFlips: Measured<HypothesisTest>
    ) {
      difference = Descriptive.mean(of: differences)
      deviation = Descriptive.standardDeviation(of: differences)
      self.test = test
      self.signFlips = signFlips
    }

    /// Differences that there are none of, for a reason.
    init(undefined reason: UndefinedReason) {
      (difference, deviation) = (.undefined(reason), .undefined(reason))
      (test, signFlips) = (.undefined(reason), .undefined(reason))
    }

    /// Differences that there is no test of.
    init(_ differences: [Double], untested reason: UndefinedReason) {
      self.init(differences, .undefined(reason), .undefined(reason))
    }
  }

  /// Of each method the first that equals it: itself, an earlier one, or the reference.
  private var kin: [Int] {
    let byCredits = MethodKinship.ofAll(kinships, methods: methods.count).first
    return methods.indices.map { method in
      guard byCredits[method] == method else { return byCredits[method] }
      return (0..<method).first { other in
        byCredits[other] == other && values.allSatisfy { Self.areEqual($0[other], $0[method]) }
      } ?? method
    }
  }

  private static func areEqual(_ one: Measured<Double>, _ other: Measured<Double>) -> Bool {
    guard let one = one.optional, let other = other.optional else { return one == other }
    return differenceBeyondRounding(one, other) == 0
  }

  private func outcome(of pair: Pair, _ kin: [Int]) -> Outcome {
    let differences = differences(of: pair, values, values)
    if differences.isEmpty, let reason = reason(of: pair) { return Outcome(undefined: reason) }
    // One difference has no variation: a test needs at least two batches.
    guard differences.count >= 2 else {
      return Outcome(differences, untested: .tooFew(found: differences.count, needed: 2))
    }
    guard kin[pair.first] != MethodKinship.reference, kin[pair.second] != MethodKinship.reference else {
      return Outcome(differences, untested: .isReference)
    }
    guard kin[pair.first] != kin[pair.second], differences.contains(where: { $0 != 0 }) else {
      return Outcome(differences, untested: .equal)
    }
    guard let (lowest, highest) = bounds else {
      return Outcome(
        differences, HypothesisTest.studentT(of: differences),
        HypothesisTest.pairedPermutation(differences: differences))
    }
    let bounded = BoundedDifferences(
      least: self.differences(of: pair, lowest, highest), middle: differences,
      most: self.differences(of: pair, highest, lowest))
    return Outcome(
      differences, bounded.tested { HypothesisTest.studentT(of: $0) },
      bounded.tested { HypothesisTest.pairedPermutation(differences: $0) })
  }

  /// Why a pair has no differences, where its numbers say so.
  private func reason(of pair: Pair) -> UndefinedReason? {
    values.lazy.compactMap { $0[pair.first].reason ?? $0[pair.second].reason }.first
  }

  /// Of each batch that has both, a number of the first method less one of the second.
  private func differences(
    of pair: Pair, _ ones: [[Measured<Double>]], _ others: [[Measured<Double>]]
  ) -> [Double] {
    zip(ones, others).compactMap { ones, others in
      guard let one = ones[pair.first].optional, let other = others[pair.second].optional else { return nil }
      return differenceBeyondRounding(one, other)
    }
  }
}

/// Which methods have the same credits, but for rounding, and which have those that they are held to, but for scale.
package struct MethodKinship: Codable, Sendable, Hashable {
  /// What stands for the reference in ``first``.
  static let reference = -1

  /// Whether a method's credits are those that it is held to.
  func isReference(_ method: Int) -> Bool { first[method] == Self.reference }

  /// Of each method the first that has its credits: itself, an earlier one, or the reference.
  let first: [Int]

  private init(first: [Int]) { self.first = first }

  /// Looks at the credits of some methods on one batch.
  ///
  /// - Parameters:
  ///   - credits: Those of each method.
  ///   - references: Those of what each is held to; `nil` where there is nothing.
  package init(_ credits: [[Double]], references: [[Double]?]) {
    first = credits.indices.map { method in
      if let reference = references[method], Self.areProportional(credits[method], reference) {
        return Self.reference
      }
      return (0..<method).first { Self.areEqual(credits[$0], credits[method]) } ?? method
    }
  }

  /// What is so on all batches.
  static func ofAll(_ kinships: [MethodKinship], methods: Int) -> MethodKinship {
    let columns = (0..<methods).map { method in kinships.map { $0.first[method] } }
    return MethodKinship(
      first: columns.indices.map { method in
        guard !kinships.isEmpty else { return method }
        return columns[method].allSatisfy { $0 == reference }
          ? reference : columns.firstIndex(of: columns[method]) ?? method
      })
  }

  /// Whether credits are the reference times a number above 0.
  private static func areProportional(_ credits: [Double], _ reference: [Double]) -> Bool {
    var (square, product) = (0.0, 0.0)
    for (credit, exact) in zip(credits, reference) {
      square += credit * credit
      product += credit * exact
    }
    guard square > 0 else { return areEqual(reference, credits) }
    guard product > 0 else { return false }
    return areEqual(reference, credits.map { product / square * $0 })
  }

  private static func areEqual(_ one: [Double], _ other: [Double]) -> Bool {
    guard one.count == other.count else { return false }
    let size = one.reduce(0) { max($0, abs($1)) }
    return zip(one, other).allSatisfy { abs($0 - $1) <= 1e-9 * size }
  }
}
