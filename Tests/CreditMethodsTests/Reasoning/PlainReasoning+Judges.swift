import Foundation
import TestSupport
import Trajectories

extension PlainReasoning {
  func process(_ episode: Int) -> [Double] { episodes[episode].turns.map { $0.process ?? .nan } }

  /// Scores weighed by softmax(-p / T); at T = 0 the equal minima alone.
  func reweighed(_ scores: [Double]) -> [Double] {
    let temperature = parameters.number("temperature")
    let lowest = scores.min() ?? 0
    let weights =
      temperature == 0
      ? scores.map { $0 == lowest ? 1.0 : 0 } : scores.map { exp(-($0 - lowest) / temperature) }
    let sum = weights.reduce(0, +)
    return zip(scores, weights).map { $0 * $1 / sum }
  }

  func pure() -> [Double] {
    places.map { place in
      let others = group(place.episode).filter { $0 != place.episode }
      let isStep = parameters.text("baseline") == "step"
      if isStep, others.isEmpty { return 0 }
      let baseline = isStep ? mean(others.map { mean(reweighed(process($0))) }) : 0
      let rest = reweighed(process(place.episode))[place.turn...].map { $0 - baseline }.reduce(0, +)
      let outcome =
        others.isEmpty
        ? 0 : episodes[place.episode].outcomeScore - mean(others.map { episodes[$0].outcomeScore })
      return rest + parameters.number("weightOutcome") * outcome
    }
  }

  func capo() -> [Double] {
    func wrong(_ place: Place) -> Double {
      let draft = decision(place)
      let share =
        parameters.text("errors") == "invalid" ? (draft.isValid ? 0 : 1) : 1 - max(0, draft.judge ?? .nan)
      switch parameters.text("vote") {
      case "majority": return share >= 0.5 ? 1 : 0
      case "intersection": return share == 1 ? 1 : 0
      case "union": return share == 0 ? 0 : 1
      default: return share
      }
    }
    func reward(_ place: Place) -> Double {
      let turn = episodes[place.episode].turns[place.turn]
      let errors =
        parameters.text("unit") == "turn"
        ? turn.decisions.map { wrong(Place(episode: place.episode, turn: place.turn, agent: $0.agent)) }
        : [wrong(place)]
      return parameters.number("weightWhole") * episodes[place.episode].outcomeScore
        - parameters.number("weightProcess") * (errors.max() ?? 0)
    }
    return places.map { place in
      guard parameters.text("emit") == "advantage" else { return reward(place) }
      var values: [Double] = []
      for there in places where group(place.episode).contains(there.episode) {
        let count = parameters.text("weighting") == "token" ? decision(there).tokens ?? 1 : 1
        values += [Double](repeating: reward(there), count: count)
      }
      guard let first = values.first, !values.allSatisfy({ abs($0 - first) < 1e-12 }) else { return 0 }
      let deviation = sqrt(mean(values.map { pow($0 - mean(values), 2) }))
      return (reward(place) - mean(values)) / deviation
    }
  }

  func finepo() -> [Double] {
    let (alpha, beta) = (parameters.number("alpha"), parameters.number("beta"))
    let (lambda, clip, eps) = (
      parameters.number("lambda"), parameters.number("clip"), parameters.number("eps")
    )
    return places.map { place in
      let advantage = relative(place.episode)
      let turns = episodes[place.episode].turns
      let scores = turns.map { turn in
        let own = exp(turn.decisions.map { $0.logProbability ?? .nan }.reduce(0, +))
        let reference = exp(turn.decisions.map { $0.referenceLogProbability ?? .nan }.reduce(0, +))
        let novelty = lambda == 0 ? 0 : -lambda * log((own + eps) / (reference + eps))
        return (turn.process ?? .nan) + min(clip, max(-clip, novelty))
      }
      let lengths = turns.map { turn in Double(turn.decisions.map { $0.tokens ?? 1 }.reduce(0, +)) }
      let total = lengths.reduce(0, +)
      var moved = advantage
      if total > 0, !scores.allSatisfy({ abs($0 - scores[0]) < 1e-12 }) {
        let centre = zip(scores, lengths).map { $0 * $1 }.reduce(0, +) / total
        let largest = scores.map { max(0, $0 - centre) }.max() ?? 0
        if largest > 0 { moved += alpha * abs(advantage) / (largest + eps) * (scores[place.turn] - centre) }
      }
      return advantage > 0 ? min(max(0, moved), beta * advantage) : max(min(0, moved), beta * advantage)
    }
  }
}
