import Foundation
import Ground

/// Processes that were started together and share the batches of one command; the first of them makes the result.
package protocol RankTeam: Sendable {
  /// The number of this process, from 0.
  var rank: Int { get }
  /// How many there are.
  var count: Int { get }

  /// Waits for all, and lets ``next()`` begin at 0.
  func restart()
  /// The next number that none has got.
  func next() -> Int
  /// Gives the first process the bytes of all, in the order of their numbers; `nil` in the others.
  func gather(_ bytes: [UInt8]) -> [[UInt8]]?
  /// Ends this process's part: with another code than 0 all are ended.
  func end(_ code: Int32)
}

/// The team of this process.
enum Team {
  /// `nil` for a process that works alone.
  @TaskLocal static var current: (any RankTeam)?
  /// Whether all have said that their work can begin.
  private static let hasAgreed = Locked(false)

  /// Commands whose batches a team shares; others are the first process's alone.
  static let commands = ["run", "compare", "critics", "frontier", "train"]

  /// Whether this process makes the result, and speaks.
  static var isFirst: Bool { (current?.rank ?? 0) == 0 }

  /// Whether this process has something to do in a command.
  static func takesPart(in arguments: [String]) -> Bool {
    isFirst || arguments.first.map(commands.contains) == true
  }

  /// Waits until every process can begin, or has found out why it cannot, which the first one then says for all: most
  /// find the same.
  ///
  /// - Parameter trouble: Why this one cannot; `nil` where it can.
  static func agree(on trouble: String?) {
    guard let team = current,
      !hasAgreed.withLock({ was in
        defer { was = true }
        return was
      })
    else { return }
    guard let all = team.gather(Array((trouble ?? "").utf8)) else { return }
    guard let rank = all.firstIndex(where: { !$0.isEmpty }) else { return }
    let text = String(decoding: all[rank], as: UTF8.self)
    Terminal.complain("ascribe: error: \(rank == 0 ? "" : "rank \(rank): ")\(text)")
    team.end(2)
    exit(2)
  }

  /// Ends the process's part with what became of its command.
  ///
  /// - Parameter trouble: What went wrong; `nil` if nothing did.
  static func end(_ code: Int32, _ trouble: String?) {
    guard let team = current else { return }
    if let trouble, code > 1, !hasAgreed.withLock(\.self) {
      agree(on: trouble)
      // The first process ends all.
      team.restart()
    }
    if let trouble, code > 0 { Terminal.complainInAnyRank("ascribe: rank \(team.rank): \(trouble)") }
    // A difference that was found is no end of the others.
    team.end(code == 1 ? 0 : code)
  }
}
