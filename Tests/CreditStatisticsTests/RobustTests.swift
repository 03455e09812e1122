import Ground
import CreditStatistics
import Testing

struct RobustTests {
  private static let samples = ["normal", "skewed", "tied", "even"]

  @Test(arguments: samples) func meansAgreeWithSciPy(name: String) throws {
    let values = try Reference.input(name)
    let trims = [0, 0.1, 0.25, 0.4]
    expectClose(
      try trims.map { try #require(Descriptive.trimmedMean(of: values, trim: $0).optional) },
      try Reference.numbers("trimmed." + name))
    expectClose(
      try trims.map { try #require(Descriptive.winsorizedMean(of: values, trim: $0).optional) },
      try Reference.numbers("winsorized." + name))
    expectClose(Descriptive.interquartileMean(of: values), try Reference.numbers("trimmed." + name)[2])
  }

  /// The median absolute deviation of SciPy, and Qn and Sn by their definition over all pairs. GSL rounds the constants
  /// of Qn and Sn to five digits, and so does the definition.
  @Test(arguments: samples) func scalesAgree(name: String) throws {
    let values = try Reference.input(name)
    expectClose(Descriptive.medianAbsoluteDeviation(of: values), try Reference.numbers("mad." + name)[0])
    let scales = try Reference.numbers("scales." + name)
    expectClose(Descriptive.qnScale(of: values), scales[0], tolerance: 1e-10)
    expectClose(Descriptive.snScale(of: values), scales[1], tolerance: 1e-10)
  }

  @Test(arguments: samples) func shapeAgreesWithSciPy(name: String) throws {
    let values = try Reference.input(name)
    let expected = try Reference.numbers("shape." + name)
    let shape = RunningShape(of: values)
    expectClose(shape.populationSkewness, expected[0])
    expectClose(shape.skewness, expected[1])
    expectClose(shape.populationExcessKurtosis, expected[2])
    expectClose(shape.excessKurtosis, expected[3])
    expectClose(Descriptive.skewness(of: values), expected[1])
    expectClose(Descriptive.excessKurtosis(of: values), expected[3])
    expectClose(shape.mean, try #require(Descriptive.mean(of: values).optional))
    expectClose(shape.variance, try #require(Descriptive.variance(of: values).optional))
  }

  @Test(arguments: samples, QuantileType.allCases)
  func quantilesAgreeWithNumPy(name: String, type: QuantileType) throws {
    let sorted = try #require(SortedSample.sorting(try Reference.input(name)).optional)
    expectClose(
      try Reference.numbers("quantile.probabilities").map {
        try #require(sorted.quantile($0, type: type).optional)
      },
      try Reference.numbers("quantile.\(type.rawValue).\(name)"))
  }

  /// Half of the values may run away before a robust scale does; the mean's cousins lose what they cut.
  @Test func outliersDoNotMoveThem() throws {
    let calm: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let wild: [Double] = [1, 2, 3, 4, 5, 6, 7, 8, 1e300]
    #expect(Descriptive.trimmedMean(of: calm, trim: 0.12) == Descriptive.trimmedMean(of: wild, trim: 0.12))
    #expect(
      Descriptive.winsorizedMean(of: calm, trim: 0.12) == Descriptive.winsorizedMean(of: wild, trim: 0.12))
    #expect(Descriptive.medianAbsoluteDeviation(of: calm) == .value(2))
    #expect(Descriptive.medianAbsoluteDeviation(of: wild) == .value(2))
  }

  @Test func tooFewAndConstant() {
    let none: [Double] = []
    let constant: [Double] = [2, 2, 2, 2]
    #expect(Descriptive.trimmedMean(of: none, trim: 0.1) == .undefined(.tooFew(found: 0, needed: 1)))
    #expect(Descriptive.qnScale(of: [1.0]) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(Descriptive.snScale(of: [1.0]) == .undefined(.tooFew(found: 1, needed: 2)))
    #expect(Descriptive.skewness(of: [1.0, 2]) == .undefined(.tooFew(found: 2, needed: 3)))
    #expect(Descriptive.excessKurtosis(of: [1.0, 2, 3]) == .undefined(.tooFew(found: 3, needed: 4)))
    #expect(Descriptive.skewness(of: constant) == .undefined(.noVariance))
    #expect(RunningShape(of: constant).excessKurtosis == .undefined(.noVariance))
    #expect(Descriptive.qnScale(of: constant) == .value(0))
    #expect(Descriptive.snScale(of: constant) == .value(0))
    #expect(Descriptive.interquartileMean(of: constant) == .value(2))
    #expect(Descriptive.interquartileMean(of: [1.0, .nan]) == .undefined(.notFinite))
    #expect(RunningShape(of: [1.0, .nan]).mean == .undefined(.notFinite))
  }
}
