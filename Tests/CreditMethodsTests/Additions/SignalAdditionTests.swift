import Ascribe
import CreditMethods
import Foundation
import Testing
import TestSupport
import Trajectories

/// Methods that read labels and beliefs, against plain transcriptions on random batches, and what they refuse.
@Suite struct SignalAdditionTests {
  private let seeds = UInt64(700)..<760

  private func credits(_ id: String, _ settings: [(name: String, value: String)], _ batch: TrajectoryBatch)
    throws
    -> [Double]
  {
    let entry = try MethodCatalogue.builtIn.entry(named: id)
    return try entry.make(ParameterValues(settings, for: entry.card.parameters, of: id))
      .attribute(batch, in: AttributionContext()).credits
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  @Test func labelsAgreeWithTheFormula() throws {
    let card = try MethodCatalogue.builtIn.entry(named: "adca").card
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      let settings = reasoningSettings(for: card.parameters, seed: seed).map {
        $0.name == "fixBase" ? ($0.name, "0.3") : $0
      }
      let parameters = try ParameterValues(settings, for: card.parameters, of: "adca")
      let base = 0.3
      let labels = drafts.map { draft -> [[Double]] in
        draft.turns.map { turn in
          let good = turn.decisions.map { ($0.judge ?? .nan) > 0 }
          return parameters.text("unit") == "turn"
            ? [good.contains(false) ? -base : base] : good.map { $0 ? base : -base }
        }
      }
      var expected: [Double] = []
      for (index, draft) in drafts.enumerated() {
        let group = drafts.indices.filter { drafts[$0].task == draft.task }
        let steps = group.map { labels[$0].flatMap(\.self) }
        let isEven = parameters.flag("equalWeight")
        let all = steps.flatMap(\.self)
        let centre = isEven ? mean(steps.map(mean)) : mean(all)
        let spread = { (x: [Double]) in self.mean(x.map { pow($0 - centre, 2) }) }
        let unit = isEven ? sqrt(mean(steps.map(spread)) + 1e-8) + 1e-12 : max(sqrt(spread(all)), 1e-8)
        let scores = group.map { drafts[$0].outcomeScore }
        let deviation = sqrt(mean(scores.map { pow($0 - mean(scores), 2) }))
        let outcome =
          deviation > 1e-8
          ? (draft.outcomeScore - mean(scores)) / (deviation + 1e-12) : draft.outcomeScore - mean(scores)
        let own = labels[index].flatMap(\.self)
        let isConstant = Set(all).count == 1
        let rewards = own.enumerated().map { step, label in
          let paid = parameters.text("outcome") == "all" || step == own.count - 1
          let z = isConstant ? 0 : (label - centre) / unit
          return (parameters.number("alpha") * z + (paid ? parameters.number("beta") * outcome : 0))
            / (parameters.flag("length") ? sqrt(Double(own.count)) : 1)
        }
        var step = 0
        for (turn, row) in draft.turns.enumerated() {
          for place in row.decisions.indices {
            let own = labels[index][turn].count == 1 ? step : step + place
            expected.append(rewards[own...].reduce(0, +))
          }
          step += labels[index][turn].count
        }
      }
      expectEqual(
        try credits("adca", settings, makeBatch(drafts)), expected, within: 1e-9,
        "seed \(seed), \(text(settings))")
    }
  }

