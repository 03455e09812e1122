import Foundation
import TestSupport
import Trajectories

/// The agentic methods that read a trace, written down from their formulas with strings and dictionaries.
extension PlainReasoning {
  func word(_ name: String) -> String {
    if case .text(let word)? = parameters[name] { word } else { "" }
  }

  func turns(_ episode: Int) -> [TurnDraft] { episodes[episode].turns }

  /// z of a value among others, in the units of the information gains.
  private func gainScale(_ value: Double, among values: [Double]) -> Double {
    guard values.count > 1, !allEqual(values) else { return 0 }
    let centre = mean(values)
    let variance = mean(values.map { pow($0 - centre, 2) })
    return (value - centre) / (sqrt(variance + 1e-8) + 1e-6)
  }

  private func deviation(_ value: Double, among values: [Double]) -> Double {
    scale(values).map { (value - $0.mean) / $0.unit } ?? 0
  }

  private func belief(_ episode: Int, _ turn: Int) -> Double {
    guard word("belief") == "visits" else { return turns(episode)[turn].belief ?? .nan }
    let visitors = group(episode).filter { other in
      turns(other).contains { $0.state == turns(episode)[turn].state }
    }
    return mean(visitors.map(score))
  }

  /// What a turn adds to the belief; nothing for the last.
  private func gain(_ episode: Int, _ turn: Int) -> Double? {
    guard turn + 1 < turns(episode).count else { return nil }
    let change = { (value: Double) in self.word("type") == "logprob" ? log(max(value, 1e-6)) : value }
    return change(belief(episode, turn + 1)) - change(belief(episode, turn))
  }

  func igpo() -> [Double] {
    places.map { place in
      let gains = group(place.episode).flatMap { other in
        turns(other).indices.compactMap { gain(other, $0) }
      }
      let outcomes = group(place.episode).map(score)
      var total = 0.0
      for later in place.turn..<turns(place.episode).count {
        let gain = gain(place.episode, later)
        let raw = gain ?? score(place.episode)
        let value =
          switch word("norm") {
          case "none": raw
          case "joint": gainScale(raw, among: gains + outcomes)
          default: gainScale(raw, among: gain == nil ? outcomes : gains)
          }
        let weight = parameters.number(gain == nil ? "weightOutcome" : "weightGain")
        total += pow(parameters.number("gamma"), Double(later - place.turn)) * weight * value
      }
      return total
    }
  }

  func a2tgpo() -> [Double] {
    let own = { (episode: Int, turn: Int) -> Double? in
      self.gain(episode, turn).map { value in
        self.gainScale(value, among: self.group(episode).compactMap { self.gain($0, turn) })
      }
    }
    return places.map { place in
      if word("emit") == "clipScale" {
        guard let gain = own(place.episode, place.turn) else { return 1 }
        return 1 + parameters.number("clipShare") * (2 / (1 + exp(-gain)) - 1)
      }
      let later = (place.turn..<turns(place.episode).count).compactMap { turn in
        own(place.episode, turn).map { pow(parameters.number("gamma"), Double(turn - place.turn)) * $0 }
      }
      let outcome = gainScale(score(place.episode), among: group(place.episode).map(score))
      guard !later.isEmpty else { return outcome }
      return parameters.number("weightGain") * later.reduce(0, +) / sqrt(Double(later.count)) + outcome
    }
  }

  private func verdict(_ episode: Int, _ turn: Int) -> Double {
    word("turns") == "process" ? turns(episode)[turn].process ?? .nan : turns(episode)[turn].reward
  }

  func mtGRPO() -> [Double] {
    places.map { place in
      let count = turns(place.episode).count
      guard count > 1 else {
        let sums = group(place.episode).map { other in
          score(other) + turns(other).indices.dropLast().map { verdict(other, $0) }.reduce(0, +)
        }
        return deviation(score(place.episode), among: sums)
      }
      var total = relative(place.episode)
      for later in place.turn..<count where later + 1 < count {
        let others = group(place.episode).filter { turns($0).count > later + 1 }
        total +=
          parameters.number("weightTurn") * pow(parameters.number("lambda"), Double(later - place.turn))
          * deviation(verdict(place.episode, later), among: others.map { verdict($0, later) })
      }
      return total
    }
  }

  private func spread(_ values: [Double]) -> Double {
    guard values.count > 1, !allEqual(values) else { return 0 }
    let centre = mean(values)
    return sqrt(values.map { pow($0 - centre, 2) }.reduce(0, +) / Double(values.count - 1))
  }

  func starPOS() -> [Double] {
    let tasks = Set(episodes.map(\.task))
    let spreads = Dictionary(
      uniqueKeysWithValues: tasks.map { task in
        (task, spread(episodes.indices.filter { episodes[$0].task == task }.map(score)))
      })
    let kept = max(1, Int(parameters.number("share") * Double(tasks.count)))
    return places.map { place in
      let own = spreads[episodes[place.episode].task] ?? 0
      let larger = spreads.values.count { $0 > own * (1 + 1e-10) }
      return larger < kept ? relative(place.episode) : 0
    }
  }

  private func label(_ episode: Int, _ turn: Int) -> Double {
    mean(turns(episode)[turn].decisions.map { $0.judge ?? .nan })
  }

  func tarl() -> [Double] {
    let factor = parameters.number("scale")
    return places.map { place in
      if word("place") == "turn" {
        let labels = group(place.episode).flatMap { other in
          turns(other).indices.map { factor * label(other, $0) }
        }
        return relative(place.episode)
          + deviation(factor * label(place.episode, place.turn), among: labels)
      }
      let reward = { (episode: Int) in
        let labels = self.turns(episode).indices.map { self.label(episode, $0) }
        return self.score(episode)
          + factor * (self.word("agg") == "mean" ? self.mean(labels) : labels.reduce(0, +))
      }
      return deviation(reward(place.episode), among: group(place.episode).map(reward))
    }
  }

