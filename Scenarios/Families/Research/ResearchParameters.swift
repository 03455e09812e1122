import Simulation
import Trajectories

/// How large the question is and how misleading the documents.
struct ResearchParameters: Sendable {
  let facets: Int
  let passes: Int
  let horizon: Int
  let meetings: Int
  let guided: Double
  let broad: Double
  let blind: Double
  let snippets: Double
  let distraction: Double
  let knowledge: Double
  let vigilance: Double
  let slack: Int
  let tolerance: Int
  let tokens: Int

  /// Of the distractors that convince a reader who skims, the share that convinces one who studies.
  static let studied = 0.25
  /// Probability that a claim with an invented source is right.
  static let invention = 0.05
  /// Probability that a right claim is struck out when it is verified.
  static let overzeal = 0.04

  init(_ values: ParameterValues) throws(ScenarioError) {
    facets = values.integer("facets")
    passes = values.integer("passes")
    horizon = values.integer("horizon")
    meetings = values.integer("meetings")
    guided = values.number("guided")
    broad = values.number("broad")
    blind = values.number("blind")
    snippets = values.number("snippets")
    distraction = values.number("distraction")
    knowledge = values.number("knowledge")
    vigilance = values.number("vigilance")
    slack = values.integer("slack")
    tolerance = values.integer("tolerance")
    tokens = values.integer("tokens")
    guard slack < facets else {
      throw .invalid(
        place: "parameter \"slack\"", found: "\(slack)",
        expected: "a whole number from 0 to \(facets - 1), less than the facets")
    }
  }

  static let specifications: [ParameterSpecification] = [
    .integer(
      "facets", in: 1...16, default: 3, "Facets of the question, each found by way of the one before."),
    .integer("passes", in: 1...40, default: 2, "Most passes over the facets before the report is written."),
    .integer("horizon", in: 1...1000, default: 16, "Turns after which an episode is cut off."),
    .integer(
      "meetings", in: 0...20, default: 1,
      "Routine turns of all four after every pass: what is not pivotal among an episode's turns."),
    .number(
      "guided", in: 0.5...0.999, default: 0.75,
      "Probability that a narrow search finds the right document, given a right note on the facet before."),
    .number(
      "broad", in: 0.16...0.49, default: 0.35, "Probability that a broad search finds the right document."),
    .number(
      "blind", in: 0.001...0.15, default: 0.1,
      "Probability that a narrow search finds the right document without such a note."),
    .number(
      "snippets", in: 0.5...0.999, default: 0.75,
      "Probability that a document looks as relevant as it is before it is read."),
    .number(
      "distraction", in: 0.01...0.7, default: 0.3,
      "Probability that a distractor convinces a reader who skims it; a quarter of it if it is studied."),
    .number("knowledge", in: 0.01...0.9, default: 0.35, "Probability that an inferred claim is right."),
    .number(
      "vigilance", in: 0.05...0.999, default: 0.8,
      "Probability that a wrong claim is struck out when it is verified."
    ),
    .integer("slack", in: 0...15, default: 1, "Facets that the report may lack."),
    .integer("tolerance", in: 0...15, default: 0, "Wrong claims that the report may hold."),
    .integer(
      "tokens", in: 1...10_000, default: 100, "Tokens of the shortest message, by which all others scale."),
  ]
}