  @Test func beliefsAgreeWithTheFormula() throws {
    let card = try MethodCatalogue.builtIn.entry(named: "delta_belief").card
    for seed in seeds {
      var draw = SplitMix64(seed: seed)
      let drafts = reasoningDrafts(seed: seed)
      let settings = reasoningSettings(for: card.parameters, seed: seed).map {
        (setting: (name: String, value: String)) -> (name: String, value: String) in
        switch setting.name {
        case "floor": return ("floor", "0.01")
        case "clip": return ("clip", ["positive", "minmax", "tanh", "none"][Int(seed % 4)])
        default: return setting
        }
      }
      let parameters = try ParameterValues(settings, for: card.parameters, of: "delta_belief")
      var batch = makeBatch(drafts)
      var beliefs = drafts.map { $0.turns.map { _ in Double(Int.random(in: 0...4, using: &draw)) / 4 } }
      let finals = drafts.map { _ in Double.random(in: 0...1, using: &draw) }
      batch.turns.belief = beliefs.flatMap(\.self)
      batch.episodes.finalBelief = finals
      if parameters.text("belief") == "visits" {
        beliefs = drafts.map { draft in
          draft.turns.map { turn in
            let key = turn.key(parameters.text("key"))
            let visitors = drafts.filter { other in
              other.task == draft.task && other.turns.contains { $0.key(parameters.text("key")) == key }
            }
            return mean(visitors.map(\.outcomeScore))
          }
        }
      }
      let rewards = drafts.indices.map { index -> [Double] in
        let logs = (beliefs[index] + (parameters.text("last") == "final" ? [finals[index]] : [])).map {
          log(max($0, 0.01))
        }
        var changes = zip(logs.dropFirst(), logs).map(-)
        if parameters.text("centre") == "episode", !changes.isEmpty {
          let centre = mean(changes)
          changes = changes.map { $0 - centre }
        }
        return drafts[index].turns.enumerated().map { turn, row in
          let change = turn < changes.count ? changes[turn] : 0
          let clipped =
            switch parameters.text("clip") {
            case "positive": max(0, change)
            case "minmax": min(2, max(-2, change))
            case "tanh": tanh(change)
            default: change
            }
          let paid = parameters.text("place") == "all" || turn == drafts[index].turns.count - 1
          return parameters.number("lam") * clipped
            + (paid ? parameters.number("win") * drafts[index].outcomeScore : 0)
            - (row.isInvalid ? parameters.number("invalidPenalty") : 0)
        }
      }
      let expected = drafts.indices.flatMap { index in
        drafts[index].turns.indices.flatMap { turn -> [Double] in
          let own = rewards[index][turn]
          let group = drafts.indices.filter { drafts[$0].task == drafts[index].task }
          let others = group.compactMap { other -> Double? in
            turn < rewards[other].count ? rewards[other][turn] : parameters.flag("pad") ? 0 : nil
          }
          var credit = 0.0
          let ddof = parameters.integer("ddof")
          let divides = parameters.text("norm") == "std"
          if parameters.text("emit") == "reward" {
            credit = own
          } else if others.count == 1, parameters.text("singleton") == "raw" {
            credit = divides ? own / (1 + parameters.number("eps")) : own
          } else if others.count > ddof, !others.allSatisfy({ abs($0 - others[0]) < 1e-11 }) {
            let centre = mean(others)
            let variance = others.map { pow($0 - centre, 2) }.reduce(0, +) / Double(others.count - ddof)
            credit = (own - centre) / (divides ? sqrt(variance) + parameters.number("eps") : 1)
          }
          return drafts[index].turns[turn].decisions.map { _ in credit }
        }
      }
      expectEqual(
        try credits("delta_belief", settings, batch), expected, within: 1e-9,
        "seed \(seed), \(text(settings))")
    }
  }

