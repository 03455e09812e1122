import Trajectories

/// How noisy the relay is.
struct RelayParameters: Sendable {
  let components: [RelayComponent]
  let horizon: Int
  let subtleShare: Double
  let subtlety: Double
  let ticketAccuracy: Double
  let skimAccuracy: Double
  let traceAccuracy: Double
  let sweepAccuracy: Double
  let fixProbability: Double
  let workaroundProbability: Double
  let passIfRepaired: Double
  let passIfBroken: Double

  init(_ values: ParameterValues) {
    components = Array(RelayComponent.allCases.prefix(values.integer("components")))
    horizon = values.integer("horizon")
    subtleShare = values.number("subtleShare")
    subtlety = values.number("subtlety")
    ticketAccuracy = values.number("ticketAccuracy")
    skimAccuracy = values.number("skimAccuracy")
    traceAccuracy = values.number("traceAccuracy")
    sweepAccuracy = values.number("sweepAccuracy")
    fixProbability = values.number("fixProbability")
    workaroundProbability = values.number("workaroundProbability")
    passIfRepaired = values.number("passIfRepaired")
    passIfBroken = values.number("passIfBroken")
  }

  /// The defaults give a success rate near one half and about 7,200 states.
  static let specifications: [ParameterSpecification] = [
    .integer("components", in: 2...4, default: 3, "Components, one of which holds the bug."),
    .integer("horizon", in: 5...40, default: 10, "Turns after which an episode is cut off."),
    .number("subtleShare", in: 0...1, default: 0.25, "Probability that the bug is a subtle one."),
    .number(
      "subtlety", in: 0...0.9, default: 0.5, "How far a subtle bug pulls evidence and tests towards chance."),
    .openProbability(
      "ticketAccuracy", default: 0.5, "Probability that the ticket blames the right component."),
    .number(
      "skimAccuracy", in: 0.5...0.999, default: 0.65, "Probability that a skim is right about its component."),
    .number(
      "traceAccuracy", in: 0.5...0.999, default: 0.95,
      "Probability that a trace is right about its component."
    ),
    .openProbability("sweepAccuracy", default: 0.6, "Probability that a sweep suspects the right component."),
    .number(
      "fixProbability", in: 0.5...0.999, default: 0.85, "Probability that a patch in the right place repairs."
    ),
    .number(
      "workaroundProbability", in: 0.001...0.4, default: 0.08,
      "Probability that a patch in a wrong place repairs, by luck."),
    .number(
      "passIfRepaired", in: 0.5...0.999, default: 0.9, "Probability that the tests pass a repaired bug."),
    .number(
      "passIfBroken", in: 0.001...0.5, default: 0.25, "Probability that the tests pass a bug not repaired."),
  ]
}
