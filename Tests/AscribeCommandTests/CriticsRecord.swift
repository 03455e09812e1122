/// What `ascribe critics --json` writes, as these tests read it.
extension CriticsTests {
  typealias Number = ResultJSON.Number

  struct Nothing: Decodable {}

  struct Record: Decodable {
    let schema: String
    let scenario: ResultJSON.Scenario<Nothing>
    let plan: ResultJSON.Plan
    let value: Double
    let sampled: ResultJSON.Sampled
    let choices: [Choice]
    let gradient: [Double]
    let critics: [Critic]
    let leftOut: [LeftOut]

    /// The place of a critic among all.
    func gradient(of id: String, _ choice: Int) -> Double? {
      critics.first { $0.method.id == id }?.limit.gradient[choice]
    }
  }

  struct LeftOut: Decodable { let id, reason: String }

  struct Choice: Decodable { let agent, informationState, action: String }

  struct Critic: Decodable {
    let method: ResultJSON.Method
    let view: String
    let seesTurn, valuesActions: Bool
    let limit: Limit
    let fitted: Fitted
  }

  struct Limit: Decodable {
    let gaps: [Gap]
    let biases: [Summary]
    let informationStates: [State]
    let gradient: [Double]
    let gradientAgreement: [Agreement]
  }

  struct Gap: Decodable {
    let slice: ResultJSON.Slice
    let turns, meanSquare, worst: Double
  }

  struct Summary: Decodable {
    let slice: ResultJSON.Slice
    let mean, meanAbsolute: Double
    let worst: State
  }

  struct State: Decodable {
    let agent: String?
    let turn: Int
    let name: String
    let probability, value, criticValue: Double
  }

  struct Agreement: Decodable {
    let agent: String?
    let cosine, relativeError: Number
  }

  struct Fitted: Decodable {
    let errors: [FittedError]
    let calibration: Calibration
    let gradients: [Sample]
    let fittedTurns: Int
  }

  struct FittedError: Decodable {
    let slice: ResultJSON.Slice
    let turns: Int
    let fromTruth, fromLimit: Errors
  }

  struct Errors: Decodable {
    let mean: ResultJSON.Mean
    let rootMeanSquare, worst: Double
  }

  struct Calibration: Decodable { let tenths: [Tenth] }

  struct Tenth: Decodable { let number, turns: Int }

  struct Sample: Decodable {
    let cosine, relativeError: ResultJSON.Estimate
    let ofMean: Agreement
  }
}
