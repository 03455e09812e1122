import Ascribe
import Trajectories

/// Methods of a study as they are written: calls, each perhaps with a number of episodes of its own behind an at sign.
struct MethodArms {
  /// The methods.
  let calls: [Call]
  /// Of each its episodes; `nil` for those of the study.
  let episodes: [Int?]

  /// Reads methods separated by commas: `grpo@1024,c3(alternatives=4)`.
  ///
  /// - Throws: ``UsageError`` for what is no call, and for a number of episodes that is none.
  init(_ text: String) throws(UsageError) {
    var calls: [Call] = []
    var episodes: [Int?] = []
    for part in Call.parts(text) {
      let halves = part.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
      do {
        calls.append(try Call(String(halves[0])))
      } catch {
        throw UsageError(description: "--methods: \(error)")
      }
      guard halves.count == 2 else {
        episodes.append(nil)
        continue
      }
      guard let number = Int(halves[1].filter { $0 != " " }), number >= 1 else {
        throw UsageError(
          description: "--methods: \"\(part)\" has no number of episodes behind its @, such as grpo@1024.")
      }
      episodes.append(number)
    }
    (self.calls, self.episodes) = (calls, episodes)
  }

  /// Whether some method has episodes of its own.
  var hasEpisodes: Bool { episodes.contains { $0 != nil } }

  /// The methods that were asked for, with their episodes.
  func requests(_ requests: [MethodRequest]) -> [MethodRequest] {
    zip(requests, episodes).map { request, episodes in
      episodes.map { request.judging(episodes: $0) } ?? request
    }
  }
}
