import Trajectories

/// How large the repair shop is and how noisy.
struct RepairParameters: Sendable {
  let defects: Int
  let files: Int
  let horizon: Int
  let chores: Int
  let grepAccuracy: Double
  let readAccuracy: Double
  let repair: Double
  let regression: Double
  let flakiness: Double
  let recoverability: Double
  let tokens: Int

  /// Probability that an edit of a wrong file repairs a defect all the same.
  static let workaround = 0.04

  init(_ values: ParameterValues) {
    defects = values.integer("defects")
    files = values.integer("files")
    horizon = values.integer("horizon")
    chores = values.integer("chores")
    grepAccuracy = values.number("grepAccuracy")
    readAccuracy = values.number("readAccuracy")
    repair = values.number("repair")
    regression = values.number("regression")
    flakiness = values.number("flakiness")
    recoverability = values.number("recoverability")
    tokens = values.integer("tokens")
  }

  /// Repositories that differ in where the defects are; a single defect is in one of the files, whatever follows.
  var layouts: Int { defects == 1 ? files : files * files }

  static let specifications: [ParameterSpecification] = [
    .integer("defects", in: 1...12, default: 2, "Defects, all of which must be repaired."),
    .integer("files", in: 2...8, default: 2, "Files that defects may be in."),
    .integer("horizon", in: 1...1000, default: 26, "Turns after which an episode is cut off."),
    .integer(
      "chores", in: 0...20, default: 1,
      "Routine turns before every search: what is not pivotal among an episode's turns."),
    .number(
      "grepAccuracy", in: 0.05...0.7, default: 0.5,
      "Probability that a search for words finds the right file."),
    .number("readAccuracy", in: 0.75...0.999, default: 0.9, "Probability that reading finds the right file."),
    .number(
      "repair", in: 0.2...0.95, default: 0.75,
      "Probability that a patch of the right file repairs the defect."),
    .number(
      "regression", in: 0...0.9, default: 0.15,
      "Probability that a rewrite breaks what was repaired in the same file; half of it for a patch."),
    .number(
      "flakiness", in: 0...0.45, default: 0.12,
      "Probability that a defect's own tests err; a quarter of it for the whole suite."),
    .number(
      "recoverability", in: 0...1, default: 0.8,
      "Probability that the whole suite shows what was broken since it passed."),
    .integer(
      "tokens", in: 1...10_000, default: 100, "Tokens of the shortest message, by which all others scale."),
  ]
}
