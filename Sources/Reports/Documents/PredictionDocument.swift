import Ascribe
import Ground

extension TraceResult.Prediction {
  /// Whether the model of a method can be believed, as far as its predictions tell.
  func finding(_ method: String) -> Finding {
    guard
      let least = checks.compactMap({ check in check.adjusted.optional.map { ($0, check) } })
        .min(by: { $0.0 < $1.0 })
    else {
      return Finding(
        "\(method): model-relative: no two episodes share a state, so that nothing checks its model.")
    }
    let rest =
      "p \(Numerals.fixed(least.0)) for all \(checks.count) checks, \(Numerals.count(checkedTurns, "turn"))"
      + (checkedTurns < turns ? " of \(Numerals.count(turns))" : "")
    guard isRejected else {
      return Finding(
        "\(method): model-relative: the episodes look like those that its model predicts.", evidence: rest)
    }
    let failed = checks.filter(\.isRejected).map(\.kind.name).joined(separator: ", ")
    return Finding(
      "\(method): model-relative: the state key is not Markov: intervals are too narrow. Its model does not predict: \(failed).",
      evidence: rest)
  }

  /// What was recorded beside what the model predicts.
  func table(_ method: String) -> Table {
    Table(
      "What the model of \(method) predicts",
      ["", .number("recorded"), .number("predicted"), .number("p"), .number("p of all")],
      rows: checks.map { check in
        [
          .text(check.kind.title), .number(check.recorded), .number(check.predicted), .number(check.pValue),
          .number(check.adjusted),
        ]
      },
      notes: [
        "predicted: mean over \(Self.others) other joinings of the recorded pieces, which have the model's counts; p of all: Holm"
      ])
  }
}

extension TraceResult.Prediction.Kind {
  /// Its name in a sentence.
  fileprivate var name: String {
    switch self {
    case .length: "length"
    case .success: "success"
    case .twoSteps: "two steps"
    case .order: "order 2"
    }
  }

  /// Its name with what is measured.
  fileprivate var title: String {
    switch self {
    case .length: "length: deviation, turns"
    case .success: "success: deviation between actions"
    case .twoSteps: "two steps: bits a turn"
    case .order: "order 2 beyond 1: bits a turn"
    }
  }
}
