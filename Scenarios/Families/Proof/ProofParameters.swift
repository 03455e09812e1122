import Simulation
import Trajectories

/// How long the derivation is, how hard, and how well it is checked.
struct ProofParameters: Sendable {
  /// What counts as one decision.
  enum View: String, Sendable {
    case steps
    case tokens
  }

  let view: View
  let steps: Int
  let blockLength: Int
  let tokensPerMessage: Int
  let horizon: Int
  let hardShare: Double
  let cited: Int
  let trickyShare: Double
  let carefulError: Double
  let leapError: Double
  let routineError: Double
  let recoverability: Double
  let overthinking: Double
  let detection: Double
  let falseAlarm: Double
  let luck: Double
  let care: Double
  let stepTokens: Int

  /// - Throws: ``ScenarioError/invalid(place:found:expected:)`` for a horizon that no derivation fits in, and for more
  ///   blocks than are told apart.
  init(_ values: ParameterValues) throws(ScenarioError) {
    view = values.text("view") == View.tokens.rawValue ? .tokens : .steps
    steps = values.integer("steps")
    blockLength = values.integer("blockLength")
    tokensPerMessage = values.integer("tokensPerMessage")
    horizon = values.integer("horizon")
    hardShare = values.number("hardShare")
    cited = values.integer("cited")
    trickyShare = values.number("trickyShare")
    carefulError = values.number("carefulError")
    leapError = values.number("leapError")
    routineError = values.number("routineError")
    recoverability = values.number("recoverability")
    overthinking = values.number("overthinking")
    detection = values.number("detection")
    falseAlarm = values.number("falseAlarm")
    luck = values.number("luck")
    care = values.number("care")
    stepTokens = values.integer("stepTokens")
    guard blocks <= 64 else {
      throw .invalid(
        place: "parameter \"blockLength\"",
        found: "\(blockLength), which makes \(blocks) blocks of \(steps) steps",
        expected: "at most 64 blocks")
    }
    guard horizon >= messages(from: 0) else {
      throw .invalid(
        place: "parameter \"horizon\"", found: "\(horizon)",
        expected: "at least \(messages(from: 0)), the messages of \(steps) steps in \(blocks) blocks")
    }
  }

  var blocks: Int { (steps + blockLength - 1) / blockLength }
  var turnsPerMessage: Int { view == .tokens ? tokensPerMessage : 1 }

  func block(ofStep step: Int) -> Int { step / blockLength }

  /// Whether a block is complete when so many steps stand.
  func endsBlock(_ step: Int) -> Bool { step == steps || step % blockLength == 0 }

  /// Whether a step, counted from 0, is a hard one: they are spread evenly.
  func isHard(_ step: Int) -> Bool {
    let count = { (steps: Int) in (Double(steps) * hardShare + 1e-9).rounded(.down) }
    return count(step + 1) > count(step)
  }

  /// Probability that a step goes wrong. A treacherous problem takes those who leap halfway to certain error, and makes the
  /// errors of those who derive half as many again.
  func error(isHard: Bool, isDerived: Bool, isTricky: Bool) -> Double {
    guard isHard else { return routineError }
    return switch (isDerived, isTricky) {
    case (true, false): carefulError
    case (true, true): carefulError * 1.5
    case (false, false): leapError
    case (false, true): (1 + leapError) / 2
    }
  }

  /// The fewest messages from so many steps to the end: those steps, and a verdict for each block that they complete.
  func messages(from step: Int) -> Int {
    step == steps ? 0 : steps - step + blocks - step / blockLength
  }

  static let specifications: [ParameterSpecification] = [
    .choice("view", ["steps", "tokens"], "What is one decision: a message, or a token of it."),
    .integer("steps", in: 1...240, default: 6, "Steps of the derivation."),
    .integer("blockLength", in: 1...12, default: 2, "Steps of a block, which is judged as a whole."),
    .integer("tokensPerMessage", in: 2...4, default: 3, "Tokens of a message; two of them matter."),
    .integer(
      "horizon", in: 2...1000, default: 14, "Messages after which an episode is cut off, in either view."),
    .number(
      "hardShare", in: 0...1, default: 0.5, "Share of steps that are hard; the solver's others do not matter."
    ),
    .integer("cited", in: 1...64, default: 1, "How many of the last blocks the answer rests on."),
    .number("trickyShare", in: 0...1, default: 0.25, "Probability that hard steps are treacherous ones."),
    .number("carefulError", in: 0.001...0.3, default: 0.12, "Probability that a derived hard step is wrong."),
    .number(
      "leapError", in: 0.31...0.999, default: 0.45, "Probability that a leap over a hard step is wrong."),
    .number("routineError", in: 0...0.5, default: 0.02, "Probability that a routine step is wrong."),
    .openProbability(
      "recoverability", default: 0.5, "Probability that reflection finds a slip of the open block."),
    .number(
      "overthinking", in: 0.001...0.5, default: 0.04, "Probability that reflection spoils what was right."),
    .number("detection", in: 0.5...0.999, default: 0.8, "Probability that a block with a slip looks odd."),
    .number("falseAlarm", in: 0.001...0.49, default: 0.12, "Probability that a sound block looks odd."),
    .openProbability("luck", default: 0.08, "Probability that a flawed derivation ends in the right answer."),
    .openProbability("care", default: 0.55, "Behaviour probability that a hard step is derived."),
    .integer(
      "stepTokens", in: 1...100_000, default: 60, "Tokens of a derived step without reflection, about."),
  ]
}
