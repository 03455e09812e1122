import Ground
import CreditStatistics
import Testing

struct ResamplingTests {
  private let bootstrap = Bootstrap(resamples: 200, seed: 11)

  /// Resamples have addresses: parts made apart are those of the whole.
  @Test func partsMakeTheWhole() {
    func replicates(_ range: Range<Int>) -> [Double?] {
      bootstrap.replicates(range, of: .independent(9)) { units in units.map(Double.init).reduce(0, +) }
    }
    #expect(replicates(0..<200) == replicates(0..<73) + replicates(73..<74) + replicates(74..<200))
    #expect(Set(replicates(0..<200)).count > 20)
  }

  @Test func seedsAreDifferentResamples() {
    func replicates(_ seed: UInt64) -> [Double?] {
      Bootstrap(resamples: 50, seed: seed).replicates(0..<50, of: .independent(9)) { Double($0[0]) }
    }
    #expect(replicates(1) == replicates(1))
    #expect(replicates(1) != replicates(2))
    #expect(replicates(1) != replicates(1 << 32 + 1))
  }

  /// 60,000 draws of 7 units: each unit's count is binomial with mean 8571 and deviation 86; 7 units stray by 5.5
  /// deviations with probability below 7 · 4e-8 < 1e-6.
  @Test func unitsAreDrawnAlike() {
    var counts = [Int](repeating: 0, count: 7)
    let draws = Bootstrap(resamples: 1, seed: 5)
    _ = draws.replicates(0..<8572, of: .independent(7)) { units in
      for unit in units { counts[unit] += 1 }
      return 0
    }
    for count in counts { #expect(abs(count - 8572) < 473) }
  }

  /// Every resample of a stratified design has as many units of each stratum as there are; a clustered one has whole
  /// clusters.
  @Test func designsKeepTheirShape() {
    let strata = [5, 5, 2, 9, 2, 2, 5]
    _ = bootstrap.replicates(0..<50, of: .stratified(by: strata)) { units in
      #expect(units.count == 7)
      #expect(units.map { strata[$0] } == [2, 2, 2, 5, 5, 5, 9])
      return 0
    }
    let clusters = [1, 0, 0, 1, 1, 3]
    let design = ResamplingDesign.clustered(by: clusters)
    #expect(design.blocks == 3)
    #expect(design.units == 6)
    let wholes = [[0, 3, 4], [1, 2], [5]]
    _ = bootstrap.replicates(0..<50, of: design) { units in
      var left = units[...]
      var drawn = 0
      while !left.isEmpty {
        guard let whole = wholes.first(where: { left.starts(with: $0) }) else {
          Issue.record("\(units) is not made of clusters")
          return 0
        }
        left = left.dropFirst(whole.count)
        drawn += 1
      }
      #expect(drawn == 3)
      return 0
    }
  }

  /// The mean by the fast path and by indices: the same draws.
  @Test func theMeanIsTheGeneralStatistic() throws {
    let values = try Reference.input("skewed")
    let fast = try #require(bootstrap.distribution(ofMean: values).optional)
    let general = try #require(
      bootstrap.distribution(.independent(values.count)) { units in
        Descriptive.mean(of: units.map { values[$0] }).optional
      }.optional)
    expectClose(fast.replicates, general.replicates, tolerance: 1e-13)
    expectClose(fast.acceleration, general.acceleration, tolerance: 1e-10)
    expectClose(fast.estimate, general.estimate)
    #expect(fast.units == 31)
    #expect(fast.resampling == general.resampling)
  }

