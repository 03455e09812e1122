import CreditMethods
import Foundation
import Simulation

/// Everything that kept measures depend on: batches are joined only where it is the same to the letter.
package struct MeasuresOrder: Encodable, Sendable {
  private let version = AscribeVersion.current
  private let command: String
  private let studies: [StudyOrder]
  private let settings: [String: String]

  /// - Parameters:
  ///   - command: The command.
  ///   - studies: What each of its engines plays.
  ///   - settings: What it does beside, by name.
  package init(
    _ command: String, _ studies: [(plan: StudyPlan, truth: Truth)], _ settings: [String: String] = [:]
  ) {
    self.command = command
    self.studies = studies.map(StudyOrder.init)
    self.settings = settings
  }

  /// The order as JSON, always the same for the same order.
  package func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// What one engine plays.
private struct StudyOrder: Encodable, Sendable {
  let scenario: ScenarioSummary
  let tables, policy: String?
  let methods: [Method]
  let episodes, groupSize, batches, fitEpisodes, resamples: Int
  let episodesOfMethods: [Int]?
  let budget: Int?
  let seed: UInt64
  let against: String?
  let holdsAcrossContrasts: Bool
  let confidence: Double
  let signals: SimulatedSignals
  let truth: TruthSummary
  let sampling: SampledTruthPlan?
  let bounding: BoundedTruthPlan?

  struct Method: Encodable {
    let label: String
    let parameters: [String: ParameterValue]
  }

  init(_ plan: StudyPlan, _ truth: Truth) {
    scenario = ScenarioSummary(plan)
    tables = plan.tables?.mdp.fingerprint
    policy = plan.tables?.policy.fingerprint
    methods = plan.methods.map { Method(label: $0.label, parameters: $0.parameters.written) }
    episodes = plan.episodes
    groupSize = plan.groupSize
    batches = plan.batches
    fitEpisodes = plan.fitEpisodes
    resamples = plan.resamples
    episodesOfMethods = plan.episodesOfMethods
    budget = plan.budget
    seed = plan.seed
    against = plan.against?.rawValue
    holdsAcrossContrasts = plan.holdsAcrossContrasts
    confidence = plan.confidence
    signals = plan.signals
    self.truth = TruthSummary(truth)
    sampling = truth.sampling
    bounding = truth.bounding
  }
}

/// The first line of a file of kept measures, `ascribe.measures/2`.
package struct MeasuresHeader: Codable, Sendable {
  /// The schema of such files.
  package static let schema = "ascribe.measures/2"

  package let schema: String
  /// The version that wrote it.
  package let version: String
  /// The words of the command, but for those on where it writes and which part it does.
  package let command: [String]
  /// Which part of the batches it has, `I/N`; `nil` for all of them.
  package let shard: String?
  /// Batches of each engine that belong to it.
  package let batches: [Range<Int>]
  /// The text of the ``MeasuresOrder``.
  package let order: String

  package init(command: [String], shard: String?, batches: [Range<Int>], order: String) {
    schema = Self.schema
    version = AscribeVersion.current
    self.command = command
    self.shard = shard
    self.batches = batches
    self.order = order
  }

  /// The header that a line is; `nil` for another line.
  package init?(_ line: [UInt8]) {
    guard let header = try? JSONDecoder().decode(Self.self, from: Data(line)), header.schema == Self.schema
    else { return nil }
    self = header
  }

  /// Its line, without the line feed.
  package func line() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self))
  }
}
