import Ascribe
import Reports
import Simulation
import Trajectories

extension RunCommand {
  /// Writes the episodes to a trace and attributes nothing.
  ///
  /// - Parameter path: The file; `-` for standard output.
  func stream(to path: String, _ player: ScenarioPlayer, _ source: ScenarioSource, _ choice: PolicyChoice)
    throws
  {
    try refuseWhatNeedsMethods()
    guard Team.current == nil else {
      throw UsageError(description: "--stream writes one trace, which processes cannot share: use `ascribe`.")
    }
    let plan = try sampling.plan([], on: player.simulator, named: source.names(choice), groupSize: groupSize)
    let trace = TraceStream(plan, scenario: source.label)
    let progress = Progress(plan.batches, "batches")
    defer { progress.finish() }
    guard path != "-" else {
      _ = try choice.explaining { try trace.run(progress: progress.update, write: Terminal.write) }
      return
    }
    let file = try AtomicFile(path)
    let written = try choice.explaining { try trace.run(progress: progress.update) { try file.append($0) } }
    try file.commit()
    let share = Numerals.share(Double(written.successes) / Double(max(1, written.episodes)))
    try Terminal.print(
      "Written to \(path): \(Numerals.count(written.episodes, "episode")) of "
        + "\(Numerals.count(written.turns, "turn")) and \(Numerals.count(written.decisions, "decision")); \(share) succeed."
    )
  }

  private func refuseWhatNeedsMethods() throws(UsageError) {
    let options: [(Bool, String)] = [
      (methods != nil, "--methods"), (output != nil, "--output"), (held.truth != nil, "--truth"),
      (json, "--json"),
      (details, "--details"), (cells, "--cells"), (acrossContrasts, "--across-contrasts"),
      (sampling.fitEpisodes != nil, "--fit-episodes"),
    ]
    let files = (page.files + pictureTable.files + states.files).filter { $0.path != nil }
    let given = options.filter(\.0).map(\.1) + budget.used + signals.used + files.map(\.option)
    guard let option = given.first else { return }
    throw UsageError(
      description: "\(option) is for methods; with --stream episodes are written and nothing is attributed.")
  }
}
