import Ascribe
import CreditMethods
import Foundation
import Trajectories

/// What one of the processes that share a trace made of its tasks of one batch, as it is kept for `ascribe merge`.
struct KeptAttributions: Codable {
  /// What tells the batch from another one: a hash of all its episodes, those of other processes too.
  private let batch: String
  private let methods: [Entry]

  /// What one method made of the tasks.
  private struct Entry: Codable {
    /// The bytes of the numbers.
    let credits: Data
    let reasons: [NoCredit?]?
    let intervals: [Interval?]?
    let cuts: CutEpisodes
    let support: ValueSupport
    let remarks: AttributionRemarks
  }

  private struct Interval: Codable {
    let low, high: Double
    let visits: Int?
  }

  /// What is kept.
  ///
  /// - Parameters:
  ///   - attributions: What the methods made of the process's tasks.
  ///   - fingerprint: The fingerprint of the whole batch.
  init(_ attributions: [Attribution], fingerprint: String) {
    batch = fingerprint
    methods = attributions.map { made in
      Entry(
        credits: made.credits.withUnsafeBytes { Data($0) }, reasons: made.reasons,
        intervals: made.intervals?.map { $0.map { Interval(low: $0.low, high: $0.high, visits: $0.visits) } },
        cuts: made.cuts, support: made.support, remarks: made.remarks)
    }
  }

  init?(_ bytes: [UInt8]) {
    guard let kept = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
    self = kept
  }

  func bytes() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(self))
  }

  /// Whether it is of a batch with so many decisions of the process's tasks.
  func isOf(_ fingerprint: String, decisions: Int) -> Bool {
    batch == fingerprint
      && methods.allSatisfy { entry in
        entry.credits.count == decisions * MemoryLayout<Double>.stride
          && entry.reasons?.count ?? decisions == decisions
          && entry.intervals?.count ?? decisions == decisions
      }
  }

  /// What a method made of the tasks.
  func attribution(ofMethod index: Int) -> Attribution {
    let entry = methods[index]
    let credits = entry.credits.withUnsafeBytes { bytes in
      (0..<bytes.count / MemoryLayout<Double>.stride).map {
        bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Double>.stride, as: Double.self)
      }
    }
    var made = Attribution(credits: credits, reasons: entry.reasons, cuts: entry.cuts)
    made.support = entry.support
    made.remarks = entry.remarks
    made.intervals = entry.intervals?.map {
      $0.map { CreditInterval(low: $0.low, high: $0.high, visits: $0.visits) }
    }
    return made
  }
}
