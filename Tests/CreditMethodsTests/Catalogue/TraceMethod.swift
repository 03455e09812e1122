import Ascribe
import CreditMethods
import Testing
import TestSupport
import Trajectories

/// A method of the catalogue that attributes recorded traces. A new line of the catalogue is under test at once.
struct TraceMethod: Sendable, CustomTestStringConvertible {
  let entry: MethodEntry

  var id: String { entry.card.id }
  var testDescription: String { id }

  static let all = MethodCatalogue.builtIn.entries.filter { entry in
    entry.card.needs.allSatisfy {
      [.trajectories, .logProbabilities, .privilegedStates, .severalAgents].contains($0)
    }
  }.map(TraceMethod.init)

  /// Random episodes that the method accepts: those of either generator, with actions and log-probabilities, and
  /// with privileged states on every turn where it cannot do without, and with a team in every task.
  func drafts(seed: UInt64) -> [EpisodeDraft] {
    var generator = SplitMix64(seed: seed ^ 0x10C)
    var drafts = seed % 2 == 0 ? randomDrafts(seed: seed) : hindsightDrafts(seed: seed)
    var teams: Set<String> = []
    for episode in drafts.indices
    where entry.card.needs.contains(.severalAgents) && teams.insert(drafts[episode].task).inserted {
      drafts[episode].turns[0].decisions = ["one", "two"].map { DecisionDraft(agent: $0) }
    }
    for episode in drafts.indices {
      for turn in drafts[episode].turns.indices {
        let state = drafts[episode].turns[turn].state
        if entry.card.needs.contains(.privilegedStates), drafts[episode].turns[turn].privileged == nil {
          drafts[episode].turns[turn].privileged = state
        }
        for decision in drafts[episode].turns[turn].decisions.indices {
          var draft = drafts[episode].turns[turn].decisions[decision]
          draft.logProbability = -Double.random(in: 0...2, using: &generator)
          if draft.action == DecisionDraft().action {
            draft.action = ["x", "y", "z"].randomElement(using: &generator) ?? draft.action
          }
          drafts[episode].turns[turn].decisions[decision] = draft
        }
      }
    }
    return drafts
  }

  /// Random settings, each accepted. What divides by a standard deviation adds at least 0.001 to it, so that rounding
  /// in a group that is otherwise constant stays rounding.
  func settings(seed: UInt64) -> [(name: String, value: String)] {
    var generator = SplitMix64(seed: seed ^ 0xCA7)
    let words = [
      "eps": ["0.001", "0.5"], "gamma": ["0", "0.9", "1"], "omega": ["0.1", "0.5", "1"],
      "temperature": ["1", "5"],
      "rhoMin": ["0", "0.8"], "rhoMax": ["1.2", "3"], "ridge": ["0.001", "1"], "k": ["0", "1", "2", "5"],
      "n": ["1", "2", "3", "50"], "lambda": ["0", "0.5", "0.95", "1"],
      "w": ["0", "0.25", "1"], "gMin": ["0", "0.5"], "gMax": ["0.5", "1"],
      // Fits of critics: small networks, and only what a trace alone offers.
      "fit": ["all"], "unseen": ["renormalise"], "targetLambda": ["0", "0.8", "1"],
      "sweeps": ["1", "3", "200"],
      "tolerance": ["0.000001", "0.000000001"], "noise": ["0", "0.5"], "averaging": ["0.5", "1"],
      "hidden": ["1", "3"],
      "layers": ["1", "2"],
      "epochs": ["1", "2"], "batch": ["1", "4"], "rate": ["0.001", "0.01", "0.1"],
      "lossTolerance": ["0", "0.1"],
      "beta": ["0.1", "1"], "weightDifferences": ["0.1", "1"], "tokenGamma": ["0.5", "1"],
      "tokenLambda": ["0", "0.5", "1"],
      // Drafts have no entropies.
      "planning": ["first", "rare"], "rho": ["0.3", "0.9"], "tau": ["1", "4"],
      // Nor a second policy, nor process scores.
      "uncertainty": ["auto", "surprise"], "turns": ["reward"], "form": ["inverse"],
      "smoothing": ["0.5", "2"], "share": ["0", "0.25", "1"], "weightValid": ["0", "0.2", "1"],
      "lamTurn": ["0", "0.5", "1"], "lamSeg": ["0", "0.5", "1"],
      // The first agent, whom every trace has.
      "main": ["0"], "partial": ["0", "0.1"],
      // Few draws, and a range that begins before it ends.
      "draws": ["16"], "level": ["0.5", "0.95"], "vmin": ["0", "-1"], "vmax": ["1", "2"],
      // A bound above 0.
      "scale": ["1", "10"],
    ]
    return entry.card.parameters.map { parameter in
      let values: [String]
      switch parameter.kind {
      case .choice(let choices), .file(let choices):
        // Exact values are a scenario's.
        let offered = choices.filter { $0 != "exact" }
        let wanted = words[parameter.name]?.filter(offered.contains) ?? []
        values = wanted.isEmpty ? offered : wanted
      case .flag: values = ["true", "false"]
      case .integer(let range): values = words[parameter.name] ?? range.prefix(4).map(String.init)
      case .number: values = words[parameter.name] ?? ["0", "0.25", "1", "10"]
      }
      return (parameter.name, values.randomElement(using: &generator) ?? "")
    }
  }

  /// The method with settings; the later of two settings of one name counts, and those that it lacks do not.
  func parameters(_ settings: [(name: String, value: String)]) throws -> ParameterValues {
    let accepted = entry.card.parameters.compactMap { parameter in
      settings.last { $0.name == parameter.name }
    }
    return try ParameterValues(accepted, for: entry.card.parameters, of: id)
  }

  /// The credit of every decision.
  func credits(
    _ drafts: [EpisodeDraft], _ settings: [(name: String, value: String)], history: [EpisodeDraft]? = nil
  ) throws -> [Double] {
    try entry.make(parameters(settings)).attribute(
      makeBatch(drafts), in: AttributionContext(history: history.map(makeBatch))
    ).credits
  }
}