  /// Clusters of one unit are units; copies of units in one cluster change nothing but the number of units.
  @Test func clustersOfCopies() throws {
    let values = try Reference.input("even")
    func mean(_ values: [Double], _ design: ResamplingDesign) throws -> BootstrapDistribution {
      try #require(
        bootstrap.distribution(design) { Descriptive.mean(of: $0.map { values[$0] }).optional }.optional)
    }
    let units = try mean(values, .independent(30))
    let copies = try mean(
      values.flatMap { [$0, $0] }, .clustered(by: (0..<60).map { $0 / 2 }))
    expectClose(copies.replicates, units.replicates, tolerance: 1e-13)
    expectClose(copies.acceleration, units.acceleration, tolerance: 1e-9)
    #expect(copies.units == 30)
  }

  /// With one unit in each stratum nothing varies, and there is nothing to resample.
  @Test func strataOfOne() {
    #expect(
      bootstrap.distribution(.stratified(by: [1, 2, 3])) { _ in 1 }
        == .undefined(.tooFew(found: 3, needed: 2)))
    #expect(bootstrap.distribution(.independent(0)) { _ in 1 } == .undefined(.tooFew(found: 0, needed: 2)))
    let none: [Double] = []
    #expect(bootstrap.distribution(ofMean: none) == .undefined(.tooFew(found: 0, needed: 2)))
    #expect(bootstrap.distribution(ofMean: [1, .infinity]) == .undefined(.notFinite))
  }

  @Test func constantValuesHaveNoWidth() throws {
    let distribution = try #require(bootstrap.distribution(ofMean: [0.1, 0.1, 0.1]).optional)
    let interval = try #require(distribution.accelerated(confidence: 0.9).optional)
    expectClose(interval.lower, 0.1)
    #expect(interval.width == 0)
    #expect(distribution.percentile(confidence: 0.9).map(\.width) == .value(0))
    #expect(bootstrap.studentized(ofMean: [0.1, 0.1, 0.1], confidence: 0.9) == .undefined(.noVariance))
  }

  @Test func undefinedStatistics() {
    #expect(bootstrap.distribution(.independent(4)) { _ in nil } == .undefined(.undefinedOnSample))
    // Without unit 0 the statistic has no value: on about 0.75^4 of the resamples.
    guard
      case .undefined(.undefinedOnResamples(let undefined, resamples: 200)) =
        bootstrap.distribution(.independent(4), statistic: { $0.contains(0) ? 1 : nil })
    else {
      Issue.record("a value without values")
      return
    }
    #expect(undefined > 30 && undefined < 100)
    #expect(
      BootstrapDistribution.measured(estimate: 1, replicates: [], units: 2, seed: 0)
        == .notAccepted("resamples", 0, accepted: "1 or more"))
    #expect(
      BootstrapDistribution.measured(estimate: .nan, replicates: [1], units: 2, seed: 0)
        == .undefined(.notFinite))
    let oneSided = BootstrapDistribution.measured(estimate: 0, replicates: [1, 2, 3], units: 2, seed: 0)
    #expect(oneSided.flatMap { $0.accelerated(confidence: 0.9) } == .undefined(.onTheBoundary))
  }

  /// The studentised interval of the mean by the fast path and by indices, and by hand from the ratios.
  @Test func studentizedByTwoWays() throws {
    let values = try Reference.input("skewed")
    let fast = try #require(bootstrap.studentized(ofMean: values, confidence: 0.9).optional)
    func statistic(_ units: [Int]) -> (estimate: Double, standardError: Double)? {
      let chosen = units.map { values[$0] }
      guard let mean = Descriptive.mean(of: chosen).optional,
        let error = Descriptive.standardErrorOfMean(of: chosen).optional
      else { return nil }
      return (mean, error)
    }
    let general = try #require(
      bootstrap.studentized(.independent(31), confidence: 0.9, statistic: statistic).optional)
    expectClose(fast.lower, general.lower)
    expectClose(fast.upper, general.upper)
    #expect(fast.method == .studentizedBootstrap)
    let sample = try #require(statistic(Array(0..<31)))
    let ratios = try #require(
      SortedSample.sorting(
        bootstrap.replicates(0..<200, of: .independent(31)) { units in
          statistic(units).map { ($0.estimate - sample.estimate) / $0.standardError }
        }.compactMap { $0 }
      ).optional)
    expectClose(fast.lower, sample.estimate - ratios.value(atShare: 0.95) * sample.standardError)
    expectClose(fast.upper, sample.estimate - ratios.value(atShare: 0.05) * sample.standardError)
    // Right-skewed values: the upper side is the longer one.
    #expect(fast.upper - fast.estimate > fast.estimate - fast.lower)
  }

  /// Shift and scale carry all intervals of the mean along.
  @Test func shiftAndScale() throws {
    let values = try Reference.input("normal")
    func ends(_ values: [Double]) throws -> [Double] {
      let distribution = try #require(bootstrap.distribution(ofMean: values).optional)
      let intervals = [
        distribution.percentile(confidence: 0.9), distribution.basic(confidence: 0.9),
        distribution.accelerated(confidence: 0.9), bootstrap.studentized(ofMean: values, confidence: 0.9),
      ]
      return try intervals.map { try #require($0.optional) }.flatMap { [$0.lower, $0.upper] }
    }
    expectClose(try ends(values.map { 3 * $0 - 7 }), try ends(values).map { 3 * $0 - 7 }, tolerance: 1e-11)
  }
}
