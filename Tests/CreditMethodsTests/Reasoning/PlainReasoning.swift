import Foundation
import TestSupport
import Trajectories

/// The methods of single reasoning steps, written down from their formulas with strings and dictionaries. It shares nothing with
/// the package but the parameters.
struct PlainReasoning {
  let episodes: [EpisodeDraft]
  let parameters: ParameterValues

  /// A decision of an agent.
  struct Place: Hashable {
    let episode: Int
    let turn: Int
    let agent: String
  }

  var places: [Place] {
    episodes.indices.flatMap { episode in
      episodes[episode].turns.indices.flatMap { turn in
        episodes[episode].turns[turn].decisions.map { Place(episode: episode, turn: turn, agent: $0.agent) }
      }
    }
  }

  func decision(_ place: Place) -> DecisionDraft {
    episodes[place.episode].turns[place.turn].decisions.first { $0.agent == place.agent } ?? DecisionDraft()
  }

  func score(_ episode: Int) -> Double {
    let draft = episodes[episode]
    switch parameters["reward"] {
    case .text("trace"): return draft.turns.map(\.reward).reduce(0, +)
    case .text("outcome"): return draft.status == .success ? 1 : 0
    default: return draft.outcomeScore
    }
  }

  func group(_ episode: Int) -> [Int] {
    episodes.indices.filter { episodes[$0].task == episodes[episode].task }
  }

  func allEqual(_ values: [Double]) -> Bool { values.allSatisfy { abs($0 - values[0]) <= 1e-11 } }

  func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// The deviation and its unit of one value among others; nothing where they say nothing.
  func scale(_ values: [Double]) -> (mean: Double, unit: Double)? {
    let divides = parameters["ddof"] != nil && parameters["norm"] != .text("mean")
    let ddof = parameters["ddof"] == nil ? 1 : parameters.integer("ddof")
    guard values.count > ddof, !allEqual(values) else { return nil }
    let centre = mean(values)
    guard divides else { return (centre, 1) }
    let variance = values.map { pow($0 - centre, 2) }.reduce(0, +) / Double(values.count - ddof)
    return (centre, sqrt(variance) + parameters.number("eps"))
  }

  func relative(_ episode: Int) -> Double {
    scale(group(episode).map(score)).map { (score(episode) - $0.mean) / $0.unit } ?? 0
  }

  // MARK: Log-ratios

  func own(_ place: Place) -> Double {
    (decision(place).logProbability ?? .nan) - (decision(place).referenceLogProbability ?? .nan)
  }

  func joint(_ episode: Int, _ turn: Int) -> Double {
    episodes[episode].turns[turn].decisions.map {
      own(Place(episode: episode, turn: turn, agent: $0.agent))
    }.reduce(0, +)
  }

  var isJoint: Bool { parameters.text("action") == "joint" }

  func ratio(_ place: Place) -> Double { isJoint ? joint(place.episode, place.turn) : own(place) }

  /// The ratios of the decisions of a chain at some turns.
  func chain(_ place: Place, _ turns: Range<Int>) -> [Double] {
    turns.compactMap { turn in
      let there = Place(episode: place.episode, turn: turn, agent: place.agent)
      if isJoint { return joint(place.episode, turn) }
      return places.contains(there) ? own(there) : nil
    }
  }

  func treg() -> [Double] { places.map { 1 / (1 + exp(-ratio($0))) - 0.5 } }

  func qstar() -> [Double] { places.map { parameters.number("beta") * ratio($0) } }

  func dpoImplicit() -> [Double] {
    guard parameters.text("emit") == "sequence" else { return qstar() }
    // Joint ratios are the sums of own ones, so that an episode's sum is the same.
    return places.map { place in
      places.filter { $0.episode == place.episode }.map { parameters.number("beta") * own($0) }.reduce(0, +)
    }
  }

  func spro() -> [Double] {
    let sums = Dictionary(
      uniqueKeysWithValues: places.map { place in
        (place, parameters.number("beta") * chain(place, 0..<place.turn + 1).reduce(0, +))
      })
    return places.map { place in
      var others: [Int: Double] = [:]
      for there in places where there.turn == place.turn && group(place.episode).contains(there.episode) {
        if isJoint || there.agent == place.agent { others[there.episode] = sums[there] }
      }
      let msa = (sums[place] ?? .nan) - mean(Array(others.values))
      return relative(place.episode) + parameters.number("weightProcess") * msa
    }
  }

  func prl() -> [Double] {
    places.map { place in
      let turns = episodes[place.episode].turns
      var from = place.turn
      if parameters.text("step") == "segment" {
        let segment = turns[place.turn].segment
        from =
          turns.indices.last { turn in
            turns[turn].segment == segment
              && (isJoint || turns[turn].decisions.contains { $0.agent == place.agent })
          } ?? from
      }
      let own = chain(place, from..<from + 1)[0]
      let later = chain(place, from + 1..<max(from + 1, turns.count))
      let future = later.map { parameters.text("divergence") == "k3" ? exp(-$0) - 1 + $0 : $0 }
      return relative(place.episode) - (own + future.reduce(0, +)) / parameters.number("eta")
    }
  }

  func prime() -> [Double] {
    let beta = parameters.number("beta") * parameters.number("weightImplicit")
    let gamma = parameters.number("gamma")
    let success = parameters.number("successReward")
    let outcome = episodes.indices.map { episode in
      let invalid = episodes[episode].turns.filter(\.isInvalid).count
      let earned = score(episode) * (parameters.text("reward") == "trace" ? 1 : success)
      return parameters.text("penalty") == "trajectory"
        ? earned - Double(invalid) * parameters.number("invalidPenalty") : earned
    }
    let means = episodes.indices.map { episode in
      mean(episodes[episode].turns.indices.map { beta * joint(episode, $0) })
    }
    func credit(_ episode: Int, _ turn: Int) -> Double {
      let others = group(episode).filter { $0 != episode }
      guard !others.isEmpty else { return 0 }
      let size = Double(others.count + 1)
      var sum = 0.0
      for later in turn..<episodes[episode].turns.count {
        let reward = beta * joint(episode, later)
        let relative =
          parameters.text("form") == "paper"
          ? reward - mean(others.map { means[$0] })
          : reward * size / (size - 1) - group(episode).map { means[$0] }.reduce(0, +) / (size - 1)
        sum += pow(gamma, Double(later - turn)) * relative
      }
      return sum + outcome[episode] - mean(others.map { outcome[$0] })
    }
    let turns = episodes.indices.flatMap { episode in
      episodes[episode].turns.indices.map { credit(episode, $0) }
    }
    let centre = mean(turns)
    let deviation = sqrt(turns.map { pow($0 - centre, 2) }.reduce(0, +) / Double(turns.count - 1))
    return places.map { place in
      var found = credit(place.episode, place.turn)
      if parameters.flag("whiten") {
        found = turns.count < 2 || allEqual(turns) ? 0 : (found - centre) / (deviation + 1e-8)
      }
      let isPenalised =
        parameters.text("penalty") == "row" && episodes[place.episode].turns[place.turn].isInvalid
      return found - (isPenalised ? parameters.number("invalidPenalty") : 0)
    }
  }
}
