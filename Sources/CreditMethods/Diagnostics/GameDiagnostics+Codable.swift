import Ground

extension GameDiagnostics: Codable {
  private enum Field: String, CodingKey {
    case games, evaluations, standardErrors, withoutStandardError, standardErrorSum, largestStandardError
    case meanStandardError, impreciseGames, testedForCore, inCore, leastCores, withCore,
      largestLeastCoreExcess
  }

  /// Writes the counts and sums; the mean, which follows from them, for readers alone.
  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Field.self)
    try fields.encode(games, forKey: .games)
    try fields.encode(evaluations, forKey: .evaluations)
    try fields.encode(standardErrors, forKey: .standardErrors)
    try fields.encode(withoutStandardError, forKey: .withoutStandardError)
    try fields.encode(standardErrorSum, forKey: .standardErrorSum)
    try fields.encode(meanStandardError, forKey: .meanStandardError)
    try fields.encode(largestStandardError, forKey: .largestStandardError)
    try fields.encode(impreciseGames, forKey: .impreciseGames)
    try fields.encode(testedForCore, forKey: .testedForCore)
    try fields.encode(inCore, forKey: .inCore)
    try fields.encode(leastCores, forKey: .leastCores)
    try fields.encode(withCore, forKey: .withCore)
    try fields.encode(largestLeastCoreExcess, forKey: .largestLeastCoreExcess)
  }

  /// Reads what ``encode(to:)`` writes.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Field.self)
    let count = { (field: Field) in try fields.decode(Int.self, forKey: field) }
    let measured = { (field: Field) in try fields.decode(Measured<Double>.self, forKey: field).optional }
    self.init(
      games: try count(.games), evaluations: try count(.evaluations),
      standardErrors: try count(.standardErrors),
      withoutStandardError: try count(.withoutStandardError),
      standardErrorSum: try fields.decode(Double.self, forKey: .standardErrorSum),
      standardErrorMaximum: try measured(.largestStandardError) ?? 0,
      impreciseGames: try count(.impreciseGames),
      testedForCore: try count(.testedForCore), inCore: try count(.inCore),
      leastCores: try count(.leastCores),
      withCore: try count(.withCore),
      leastCoreMaximum: try measured(.largestLeastCoreExcess) ?? -.infinity)
  }
}