  func sepo() -> [Double] {
    let eta = parameters.number("eta")
    let rating = { (episode: Int, agent: String) -> Double? in
      let decisions = self.turns(episode).flatMap(\.decisions).filter { $0.agent == agent }
      guard !decisions.isEmpty else { return nil }
      return self.mean(
        decisions.map { decision in
          guard self.word("ratings") == "factors" else { return decision.judge ?? .nan }
          let factors = decision.factors ?? []
          return eta * factors[0] + (1 - eta) * factors[1]
        })
    }
    let share = { (episode: Int, agent: String) -> Double? in
      guard let own = rating(episode, agent) else { return nil }
      let all = Set(self.turns(episode).flatMap(\.decisions).map(\.agent)).compactMap {
        rating(episode, $0)
      }
      let total = all.reduce(0, +)
      return total > 0 ? own / total : 1 / Double(all.count)
    }
    let reward = { (episode: Int, agent: String) -> Double? in
      guard let own = share(episode, agent) else { return nil }
      let bonus = own - self.mean(self.group(episode).compactMap { share($0, agent) })
      let weight = self.parameters.number("weightBonus")
      return self.score(episode) + (self.score(episode) > 0.5 ? weight : -weight) * bonus
    }
    return places.map { place in
      let own = reward(place.episode, place.agent) ?? .nan
      guard word("emit") == "advantage" else { return own }
      return own - mean(group(place.episode).compactMap { reward($0, place.agent) })
    }
  }

  func criticSearch() -> [Double] {
    let weight = parameters.number("weightLocal")
    let graded = { (episode: Int) -> Double in
      guard self.parameters.flag("format") else { return self.score(episode) }
      let isAccepted = self.turns(episode).allSatisfy { $0.decisions.allSatisfy(\.isValid) }
      switch (self.score(episode) > 0.5, isAccepted) {
      case (true, true): return 1
      case (true, false): return 1 - self.parameters.number("weightFormat")
      case (false, true): return self.parameters.number("weightFormat")
      case (false, false): return 0
      }
    }
    return places.map { place in
      let good = turns(place.episode).flatMap(\.decisions).count { ($0.judge ?? .nan) > 0 }
      let local = (decision(place).judge ?? .nan) > 0 ? 1 / (Double(good) + 1e-6) : 0
      return weight * local
        + (1 - weight) * deviation(graded(place.episode), among: group(place.episode).map(graded))
    }
  }

  func stepAgent() -> [Double] {
    if word("form") == "implicit" {
      return places.map { place in
        let own = decision(place)
        return parameters.number("beta")
          * ((own.logProbability ?? .nan) - (own.referenceLogProbability ?? .nan))
      }
    }
    let flagged = episodes.contains { $0.isExpert == true }
    let isExpert = episodes.map { flagged ? $0.isExpert == true : $0.status == .success }
    guard isExpert.contains(true) else { return places.map { _ in 0 } }
    let key = { (place: Place) in
      let decision = self.decision(place)
      let seen = decision.observation ?? self.turns(place.episode)[place.turn].state
      return "\(place.agent) \(seen) \(decision.action)"
    }
    let keys = Set(places.map(key))
    let smoothing = parameters.number("smoothing")
    let share = { (wanted: String, chosen: [Place]) in
      (Double(chosen.count { key($0) == wanted }) + smoothing)
        / (Double(chosen.count) + smoothing * Double(keys.count))
    }
    let experts = places.filter { isExpert[$0.episode] }
    return places.map { log(share(key($0), experts)) - log(share(key($0), places)) }
  }

  func vspo() -> [Double] {
    let reward = { (episode: Int) -> Double in
      guard self.parameters.flag("stages") else { return self.score(episode) }
      let decisions = self.turns(episode).flatMap(\.decisions)
      let share = self.mean(decisions.map { $0.isValid ? 1 : 0 })
      let weight = self.parameters.number("weightValid")
      return weight * share + (share == 1 ? (1 - weight) * self.score(episode) : 0)
    }
    return places.map { place in
      let rewards = group(place.episode).map(reward)
      guard word("emit") == "taskValue" else { return deviation(reward(place.episode), among: rewards) }
      return (parameters.number("best") - mean(rewards)) * spread(rewards)
    }
  }

  func aslr() -> [Double] {
    places.map { place in
      let delta = parameters.number("delta")
      let isTogether = { (turn: Int) in
        abs(self.verdict(place.episode, turn) - self.verdict(place.episode, turn - 1)) <= delta
      }
      var (first, last) = (place.turn, place.turn)
      while first > 0, isTogether(first) { first -= 1 }
      while last + 1 < turns(place.episode).count, isTogether(last + 1) { last += 1 }
      let segment = mean((first...last).map { verdict(place.episode, $0) })
      let own = relative(place.episode)
      return segment * own > 0 ? own : 0
    }
  }

  func sorl() -> [Double] {
    places.map { place in
      let own = decision(place)
      let tokens = word("ratio") == "geo" ? Double(max(1, own.tokens ?? 1)) : 1
      let weight = exp(((own.logProbability ?? .nan) - (own.referenceLogProbability ?? .nan)) / tokens)
      return word("emit") == "weight" ? weight : weight * relative(place.episode)
    }
  }

  func identical() -> [Double] { places.map { score($0.episode) } }
}
