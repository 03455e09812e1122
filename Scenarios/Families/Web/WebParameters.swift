import Simulation
import Trajectories

/// The site, and how well it is read.
struct WebParameters: Sendable {
  let sections: Int
  let records: Int
  let fields: Int
  let horizon: Int
  let isNamed: Bool
  let prior: Double
  let expiry: Double
  let skimError: Double
  let readError: Double
  let fillError: Double
  let pasteError: Double
  let recoverability: Double
  let diligence: Double
  let pageTokens: Int

  /// Records of all sections.
  var pages: Int { sections * records }

  func index(_ section: UInt8, _ record: UInt8) -> Int { Int(section) * records + Int(record) }

  /// - Throws: ``ScenarioError/invalid(place:found:expected:)`` for more records than links are coloured.
  init(_ values: ParameterValues) throws(ScenarioError) {
    sections = values.integer("sections")
    records = values.integer("records")
    fields = values.integer("fields")
    horizon = values.integer("horizon")
    isNamed = values.text("pages") == "named"
    prior = values.number("prior")
    expiry = values.number("expiry")
    skimError = values.number("skimError")
    readError = values.number("readError")
    fillError = values.number("fillError")
    pasteError = values.number("pasteError")
    recoverability = values.number("recoverability")
    diligence = values.number("diligence")
    pageTokens = values.integer("pageTokens")
    guard pages <= 64 else {
      throw .invalid(
        place: "parameter \"records\"", found: "\(records) in each of \(sections) sections",
        expected: "at most 64 records in all")
    }
  }

  static let specifications: [ParameterSpecification] = [
    .integer("sections", in: 1...32, default: 2, "Sections of the site, linked from the home page."),
    .integer("records", in: 1...32, default: 2, "Records of each section; one of all is wanted."),
    .integer("fields", in: 1...20, default: 1, "Fields of the form."),
    .integer("horizon", in: 6...1000, default: 22, "Turns after which an episode is cut off."),
    .choice("pages", ["aliased", "named"], "Whether sections and records look alike or say which they are."),
    .number(
      "prior", in: 1...10, default: 1.5, "How much likelier a section holds the record than the next one."),
    .openProbability("expiry", default: 0.03, "Probability that the session dies unseen at a click."),
    .number(
      "skimError", in: 0.05...0.49, default: 0.25, "Probability that a glance at a record misjudges it."),
    .number("readError", in: 0.001...0.04, default: 0.03, "Probability that reading a record misjudges it."),
    .number(
      "fillError", in: 0.001...0.09, default: 0.03, "Probability that a field filled with care is wrong."),
    .number("pasteError", in: 0.1...0.9, default: 0.25, "Probability that a pasted field is wrong."),
    .openProbability(
      "recoverability", default: 0.4, "Probability that the form of a wrong record does no damage."),
    .openProbability(
      "diligence", default: 0.5, "Behaviour probability that a record is read rather than skimmed."),
    .integer("pageTokens", in: 1...100_000, default: 100, "Tokens of a page; reading a record takes more."),
  ]
}
