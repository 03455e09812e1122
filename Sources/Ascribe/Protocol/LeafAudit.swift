import CreditMethods
import CreditStatistics
import Ground
package import Simulation
import Trajectories

/// Measures what the leaves of the survey's tree are worth: on drawn parametrisations of the scenarios of a family, each
/// method's credits are held against the exact ones, the tree is walked from the metadata, and the methods of its leaf are set
/// beside the best method and beside GRPO. Where it is asked for, policies are trained with the credits besides, at equal budgets.
///
/// What is measured of credits is the cosine of the policy gradient of one batch with the exact one, 0 for a batch that moves
/// nothing, all methods on the same episodes. The unit of every interval is the parametrisation.
package struct LeafAudit: Sendable {
  /// Scenarios of one family of tasks.
  package struct Family: Sendable {
    /// The survey's name of it.
    package let code: String
    /// The scenarios, which take turns.
    package let entries: [ScenarioEntry]
  }

  /// The families of a catalogue, by the survey's name, in the catalogue's order.
  package static func families(of entries: [ScenarioEntry]) -> [Family] {
    let codes = entries.compactMap(\.taskFamily?.code)
    return codes.enumerated().filter { !codes[..<$0.offset].contains($0.element) }.map(\.element).sorted().map
    { code in
      Family(code: code, entries: entries.filter { $0.taskFamily?.code == code })
    }
  }

  /// The families.
  package var families: [Family]
  /// The methods that there are.
  package var catalogue = MethodCatalogue.builtIn
  /// Drawn parametrisations of each family.
  package var parametrisations = 30
  /// Batches of a parametrisation, episodes of a batch, of a group, and beside it for fits.
  package var batches = 2, episodes = 64, groupSize = 8, fitEpisodes = 128
  /// Seed of every draw.
  package var seed: UInt64 = 0
  /// Most threads; the result does not depend on it.
  package var threads = 1
  /// Updates of a run that learns; `nil` where methods are ranked by exact credit alone.
  package var updates: Int?
  /// Most states of a parametrisation that is solved.
  package var stateLimit = 100_000
  /// Confidence of the intervals.
  package var confidence = 0.95

  /// An audit of families.
  package init(_ families: [Family]) { self.families = families }

  /// What methods are told beside what happened, with its errors. A judge speaks of decisions, to methods that ask for scores of
  /// turns of turns.
  package static let signals = signals(judging: .decision)

  private static func signals(judging granularity: JudgeSignal.Granularity) -> SimulatedSignals {
    var signals = SimulatedSignals()
    signals.judge = JudgeSignal(error: 0.1, granularity: granularity)
    signals.belief = BeliefSignal(noise: 0.1)
    signals.reference = .uniform
    return signals
  }

  /// The identifiers that leaves name, and the baseline.
  package static var methods: [String] {
    (["grpo"] + DecisionTree.Leaf.allCases.flatMap(\.candidates).compactMap(\.id)).reduce(into: []) {
      if !$0.contains($1) { $0.append($1) }
    }
  }

  /// Runs the audit.
  ///
  /// - Parameter progress: Told the number of finished parametrisations.
  /// - Throws: ``LeafAuditError`` for a family of which no parametrisation can be solved, and what engines throw.
  package func run(progress: (Int) -> Void = { _ in }) throws -> LeafAuditResult {
    var done = 0
    let found = try families.enumerated().map { index, family in
      var (obstacles, unlearned): ([String: [String: String]], [String: [String: String]]) = ([:], [:])
      let drawn = try (0..<parametrisations).map { number in
        let entry = family.entries[number % family.entries.count]
        let task = try draw(entry, number, index)
        let known = try obstacles[entry.name] ?? self.obstacles(on: task, lane: number)
        obstacles[entry.name] = known
        done += 1
        defer { progress(done) }
        var found = try audited(task, lane: number, leavingOut: known)
        if let updates {
          let known = try unlearned[entry.name] ?? obstaclesToLearning(on: task, lane: number)
          unlearned[entry.name] = known
          found.learning = try learned(task, updates: updates, lane: number, leavingOut: known)
        }
        return found
      }
      return try LeafAuditResult.Family(family.code, drawn, confidence: confidence)
    }
    return LeafAuditResult(self, found)
  }

  /// What was found on one parametrisation.
  struct Found: Sendable {
    let label: String
    let leaf: DecisionTree.Leaf
    /// Mean alignments.
    let alignment: Scores
    /// What was gained by learning; `nil` where nothing learned.
    var learning: Scores?
  }

  /// What methods came to on one parametrisation.
  struct Scores: Sendable {
    /// Of each method that can run, by identifier.
    let score: [String: Double]
    /// Why others cannot.
    let leftOut: [String: String]
  }

  /// A drawn parametrisation.
  struct Task {
    let label: String
    let scenario: any Scenario
    let truth: ExactTruth

    var mdp: TurnMDP { truth.solution.mdp }
    var policy: TabularPolicy { truth.solution.policy }
  }

  /// Why methods cannot run on a task, by identifier: each is tried on one group.
  private func obstacles(on task: Task, lane: Int) throws -> [String: String] {
    try Self.obstacles { id in
      _ = try alignments(of: [id], on: task, batches: 1, episodes: groupSize, fits: groupSize, lane: lane)
      return nil
    }
  }

  /// Why methods cannot be tried, by identifier.
  ///
  /// - Parameter trial: Tries one, or says why it is not tried.
  static func obstacles(_ trial: (_ id: String) throws -> String?) throws -> [String: String] {
    var obstacles: [String: String] = [:]
    for id in methods {
      do {
        obstacles[id] = try trial(id)
      } catch let error as AttributionError {
        obstacles[id] = "\(error)"
      } catch let error as MethodError {
        obstacles[id] = "\(error)"
      } catch let error as TrainingError {
        obstacles[id] = "\(error)"
      }
    }
    return obstacles
  }

  private func audited(_ task: Task, lane: Int, leavingOut obstacles: [String: String]) throws -> Found {
    let played = try PlayedMetadata(
      playing: CompiledSimulator(task.mdp, policy: task.policy), seed: seed, threads: threads)
    let metadata = TaskMetadata(played, agents: task.mdp.agents.count, facts: task.scenario.facts)
    return Found(
      label: task.label, leaf: try DecisionTree.walk(metadata).leaf,
      alignment: Scores(
        score: try alignments(
          of: Self.methods.filter { obstacles[$0] == nil }, on: task, batches: batches, episodes: episodes,
          fits: fitEpisodes, lane: lane),
        leftOut: obstacles))
  }

  /// The mean alignment of each method; a batch whose gradient is 0 counts as 0. All judge the same episodes.
  private func alignments(
    of ids: [String], on task: Task, batches: Int, episodes: Int, fits: Int, lane: Int
  ) throws -> [String: Double] {
    var alignments: [String: Double] = [:]
    let requests = try ids.map { try request($0, on: task) }
    for (granularity, own) in Dictionary(grouping: requests, by: Self.judging) {
      var plan = try StudyPlan(
        mdp: task.mdp, policy: task.policy, methods: own, episodes: episodes, groupSize: groupSize,
        batches: batches, fitEpisodes: fits, seed: seed &+ UInt64(lane) << 32, threads: threads)
      plan.signals = Self.signals(judging: granularity)
      var sums = [Double](repeating: 0, count: own.count)
      try Engine(plan, truth: .exact(task.truth)).run(AlignmentMeasure(task.truth), on: 0..<batches) {
        partial in
        for (index, value) in partial.enumerated() { sums[index] += value }
      }
      for (request, sum) in zip(own, sums) { alignments[request.card.id] = sum / Double(batches) }
    }
    return alignments
  }

  /// A method with its defaults on a task.
  func request(_ id: String, on task: Task) throws -> MethodRequest {
    try MethodRequest(
      Call(name: id, settings: []), in: catalogue, defaults: task.mdp.rewardSettings,
      discount: task.mdp.discount)
  }

  private static func judging(for request: MethodRequest) -> JudgeSignal.Granularity {
    request.card.needs.contains(.processScores) ? .turn : .decision
  }

  /// Draws of a parametrisation that may be tried before its family is given up.
  private static let mostDraws: UInt64 = 50

  /// A parametrisation that can be solved, and whose policy has a gradient to go along.
  private func draw(_ entry: ScenarioEntry, _ number: Int, _ place: Int) throws -> Task {
    let stream = PhiloxStream(seed: seed, purpose: .audit, lane: UInt32(place))
    for attempt in 0..<Self.mostDraws {
      let settings = entry.parameters.enumerated().compactMap {
        index, parameter -> (name: String, value: String)? in
        guard let range = Self.range(of: parameter) else { return nil }
        let unit = PhiloxStream.unit(stream.word(episode: UInt64(number), turn: UInt64(index), draw: attempt))
        let value = range.lowerBound + unit * (range.upperBound - range.lowerBound)
        // Few digits: the label can be typed.
        return (parameter.name, "\((value * 1e4).rounded() / 1e4)")
      }
      do {
        let scenario = try entry.scenario(settings)
        let mdp = try TurnMDP(compiling: scenario, memory: .lastObservation, stateLimit: stateLimit)
        let solution = try ExactSolution(of: mdp, under: .behaviour(of: mdp))
        let gradient = solution.policyGradient()
        guard gradient.contains(where: { abs($0) > 1e-9 }) else { continue }
        let label = Call(
          name: entry.name, settings: settings.map { Call.Setting(name: $0.name, value: $0.value) }
        ).description
        return Task(label: label, scenario: scenario, truth: ExactTruth(solution))
      } catch is ScenarioError {
        continue
      } catch is ParameterError {
        continue
      }
    }
    throw LeafAuditError(scenario: entry.name, draws: Int(Self.mostDraws))
  }

  /// Where a share is drawn from: half to one and a half of its default, at most half way to 1; `nil` for what keeps its
  /// default, which is all that shapes the task.
  private static func range(of parameter: ParameterSpecification) -> ClosedRange<Double>? {
    guard case .number(let accepted) = parameter.kind, case .number(let usual) = parameter.defaultValue,
      accepted.upperBound <= 1, usual > 0, usual < 1
    else { return nil }
    let lower = max(accepted.lowerBound, usual / 2)
    let upper = min(accepted.upperBound, usual * 1.5, (1 + usual) / 2)
    return lower < upper ? lower...upper : nil
  }
}

/// A family of which nothing can be audited.
package struct LeafAuditError: Error, Sendable, Hashable, CustomStringConvertible {
  let scenario: String
  let draws: Int

  /// The error as a sentence.
  package var description: String {
    "\(scenario): none of \(draws) drawn parametrisations could be solved with a gradient other than 0."
  }
}

/// The cosine of the gradient that each method's credits of a batch induce with the exact one.
private struct AlignmentMeasure: BatchMeasure {
  let gradients: GradientReference

  init(_ truth: ExactTruth) { gradients = GradientReference(truth.solution) }

  func measure(_ judged: JudgedBatch) throws -> [Double] {
    let visits = judged.played.map { GradientVisits($0.rollouts) }
    return judged.attributions.indices.map { method in
      let gradient = visits[judged.places[method]].gradient(of: judged.attributions[method].credits)
      return gradients.cosine(of: gradient).optional ?? 0
    }
  }
}
