import Ascribe
import CreditMethods
import Reports
import Trajectories

/// The states of traces by the rule of `--state-key`, and their segments by that of `--segments`; as they are recorded without.
struct TraceKeying {
  private var rule: StateKeyRule?
  private var use = StateKeyUse()
  private let segments: SegmentRule?
  /// Whether a line of the trace is an episode, so that an episode's line can be told.
  private let linesAreEpisodes: Bool
  /// Episodes of the batches so far.
  private var episodes = 0
  /// Whether the trace is to be read whole, because the rule is learned from all of it.
  let isLearned: Bool

  init(_ text: String?, _ segments: SegmentRule? = nil, linesAreEpisodes: Bool = false) throws {
    self.segments = segments
    self.linesAreEpisodes = linesAreEpisodes
    rule = try text.map(StateKeyArguments.rule)
    isLearned = rule?.needsLearning ?? false
  }

  /// A batch of the trace by the rule.
  mutating func keyed(_ batch: TrajectoryBatch, of file: String) throws -> TrajectoryBatch {
    let batch = try segmented(batch, of: file)
    guard let rule else { return batch }
    do throws(StateKeyError) {
      let learned = try rule.learning(from: batch)
      self.rule = learned
      return try learned.rekeyed(batch, use: &use)
    } catch {
      throw UsageError(description: "\(file): \(error)")
    }
  }

  /// A batch of the trace with the segments of the rule.
  private mutating func segmented(_ batch: TrajectoryBatch, of file: String) throws -> TrajectoryBatch {
    guard let segments else { return batch }
    defer { episodes += batch.episodeCount }
    do throws(SegmentError) {
      return try batch.segmented(by: segments)
    } catch {
      let name = file == "-" ? "<stdin>" : file
      guard linesAreEpisodes, case .lacks(_, _, let episode, _) = error else {
        throw UsageError(description: "\(name): \(error)")
      }
      throw UsageError(description: "\(name):\(episodes + episode + 1): \(error)")
    }
  }

  /// A trace beside the judged one by the same rule.
  func read(_ file: String) throws -> TrajectoryBatch {
    var other = self
    let batch = try other.keyed(try TraceReader.read(file), of: file)
    _ = try other.notes(of: file)
    return batch
  }

  /// What is to be said of the rule.
  func notes(of file: String) throws -> [String] {
    let made = segments.map { ["Segments are those of --segments '\($0)'."] } ?? []
    guard let rule else { return made }
    do throws(StateKeyError) { try use.requirePaths() } catch {
      throw UsageError(description: "\(file): \(error)")
    }
    var notes = made + ["States are those of --state-key '\(rule)'."]
    if rule.dependsOnOrder {
      notes.append("Its groups of similar texts depend on the order of the episodes.")
    }
    notes += use.lacks.map { "\($0)." }
    return notes
  }
}
