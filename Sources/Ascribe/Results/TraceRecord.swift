import Ground
import CreditMethods
import CreditStatistics
import Trajectories

/// A report on a trace as one record, for machines.
///
/// A quantity that is undefined is the object `{"undefined": reason}` in place of a number.
public struct TraceRecord: Encodable, Sendable {
  let schema = "ascribe.attribution/1"
  let version = AscribeVersion.current
  let seed: UInt64
  let episodes, turns, decisions: Int
  let agents: [String]
  let views: [View]
  let methods: [Method]
  let comparison: [Pair]?
  let notes: [String]

  struct View: Encodable {
    let key, reward: String
    let groups, groupsWithoutSuccess, groupsWithoutVariance, groupsOfOne: Int
    let states, sharedStates, singletonStates, unreachableStates: Int
    let turnsInSharedStates: Int
    let shareOfTurnsInSharedStates: Double
    let stepsInFailures, nearerStepsInFailures, stepsInSuccesses, idleStepsInSuccesses: Int
    let nearerShareOfFailures, idleShareOfSuccesses: StudyRecord.Number
  }

  struct Method: Encodable {
    let label, id, source, key, reward: String
    let parameters: [String: StudyRecord.Scalar]
    let unverified: [String]
    let credits: Int
    let zeroCredits: Zeros
    let fits: FitsRecord?
    let file: String?
  }

  struct Zeros: Encodable { let count, inGroupsWithoutVariance, inSingletonStates, unexplained: Int }

  struct Pair: Encodable {
    let first, second: String
    let agent: String?
    let spearman, signAgreement: StudyRecord.Number
    let groups, signedDecisions: Int
  }

  /// Records a report.
  ///
  /// - Parameters:
  ///   - report: What was found.
  ///   - seed: Seed of the methods' own draws.
  ///   - files: Where the credits of each method were written; empty if they were not.
  ///   - notes: What is to be said beside the report's own notes.
  public init(_ report: TraceReport, seed: UInt64, files: [String] = [], notes: [String] = []) {
    let summary = report.views.first?.summary ?? TraceSummary()
    self.seed = seed
    episodes = summary.episodes
    turns = summary.turns
    decisions = summary.decisions
    agents = report.agents.map(\.name)
    views = report.views.map(View.init)
    methods = report.methods.enumerated().map { index, method in
      Method(method, report.views[method.view], file: files.indices.contains(index) ? files[index] : nil)
    }
    comparison = report.comparison.map { $0.pairs.map(Pair.init) }
    self.notes = report.notes + notes
  }
}

extension TraceRecord.View {
  init(_ view: TraceReport.View) {
    key = view.key.rawValue
    reward = view.reward.rawValue
    groups = view.summary.groups
    groupsWithoutSuccess = view.summary.groupsWithoutSuccess
    groupsWithoutVariance = view.summary.groupsWithoutVariance
    groupsOfOne = view.summary.groupsOfOne
    states = view.summary.states
    sharedStates = view.summary.sharedStates
    singletonStates = view.summary.singletonStates
    unreachableStates = view.graph.unreachableStates
    turnsInSharedStates = view.summary.turnsInSharedStates
    shareOfTurnsInSharedStates = view.summary.sharedTurnShare
    stepsInFailures = view.graph.stepsInFailures
    nearerStepsInFailures = view.graph.nearerStepsInFailures
    stepsInSuccesses = view.graph.stepsInSuccesses
    idleStepsInSuccesses = view.graph.idleStepsInSuccesses
    let number = { (share: Double?) in
      StudyRecord.Number(measured: share.map { .value($0) } ?? .undefined(.noUnits))
    }
    nearerShareOfFailures = number(view.graph.nearerShareOfFailures)
    idleShareOfSuccesses = number(view.graph.idleShareOfSuccesses)
  }
}

extension TraceRecord.Method {
  init(_ method: TraceReport.Method, _ view: TraceReport.View, file: String?) {
    let card = method.request.card
    label = method.request.label
    id = card.id
    source = card.source
    key = view.key.rawValue
    reward = view.reward.rawValue
    parameters = StudyRecord.scalars(method.request.parameters)
    unverified = card.unverified.filter { $0.matters(with: method.request.parameters) }.map(\.what)
    credits = method.credits
    zeroCredits = TraceRecord.Zeros(
      count: method.zeros.count, inGroupsWithoutVariance: method.zeros.inGroupsWithoutVariance,
      inSingletonStates: method.zeros.inSingletonStates, unexplained: method.zeros.unexplained)
    fits = FitsRecord(method.fits)
    self.file = file
  }
}

extension TraceRecord.Pair {
  init(_ pair: TraceComparison.Pair) {
    first = pair.first
    second = pair.second
    agent = pair.agent?.name
    spearman = StudyRecord.Number(measured: pair.spearman)
    signAgreement = StudyRecord.Number(measured: pair.signAgreement)
    groups = pair.groups
    signedDecisions = pair.signedDecisions
  }
}