  /// Unclipped changes add up to the change from the first belief to the last; those of a place cancel.
  @Test func gainsTelescope() throws {
    for seed in seeds {
      var draw = SplitMix64(seed: seed)
      let drafts = reasoningDrafts(seed: seed)
      var batch = makeBatch(drafts)
      let beliefs = drafts.map { $0.turns.map { _ in Double.random(in: 0.01...1, using: &draw) } }
      batch.turns.belief = beliefs.flatMap(\.self)
      let found = try credits("delta_belief", pairs("win=0 clip=none emit=reward"), batch)
      let relative = try credits("delta_belief", pairs("clip=none"), batch)
      var places: [String: Double] = [:]
      for (episode, own) in beliefs.enumerated() {
        let turns = batch.turns(of: episode).map { batch.decisions(of: $0).lowerBound }
        let sum = turns.reduce(0) { $0 + found[$1] }
        #expect(abs(sum - log(own[own.count - 1] / own[0])) <= 1e-12)
        for (place, decision) in turns.enumerated() {
          places["\(drafts[episode].task) \(place)", default: 0] += relative[decision]
        }
      }
      for sum in places.values { #expect(abs(sum) <= 1e-9) }
    }
  }

  @Test func equalLabelsDropOut() throws {
    for seed in seeds {
      let drafts = reasoningDrafts(seed: seed)
      var batch = makeBatch(drafts)
      batch.decisions.judge = [Double](repeating: -3, count: batch.decisionCount)
      let found = try credits("adca", [], batch)
      // Without labels the outcome alone remains, in units of the population's deviation.
      let outcome = try MethodRequest("grpo(reward=score,successReward=1,penalty=none,ddof=0,eps=0)")
        .attribute(batch, in: AttributionContext()).credits
      expectEqual(found, outcome, within: 1e-9)
    }
  }

  @Test func missingSignalsAreNamed() throws {
    var batch = makeBatch([
      EpisodeDraft(name: "e0", status: .success, turns: [TurnDraft(state: "A"), TurnDraft(state: "B")])
    ])
    #expect(
      try failure("adca", batch)
        == "method \"adca\" needs \"judge\" of every decision. Write the field \"judge\" on every decision of the trace, "
        + "or give the run --judge.")
    batch.decisions.judge = [1, .infinity]
    #expect(
      try failure("adca", batch)
        == "method \"adca\": Agent \"planner\" at turn 1 of episode \"e0\" has \"judge\" inf; accepted: finite numbers."
    )
    #expect(
      try failure("delta_belief", batch)
        == "method \"delta_belief\" needs \"belief\" of every turn. Write the field \"belief\" on every turn of the trace, "
        + "give the run --belief, or count visits with belief=visits.")
    batch.turns.belief = [0.5, .nan]
    #expect(try failure("delta_belief", batch).contains("Turn 1 of episode \"e0\" has none."))
    batch.turns.belief = [0.5, 1.5]
    #expect(
      try failure("delta_belief", batch)
        == "method \"delta_belief\": Turn 1 of episode \"e0\" has \"belief\" 1.5; accepted: 0.0...1.0.")
    batch.turns.belief = [0.5, 1]
    #expect(
      try failure("delta_belief(last=final)", batch)
        == "method \"delta_belief\" needs \"finalBelief\" of every episode. Episode \"e0\" has none. Write the field "
        + "\"finalBelief\" on every episode of the trace, give the run --belief, or use last=zero.")
    batch.episodes.finalBelief = [-1]
    #expect(
      try failure("delta_belief(last=final)", batch)
        == "method \"delta_belief\": Episode \"e0\" has \"finalBelief\" -1.0; accepted: 0.0...1.0.")
  }

  /// One segment an episode: turn GAE with the low values; high is the return less the value of the start.
  @Test func oneSegmentAnEpisode() throws {
    for seed in seeds {
      let drafts = randomDrafts(seed: seed)
      let batch = makeBatch(drafts)
      let low = try credits("hae", pairs("every=1000000 reward=trace lamTurn=0.7"), batch)
      let turns = try MethodRequest(
        "gae(reward=trace,penalty=none,gamma=0.95,lambda=0.7,truncated=failure)"
      ).attribute(batch, in: AttributionContext()).credits
      expectEqual(low, turns, within: 1e-10)
      // The high channel does not depend on the decay between segments.
      let high = try credits("hae", pairs("every=1000000 reward=trace emit=high lamSeg=0"), batch)
      #expect(try credits("hae", pairs("every=1000000 reward=trace emit=high lamSeg=1"), batch) == high)
    }
  }

  /// With no decay inside segments and none between, low less high is the difference of the values at starts, and so is what is
  /// left of going on: all three channels see the same return there.
  @Test func channelsAgreeAtStarts() throws {
    for seed in seeds {
      let batch = makeBatch(reasoningDrafts(seed: seed))
      let channel = { (emit: String, values: String) in
        try credits("hae", pairs("reward=trace lamTurn=1 lamSeg=0 emit=\(emit) values=\(values)"), batch)
      }
      let (low, high, going) = (
        try channel("low", "zero"), try channel("high", "zero"), try channel("switch", "zero")
      )
      for episode in 0..<batch.episodeCount {
        for (place, turn) in batch.turns(of: episode).enumerated() {
          let decision = batch.decisions(of: turn).lowerBound
          let isStart = place == 0 || batch.turns.segment?[turn] != batch.turns.segment?[turn - 1]
          #expect(abs(going[decision] - low[decision]) <= 1e-12)
          #expect(abs(high[decision] - (isStart ? low[decision] : 0)) <= 1e-12)
        }
      }
    }
  }
}
