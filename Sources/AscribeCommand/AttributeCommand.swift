import ArgumentParser
import Ascribe
import Attribution
import Trajectories

/// `ascribe attribute`.
struct AttributeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribute", abstract: "Attribute recorded trajectories with one method.",
    discussion: """
      Reads a trace (ascribe.trace/1, one episode a line) and writes one credit for every decision (ascribe.credit/1): \
      to the file of --output, or to standard output.

      EXAMPLES:
        ascribe attribute trace.jsonl --method graphgpo --output credits.jsonl
        ascribe attribute trace.jsonl --method gigpo --set norm=mean > credits.jsonl
      """)

  @Argument(help: "The trace file.")
  var trace: String

  @Option(help: "The method: NAME or NAME(key=value,...); see `ascribe methods`.")
  var method: String

  @Option(help: "A parameter of the method, name=value; may be repeated.")
  var set: [String] = []

  @Option(help: "Where the credits go; standard output if not given.")
  var output: String?

  @Option(parsing: .unconditional, help: "Seed of the method's own draws.", transform: wholeNumber)
  var seed: UInt64 = 0

  @Flag(help: "Write the summary as JSON.")
  var json = false

  func run() throws {
    try checkPath(trace, of: "The trace")
    try checkPath(output, of: "--output")
    let request = try MethodRequest(call())
    let batch = try TraceReader.read(trace)
    let attribution = try request.attribute(batch, in: AttributionContext(seed: seed))
    let credits = request.credits(attribution)
    if let output {
      try CreditsWriter.write(credits, of: batch, to: output)
    } else {
      var bytes: [UInt8] = []
      CreditsWriter.append(CreditsHeader(method: credits.method, parameters: credits.parameters), to: &bytes)
      CreditsWriter.append(credits.values, of: batch, to: &bytes)
      try Terminal.write(bytes)
    }
    let summary = TraceSummary(of: batch, by: stateKey(of: request), reward: rewardConvention(of: request))
    let text =
      json ? try AscribeCommand.json(AttributionRecord(request, summary)) : sentence(request, summary)
    // The credits have standard output when they are not in a file.
    if output == nil { Terminal.complain(text) } else { try Terminal.print(text) }
  }

  /// The method with what `--set` adds to its own settings.
  private func call() throws(UsageError) -> Call {
    let call: Call
    do throws(CallError) {
      call = try Call(method)
    } catch {
      throw UsageError(description: "--method: \(error)")
    }
    var settings = call.settings
    for text in set {
      do throws(CallError) {
        settings.append(try Call.Setting(text, in: text))
      } catch {
        throw UsageError(description: "--set is \"\(text)\"; expected name=value.")
      }
    }
    return Call(name: call.name, settings: settings)
  }

  private func stateKey(of request: MethodRequest) -> StateKey {
    guard case .text(let word)? = request.parameters["key"] else { return .state }
    return StateKey(rawValue: word) ?? .state
  }

  private func rewardConvention(of request: MethodRequest) -> RewardConvention {
    guard case .text(let word)? = request.parameters["reward"] else { return .outcome }
    return RewardConvention(rawValue: word) ?? .outcome
  }

  private func sentence(_ request: MethodRequest, _ summary: TraceSummary) -> String {
    "\(request.card.id): \(Numerals.count(summary.credits, "credit")) for "
      + "\(Numerals.count(summary.episodes, "episode")) of \(Numerals.count(summary.turns, "turn")) in "
      + "\(Numerals.count(summary.groups, "group")), \(Numerals.count(summary.groupsWithoutSuccess)) of them without "
      + "success, \(Numerals.count(summary.groupsWithoutVariance)) without variance of the return; "
      + "\(Numerals.count(summary.states, "state")), \(Numerals.count(summary.sharedStates)) shared between "
      + "episodes, \(Numerals.count(summary.singletonStates)) seen once; "
      + "\(Numerals.share(summary.sharedTurnShare)) of turns in a shared state."
  }
}

/// The summary of an attribution as a record.
private struct AttributionRecord: Encodable {
  let method: String
  let parameters: [String: StudyRecord.Scalar]
  let credits, episodes, turns, decisions, groups, groupsWithoutSuccess, groupsWithoutVariance: Int
  let states, sharedStates, singletonStates: Int
  let shareOfTurnsInSharedStates: Double

  init(_ request: MethodRequest, _ summary: TraceSummary) {
    method = request.card.id
    parameters = StudyRecord.scalars(request.parameters)
    credits = summary.credits
    episodes = summary.episodes
    turns = summary.turns
    decisions = summary.decisions
    groups = summary.groups
    groupsWithoutSuccess = summary.groupsWithoutSuccess
    groupsWithoutVariance = summary.groupsWithoutVariance
    states = summary.states
    sharedStates = summary.sharedStates
    singletonStates = summary.singletonStates
    shareOfTurnsInSharedStates = summary.sharedTurnShare
  }
}
