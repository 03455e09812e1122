import Simulation
import Trajectories

/// What is ordered, what the shop has, and how well it can be told.
struct ShopParameters: Sendable {
  let constraints: Int
  let hidden: Int
  let horizon: Int
  let odds: Double
  let clutter: Double
  let refinement: Double
  let inspectionError: Double
  let comparisonError: Double
  let partialScore: Double
  let patience: Double
  let pageTokens: Int

  /// Constraints whose keeping a listing shows.
  var visible: Int { constraints - hidden }

  /// - Throws: ``ScenarioError/invalid(place:found:expected:)`` for more hidden constraints than there are.
  init(_ values: ParameterValues) throws(ScenarioError) {
    constraints = values.integer("constraints")
    hidden = values.integer("hidden")
    horizon = values.integer("horizon")
    odds = values.number("odds")
    clutter = values.number("clutter")
    refinement = values.number("refinement")
    inspectionError = values.number("inspectionError")
    comparisonError = values.number("comparisonError")
    partialScore = values.number("partialScore")
    patience = values.number("patience")
    pageTokens = values.integer("pageTokens")
    guard hidden <= constraints else {
      throw .invalid(
        place: "parameter \"hidden\"", found: "\(hidden)",
        expected: "at most \(constraints), the number of all constraints")
    }
  }

  static let specifications: [ParameterSpecification] = [
    .integer("constraints", in: 1...12, default: 2, "Constraints of the order."),
    .integer("hidden", in: 1...12, default: 1, "How many of them a listing does not show."),
    .integer("horizon", in: 3...1000, default: 14, "Turns after which an episode is cut off."),
    .number(
      "odds", in: 0.01...100, default: 1,
      "Listings that miss a given constraint alone, for one that misses none."),
    .number(
      "clutter", in: 0.01...1000, default: 2, "Listings that miss most constraints, for one that misses none."
    ),
    .number(
      "refinement", in: 0.01...0.99, default: 0.7, "Share of misses that stating a constraint keeps away."),
    .number(
      "inspectionError", in: 0.001...0.49, default: 0.1,
      "Probability that an inspection says the wrong thing."),
    .number(
      "comparisonError", in: 0.001...0.49, default: 0.2, "Probability that the worse of two listings is kept."
    ),
    .number(
      "partialScore", in: 0...0.9, default: 0.3,
      "Reward of what misses one constraint; the status is failure."),
    .openProbability("patience", default: 0.7, "Behaviour probability to look on before buying."),
    .integer("pageTokens", in: 1...100_000, default: 150, "Tokens of reading a page of listings."),
  ]
}
