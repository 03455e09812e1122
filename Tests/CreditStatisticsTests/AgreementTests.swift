import Ground
import CreditStatistics
import Testing
import TestSupport

struct SignAgreementTests {
  /// References 1, -2, 3, 0.05, -0.05, 4; a tolerance of 0.05 leaves out the fourth and the fifth. Of the other four
  /// estimates 0.5, -1, -3, 0 the first two agree; the estimate 0 does not.
  @Test func byHand() throws {
    let references = [1, -2, 3, 0.05, -0.05, 4]
    let estimates = [0.5, -1, -3, 9, 9, 0]
    let agreement = try #require(
      Association.signAgreement(of: estimates, with: references, tolerance: 0.05).optional)
    #expect(agreement.agreeing == 2)
    #expect(agreement.counted == 4)
    #expect(agreement.leftOut == 2)
    #expect(agreement.share == 0.5)
  }

  @Test func aToleranceOfZeroLeavesOutExactZeros() throws {
    let agreement = try #require(
      Association.signAgreement(of: [1.0, 1, 0], with: [1e-300, 0, -0.0], tolerance: 0).optional)
    #expect(agreement.counted == 1)
    #expect(agreement.leftOut == 2)
    #expect(agreement.share == 1)
  }

  @Test func nothingToCount() {
    let none: [Double] = []
    #expect(
      Association.signAgreement(of: none, with: none, tolerance: 0)
        == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(
      Association.signAgreement(of: [1.0, 2], with: [0.0, 0.1], tolerance: 0.1)
        == .undefined(.noUnits))
  }

  @Test(arguments: [Double.nan, .infinity])
  func whatIsNotFiniteIsUndefined(intruder: Double) {
    let spoiled = [1, intruder]
    #expect(
      Association.signAgreement(of: spoiled, with: [1.0, 1], tolerance: 0) == .undefined(.notFinite)
    )
    #expect(
      Association.signAgreement(of: [1.0, 1], with: spoiled, tolerance: 0) == .undefined(.notFinite)
    )
  }
}

struct ScaledErrorTests {
  /// x = 1, 2 and y = 3, 4: k = (3 + 8) / 5 = 2.2; residuals 0.8 and -0.4; error sqrt(0.8 / 2); y² averages 12.5.
  @Test func byHand() throws {
    let result = try #require(
      try Association.scaledError(of: [1.0, 2], against: [3.0, 4]).optional)
    expectClose(result.scale, 2.2)
    expectClose(result.error, 0.4.squareRoot())
    expectClose(result.relative, (0.4 / 12.5).squareRoot())
  }

  /// With numpy: k = (x @ y) / (x @ x), sqrt(mean((y - k x)**2)), and the same over sqrt(mean(y**2)).
  @Test func agreesWithNumPy() throws {
    let result = try #require(try Association.scaledError(of: first, against: second).optional)
    expectClose(result.scale, 0.8741992882562277)
    expectClose(result.error, 0.8846319127164932)
    expectClose(result.relative, 0.35668177013230873)
  }

  @Test func aPerfectEstimateUpToScale() throws {
    let references = first.map { -2.5 * $0 }
    let result = try #require(try Association.scaledError(of: first, against: references).optional)
    expectClose(result.scale, -2.5)
    expectClose(result.error, 0)
    expectClose(result.relative, 0)
  }

  /// The scale of the estimates changes the factor alone; the relative error is sqrt(1 - cos²) of the angle between
  /// both, so it is at most 1.
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func scaleDoesNotMatter(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let x = generator.numbers(12, in: -1..<1)
    let y = generator.numbers(12, in: -1..<1)
    let result = try #require(try Association.scaledError(of: x, against: y).optional)
    let scaled = try #require(
      try Association.scaledError(of: x.map { 8 * $0 }, against: y).optional)
    expectClose(scaled.scale.map { 8 * $0 }, try #require(result.scale.optional))
    expectClose(scaled.error, result.error)
    let cross = zip(x, y).map { $0 * $1 }.reduce(0, +)
    let cosine = cross * cross / x.map { $0 * $0 }.reduce(0, +) / y.map { $0 * $0 }.reduce(0, +)
    expectClose(result.relative, (1 - cosine).squareRoot())
  }

  @Test func zeros() throws {
    let zero = [0.0, 0, 0]
    let other = [1.0, -1, 1]
    let noEstimate = try #require(try Association.scaledError(of: zero, against: other).optional)
    #expect(noEstimate.scale == .undefined(.allZero))
    expectClose(noEstimate.error, 1)
    expectClose(noEstimate.relative, 1)
    let noReference = try #require(try Association.scaledError(of: other, against: zero).optional)
    expectClose(noReference.scale, 0)
    expectClose(noReference.error, 0)
    #expect(noReference.relative == .undefined(.allZero))
    let neither = try #require(try Association.scaledError(of: zero, against: zero).optional)
    #expect(neither.scale == .undefined(.allZero))
    #expect(neither.error == 0)
    #expect(neither.relative == .undefined(.allZero))
  }

  @Test func edges() throws {
    let none: [Double] = []
    #expect(
      try Association.scaledError(of: none, against: none)
        == .undefined(.tooFew(found: 0, needed: 1)))
    let single = try #require(try Association.scaledError(of: [2.0], against: [5.0]).optional)
    expectClose(single.scale, 2.5)
    expectClose(single.error, 0)
    #expect(
      try Association.scaledError(of: [1.0, .nan], against: [1.0, 2]) == .undefined(.notFinite))
    #expect(
      try Association.scaledError(of: [1.0, 2], against: [1.0, .infinity]) == .undefined(.notFinite)
    )
    for unit in [1e200, 1e-200] {
      #expect(
        try Association.scaledError(of: [1.0, 2], against: [unit, 2 * unit])
          == .undefined(.outOfRange))
    }
  }
}

