import ArgumentParser
import Ascribe
import Foundation
import Reports
import Trajectories
import Simulation

/// `ascribe replay`.
struct ReplayCommand: RecordedCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Ask what would have happened, had one agent acted otherwise at one turn.",
    discussion: """
      EXAMPLES:
        ascribe replay single --episode 0 --turn 3
        ascribe replay coupling --episode 2 --turn 0 --agent planner --action bad
        ascribe replay relay --episode 3 --turn 2 --truth 'bounded(cells=5000)'
        ascribe replay relay --trace results/trace.jsonl --episode b0-e7 --turn 1 --json

      Restores an episode at a turn, plays on with the action that was taken and with another one, and shows both side by \
      side: how they end, how far apart they are, what the exact answer is, and what chance alone does (the noise floor). \
      Episodes are those of batch 0 of `ascribe run` with the same seed and group size, or those of a trace. Where a scenario is \
      too large to be enumerated, everything is played and nothing is exact, unless --truth bounded asks for bounds.
      """)

  @OptionGroup var options: ScenarioOptions

  @Option(parsing: .unconditional, help: "The episode: its number, from 0, or its name.")
  var episode: String

  @Option(parsing: .unconditional, help: "The turn to restore, from 0.", transform: wholeNumber)
  var turn: Int

  @Option(help: "Whose decision is replaced; not needed where one agent acts alone.")
  var agent: String?

  @Option(help: "What the agent does instead. If not given, its policy draws anew.")
  var action: String?

  @Option(help: "A trace of the scenario to read the episode from, in place of simulating it.")
  var trace: String?

  @Option(parsing: .unconditional, help: "Continuations of each branch.", transform: wholeNumber)
  var continuations = 1000

  @Option(
    help:
      "What is restored: privileged (the exact state), public (what a trace shows), or actions (made again).")
  var restore = ReplayPlan.Grade.privileged.rawValue

  @Option(help: "Whether branches share their random numbers: common, or independent.")
  var noise = Replay.Noise.common.rawValue

  @Option(
    name: .customLong("group-size"), parsing: .unconditional,
    help: "Episodes of a group, which share their start.", transform: wholeNumber)
  var groupSize = 8

  @Option(
    help:
      "What infinitely many continuations would give: exact, bounded, bounded(cells=1000000,width=0.05), or sampled (not known beyond the continuations). (default: exact where the scenario can be solved, otherwise sampled)"
  )
  var truth: String?

  @OptionGroup var draws: DrawOptions

  @Flag(help: "Write the result as JSON.")
  var json = false

  @OptionGroup(title: "Pictures") var page: PageOptions
  @OptionGroup(title: "Pictures") var pictureTable: PictureTableOptions

  @OptionGroup(title: "Store of runs") var store: StoreOptions

  func run() throws {
    try checkPath(trace, of: "--trace")
    let grade = try choice(restore, of: "--restore", ReplayPlan.Grade.allCases)
    let noise = try choice(noise, of: "--noise", [Replay.Noise.common, .independent])
    let memory = try options.checkedMemory()
    let scenario = try options.argument.source()
    let policy = try PolicyChoice(options.policy)
    let truth = try truth.map { try TruthCall($0, accepting: [.exact, .bounded, .sampled]) }
    let bounding = try bounding(truth, grade, scenario)
    let loaded = try bounding == nil ? loaded(scenario, memory, truth?.kind) : nil
    let solution =
      truth?.kind == .sampled ? nil : try loaded.flatMap { try self.solution($0, for: grade, truth?.kind) }
    let source: Source
    if let loaded {
      source =
        try trace.map { try recorded($0, loaded) }
        ?? simulated(on: CompiledSimulator(loaded.mdp, policy: loaded.policy))
    } else {
      if bounding == nil { try refuseWhatNeedsTables(scenario.label, grade) }
      let player = try options.argument.settings.lazyPlayer(
        of: scenario, memory: memory, following: policy)
      source = try policy.explaining { try simulated(on: player.simulator) }
    }
    let episode = try index(of: episode, in: source.rollouts.batch)
    let agent = try agent(in: source.rollouts, episode: episode)
    var plan: ReplayPlan
    do {
      plan = try ReplayPlan(
        of: source.rollouts, episode: episode, turn: turn, agent: agent, action: action,
        continuations: continuations, grade: grade, noise: noise, seed: draws.seed,
        threads: draws.threadCount)
    } catch {
      throw UsageError(description: "--\(error)")
    }
    plan.bounding = bounding
    plan.names = scenario.names(policy)
    plan.trace = trace
    let files = try PageFiles(page.files + pictureTable.files)
    let result = try ReplayStudy(plan, solution).run()
    if files.isWanted {
      var data = ReportData()
      data.fingerprint = loaded?.mdp.fingerprint
      try files.write(result, data)
    }
    try Terminal.show(result, asJSON: json)
    try files.commit()
    let place = source.rollouts.batch.turns(of: episode).lowerBound + turn
    if source.isAmbiguous[place] {
      Terminal.complain(
        "ascribe: note: the trace does not tell in which of several states the turn began; a likeliest one is restored."
      )
    }
    if solution == nil, truth == nil {
      Terminal.complain(
        "ascribe: note: the scenario is too large for exact answers, so what is said of it is sampled; --state-limit "
          + "raises how much is enumerated.")
    }
  }

  private func choice<Choice: RawRepresentable<String>>(
    _ text: String, of option: String, _ accepted: [Choice]
  ) throws(UsageError) -> Choice {
    guard let choice = accepted.first(where: { $0.rawValue == text }) else {
      throw UsageError(
        description:
          "\(option) is \"\(text)\"; accepted: \(accepted.map(\.rawValue).joined(separator: ", ")).")
    }
    return choice
  }

  /// How bounds are found, if they are asked for.
  private func bounding(
    _ truth: TruthCall?, _ grade: ReplayPlan.Grade, _ scenario: ScenarioSource
  ) throws -> BoundedTruthPlan? {
    guard let truth, truth.kind != .exact else { return nil }
    if truth.kind == .sampled {
      _ = try truth.values(for: [])
      return nil
    }
    guard trace == nil, grade == .privileged else {
      throw UsageError(
        description:
          "--truth bounded: what can follow is expanded from the exact state of a simulated episode; leave out "
          + "\(trace != nil ? "--trace" : "--restore \(grade.rawValue)").")
    }
    let values = try truth.values(for: [
      .integer(
        "cells", in: 1...1_000_000_000, default: 1_000_000, "Cells (state and turn) that may be found."),
      .number(
        "width", in: 0...1e300, default: 0,
        "Distance of the bounds of the difference at which the expansion stops; 0: at the limit only."),
    ])
    return try BoundedTruthPlan(
      of: scenario.scenario, cells: values.integer("cells"), width: values.number("width"))
  }

  /// The compiled scenario; `nil` where it is too large, unless it must be exact.
  private func loaded(
    _ scenario: ScenarioSource, _ memory: Memory, _ truth: TruthSummary.Kind?
  ) throws -> LoadedScenario? {
    truth == .exact
      ? try options.load(scenario, memory: memory)
      : try options.loadUnlessLarge(scenario, memory: memory)
  }

  /// The exact solution; `nil` for a scenario that is too large, unless it is asked for or nothing can be restored without it.
  private func solution(
    _ loaded: LoadedScenario, for grade: ReplayPlan.Grade, _ truth: TruthSummary.Kind?
  ) throws(ExactSolutionError) -> ExactSolution? {
    do throws(ExactSolutionError) {
      return try ExactSolution(of: loaded.mdp, under: loaded.policy)
    } catch {
      if grade == .public || truth == .exact { throw error }
      return nil
    }
  }

  // MARK: Episodes

  /// Episodes, and whether the node of a turn is one of several that fit.
  private struct Source {
    let rollouts: Rollouts
    let isAmbiguous: [Bool]
  }

  /// Most episodes that are simulated to reach the one that is asked for.
  private static let mostEpisodes = 1_000_000

  /// Refuses what nothing but an enumerated scenario gives.
  private func refuseWhatNeedsTables(_ label: String, _ grade: ReplayPlan.Grade) throws(UsageError) {
    let need =
      trace != nil
      ? "--trace: recorded turns are found among the states of a scenario"
      : grade == .public ? "--restore public: hidden states are drawn from an exact belief" : nil
    if let need {
      throw UsageError(
        description:
          "\(need), and \"\(label)\" has too many to be enumerated; --state-limit raises how many are.")
    }
  }

  private func simulated(on simulator: some Simulator) throws -> Source {
    try checkNumber(groupSize, of: "--group-size", in: 1...Self.mostEpisodes)
    let text = episode.hasPrefix("b0-e") ? String(episode.dropFirst(4)) : episode
    guard let number = Int(text), (0..<Self.mostEpisodes).contains(number) else {
      throw UsageError(
        description:
          "--episode is \"\(episode)\"; accepted: a whole number in 0...\(Self.mostEpisodes - 1), or b0-e and that number."
      )
    }
    // Draws have addresses, so that the episodes before cost time and change nothing.
    let rollouts = try simulator.play(
      Rollouts.Plan(groups: number / groupSize + 1, groupSize: groupSize, seed: draws.seed), threads: 1)
    return Source(
      rollouts: rollouts, isAmbiguous: [Bool](repeating: false, count: rollouts.batch.turnCount))
  }

  private func recorded(_ path: String, _ loaded: LoadedScenario) throws -> Source {
    let trace = try TraceReader.readWithOrigins(path)
    do throws(TraceMatchError) {
      let match = try TraceMatch(trace, on: loaded.mdp, policy: loaded.policy)
      return Source(rollouts: match.rollouts, isAmbiguous: match.isAmbiguous)
    } catch {
      throw UsageError(
        description:
          "\(path): not a trace of \"\(loaded.label)\" under --memory \(loaded.mdp.memory): \(error)")
    }
  }

  /// An episode by its name or its number; names come first.
  private func index(of episode: String, in batch: TrajectoryBatch) throws(UsageError) -> Int {
    if let named = (0..<batch.episodeCount).first(where: { batch.episodeName($0).hasBytes(of: episode) }) {
      return named
    }
    guard let number = Int(episode), (0..<batch.episodeCount).contains(number) else {
      throw UsageError(
        description:
          "--episode is \"\(episode)\"; accepted: a whole number in 0...\(batch.episodeCount - 1), or the name of an "
          + "episode of the trace.")
    }
    return number
  }

  /// The agent that was named, or the only one that acts in the turn.
  private func agent(in rollouts: Rollouts, episode: Int) throws -> AgentID {
    if let agent { return AgentID(agent) }
    let turns = rollouts.batch.turns(of: episode)
    guard (0..<turns.count).contains(turn) else {
      throw ReplayError.noSuchTurn(found: turn, accepted: 0..<turns.count)
    }
    let decisions = rollouts.batch.decisions(of: turns.lowerBound + turn)
    let names = decisions.map { rollouts.batch.symbols.agents[rollouts.batch.decisions.agent[$0]] }
    guard names.count == 1 else {
      throw UsageError(
        description:
          "Several agents act at turn \(turn): \(names.joined(separator: ", ")). Name one with --agent.")
    }
    return AgentID(names[0])
  }
}
