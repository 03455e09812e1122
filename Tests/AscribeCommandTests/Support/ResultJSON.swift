import Testing

/// Parts of results as a reader of their JSON has them, who knows nothing of our types.
enum ResultJSON {
  /// A number, or the code of the reason why there is none: the two must not be mixed up.
  enum Number: Decodable, Equatable {
    case value(Double)
    case undefined(String)

    private enum Field: String, CodingKey { case undefined, because }

    init(from decoder: any Decoder) throws {
      if let value = try? decoder.singleValueContainer().decode(Double.self) {
        self = .value(value)
      } else {
        let fields = try decoder.container(keyedBy: Field.self)
        #expect(!(try fields.decode(String.self, forKey: .because)).isEmpty)
        self = .undefined(try fields.decode(String.self, forKey: .undefined))
      }
    }

    var value: Double? { if case .value(let value) = self { value } else { nil } }
  }

  /// The ends of an interval, or the code of the reason why there is none.
  struct Interval: Decodable, Equatable {
    let lower, upper: Number

    private enum Field: String, CodingKey { case lower, upper }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Field.self)
      if fields.contains(.lower) {
        lower = try fields.decode(Number.self, forKey: .lower)
        upper = try fields.decode(Number.self, forKey: .upper)
      } else {
        lower = try Number(from: decoder)
        upper = lower
      }
    }
  }

  struct Estimate: Decodable {
    let mean: Number
    let interval: Interval
    let batches: Int

    var lower: Number { interval.lower }
    var upper: Number { interval.upper }
  }

  struct Mean: Decodable {
    let mean, standardError: Number
    let interval: Interval

    var lower: Number { interval.lower }
    var upper: Number { interval.upper }
  }

  struct Slice: Decodable, Equatable {
    let agent: String?
    let turn: Int?
  }

  struct Method: Decodable { let label, id, source: String }

  struct Plan: Decodable {
    let seed, batches, episodesPerBatch, groupSize, fitEpisodes, resamples: Int
    let confidence: Double
  }

  struct Scenario<Parameters: Decodable>: Decodable {
    struct Names: Decodable {
      let label, policy: String
      let parameters: Parameters
    }
    let names: Names
    let memory: String
    let horizon: Int
  }

  struct Sampled: Decodable, Equatable { let batches, episodes, turns, decisions: Int }
}