struct TopRecallTests {
  /// The top 2 of the references are the units 2 and 3. The estimates put unit 3 on top for sure, and the second
  /// place goes to unit 0 or unit 2 with probability 1/2: expected recall (1 + 1/2) / 2.
  @Test func byHand() {
    let references = [1.0, 2, 3, 4]
    let estimates = [5.0, 1, 5, 6]
    expectClose(Association.topRecall(2, of: estimates, against: references), 0.75)
    expectClose(Association.topRecall(1, of: estimates, against: references), 1)
    expectClose(Association.topRecall(4, of: estimates, against: references), 1)
  }

  @Test func aConstantIsAGuess() {
    let constant = [Double](repeating: 3, count: 10)
    let references = (0..<10).map(Double.init)
    expectClose(Association.topRecall(3, of: constant, against: references), 0.3)
    expectClose(Association.topRecall(3, of: constant, against: constant), 0.3)
  }

  @Test func edges() {
    let none: [Double] = []
    #expect(
      Association.topRecall(1, of: none, against: none) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(
      Association.topRecall(3, of: [1.0, 2], against: [1.0, 2])
        == .undefined(.tooFew(found: 2, needed: 3)))
    #expect(
      Association.topRecall(1, of: [1.0, .nan], against: [1.0, 2]) == .undefined(.notFinite))
  }

  /// The mean recall over all 120 x 120 ways to break the ties of 5 units on the two sides.
  @Test(arguments: 1...6 as ClosedRange<UInt64>, [1, 2, 3])
  func agreesWithAllTieBreaks(seed: UInt64, k: Int) {
    var generator = SplitMix64(seed: seed)
    let estimates = generator.wholeNumbers(5, in: 0...2)
    let references = generator.wholeNumbers(5, in: 0...2)
    let orders = orders(of: Array(0..<5))
    func tops(_ values: [Double]) -> [UInt] {
      orders.map { order in
        let ranking = order.sorted { values[$0] > values[$1] }
        return ranking.prefix(k).reduce(0) { $0 | 1 << UInt($1) }
      }
    }
    var common = 0
    let wanted = tops(references)
    for chosen in tops(estimates) {
      for set in wanted { common += (chosen & set).nonzeroBitCount }
    }
    let mean = Double(common) / Double(orders.count * orders.count * k)
    expectClose(Association.topRecall(k, of: estimates, against: references), mean)
  }
}
