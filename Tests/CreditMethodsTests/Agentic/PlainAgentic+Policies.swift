import Foundation
import TestSupport
import Trajectories

/// Agentic methods that read how sure the policy was of what it did, written down from their formulas.
extension PlainReasoning {
  private var readsEntropies: Bool {
    word("uncertainty") == "auto" && places.contains { decision($0).entropy != nil }
  }

  private func uncertainty(_ place: Place) -> Double {
    let own = decision(place)
    return readsEntropies
      ? own.entropy ?? .nan : -(own.logProbability ?? .nan) / Double(max(1, own.tokens ?? 1))
  }

  func aem() -> [Double] {
    places.map { place in
      let all = places.filter { episodes[$0.episode].task == episodes[place.episode].task }
        .map(uncertainty)
      let (least, most) = (all.min() ?? 0, all.max() ?? 0)
      let weight = { (value: Double) in
        most > least ? exp(-self.parameters.number("lambda") * (value - least) / (most - least)) : 1
      }
      return relative(place.episode) * weight(uncertainty(place)) / mean(all.map(weight))
    }
  }

  func t2po() -> [Double] {
    let ofTurn = { (episode: Int, turn: Int) -> Double in
      let decisions = self.turns(episode)[turn].decisions
      if self.readsEntropies { return self.mean(decisions.map { $0.entropy ?? .nan }) }
      let tokens = decisions.map { Double(max(1, $0.tokens ?? 1)) }.reduce(0, +)
      return -decisions.map { $0.logProbability ?? .nan }.reduce(0, +) / tokens
    }
    return places.map { place in
      guard place.turn > 0 else { return 0 }
      let change = abs(ofTurn(place.episode, place.turn) - ofTurn(place.episode, place.turn - 1))
      return change > 0 && change < parameters.number("eta") ? 1 : 0
    }
  }

  func gvpo() -> [Double] {
    let bonus = { (place: Place) in self.decision(place).isValid ? 1.0 : -1 }
    return places.map { place in
      let all = places.filter { episodes[$0.episode].task == episodes[place.episode].task }.map(bonus)
      let own = bonus(place) - (parameters.flag("centred") ? mean(all) : 0)
      return relative(place.episode) + parameters.number("weightStep") * own
    }
  }

  func a3() -> [Double] {
    let median = { (values: [Double]) in values.sorted()[(values.count - 1) / 2] }
    let bounded = { (value: Double, values: [Double]) in
      let unit = max(1.4826 * median(values.map { abs($0 - median(values)) }), 0.5)
      return tanh((value - median(values)) / unit)
    }
    let act = { (episode: Int, turn: Int) in
      self.turns(episode)[turn].decisions.map { "\($0.agent)=\($0.action)" }.sorted().joined(separator: "+")
    }
    let snippet = { (episode: Int, range: Range<Int>) in
      range.map { act(episode, $0) }.joined(separator: " ")
    }
    let residual = { (episode: Int, turn: Int) -> Double in
      let present = self.group(episode).filter { self.turns($0).count > turn && $0 != episode }
      let scopes: [(Int) -> String] = [
        { snippet($0, turn..<turn + 1) }, { snippet($0, max(0, turn - 1)..<turn + 1) },
        { snippet($0, max(0, turn - 2)..<turn + 1) }, { snippet($0, 0..<self.turns($0).count) },
      ]
      return self.mean(
        scopes.map { scope in
          let peers = present.filter { scope($0) == scope(episode) }
          return peers.isEmpty ? 0 : self.score(episode) - self.mean(peers.map(self.score))
        })
    }
    let branch = { (episode: Int, turn: Int) -> (gain: Double, trust: Double) in
      let node = self.group(episode).filter {
        self.turns($0).count > turn && snippet($0, 0..<turn) == snippet(episode, 0..<turn)
      }
      guard Set(node.map { act($0, turn) }).count > 1 else { return (0, 0) }
      let taken = node.filter { act($0, turn) == act(episode, turn) }
      let trust = Double(taken.count) / (Double(taken.count) + 0.1)
      return (trust * (self.mean(taken.map(self.score)) - self.mean(node.map(self.score))), trust)
    }
    let rows = episodes.indices.flatMap { episode in turns(episode).indices.map { (episode, $0) } }
    let quirk = parameters.flag("quirk")
    let channels = rows.map { episode, turn -> [Double] in
      let others = group(episode)
      let turnsOfTask = rows.filter { others.contains($0.0) && (!quirk || $0.1 == 0) }
      var (gain, trust) = (0.0, 0.0)
      for later in turn..<turns(episode).count {
        let decay = pow(parameters.number("gamma"), Double(later - turn))
        gain += decay * branch(episode, later).gain
        trust += decay * branch(episode, later).trust
      }
      return [
        bounded(score(episode), others.map(score)),
        bounded(residual(episode, quirk ? 0 : turn), turnsOfTask.map(residual)),
        trust / (trust + 0.1) * gain,
      ]
    }
    let sizes = (0..<3).map { channel in mean(channels.map { abs($0[channel]) }) }
    return places.map { place in
      let row = rows.firstIndex { $0 == (place.episode, place.turn) } ?? 0
      let weights = [1, parameters.number("weightResidual"), parameters.number("weightTree")]
      let sum = (0..<3).map { sizes[$0] > 0 ? weights[$0] * channels[row][$0] / sizes[$0] : 0 }
      return 1.1 * tanh(sum.reduce(0, +) / 1.1)
    }
  }
}
