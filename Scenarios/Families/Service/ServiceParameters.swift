import Trajectories

/// How much the customer wants, and how noisy the desk is.
struct ServiceParameters: Sendable {
  let requests: Int
  let horizon: Int
  let chats: Int
  let allowedShare: Double
  let ownerShare: Double
  let detection: Double
  let misreading: Double
  let vagueness: Double
  let cooperation: Double
  let insistence: Double
  let patience: Int
  let tokens: Int

  /// Probability that what the clerk remembers of the records is wrong.
  static let forgetting = 0.4

  init(_ values: ParameterValues) {
    requests = values.integer("requests")
    horizon = values.integer("horizon")
    chats = values.integer("chats")
    allowedShare = values.number("allowedShare")
    ownerShare = values.number("ownerShare")
    detection = values.number("detection")
    misreading = values.number("misreading")
    vagueness = values.number("vagueness")
    cooperation = values.number("cooperation")
    insistence = values.number("insistence")
    patience = values.integer("patience")
    tokens = values.integer("tokens")
  }

  static let specifications: [ParameterSpecification] = [
    .integer("requests", in: 1...8, default: 2, "What the customer wants, in an order of its own."),
    .integer("horizon", in: 1...1000, default: 24, "Turns after which an episode is cut off."),
    .integer(
      "chats", in: 0...20, default: 0,
      "Routine turns after a request was raised: what is not pivotal among an episode's turns."),
    .openProbability("allowedShare", default: 0.6, "Probability that the rules allow a request."),
    .openProbability("ownerShare", default: 0.9, "Probability that the customer is who it says."),
    .openProbability(
      "detection", default: 0.8, "Probability that an impostor is found out when its identity is checked."),
    .number(
      "misreading", in: 0.001...0.12, default: 0.03,
      "Probability that the records are misread; three times that if they are skimmed."),
    .number(
      "vagueness", in: 0...0.95, default: 0.4,
      "How far a vague request pulls what is read in the records towards chance."),
    .openProbability("cooperation", default: 0.8, "Probability that the customer says who it is when asked."),
    .openProbability("insistence", default: 0.3, "Probability that the customer insists when refused."),
    .integer("patience", in: 2...20, default: 3, "How often the customer is annoyed until it leaves."),
    .integer(
      "tokens", in: 1...10_000, default: 100, "Tokens of the shortest message, by which all others scale."),
  ]
}
